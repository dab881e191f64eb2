import type { VersionView } from '../../services/contracts/contract-view.js';
import { declineAsSeller } from '../../services/contracts/decline-version.js';
import { getContractForStaff } from '../../services/contracts/get-contract.js';
import { remindSigner } from '../../services/contracts/remind-signers.js';
import { sendContract } from '../../services/contracts/send-contract.js';
import { countersignVersion } from '../../services/contracts/sign-version.js';
import { terminateContract } from '../../services/contracts/terminate-contract.js';
import type { Context } from '../../services/core/context.js';
import { Refusal } from '../../services/core/errors.js';
import { formatMoney, Money } from '../../services/core/money.js';
import { type Preview, recordOperation, type Target } from '../operation-action.js';
import { type Body, integerOf, textOf, yesOf } from '../wire-body.js';
import { findDraft } from './contract-editor.js';
import { isOpen } from './contract-state.js';
import { previewStored } from './draft-preview.js';
import { REASON } from './preview-accounts.js';

/** What the countersigning page shows: the version as it was frozen. */
export interface SigningPage {
  number: string;
  title: string;
  version: VersionView;
}

/** From the draft to the last signature, and the ways out. */
export const contractSigningOperations = [
  recordOperation({
    name: 'sendContract',
    label: 'Send for signature',
    tone: 'primary',
    offeredFor: isOpen,
    preview: previewSending,
    async act({ ctx, id }, body) {
      const draft = await findDraft(ctx, id);
      if (draft === null) throw new Refusal('conflict', 'no_draft', 'This contract has no draft to send.');
      await sendContract(ctx, {
        versionId: integerOf(body, 'version_id') ?? draft.id,
        version: integerOf(body, 'version') ?? draft.version,
      });
      return { message: 'The contract is sent; the first signer has mail.' };
    },
  }),
  recordOperation({
    name: 'countersign',
    label: 'Countersign',
    tone: 'primary',
    page: true,
    offeredFor: isOpen,
    preview: previewSigning,
    async act({ ctx, id, userAgent }, body) {
      const version = await openVersion(ctx, id);
      const { completed } = await countersignVersion(ctx, {
        versionId: integerOf(body, 'version_id') ?? version.id,
        documentSha256: textOf(body, 'document_sha256'),
        typedName: textOf(body, 'typed_name'),
        consent: insistOnConsent(body),
        userAgent,
      });
      return {
        message: completed
          ? 'Signed by everybody: the contract is in force and both sides have mail.'
          : 'You have signed; the next signer has mail.',
        href: `/admin/resources/Contract/records/${id}/show`,
      };
    },
  }),
  recordOperation({
    name: 'declineAsSeller',
    label: 'Decline to sign',
    tone: 'danger',
    offeredFor: isOpen,
    preview: async ({ ctx, id, params }) => {
      const { number } = await openVersion(ctx, id);
      return {
        title: `Decline version ${number} of ${String(params.number)}`,
        says: [
          'Nobody can sign this version any more; a further one can be written. The customer gets a mail with the reason.',
        ],
        fields: [REASON],
        confirm: 'Decline',
      };
    },
    async act({ ctx, id }, body) {
      await declineAsSeller(ctx, { versionId: (await openVersion(ctx, id)).id, reason: textOf(body, 'reason') });
      return { message: 'The version is declined.' };
    },
  }),
  recordOperation({
    name: 'remindSigner',
    label: 'Remind',
    offeredFor: isOpen,
    preview: async ({ ctx, id, params }) => {
      const next = (await openVersion(ctx, id)).signers.find(({ turn }) => turn);
      return {
        title: `Remind of ${String(params.number)}`,
        says: [`${next?.name ?? 'The next signer'} (${next?.email ?? ''}) gets the link to sign once more.`],
        fields: [],
        confirm: 'Send the reminder',
      };
    },
    async act({ ctx, id }) {
      await remindSigner(ctx, { versionId: (await openVersion(ctx, id)).id });
      return { message: 'The reminder is on its way.' };
    },
  }),
  recordOperation({
    name: 'terminateContract',
    label: 'Terminate',
    tone: 'danger',
    offeredFor: isOpen,
    preview: async ({ params }) => ({
      title: `Terminate ${String(params.number)}`,
      says: [
        'What is sent can no longer be signed, and what has no invoice yet is not invoiced. Invoices that stand stay payable.',
        'This cannot be taken back.',
      ],
      fields: [REASON],
      confirm: 'Terminate the contract',
    }),
    async act({ ctx, id }, body) {
      await terminateContract(ctx, { contractId: id, reason: textOf(body, 'reason') });
      return { message: 'The contract is terminated.' };
    },
  }),
];

async function previewSending({ ctx, id, params }: Target): Promise<Preview> {
  const draft = await findDraft(ctx, id);
  if (draft === null) return nothingToSend(String(params.number));
  const { content, problems, missingFields } = await previewStored(ctx, draft);
  const warnings = [
    ...problems.map(({ message }) => ({ message })),
    ...(missingFields.length === 0 ? [] : [{ message: `Please fill in: ${missingFields.join(', ')}.` }]),
  ];
  const order = draft.signers.map(({ name, party }) => (party === 'seller' ? `${name} for us` : name)).join(', then ');
  const { number, currency } = draft.contract;
  return {
    title: `Send ${number}, version ${draft.number}`,
    says: [
      `To sign: ${order || 'nobody yet'}. Each gets a mail when it is their turn.`,
      'Text, line items, schedule and signers are frozen now; any change after this is a further version.',
    ],
    possible: warnings.length > 0 ? 0 : 1,
    warnings,
    schedules:
      content === null
        ? []
        : [
            {
              id,
              title: 'Invoices to come',
              resource: 'Contract',
              rows: content.schedule,
              rowCount: content.schedule.length,
              total: formatMoney(new Money(content.totals.net), currency),
              warnings: [],
            },
          ],
    fields: [
      { name: 'version_id', label: '', type: 'hidden', value: String(draft.id) },
      { name: 'version', label: '', type: 'hidden', value: String(draft.version) },
    ],
    confirm: 'Send for signature',
  };
}

function nothingToSend(number: string): Preview {
  return {
    title: `Send ${number}`,
    says: [],
    possible: 0,
    warnings: [{ message: 'This contract has no draft. Start a new version to change it.' }],
    fields: [],
    confirm: 'Send for signature',
  };
}

async function previewSigning({ ctx, id, params }: Target): Promise<Preview> {
  const version = await openVersion(ctx, id);
  const page: SigningPage = { number: String(params.number), title: String(params.title), version };
  return { title: `Countersign ${page.number}`, says: [], fields: [], confirm: 'Sign', page };
}

function insistOnConsent(body: Body): true {
  if (yesOf(body, 'consent')) return true;
  const message = 'Please agree before you sign.';
  throw new Refusal('invalid_input', 'invalid_input', message, [{ path: 'consent', message }]);
}

async function openVersion(ctx: Context, contractId: number): Promise<VersionView> {
  const { versions } = await getContractForStaff(ctx, contractId);
  const sent = versions.find(({ status }) => status === 'sent');
  if (sent === undefined)
    throw new Refusal('conflict', 'nothing_to_sign', 'No version of this contract waits for signatures.');
  return sent;
}
