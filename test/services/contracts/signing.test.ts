import { beforeEach, describe, expect, it } from 'vitest';
import { suspendAccounts } from '../../../src/services/accounts/suspend-accounts.js';
import { enableBilling } from '../../../src/services/billing-periods/enable-billing.js';
import { addLineItem } from '../../../src/services/contracts/add-line-item.js';
import { CONSENT } from '../../../src/services/contracts/canonical.js';
import { declineAsSeller, declineVersion } from '../../../src/services/contracts/decline-version.js';
import { getContractForStaff, getOwnContract } from '../../../src/services/contracts/get-contract.js';
import { remindSigner, remindSigners } from '../../../src/services/contracts/remind-signers.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import { countersignVersion, signVersion } from '../../../src/services/contracts/sign-version.js';
import { terminateContract } from '../../../src/services/contracts/terminate-contract.js';
import { systemContext, userContext } from '../../support/contexts.js';
import {
  billedContract,
  draftedContract,
  sendDraft,
  sentContract,
  signAll,
  signedContract,
  signNext,
} from '../../support/contract-factories.js';
import { signUpTenant, staff, type Tenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
expectTruthsAtEnd(test);
let tenant: Tenant;
beforeEach(async () => {
  tenant = await signUpTenant(test);
});

const codeOf = async (attempt: Promise<unknown>) => (await refusalOf(attempt)).code;
const signature = (versionId: number, documentSha256: string) =>
  ({ versionId, documentSha256, typedName: 'Amina Khan', consent: true, userAgent: 'Firefox' }) as const;
const stateOf = async (contractId: number) => {
  const { status, versions } = await test.prisma.contract.findUniqueOrThrow({
    where: { id: contractId },
    include: { versions: { orderBy: { number: 'asc' } } },
  });
  return [status, ...versions.map((version) => version.status)];
};
const mailsOf = (kind: string) => test.prisma.mail.count({ where: { accountId: tenant.accountId, kind } });

describe('a signature', () => {
  it('is kept with name, consent, address, browser, moment and the hash of what was read', async () => {
    const { versionId, documentSha256 } = await sentContract(test, tenant);
    await signVersion(tenant.ctx, { ...signature(versionId, documentSha256), typedName: ' Amina  Khan ' });
    expect(await test.prisma.contractSignature.findFirstOrThrow({ where: { versionId } })).toMatchObject({
      typedName: 'Amina  Khan',
      consentText: CONSENT,
      ipAddress: '127.0.0.1',
      userAgent: 'Firefox',
      documentSha256,
      signedAt: test.clock.now(),
    });
  });

  it('of everybody, the countersignature last, makes version and contract signed and queues one PDF', async () => {
    const { contractId, versionId } = await sentContract(test, tenant);
    expect(await signNext(test, versionId)).toBe(false);
    expect(await stateOf(contractId)).toEqual(['sent', 'sent']);
    expect(await signNext(test, versionId)).toBe(true);
    expect(await stateOf(contractId)).toEqual(['signed', 'signed']);
    expect(await test.prisma.document.count({ where: { contractVersionId: versionId } })).toBe(1);
  });

  it('is refused for another text than was sent', async () => {
    const { versionId } = await sentContract(test, tenant);
    expect(await codeOf(signVersion(tenant.ctx, signature(versionId, '0'.repeat(64))))).toBe('document_changed');
  });

  it('is refused without consent, without a name and without a hash', async () => {
    const { versionId, documentSha256 } = await sentContract(test, tenant);
    const whole = signature(versionId, documentSha256);
    for (const part of [{ consent: false }, { typedName: ' ' }, { documentSha256: 'x' }]) {
      const wrong = { ...whole, ...part } as typeof whole;
      expect(await codeOf(signVersion(tenant.ctx, wrong))).toBe('invalid_input');
    }
  });

  it('is only for those who are named, in their turn, once', async () => {
    const { versionId, documentSha256 } = await sentContract(test, tenant);
    const whole = signature(versionId, documentSha256);
    const finance = await staff(test, 'finance');
    expect(await codeOf(countersignVersion(finance, whole))).toBe('not_your_turn');
    expect(await codeOf(countersignVersion(await staff(test, 'superadmin'), whole))).toBe('not_a_signer');
    await signVersion(tenant.ctx, whole);
    expect(await codeOf(signVersion(tenant.ctx, whole))).toBe('already_signed');
  });

  it('is not for another account: to it the contract does not exist', async () => {
    const { versionId, contractId, documentSha256 } = await sentContract(test, tenant);
    const stranger = await signUpTenant(test);
    expect(await codeOf(signVersion(stranger.ctx, signature(versionId, documentSha256)))).toBe('contract_not_found');
    expect(await codeOf(declineVersion(stranger.ctx, { versionId, reason: 'Not mine' }))).toBe('contract_not_found');
    expect(await codeOf(getOwnContract(stranger.ctx, contractId))).toBe('contract_not_found');
  });

  it('needs the right to sign, and an account in good standing', async () => {
    const { versionId, documentSha256 } = await sentContract(test, tenant);
    const viewer = { ...tenant.ctx, actor: { ...tenant.ctx.actor, permissions: new Set() } } as typeof tenant.ctx;
    expect(await codeOf(signVersion(viewer, signature(versionId, documentSha256)))).toBe('not_allowed');
    await suspendAccounts(await staff(test, 'support'), { accountIds: [tenant.accountId], reason: 'Abuse' });
    const refused = await refusalOf(
      signVersion(await userContext(test, tenant.userId), signature(versionId, documentSha256)),
    );
    expect(refused.code).toBe('account_suspended');
  });
});

describe('declining', () => {
  it('ends the version with its reason, sets the contract back to draft and tells staff', async () => {
    const { contractId, versionId, documentSha256 } = await sentContract(test, tenant);
    await declineVersion(tenant.ctx, { versionId, reason: 'Too expensive' });
    expect(await stateOf(contractId)).toEqual(['draft', 'declined']);
    expect(await codeOf(signVersion(tenant.ctx, signature(versionId, documentSha256)))).toBe('version_not_open');
    const { versions } = await getContractForStaff(await staff(test, 'support'), contractId);
    expect(versions[0]).toMatchObject({ declineReason: 'Too expensive', declinedByName: 'Amina Khan' });
    expect(await test.prisma.mail.count({ where: { kind: 'contract-declined' } })).toBeGreaterThan(0);
  });

  it('is for the countersigner, too, once it is their turn', async () => {
    const { contractId, versionId } = await sentContract(test, tenant);
    const finance = await staff(test, 'finance');
    expect(await codeOf(declineAsSeller(finance, { versionId, reason: 'A mistake in it' }))).toBe('not_your_turn');
    await signNext(test, versionId);
    await declineAsSeller(finance, { versionId, reason: 'A mistake in it' });
    expect(await stateOf(contractId)).toEqual(['draft', 'declined']);
  });
});

describe('a new version', () => {
  it('supersedes what was sent; the old one stays readable and is never signed', async () => {
    const { contractId, versionId, documentSha256 } = await sentContract(test, tenant);
    const second = await reviseContract(await staff(test, 'support'), { contractId });
    expect(await stateOf(contractId)).toEqual(['draft', 'superseded', 'draft']);
    expect(await codeOf(signVersion(tenant.ctx, signature(versionId, documentSha256)))).toBe('version_not_open');
    await sendDraft(test, second.versionId);
    await signAll(test, second.versionId);
    expect(await stateOf(contractId)).toEqual(['signed', 'superseded', 'signed']);
    const { versions } = await getOwnContract(tenant.ctx, contractId);
    expect(versions.map(({ number, documentSha256 }) => [number, documentSha256 !== null])).toEqual(
      expect.arrayContaining([
        [1, true],
        [2, true],
      ]),
    );
  });

  it('of a contract that is billed is an amendment: the signed one stays in force until everybody has signed', async () => {
    const { contractId } = await billedContract(test, tenant);
    const { versionId, needsSignature } = await addLineItem(await staff(test, 'support'), {
      contractId,
      item: { itemType: 'custom', description: 'Extra', amount: '60', billingPeriodMonths: 2, startDate: '2026-05-01' },
    });
    expect(needsSignature).toBe(true);
    const totals = async () =>
      (
        await test.prisma.billingPeriod.findMany({
          where: { contractId, NOT: { status: 'cancelled' } },
          orderBy: { periodStart: 'asc' },
        })
      ).map(({ totalAmount }) => totalAmount.toFixed());
    expect(await totals()).toEqual(['30', '30', '30', '30', '30', '30']);
    await sendDraft(test, versionId);
    expect(await totals()).toEqual(['30', '30', '30', '30', '30', '30']);
    await signAll(test, versionId);
    expect(await totals()).toEqual(['30', '60', '60', '30', '30', '30']);
    expect(await stateOf(contractId)).toEqual(['active', 'signed', 'signed']);
  });

  it('that is declined leaves the signed one in force', async () => {
    const { contractId } = await billedContract(test, tenant);
    const { versionId } = await reviseContract(await staff(test, 'support'), { contractId });
    await sendDraft(test, versionId);
    await declineVersion(tenant.ctx, { versionId, reason: 'As before, please' });
    expect(await stateOf(contractId)).toEqual(['active', 'signed', 'declined']);
  });

  it('is refused while one is being written', async () => {
    const { contractId } = await draftedContract(test, tenant);
    expect(await codeOf(reviseContract(await staff(test, 'support'), { contractId }))).toBe('draft_exists');
  });

  it('begins after the amendment before it, not on its day', async () => {
    const { contractId } = await billedContract(test, tenant);
    const support = await staff(test, 'support');
    const first = await reviseContract(support, { contractId, effectiveFrom: '2026-05-01' });
    await sendDraft(test, first.versionId);
    await signAll(test, first.versionId);
    test.clock.set('2026-07-10T10:00:00Z');
    const second = await reviseContract(support, { contractId });
    const { effectiveFrom } = await test.prisma.contractVersion.findUniqueOrThrow({ where: { id: second.versionId } });
    expect(effectiveFrom).toEqual(new Date('2026-07-10'));
    test.clock.set('2026-03-20T10:00:00Z');
  });
});

describe('reminders', () => {
  it('go to whoever is next, by hand at most once a day', async () => {
    const { versionId } = await sentContract(test, tenant);
    const support = await staff(test, 'support');
    await remindSigner(support, { versionId });
    expect(await codeOf(remindSigner(support, { versionId }))).toBe('reminded_today');
    expect(await mailsOf('contract-sign-reminder')).toBe(1);
  });

  it('go out by themselves every three days, until it is signed', async () => {
    const { versionId } = await sentContract(test, tenant);
    for (let day = 1; day <= 7; day += 1) {
      test.clock.moveDays(1);
      await remindSigners(systemContext(test));
    }
    expect(await mailsOf('contract-sign-reminder')).toBe(2);
    await signAll(test, versionId);
    test.clock.moveDays(10);
    await remindSigners(systemContext(test));
    expect(await mailsOf('contract-sign-reminder')).toBe(2);
    test.clock.set('2026-03-20T10:00:00Z');
  });
});

describe('giving up', () => {
  it.each(['draft', 'sent', 'signed', 'active'] as const)('ends a contract that is %s', async (from) => {
    const make = { draft: draftedContract, sent: sentContract, signed: signedContract, active: billedContract }[from];
    const { contractId } = await make(test, tenant);
    const support = await staff(test, 'support');
    await terminateContract(support, { contractId, reason: 'They decided otherwise' });
    expect((await stateOf(contractId))[0]).toBe('terminated');
    expect(await test.prisma.billingPeriod.count({ where: { contractId, status: 'pending' } })).toBe(0);
    expect(await codeOf(terminateContract(support, { contractId, reason: 'Once more' }))).toBe('already_terminated');
    expect(await codeOf(reviseContract(support, { contractId }))).toBe('contract_ended');
    const finance = await staff(test, 'finance');
    expect(await enableBilling(finance, { contractIds: [contractId], frequency: 'monthly' })).toMatchObject([
      { outcome: 'refused' },
    ]);
  });

  it('leaves nothing that could still be signed', async () => {
    const { contractId, versionId, documentSha256 } = await sentContract(test, tenant);
    await terminateContract(await staff(test, 'support'), { contractId, reason: 'They decided otherwise' });
    expect(await codeOf(signVersion(tenant.ctx, signature(versionId, documentSha256)))).toBe('version_not_open');
  });
});
