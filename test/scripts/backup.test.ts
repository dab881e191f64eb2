import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { readConfig } from '../../src/config.js';
import { type OpenInstallation, openInstallation } from '../../src/open-installation.js';
import { projectFolder } from '../../src/project-folder.js';
import { signUp } from '../../src/services/accounts/sign-up.js';
import { systemClock } from '../../src/services/core/calendar.js';
import type { Context } from '../../src/services/core/context.js';
import { confirmPayment } from '../../src/services/payments/confirm-payment.js';
import { sealRows } from '../../src/services/seals/seal-rows.js';
import { permissionsOf } from '../../src/services/users/role-permissions.js';
import { databaseUrl, onServer } from '../support/global-database.js';
import { testLog } from '../support/installation.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SECRETS = { SESSION_SECRET: 's'.repeat(32), ENCRYPTION_KEY: 'e'.repeat(32) };
let home = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'countersign-backup-'));
  await chmod(home, 0o711);
});
afterAll(() => rm(home, { recursive: true, force: true }));

function npmRun(script: string, settings: Record<string, string>, ...args: string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, [path.join(inject('programs'), `scripts/${script}.js`), ...args], {
    cwd: projectFolder,
    env: { PATH: process.env.PATH ?? '', ...settings },
  });
}

/** Somebody signs up and confirms with a slip, and what was acknowledged is counted. */
async function signUpAndConfirm({ installation }: OpenInstallation, number: number): Promise<void> {
  const actor = { type: 'anonymous' } as const;
  const ctx: Context = { installation, actor, clock: systemClock, requestId: 'r', ipAddress: '127.0.0.1' };
  const email = `owner-${number}@backup.example`;
  const account = { email, password: 'TestPass123!', fullName: 'B. Ackup', planSlug: 'starter' };
  const { userId, invoice } = await signUp(ctx, account);
  const user = await installation.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const owner = {
    type: 'user',
    id: userId,
    accountId: user.accountId,
    email,
    permissions: permissionsOf(user),
  } as const;
  await confirmPayment(
    { ...ctx, actor: owner },
    {
      invoiceId: invoice?.id ?? 0,
      paymentMethod: 'bank_transfer',
      manualReference: `BT-${number}`,
      amount: '29.00',
      proof: { bytes: PNG, name: 'slip.png' },
    },
  );
  await sealRows({ ...ctx, actor: { type: 'system', label: 'seal_rows' } });
}

/** Backs up while people sign up; what had been acknowledged before must be in the copy. */
async function underWrites(opened: OpenInstallation, run: () => Promise<unknown>): Promise<number> {
  let [stopped, written] = [false, 0];
  await signUpAndConfirm(opened, written++);
  const before = written;
  const writing = (async () => {
    while (!stopped) await signUpAndConfirm(opened, written++);
  })();
  await run();
  stopped = true;
  await writing;
  expect(written).toBeGreaterThan(before);
  return before;
}

// Whole programs are started, one after the other.
vi.setConfig({ testTimeout: 180_000 });

describe('a backup of a living installation', () => {
  it('of the embedded database holds every acknowledged row with its file, and its copy is sound', async () => {
    const [living, copy, backup] = ['living', 'copy', 'backup'].map((name) => path.join(home, name)) as [
      string,
      string,
      string,
    ];
    const opened = await openInstallation(readConfig({ DATA_DIR: living }), testLog);
    const acknowledged = await underWrites(opened, () => npmRun('backup', { DATA_DIR: living }, backup)).finally(() =>
      opened.close(),
    );
    expect((await stat(backup)).mode & 0o077).toBe(0);
    await npmRun('restore', { DATA_DIR: copy }, backup);
    const { stdout } = await npmRun('verify', { DATA_DIR: copy });
    expect(stdout).toContain('All truths hold.');
    expect(stdout).not.toContain('✗');
    expect((await readdir(path.join(copy, 'proofs'))).length).toBeGreaterThanOrEqual(acknowledged);

    const restored = await openInstallation(readConfig({ DATA_DIR: copy }), testLog);
    expect(await restored.installation.prisma.payment.count()).toBeGreaterThanOrEqual(acknowledged);
    // It goes on where it stood, as the role that serves.
    await signUpAndConfirm(restored, 1_000_000);
    await expect(restored.installation.prisma.auditEntry.deleteMany()).rejects.toThrow('permission denied');
    await restored.close();

    await expect(npmRun('restore', { DATA_DIR: copy }, backup)).rejects.toThrow('holds an installation already');
    await expect(npmRun('backup', { DATA_DIR: copy }, backup)).rejects.toThrow('is not empty');
    await rm(path.join(backup, 'backup.json'));
    await expect(npmRun('restore', { DATA_DIR: `${copy}-2` }, backup)).rejects.toThrow('holds no finished backup');
  });

  const isElsewhere = (process.env.DATABASE_URL ?? '') !== '';
  it.runIf(isElsewhere)(
    'of a database that is run elsewhere is made and restored by pg_dump and pg_restore',
    async () => {
      const { serverUrl, servingUrl, template } = inject('testDatabase');
      const [from, to] = [`${template}_backup_from`, `${template}_backup_to`];
      const settings = (name: string) => ({
        ...SECRETS,
        DATA_DIR: path.join(home, name),
        DATABASE_URL: databaseUrl(servingUrl, name),
        MIGRATION_DATABASE_URL: databaseUrl(serverUrl, name),
      });
      for (const name of [from, to]) await onServer(serverUrl, `CREATE DATABASE ${name}`);
      try {
        const opened = await openInstallation(readConfig(settings(from)), testLog);
        const folder = path.join(home, 'dump');
        await underWrites(opened, () => npmRun('backup', settings(from), folder)).finally(() => opened.close());
        await npmRun('restore', settings(to), folder);
        expect((await npmRun('verify', settings(to))).stdout).toContain('All truths hold.');
        const client = new pg.Client({ connectionString: databaseUrl(servingUrl, to) });
        await client.connect();
        await expect(client.query('DELETE FROM audit_entries')).rejects.toThrow('permission denied');
        await client.end();
        await expect(npmRun('restore', { ...settings(to), DATA_DIR: path.join(home, 'more') }, folder)).rejects.toThrow(
          'The database holds tables already',
        );
      } finally {
        for (const name of [from, to]) await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
      }
    },
  );
});
