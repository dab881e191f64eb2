import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, inject, it, vi } from 'vitest';
import { projectFolder } from '../../src/project-folder.js';
import { cancelAccount } from '../../src/services/accounts/cancel-account.js';
import { disableBilling } from '../../src/services/billing-periods/disable-billing.js';
import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { addLineItem } from '../../src/services/contracts/add-line-item.js';
import { declineVersion } from '../../src/services/contracts/decline-version.js';
import { reviseContract } from '../../src/services/contracts/revise-contract.js';
import { sendContract } from '../../src/services/contracts/send-contract.js';
import { signVersion } from '../../src/services/contracts/sign-version.js';
import { inTransaction } from '../../src/services/core/db.js';
import { signIn } from '../admin/office.js';
import { systemContext, userContext } from '../support/contexts.js';
import {
  billedContract,
  draftedContract,
  MONTHLY_CARE,
  sentContract,
  signedContract,
  signNext,
} from '../support/contract-factories.js';
import { activeTenant, staff } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { useInstallation } from '../support/installation.js';
import { type RawRequest, race } from '../support/race.js';
import { expectTruthsAtEnd } from '../support/truths.js';
import { answers, stampede } from './stampede.js';

describe('naive code on a database without guards', () => {
  const naive = useInstallation({ poolSize: 8, startsAt: '2026-03-20T10:00:00Z' });

  it('makes a period as often as enabling is pressed', async () => {
    await naive.owner.prisma.$executeRaw`ALTER TABLE billing_periods DROP CONSTRAINT billing_periods_no_overlap`;
    await naive.owner.prisma.$executeRaw`DROP INDEX billing_periods_start_once`;
    await naive.owner.prisma.$executeRaw`ALTER TABLE billing_periods DISABLE TRIGGER USER`;
    const { accountId, userId } = await activeTenant(naive);
    const { contractId } = await signedContract(naive, { accountId, userId });
    const period = { accountId, contractId, currency: 'USD', totalAmount: '30' };
    const enableNaively = () =>
      inTransaction(systemContext(naive), async (tx) => {
        if ((await tx.db.billingPeriod.count({ where: { contractId } })) > 0) return 'already';
        const days = { periodStart: new Date('2026-04-01'), periodEnd: new Date('2026-04-30') };
        await tx.db.billingPeriod.create({ data: { ...period, ...days } });
        return 'enabled';
      });
    const results = await stampede(naive, ['billing_periods'], [enableNaively, enableNaively, enableNaively]);
    expect(answers(results, String)).toEqual(['enabled', 'enabled', 'enabled']);
    expect(await naive.prisma.billingPeriod.count({ where: { contractId } })).toBe(3);
  });
});

