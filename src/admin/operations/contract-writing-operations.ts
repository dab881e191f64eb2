import { draftContract } from '../../services/contracts/draft-contract.js';
import { editDraft } from '../../services/contracts/edit-draft.js';
import type { ContractPreview } from '../../services/contracts/preview-contract.js';
import { reviseContract } from '../../services/contracts/revise-contract.js';
import type { Context } from '../../services/core/context.js';
import { Refusal } from '../../services/core/errors.js';
import { type Preview, plainOperation, recordOperation, type Target } from '../operation-action.js';
import { type Body, optionalText, textOf } from '../wire-body.js';
import { addLineItemOperation, EFFECTIVE_FROM } from './add-line-item-operation.js';
import {
  type DraftForm,
  type EditedVersion,
  type EditorAccount,
  type EditorOptions,
  editedVersion,
  editorAccount,
  editorOptions,
  emptyDraft,
  findDraft,
  formOf,
} from './contract-editor.js';
import { isOpen } from './contract-state.js';
import { atTheForm, draftOf } from './draft-body.js';
import { previewDraft } from './draft-preview.js';

/** The contract editor asks once for everything it offers, then for what its draft would become. */
export interface EditorPage {
  options?: EditorOptions;
  draft?: DraftForm;
  edited: EditedVersion | null;
  account: EditorAccount | null;
  shown: Shown | null;
}

export type Shown = ContractPreview;

const contractHref = (id: number) => `/admin/resources/Contract/records/${id}/show`;
/** Writing contracts and their further versions. */
export const contractWritingOperations = [
  plainOperation({
    name: 'newContract',
    label: 'New contract',
    tone: 'primary',
    page: true,
    startsFrom: { resource: 'Account', field: 'account_id' },
    preview: async ({ ctx }, body) => editorPreview('New contract', await newPage(ctx, body)),
    async act({ ctx }, body) {
      const { accountId, contractType, title, currency, terms } = draftOf(body);
      const written = await atTheForm(() => draftContract(ctx, { accountId, contractType, title, currency, terms }));
      return {
        message: `${written.number} is written; nobody outside sees it until it is sent.`,
        href: contractHref(written.contractId),
      };
    },
  }),
  recordOperation({
    name: 'editDraft',
    label: 'Edit draft',
    page: true,
    offeredFor: isOpen,
    preview: async (target, body) =>
      editorPreview(`Edit ${String(target.params.number)}`, await editPage(target, body)),
    async act({ ctx, id }, body) {
      const draft = await insistOnDraft(ctx, id);
      const { title, terms } = draftOf(body);
      const version = Number(textOf(body, 'version') || draft.version);
      const versionId = Number(textOf(body, 'version_id') || draft.id);
      await atTheForm(() => editDraft(ctx, { versionId, version, title, terms }));
      return { message: 'The draft is saved.', href: contractHref(id) };
    },
  }),
  recordOperation({
    name: 'reviseContract',
    label: 'New version',
    offeredFor: isOpen,
    preview: previewRevision,
    async act({ ctx, id }, body) {
      const effectiveFrom = optionalText(body, 'effective_from');
      await reviseContract(ctx, { contractId: id, ...(effectiveFrom === undefined ? {} : { effectiveFrom }) });
      return { message: 'A further version is started as a copy. Change it, then send it for signature.' };
    },
  }),
  addLineItemOperation,
];

function editorPreview(title: string, page: EditorPage): Preview {
  return { title, says: [], fields: [], confirm: 'Save draft', page };
}

async function newPage(ctx: Context, body: Body): Promise<EditorPage> {
  const account = await editorAccount(ctx, Number(textOf(body, 'account_id')));
  if (asksOnly(body)) return { edited: null, account, shown: account === null ? null : await shownDraft(ctx, body) };
  const options = await editorOptions(ctx);
  return { options, account, edited: null, draft: await emptyDraft(ctx, account, options), shown: null };
}

async function editPage({ ctx, id }: Target, body: Body): Promise<EditorPage> {
  const draft = await insistOnDraft(ctx, id);
  const account = await editorAccount(ctx, draft.accountId);
  const edited = editedVersion(draft);
  if (asksOnly(body)) return { account, edited, shown: await shownDraft(ctx, body, id) };
  return { options: await editorOptions(ctx), account, edited, draft: formOf(draft), shown: null };
}

const asksOnly = ({ fields }: Body) => fields.preview !== undefined;

const NO_TITLE = { path: 'title', message: 'Please give the contract a title.' };

/** Without a title everything else can be shown all the same. */
async function shownDraft(ctx: Context, body: Body, contractId?: number): Promise<Shown> {
  const draft = draftOf(body);
  if (draft.title.trim() !== '') return previewDraft(ctx, draft, contractId);
  const shown = await previewDraft(ctx, { ...draft, title: 'Untitled contract' }, contractId);
  return { ...shown, problems: [NO_TITLE, ...shown.problems] };
}

async function insistOnDraft(ctx: Context, contractId: number) {
  const draft = await findDraft(ctx, contractId);
  if (draft === null)
    throw new Refusal(
      'conflict',
      'no_draft',
      'This contract has no draft to change. What was sent can only be changed by a new version.',
    );
  return draft;
}

async function previewRevision({ params }: Target): Promise<Preview> {
  const signed = params.status === 'signed' || params.status === 'active';
  return {
    title: `New version of ${String(params.number)}`,
    says: [
      'The newest version is copied into a draft, which has to be signed by everybody again.',
      signed
        ? 'What is signed stays in force until the new version is signed: this is an amendment.'
        : 'A version that was sent and not yet signed by all is superseded and can no longer be signed.',
    ],
    fields: signed ? [EFFECTIVE_FROM] : [],
    confirm: 'Start the version',
  };
}
