import type { Account, CompanyProfile, Prisma } from '@prisma/client';
import { z } from 'zod';
import type { TxContext } from '../core/context.js';
import { Refusal } from '../core/errors.js';
import { companySize, country, line, webAddress } from '../core/fields.js';
import { operation } from '../core/operation.js';
import { lockOwnAccount } from '../users/lock-own-account.js';
import { type ProfileView, profileView } from './get-own-profile.js';

const fields = z.object({
  industry: line(120),
  companySize,
  website: webAddress,
  logoUrl: webAddress,
  billingAddressLine1: line(255),
  billingAddressLine2: line(255),
  billingCity: line(100),
  billingState: line(100),
  billingPostalCode: line(20),
  billingCountry: country,
  taxId: line(100),
});

const OF_PROFILE = ['industry', 'companySize', 'website', 'logoUrl'] as const;

type Changes = Partial<z.output<typeof fields>>;

/**
 * Changes what the company tells about itself and the address on its invoices to come; what is not sent stays. With the
 * version that was read, a change made meanwhile is refused instead of undone. What staff granted (Labs) is not among
 * the fields. Invoices that were issued keep their own copy. Locks the account.
 */
export const updateOwnProfile = operation({
  name: 'company_profile.update_own',
  permission: 'tenant.edit_profile',
  input: fields.partial().extend({ version: z.int().positive().optional() }),
  async run(ctx, { version, ...sent }): Promise<ProfileView> {
    const { accountId } = await lockOwnAccount(ctx, 'tenant.edit_profile');
    const { account, profile } = await readProfile(ctx, accountId);
    const now = { ...NOTHING, ...account, ...profile };
    const changes: Changes = Object.fromEntries(
      Object.entries(sent).filter(([name, value]) => value !== undefined && value !== now[name as keyof typeof now]),
    );
    const before = profileView(account, profile);
    if (Object.keys(changes).length === 0) return before;
    if (version !== undefined && version !== before.version) throw changedMeanwhile();
    await write(ctx, account.id, changes);
    await ctx.audit({
      action: 'company_profile.update_own',
      entityType: 'Account',
      entityId: account.id,
      accountId: account.id,
      changes: Object.fromEntries(
        Object.entries(changes).map(([name, after]) => [name, { before: now[name as keyof typeof now], after }]),
      ),
    });
    const after = await readProfile(ctx, account.id);
    return profileView(after.account, after.profile);
  },
});

const NOTHING = { industry: '', companySize: '', website: '', logoUrl: '' };

interface Own {
  account: Account;
  profile: CompanyProfile | null;
}

async function readProfile(ctx: TxContext, accountId: number): Promise<Own> {
  const { companyProfile: profile, ...account } = await ctx.db.account.findUniqueOrThrow({
    where: { id: accountId },
    include: { companyProfile: true },
  });
  return { account, profile };
}

async function write(ctx: TxContext, accountId: number, changes: Changes): Promise<void> {
  const entries = Object.entries(changes);
  const isOfProfile = ([name]: [string, unknown]) => OF_PROFILE.some((each) => each === name);
  const ofProfile: Prisma.CompanyProfileUncheckedUpdateInput = Object.fromEntries(entries.filter(isOfProfile));
  const ofAccount: Prisma.AccountUpdateInput = Object.fromEntries(entries.filter((entry) => !isOfProfile(entry)));
  const bump = { version: { increment: 1 }, updatedAt: ctx.now };
  if (Object.keys(ofProfile).length > 0) await writeProfile(ctx, accountId, ofProfile);
  if (Object.keys(ofAccount).length > 0)
    await ctx.db.account.update({ where: { id: accountId }, data: { ...ofAccount, ...bump } });
}

/** The row is made by the first who writes to it; the account's lock is held, so that nobody else does meanwhile. */
export async function writeProfile(
  ctx: TxContext,
  accountId: number,
  changes: Prisma.CompanyProfileUncheckedUpdateInput,
): Promise<CompanyProfile> {
  await ctx.db.companyProfile.createMany({
    data: { accountId, createdAt: ctx.now, updatedAt: ctx.now },
    skipDuplicates: true,
  });
  return ctx.db.companyProfile.update({
    where: { accountId },
    data: { ...changes, version: { increment: 1 }, updatedAt: ctx.now },
  });
}

function changedMeanwhile(): Refusal {
  return new Refusal(
    'conflict',
    'changed_meanwhile',
    'Somebody else changed the profile since you opened it. Nothing was saved; look again and save once more.',
  );
}
