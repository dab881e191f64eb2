import type { ContractLineItem } from '@prisma/client';
import { z } from 'zod';
import { type BilledContract, loadContracts } from '../billing-periods/load-contracts.js';
import type { Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type FieldIssue, Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { allows, parse } from '../core/operation.js';
import { getSeller } from '../setup/get-seller.js';
import { type CanonicalContent, contentOf } from './canonical.js';
import type { ContractTerms } from './contract-terms.js';
import { accountDiscount, newContract } from './draft-contract.js';
import { fieldNames, ownFields } from './fill-fields.js';
import { planVersion } from './plan-version.js';
import { checkTerms } from './write-draft.js';

export interface ContractPreview {
  /** As it would be sent; null while its terms are not complete. */
  content: CanonicalContent | null;
  /** Every field of the text, and those of them that staff fill in and have not. */
  fields: string[];
  ownFields: string[];
  missingFields: string[];
  problems: FieldIssue[];
}

const draft = newContract.extend({ contractId: id.nullish() });

/** What a contract would look like with these terms: text filled in, schedule of all invoices. Writes nothing. */
export async function previewTerms(ctx: Context, raw: unknown): Promise<ContractPreview> {
  if (ctx.actor.type !== 'staff' || !allows(ctx.actor, 'contracts.write')) {
    throw new Refusal('forbidden', 'not_allowed', 'Your role does not write contracts.');
  }
  const body = z.object({ terms: z.object({ body: z.string() }) }).safeParse(raw);
  const names = body.success ? body.data.terms.body : '';
  const own = ownFields(names);
  const known = { fields: fieldNames(names), ownFields: own };
  try {
    const input = parse(draft, raw);
    checkTerms(input, input.terms);
    const missingFields = own.filter((name) => (input.terms.fieldValues[name] ?? '').trim() === '');
    return { ...known, missingFields, ...(await contentFor(ctx, input)) };
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'invalid_input') throw error;
    const problems = error.details.length > 0 ? error.details : [{ path: '', message: error.message }];
    return { ...known, missingFields: own, content: null, problems };
  }
}

async function contentFor(ctx: Context, { accountId, contractId, terms, ...facts }: z.output<typeof draft>) {
  const db = dbOf(ctx);
  const account = await db.account.findUnique({ where: { id: accountId } });
  if (account === null) throw new Refusal('not_found', 'account_not_found', 'This account does not exist.');
  const [billed = null] = contractId == null ? [] : await loadContracts(ctx, [contractId]);
  const discountPercent = terms.discountPercent ?? (await accountDiscount({ db: ctx.installation.prisma }, accountId));
  const items = previewItems(terms, accountId, facts.currency);
  const version = { ...terms, discountPercent, items };
  const { periods, leftOver } = planVersion(billed, facts.currency, version);
  const content = contentOf({
    contract: { ...facts, number: billed?.contract.number ?? 'CTR-…' },
    version: { ...version, number: numberOf(billed) },
    items,
    signers: await signersOf(ctx, terms),
    periods,
    account,
    accountEmail: account.billingEmail || account.email,
    seller: await getSeller(ctx),
    now: ctx.clock.now(),
  });
  return { content, problems: leftOverProblem(leftOver) };
}

function numberOf(billed: BilledContract | null): number {
  return (billed?.signed.at(-1)?.number ?? 0) + 1;
}

function leftOverProblem(leftOver: number): FieldIssue[] {
  if (leftOver === 0) return [];
  const message = `${leftOver} ${leftOver === 1 ? 'month' : 'months'} of the line items would begin after the contract's last day and never be invoiced.`;
  return [{ path: 'endDate', message }];
}

/** Items that are not written yet: their ids are below zero, so that they are taken for nothing else. */
function previewItems({ items }: ContractTerms, accountId: number, currency: string): ContractLineItem[] {
  return items.map((item, index) => ({
    ...item,
    id: -(index + 1),
    accountId,
    contractId: 0,
    versionId: 0,
    currency,
    position: index + 1,
    status: 'pending',
    pauses: [],
    completedFrom: null,
    createdAt: new Date(0),
  }));
}

async function signersOf(ctx: Context, { signers }: ContractTerms) {
  const userIds = signers.flatMap((signer) => ('userId' in signer ? [signer.userId] : []));
  const staffIds = signers.flatMap((signer) => ('staffUserId' in signer ? [signer.staffUserId] : []));
  const users = await dbOf(ctx).user.findMany({ where: { id: { in: userIds } } });
  const staff = await dbOf(ctx).staffUser.findMany({ where: { id: { in: staffIds } } });
  const people = [
    ...userIds
      .flatMap((one) => users.filter(({ id: known }) => known === one))
      .map((user) => ({ ...user, party: 'account' as const })),
    ...staffIds
      .flatMap((one) => staff.filter(({ id: known }) => known === one))
      .map((user) => ({ ...user, party: 'seller' as const })),
  ];
  return people.map(({ party, fullName, email }, index) => ({ position: index + 1, party, name: fullName, email }));
}
