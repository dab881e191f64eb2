import type { Contract } from '@prisma/client';
import type { NewMail, TxContext } from '../core/context.js';
import { staffRecipients } from '../staff/staff-recipients.js';
import { getRecipients } from '../users/get-recipient.js';
import { signerInTurn, type WholeVersion } from './lock-contract.js';

interface Facts {
  contractId: number;
  contractNumber: string;
  title: string;
}

function factsOf({ id, number, title }: Contract): Facts {
  return { contractId: id, contractNumber: number, title };
}

/** Asks whoever has to sign next: a person of the account, or the colleague who countersigns. */
export async function mailSignerInTurn(
  ctx: TxContext,
  contract: Contract,
  version: WholeVersion,
  kind: 'request' | 'reminder',
): Promise<void> {
  const signer = signerInTurn(version);
  if (signer === null) return;
  const to = { email: signer.email, name: signer.name };
  const facts = { name: signer.name, ...factsOf(contract) };
  const about = { accountId: contract.accountId, to };
  if (signer.party === 'seller') {
    const { name: accountName } = await ctx.db.account.findUniqueOrThrow({ where: { id: contract.accountId } });
    return ctx.enqueue({ kind: 'contract-countersign-waiting', ...about, data: { ...facts, accountName } });
  }
  const { legalName: sellerName } = await ctx.db.seller.findUniqueOrThrow({ where: { id: 1 } });
  if (kind === 'request') {
    const data = { ...facts, sellerName, versionNumber: version.number };
    return ctx.enqueue({ kind: 'contract-sign-request', ...about, data });
  }
  const data = { ...facts, sellerName, sentAt: (version.sentAt ?? ctx.now).toISOString() };
  return ctx.enqueue({ kind: 'contract-sign-reminder', ...about, data });
}

/** Tells everybody who signed, and the account, that the contract is signed. */
export async function mailSigned(ctx: TxContext, contract: Contract, version: WholeVersion): Promise<void> {
  const account = await ctx.db.account.findUniqueOrThrow({ where: { id: contract.accountId } });
  const recipient = (await getRecipients(ctx, [account.id])).get(account.id);
  const people = new Map(
    version.signers.map(({ email, name, party }) => [email, { email, name, isStaff: party === 'seller' }]),
  );
  if (recipient !== undefined && !people.has(recipient.email))
    people.set(recipient.email, { ...recipient, isStaff: false });
  await ctx.enqueue(
    [...people.values()].map(
      ({ email, name, isStaff }): NewMail => ({
        kind: 'contract-signed',
        accountId: account.id,
        to: { email, name },
        data: { name, ...factsOf(contract), accountName: account.name, versionNumber: version.number, isStaff },
      }),
    ),
  );
}

/** Tells staff that a version was declined, and why. */
export async function mailDeclined(
  ctx: TxContext,
  contract: Contract,
  { declinedBy, reason }: { declinedBy: string; reason: string },
): Promise<void> {
  const { name: accountName } = await ctx.db.account.findUniqueOrThrow({ where: { id: contract.accountId } });
  const colleagues = await staffRecipients(ctx, 'contracts.write');
  await ctx.enqueue(
    colleagues.map(
      (to): NewMail => ({
        kind: 'contract-declined',
        accountId: contract.accountId,
        to,
        data: { name: to.name, ...factsOf(contract), accountName, declinedBy, reason },
      }),
    ),
  );
}

export async function mailTerminated(ctx: TxContext, contract: Contract, reason: string): Promise<void> {
  const to = (await getRecipients(ctx, [contract.accountId])).get(contract.accountId);
  if (to === undefined) return;
  const data = { name: to.name, ...factsOf(contract), reason };
  await ctx.enqueue({ kind: 'contract-terminated', accountId: contract.accountId, to, data });
}