describe('over HTTP, with the last byte of every request sent at once', () => {
  const server = useServer({ poolSize: 20, startsAt: '2026-03-20T10:00:00Z' });
  expectTruthsAtEnd(server);

  it('twenty requests enable billing on three contracts: each is enabled once, each period exists once', async () => {
    const tenant = await activeTenant(server);
    const ids: number[] = [];
    for (let index = 0; index < 3; index += 1) ids.push((await signedContract(server, tenant)).contractId);
    const colleagues = [await signIn(server, 'finance'), await signIn(server, 'superadmin')];
    const requests = Array.from({ length: 20 }, (_, index): RawRequest => {
      const cookie = colleagues[index % 2]?.cookie ?? '';
      const recordIds = index % 4 < 2 ? ids : ids.toReversed();
      return {
        path: '/admin/api/resources/Contract/actions/bulkEnableBilling',
        headers: { cookie, origin: server.baseUrl },
        body: { recordIds, frequency: 'monthly', auto_renew: 'false', manual_release: 'false' },
      };
    });
    const found = await race(server.baseUrl, requests);
    expect(found.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const counts = found.map((answer) => (answer.json() as { counts: Record<string, number> }).counts);
    expect(counts.reduce((sum, { enabled = 0 }) => sum + enabled, 0)).toBe(3);
    expect(counts.reduce((sum, { already = 0 }) => sum + already, 0)).toBe(57);
    for (const contractId of ids) {
      expect(await server.prisma.billingPeriod.count({ where: { contractId } })).toBe(6);
      const enabling = { action: 'contract.enable_billing', entityId: contractId };
      expect(await server.prisma.auditEntry.count({ where: enabling })).toBe(1);
    }
    const mails = { kind: 'billing-enabled', accountId: tenant.accountId };
    expect(await server.prisma.mail.count({ where: mails })).toBe(3);
  });
});

describe('at the same moment', () => {
  const test = useInstallation({ poolSize: 14, startsAt: '2026-03-20T10:00:00Z' });
  expectTruthsAtEnd(test);

  const signatureOf = (versionId: number, documentSha256: string) =>
    ({ versionId, documentSha256, typedName: 'Amina Khan', consent: true, userAgent: 'Race' }) as const;
  const stateOf = async (contractId: number) => {
    const { status, versions } = await test.prisma.contract.findUniqueOrThrow({
      where: { id: contractId },
      include: { versions: { orderBy: { number: 'asc' }, include: { signatures: true } } },
    });
    return [status, ...versions.map((version) => `${version.status} ${version.signatures.length}`)];
  };

  it('one signer signs in ten tabs: one signature is kept', async () => {
    const tenant = await activeTenant(test);
    const { contractId, versionId, documentSha256 } = await sentContract(test, tenant);
    const owner = await userContext(test, tenant.userId);
    const sign = () => signVersion(owner, signatureOf(versionId, documentSha256));
    const results = await stampede(test, ['contract_signatures'], Array(10).fill(sign));
    expect(answers(results, () => 'signed').sort()).toEqual([...Array(9).fill('already_signed'), 'signed']);
    expect(await stateOf(contractId)).toEqual(['sent', 'sent 1']);
  });

  it('both signers sign: the second one either follows the first or is told to wait, and nobody signs twice', async () => {
    for (let round = 0; round < 4; round += 1) {
      const tenant = await activeTenant(test);
      const { contractId, versionId } = await sentContract(test, tenant);
      const sign = () => signNext(test, versionId);
      // The second asks who is next before the first has signed: both believe that it is the owner.
      const results = await stampede(test, ['contract_signatures'], [sign, sign]);
      expect(answers(results, (completed) => (completed ? 'completed' : 'signed')).sort()).toEqual([
        'already_signed',
        'signed',
      ]);
      expect(await signNext(test, versionId)).toBe(true);
      expect(await stateOf(contractId)).toEqual(['signed', 'signed 2']);
    }
  });

  it('the owner signs while staff write a new version: what was replaced is never signed afterwards', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const tenant = await activeTenant(test);
      const { contractId, versionId, documentSha256 } = await sentContract(test, tenant);
      const [owner, support] = [await userContext(test, tenant.userId), await staff(test, 'support')];
      const sign = () => signVersion(owner, signatureOf(versionId, documentSha256)).then(() => 'signed');
      const revise = () => reviseContract(support, { contractId }).then(() => 'revised');
      const tasks = round % 2 === 0 ? [sign, revise] : [revise, sign];
      const results = await stampede(test, ['contract_versions', 'contract_signatures'], tasks, {
        oneAfterTheOther: true,
      });
      const outcome = answers(results, String).sort().join(' ');
      seen.add(outcome);
      const kept = outcome === 'revised signed' ? 1 : 0;
      expect(await stateOf(contractId)).toEqual(['draft', `superseded ${kept}`, 'draft 0']);
    }
    expect([...seen].sort()).toEqual(['revised signed', 'revised version_not_open']);
  });

  it('the last signer signs while the owner of another tab declines: one of the two stands', async () => {
    const tenant = await activeTenant(test);
    const { contractId, versionId, documentSha256 } = await sentContract(test, tenant);
    const owner = await userContext(test, tenant.userId);
    const sign = () => signVersion(owner, signatureOf(versionId, documentSha256)).then(() => 'signed');
    const decline = () => declineVersion(owner, { versionId, reason: 'Too expensive' }).then(() => 'declined');
    const results = await stampede(test, ['contract_versions', 'contract_signatures'], [sign, decline]);
    const outcome = answers(results, String);
    expect(outcome.filter((one) => one === 'signed' || one === 'declined')).toHaveLength(1);
    expect(['sent', 'draft']).toContain((await stateOf(contractId))[0]);
  });

  it('a draft is sent while a colleague adds an item: what is sent holds the item, or the item begins a new version', async () => {
    const tenant = await activeTenant(test);
    const { contractId, versionId } = await draftedContract(test, tenant);
    const support = await staff(test, 'support');
    const add = () => addLineItem(support, { contractId, item: MONTHLY_CARE }).then(() => 'added');
    const send = () => sendContract(support, { versionId, version: 1 }).then(() => 'sent');
    const results = await stampede(test, ['contract_line_items', 'contract_versions'], [add, send]);
    expect([
      ['added', 'sent'],
      ['added', 'stale'],
    ]).toContainEqual(answers(results, String));
    const versions = await test.prisma.contractVersion.findMany({ where: { contractId }, include: { items: true } });
    expect(versions.reduce((most, { items }) => Math.max(most, items.length), 0)).toBe(2);
  });

  it('billing is disabled while its period is invoiced: the period is invoiced or cancelled, never both', async () => {
    const tenant = await activeTenant(test);
    const { contractId } = await billedContract(test, tenant);
    test.clock.set('2026-04-01T10:00:00Z');
    const finance = await staff(test, 'finance');
    const results = await stampede(
      test,
      ['billing_periods', 'invoices'],
      [
        () => issueDuePeriods(systemContext(test)).then(String),
        () => disableBilling(finance, { contractIds: [contractId], reason: 'Left us' }).then(() => 'disabled'),
      ],
    );
    expect(['0', '1']).toContain(answers(results, String)[0]);
    const [first, ...others] = await test.prisma.billingPeriod.findMany({
      where: { contractId },
      orderBy: { periodStart: 'asc' },
      include: { invoices: true },
    });
    expect(others.map(({ status }) => status)).toEqual(Array(5).fill('cancelled'));
    expect(first?.status === 'invoiced' ? 1 : 0).toBe(first?.invoices.length);
  });

  it('two jobs meet at one period: one invoices it, and the other, with nothing left to do, reports no failure', async () => {
    const { contractId } = await billedContract(test, await activeTenant(test));
    test.clock.set('2026-04-01T10:00:00Z');
    const failures = vi.spyOn(test.installation.logger, 'error');
    const job = () => issueDuePeriods(systemContext(test)).then(String);
    const results = await stampede(test, ['invoices'], [job, job]);
    expect(answers(results, String).sort()).toEqual(['0', '1']);
    expect(failures).not.toHaveBeenCalled();
    expect(await test.prisma.invoice.count({ where: { billingPeriod: { contractId } } })).toBe(1);
  });

  it('an account is cancelled while its period is invoiced: nothing is asked of it afterwards', async () => {
    for (const order of ['job first', 'cancellation first']) {
      const tenant = await activeTenant(test);
      const { contractId } = await billedContract(test, tenant);
      test.clock.set('2026-04-01T10:00:00Z');
      const superadmin = await staff(test, 'superadmin');
      const run = () => issueDuePeriods(systemContext(test)).then(() => 'ran');
      const cancel = () =>
        cancelAccount(superadmin, { accountId: tenant.accountId, reason: 'On request' }).then(() => 'cancelled');
      const tasks = order === 'job first' ? [run, cancel] : [cancel, run];
      const results = await stampede(test, ['billing_periods', 'invoices', 'accounts'], tasks, {
        oneAfterTheOther: true,
      });
      expect(answers(results, String).sort()).toEqual(['cancelled', 'ran']);
      await issueDuePeriods(systemContext(test));
      const asked = { accountId: tenant.accountId, status: 'pending' } as const;
      expect(await test.prisma.invoice.count({ where: asked })).toBe(0);
      expect(
        await test.prisma.billingPeriod.count({ where: { contractId, status: { in: ['pending', 'invoiced'] } } }),
      ).toBe(0);
    }
  });
});

