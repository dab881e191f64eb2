import { addLineItem } from '../../services/contracts/add-line-item.js';
import { type DialogField, type Preview, recordOperation, type Target } from '../operation-action.js';
import { optionalText } from '../wire-body.js';
import { editorOptions } from './contract-editor.js';
import { isOpen } from './contract-state.js';
import { atTheForm, itemOf } from './draft-body.js';

export const EFFECTIVE_FROM: DialogField = {
  name: 'effective_from',
  label: 'In force from',
  type: 'date',
  help: 'The amendment bills what begins on or after this day. Without it: today, or the first day not yet invoiced.',
};

/** One more thing sold: into the draft, or as an amendment that has to be signed. */
export const addLineItemOperation = recordOperation({
  name: 'addLineItem',
  label: 'Add line item',
  offeredFor: isOpen,
  preview: previewItem,
  async act({ ctx, id }, body) {
    const effectiveFrom = optionalText(body, 'effective_from');
    const { needsSignature } = await atTheForm(() =>
      addLineItem(ctx, {
        contractId: id,
        item: itemOf(body),
        ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      }),
    );
    return {
      message: needsSignature
        ? 'The item stands in a further version, which has to be sent and signed before it is billed.'
        : 'The item stands in the draft.',
    };
  },
});

async function previewItem({ ctx, params }: Target): Promise<Preview> {
  const { itemTypes } = await editorOptions(ctx);
  const signed = params.status === 'signed' || params.status === 'active';
  return {
    title: `Add a line item to ${String(params.number)}`,
    says: [
      signed
        ? 'On a signed contract this is an amendment: it is billed once the further version is signed.'
        : 'The item goes into the open draft; a version that was sent is superseded by a further one.',
    ],
    fields: [
      {
        name: 'item_type',
        label: 'Kind',
        type: 'select',
        required: true,
        value: 'training_independent',
        options: itemTypes.map(({ type, description, amount, months }) => ({
          value: type,
          label: amount === '' ? 'Something else' : `${description}: ${amount} over ${months} months`,
        })),
      },
      {
        name: 'description',
        label: 'Description',
        type: 'text',
        maxLength: 500,
        help: 'Without it: as in the price list.',
      },
      {
        name: 'amount',
        label: `Amount in ${String(params.currency)}`,
        type: 'money',
        help: 'Of the whole span. Without it: as in the price list.',
      },
      { name: 'billing_period_months', label: 'Over months', type: 'integer', help: '1 to 12.' },
      {
        name: 'start_date',
        label: 'From',
        type: 'date',
        help: "Without it: the contract's or the amendment's first day.",
      },
      { name: 'is_recurring', label: 'Begins anew after its months', type: 'checkbox', value: 'false' },
      { name: 'end_date', label: 'Until', type: 'date', onlyIf: { name: 'is_recurring', value: 'true' } },
      ...(signed ? [EFFECTIVE_FROM] : []),
    ],
    confirm: 'Add the item',
  };
}
