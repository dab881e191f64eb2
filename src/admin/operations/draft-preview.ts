import { KNOWN_FIELDS } from '../../services/contracts/fill-fields.js';
import { type ContractPreview, previewTerms } from '../../services/contracts/preview-contract.js';
import type { Context } from '../../services/core/context.js';
import { snakeCase } from '../answers.js';
import { formOf, type StoredDraft } from './contract-editor.js';
import { draftOf, flat } from './draft-body.js';

/** What a draft would become, with everything that is still in the way, at the fields of the form. */
export async function previewDraft(
  ctx: Context,
  draft: ReturnType<typeof draftOf>,
  contractId?: number,
): Promise<ContractPreview> {
  const preview = await previewTerms(ctx, { ...draft, ...(contractId === undefined ? {} : { contractId }) });
  const problems = flat(preview.problems).map(({ path, message }) => ({ path: snakeCase(path), message }));
  return { ...preview, problems: [...problems, ...emptyFields(preview)] };
}

export function previewStored(ctx: Context, draft: StoredDraft): Promise<ContractPreview> {
  return previewDraft(ctx, draftOf({ fields: { ...formOf(draft) }, files: {} }), draft.contract.id);
}

/** A field that fills itself in and has nothing to be filled with would stand in the contract as its name. */
function emptyFields({ content, fields }: ContractPreview): { path: string; message: string }[] {
  const text = JSON.stringify(content?.text ?? []);
  return Object.entries(KNOWN_FIELDS)
    .filter(([name]) => fields.includes(name) && text.includes(`{{${name}}}`))
    .map(([name, meaning]) => ({
      path: 'body',
      message: `The text names {{${name}}} (${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}), which is not entered yet.`,
    }));
}