describe('the period job of two workers', () => {
  const test = useInstallation({ poolSize: 8, startsAt: '2026-03-20T10:00:00Z' });
  expectTruthsAtEnd(test);
  const LATE = '2026-09-15T10:00:00Z';
  const ACCOUNTS = 6;

  it('late by half a year, one of them killed between its writes and its commit: each period gets one invoice, in order', async () => {
    for (let index = 0; index < ACCOUNTS; index += 1) await billedContract(test, await activeTenant(test));
    const gate = new pg.Client({ connectionString: test.url });
    await gate.connect();
    // The mails of a batch are its last writes: who waits here has written invoices and not committed them.
    await gate.query('BEGIN; LOCK TABLE mails IN SHARE MODE');
    const doomed = startWorker();
    await untilWaits(1);
    test.clock.set(LATE);
    const other = issueDuePeriods(systemContext(test));
    await untilWaits(2);
    doomed.process.kill('SIGKILL');
    await doomed.exited;
    expect(await test.prisma.invoice.count({ where: { billingPeriodId: { not: null } } })).toBe(0);
    await gate.query('COMMIT');
    await gate.end();
    expect(await other).toBe(ACCOUNTS * 6);

    const periods = await test.prisma.billingPeriod.findMany({
      orderBy: [{ contractId: 'asc' }, { periodStart: 'asc' }],
      include: { invoices: true },
    });
    expect(periods).toHaveLength(ACCOUNTS * 6);
    expect(periods.every(({ status, invoices }) => status === 'invoiced' && invoices.length === 1)).toBe(true);
    const numbers = periods.map(({ contractId, invoices }) => [contractId, invoices[0]?.numberSequence]);
    const inOrder = periods.map(({ contractId }, index) => [contractId, (index % 6) + 1]);
    expect(numbers).toEqual(inOrder);
    const late = startWorker();
    await late.exited;
    expect(late.printed().trim()).toBe('0');
  });

  function startWorker() {
    const script = path.join(inject('programs'), 'test/races/period-worker.js');
    const child: ChildProcess = spawn(process.execPath, [script, test.url, test.documentFolder, LATE], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    return { process: child, exited: once(child, 'exit'), printed: () => text };
  }

  /** Asked outside the gate's transaction, which sees the same activity from beginning to end. */
  async function untilWaits(workers: number): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const { rows } = await test.sidePool.query<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if ((rows[0]?.waiting ?? 0) >= workers) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${workers} workers never came to the gate`);
  }
});
