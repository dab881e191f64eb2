import { type Account, type CompanyProfile, Prisma } from '@prisma/client';
import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';

export interface ProfileView {
  name: string;
  industry: string;
  companySize: string;
  website: string;
  logoUrl: string;
  address: BillingAddress;
  taxId: string;
  /** Set by staff only. */
  isLabsCustomer: boolean;
  labsAccountEmail: string;
  labsDiscountPercent: string;
  /** Moves with every change of either row behind it; sent back with a change, it keeps the change from undoing another. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface BillingAddress {
  line1: string;
  line2: string;
  city: string;
  state: string;
  postalCode: string;
  country: string;
}

/** What the company of who acts tells about itself, where its invoices go, and what staff granted it (C01). */
export async function getOwnProfile(ctx: Context): Promise<ProfileView> {
  const { accountId } = actingUser(ctx);
  const account = await dbOf(ctx).account.findUniqueOrThrow({
    where: { id: accountId },
    include: { companyProfile: true },
  });
  return profileView(account, account.companyProfile);
}

/** An account without the row tells nothing about itself yet: the row is made by the first who writes to it. */
export function profileView(account: Account, profile: CompanyProfile | null): ProfileView {
  return {
    name: account.name,
    industry: profile?.industry ?? '',
    companySize: profile?.companySize ?? '',
    website: profile?.website ?? '',
    logoUrl: profile?.logoUrl ?? '',
    address: {
      line1: account.billingAddressLine1,
      line2: account.billingAddressLine2,
      city: account.billingCity,
      state: account.billingState,
      postalCode: account.billingPostalCode,
      country: account.billingCountry,
    },
    taxId: account.taxId,
    isLabsCustomer: profile?.isLabsCustomer ?? false,
    labsAccountEmail: profile?.labsAccountEmail ?? '',
    labsDiscountPercent: (profile?.labsDiscountPercent ?? new Prisma.Decimal(0)).toFixed(2),
    // Both counters only rise, so their sum stands still only while both do.
    version: account.version + (profile?.version ?? 0),
    createdAt: profile?.createdAt ?? account.createdAt,
    updatedAt: profile === null || account.updatedAt > profile.updatedAt ? account.updatedAt : profile.updatedAt,
  };
}
