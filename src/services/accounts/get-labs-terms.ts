import { actingStaff, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

export interface LabsTerms {
  isLabsCustomer: boolean;
  labsAccountEmail: string;
  /** "12.5" */
  labsDiscountPercent: string;
}

/** What staff granted an account so far; nothing where nobody did. For staff. */
export async function getLabsTerms(ctx: Context, accountId: number): Promise<LabsTerms> {
  actingStaff(ctx);
  const profile = await dbOf(ctx).companyProfile.findUnique({ where: { accountId } });
  return {
    isLabsCustomer: profile?.isLabsCustomer ?? false,
    labsAccountEmail: profile?.labsAccountEmail ?? '',
    labsDiscountPercent: profile?.labsDiscountPercent.toString() ?? '0',
  };
}
