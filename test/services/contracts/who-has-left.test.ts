import { expect, it } from 'vitest';
import { cancelAccount } from '../../../src/services/accounts/cancel-account.js';
import { terminateContract } from '../../../src/services/contracts/terminate-contract.js';
import { removeUser } from '../../../src/services/users/remove-user.js';
import { draftedContract, sendDraft, signedContract } from '../../support/contract-factories.js';
import { activeTenant, inviteColleague, signUpTenant, staff } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';
import { refusalOf } from '../../support/refusals.js';
import { expectTruthsAtEnd } from '../../support/truths.js';

const test = useInstallation({ startsAt: '2026-03-20T10:00:00Z' });
expectTruthsAtEnd(test);

it('who has left the account is not named as signer, nor sent what they were named in before', async () => {
  const tenant = await activeTenant(test);
  const signer = await inviteColleague(test, tenant, { role: 'admin', canSignContracts: true });
  const countersigner = await staff(test, 'finance');
  if (countersigner.actor.type !== 'staff') throw new Error('finance is staff');
  const signers = [{ userId: signer.userId }, { staffUserId: countersigner.actor.id }];
  const { versionId } = await draftedContract(test, tenant, { signers });
  await removeUser(tenant.ctx, { userId: signer.userId });
  expect(await refusalOf(sendDraft(test, versionId))).toMatchObject({ code: 'may_not_sign' });
  expect(await refusalOf(draftedContract(test, tenant, { signers }))).toMatchObject({ code: 'may_not_sign' });
});

it('a cancelled account takes its open contracts along and leaves those that ended before', async () => {
  const tenant = await signUpTenant(test);
  const [ended, open] = [await signedContract(test, tenant), await signedContract(test, tenant)];
  await terminateContract(await staff(test, 'finance'), { contractId: ended.contractId, reason: 'As agreed' });
  await cancelAccount(await staff(test, 'support'), { accountId: tenant.accountId, reason: 'Closed their business' });
  const contracts = await test.prisma.contract.findMany({
    where: { id: { in: [ended.contractId, open.contractId] } },
    orderBy: { id: 'asc' },
  });
  expect(contracts.map(({ status, terminationReason }) => [status, terminationReason])).toEqual([
    ['terminated', 'As agreed'],
    ['terminated', 'Closed their business'],
  ]);
});
