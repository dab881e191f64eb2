import { applyLabsDiscount } from '../../services/accounts/apply-labs-discount.js';
import { getLabsTerms } from '../../services/accounts/get-labs-terms.js';
import { type Preview, recordOperation, type Target } from '../operation-action.js';
import { textOf, yesOf } from '../wire-body.js';

export const labsOperation = recordOperation({
  name: 'applyLabsDiscount',
  label: 'Labs discount',
  preview,
  async act({ ctx, id }, body) {
    const { changed } = await applyLabsDiscount(ctx, {
      accountId: id,
      isLabsCustomer: yesOf(body, 'is_labs_customer'),
      labsAccountEmail: textOf(body, 'labs_account_email'),
      labsDiscountPercent: textOf(body, 'labs_discount_percent'),
    });
    return { message: changed ? 'The Labs terms are saved.' : 'Nothing was changed.' };
  },
});

async function preview({ ctx, id }: Target): Promise<Preview> {
  const terms = await getLabsTerms(ctx, id);
  return {
    title: 'Labs discount',
    says: [
      'The percentage is proposed for each new contract of this account. Contracts that were sent keep their own, and so do invoices.',
    ],
    fields: [
      { name: 'is_labs_customer', label: 'Is a Labs customer', type: 'checkbox', value: String(terms.isLabsCustomer) },
      { name: 'labs_account_email', label: 'Labs login', type: 'email', value: terms.labsAccountEmail, maxLength: 254 },
      {
        name: 'labs_discount_percent',
        label: 'Discount in percent',
        type: 'text',
        required: true,
        value: terms.labsDiscountPercent,
        help: 'From 0 to 100, with at most two decimals, like 12.5.',
      },
    ],
    confirm: 'Save the Labs terms',
  };
}
