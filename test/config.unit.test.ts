import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.js';
import { projectFolder } from '../src/project-folder.js';

const SECRET = '0123456789abcdef0123456789abcdef';

describe('the settings', () => {
  it('need nothing: an empty environment runs on its own database at port 3000', () => {
    expect(readConfig({})).toEqual({
      nodeEnv: 'development',
      port: 3000,
      baseUrl: 'http://localhost:3000',
      databaseUrl: null,
      migrationDatabaseUrl: null,
      databasePoolSize: 10,
      sidePoolSize: 4,
      dataDir: path.join(projectFolder, '.data'),
      firstStaff: {},
      sessionSecret: null,
      encryptionKey: null,
      smtp: null,
      staffInbox: null,
      rateLimitScale: 1,
      trustProxy: 0,
      drainSeconds: 5,
      metricsToken: null,
      logLevel: 'info',
      workerInProcess: true,
    });
  });

  it('let the address follow the port, and end without a slash', () => {
    expect(readConfig({ PORT: '8080' }).baseUrl).toBe('http://localhost:8080');
    expect(readConfig({ PORT: '8080', BASE_URL: 'https://billing.example.com/' }).baseUrl).toBe(
      'https://billing.example.com',
    );
  });

  it('count an empty setting as absent, as docker compose writes it', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ', SMTP_URL: '' })).toMatchObject({
      databaseUrl: null,
      port: 3000,
      smtp: null,
    });
  });

  it('cannot be changed after they were read', () => {
    expect(() => Object.assign(readConfig({}), { port: 1 })).toThrow(TypeError);
  });

  it('ask for both secrets with a database of one’s own', () => {
    expect(problemsOf({ DATABASE_URL: 'postgresql://db/countersign' })).toEqual([
      'SESSION_SECRET is required with DATABASE_URL, so that all processes share one; "openssl rand -hex 32" makes one',
      'ENCRYPTION_KEY is required with DATABASE_URL, so that all processes share one; "openssl rand -hex 32" makes one',
    ]);
    expect(problemsOf({ MIGRATION_DATABASE_URL: 'postgresql://owner@db/countersign' })).toEqual([
      'DATABASE_URL is required with MIGRATION_DATABASE_URL: it names the role that serves, in the same database',
    ]);
    const all = { DATABASE_URL: 'postgresql://db/countersign', SESSION_SECRET: SECRET, ENCRYPTION_KEY: SECRET };
    expect(readConfig(all)).toMatchObject({
      databaseUrl: all.DATABASE_URL,
      sessionSecret: SECRET,
      encryptionKey: SECRET,
    });
  });

  it('are told everything that is wrong at once, each with its name', () => {
    const problems = problemsOf({
      PORT: '70000',
      BASE_URL: 'localhost',
      DATABASE_URL: 'mysql://db',
      SESSION_SECRET: 'short',
      ADMIN_PASSWORD: 'abc',
      SMTP_URL: 'smtp://mail:25',
      RATE_LIMIT_SCALE: '0',
      TRUST_PROXY: '1.5',
      LOG_LEVEL: 'loud',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'PORT',
      'BASE_URL',
      'DATABASE_URL',
      'ADMIN_PASSWORD',
      'SESSION_SECRET',
      'RATE_LIMIT_SCALE',
      'TRUST_PROXY',
      'LOG_LEVEL',
      'ENCRYPTION_KEY',
      'ADMIN_EMAIL',
    ]);
  });

  it('take a sender with or without a name, and no second recipient in it', () => {
    const from = (MAIL_FROM: string) => readConfig({ SMTP_URL: 'smtp://mail:25', MAIL_FROM }).smtp?.from;
    expect(readConfig({ SMTP_URL: 'smtp://mail:25' }).smtp?.from).toBe('');
    expect(from('billing@example.com')).toBe('billing@example.com');
    expect(from('Billing <billing@example.com>')).toBe('Billing <billing@example.com>');
    expect(problemsOf({ MAIL_FROM: 'a@example.com, b@example.com' })).toHaveLength(1);
  });

  it('never repeat a secret in the message', () => {
    try {
      readConfig({ SESSION_SECRET: 'hunter2', DATABASE_URL: 'postgresql:password@' });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toMatch(/hunter2|password@'/);
    }
  });
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n  - ').slice(1);
    throw error;
  }
  return [];
}
