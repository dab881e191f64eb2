import { enableBilling } from '../../src/services/billing-periods/enable-billing.js';
import { draftContract } from '../../src/services/contracts/draft-contract.js';
import { sendContract } from '../../src/services/contracts/send-contract.js';
import { countersignVersion, signVersion } from '../../src/services/contracts/sign-version.js';
import type { Context } from '../../src/services/core/context.js';
import { userContext } from './contexts.js';
import { staff, type Tenant } from './factories.js';
import type { TestInstallation } from './installation.js';

type NewContract = Parameters<typeof draftContract>[1];
type Terms = NewContract['terms'];
type Item = NonNullable<Terms['items']>[number];
type BillingTerms = Omit<Parameters<typeof enableBilling>[1], 'contractIds'>;

export interface ContractWishes extends Partial<Omit<NewContract, 'accountId' | 'terms'>>, Partial<Terms> {}

export interface DraftedContract {
  contractId: number;
  versionId: number;
  number: string;
}

/** 30.00 a month for as long as the contract runs. */
export const MONTHLY_CARE: Item = {
  itemType: 'custom',
  description: 'Care',
  amount: '30.00',
  billingPeriodMonths: 1,
  isRecurring: true,
};

/** Support writes a contract of six months that the account's owner and somebody of finance are to sign. */
export async function draftedContract(
  test: TestInstallation,
  tenant: Pick<Tenant, 'accountId' | 'userId'>,
  { contractType = 'maintenance', title = 'Care for a year', currency = 'USD', ...terms }: ContractWishes = {},
): Promise<DraftedContract> {
  const finance = await staff(test, 'finance');
  if (finance.actor.type !== 'staff') throw new Error('finance is staff');
  return draftContract(await staff(test, 'support'), {
    accountId: tenant.accountId,
    contractType,
    title,
    currency,
    terms: {
      body: '# Contract {{contract_number}}\n\nBetween {{seller_name}} and {{account_name}}, over {{total}}.',
      startDate: '2026-04-01',
      endDate: '2026-09-30',
      items: [MONTHLY_CARE],
      signers: [{ userId: tenant.userId }, { staffUserId: finance.actor.id }],
      ...terms,
    },
  });
}

export async function sendDraft(test: TestInstallation, versionId: number): Promise<string> {
  const { version } = await test.prisma.contractVersion.findUniqueOrThrow({ where: { id: versionId } });
  const { documentSha256 } = await sendContract(await staff(test, 'support'), { versionId, version });
  return documentSha256;
}

/** Whoever is next signs what stands in the database; answers whether it was the last signature. */
export async function signNext(test: TestInstallation, versionId: number): Promise<boolean> {
  const { documentSha256, signers } = await test.prisma.contractVersion.findUniqueOrThrow({
    where: { id: versionId },
    include: { signers: { where: { signature: null }, orderBy: { position: 'asc' } } },
  });
  const [signer] = signers;
  if (signer === undefined || documentSha256 === null) throw new Error(`nobody has to sign version ${versionId}`);
  const signature = {
    versionId,
    documentSha256,
    typedName: signer.name,
    consent: true,
    userAgent: 'Test',
  } as const;
  const { completed } =
    signer.userId === null
      ? await countersignVersion(await colleague(test, signer.email), signature)
      : await signVersion(await userContext(test, signer.userId), signature);
  return completed;
}

async function colleague(test: TestInstallation, email: string): Promise<Context> {
  return staff(test, email.startsWith('superadmin') ? 'superadmin' : 'finance');
}

export async function signAll(test: TestInstallation, versionId: number): Promise<void> {
  while (!(await signNext(test, versionId)));
}

export async function sentContract(
  test: TestInstallation,
  tenant: Pick<Tenant, 'accountId' | 'userId'>,
  wishes: ContractWishes = {},
): Promise<DraftedContract & { documentSha256: string }> {
  const contract = await draftedContract(test, tenant, wishes);
  return { ...contract, documentSha256: await sendDraft(test, contract.versionId) };
}

export async function signedContract(
  test: TestInstallation,
  tenant: Pick<Tenant, 'accountId' | 'userId'>,
  wishes: ContractWishes = {},
): Promise<DraftedContract> {
  const contract = await sentContract(test, tenant, wishes);
  await signAll(test, contract.versionId);
  return contract;
}

/** Finance enables billing, monthly unless the test wishes otherwise. */
export async function billedContract(
  test: TestInstallation,
  tenant: Pick<Tenant, 'accountId' | 'userId'>,
  wishes: ContractWishes = {},
  terms: Partial<BillingTerms> = {},
): Promise<DraftedContract> {
  const contract = await signedContract(test, tenant, wishes);
  const [outcome] = await enableBilling(await staff(test, 'finance'), {
    contractIds: [contract.contractId],
    frequency: 'monthly',
    ...terms,
  });
  if (outcome?.outcome !== 'enabled') throw new Error(`billing was ${JSON.stringify(outcome)}`);
  return contract;
}
