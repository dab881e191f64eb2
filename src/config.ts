import path from 'node:path';
import { z } from 'zod';
import { projectFolder } from './project-folder.js';

export interface Config {
  readonly nodeEnv: 'production' | 'development' | 'test';
  readonly port: number;
  /** Where people reach the installation, without a slash at its end; links in mails begin with it. */
  readonly baseUrl: string;
  /** null: a PostgreSQL of the product's own is started under dataDir. */
  readonly databaseUrl: string | null;
  /** The role that owns and migrates, where the one of databaseUrl only serves; null: that one does both. */
  readonly migrationDatabaseUrl: string | null;
  readonly databasePoolSize: number;
  readonly sidePoolSize: number;
  readonly dataDir: string;
  /** The first superadmin, made when there is no staff user yet; what is absent is chosen for it. */
  readonly firstStaff: { readonly email?: string; readonly password?: string };
  /** null with the embedded database: made once and kept under dataDir. */
  readonly sessionSecret: string | null;
  readonly encryptionKey: string | null;
  /** `from` is empty without MAIL_FROM: then mail is from the seller. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Where staff are told what waits; null: those whose role may decide. */
  readonly staffInbox: string | null;
  readonly rateLimitScale: number;
  /** How many proxies in front of us are trusted to name the caller's address. */
  readonly trustProxy: number;
  /** For how long a server that was told to end says "not ready" before it takes no more connections. */
  readonly drainSeconds: number;
  /** What whoever reads /metrics has to send; null: only this machine may, and only where baseUrl is local. */
  readonly metricsToken: string | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** false: the timetable and the mail run in a process of their own, `npm run worker`. */
  readonly workerInProcess: boolean;
}

/** Everything that is wrong with the settings, in one message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: string[]) {
    super(`The settings need attention:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const SECRET_LENGTH = 32;

const secret = z
  .string()
  .min(SECRET_LENGTH, `needs at least ${SECRET_LENGTH} characters; "openssl rand -hex 32" makes one`)
  .optional();

const settings = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('development'),
  PORT: wholeNumber(0, 65_535).default(3000),
  BASE_URL: address(['http:', 'https:'], 'must be an address such as https://billing.example.com').optional(),
  DATABASE_URL: databaseAddress().optional(),
  MIGRATION_DATABASE_URL: databaseAddress().optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(10),
  SIDE_POOL_SIZE: wholeNumber(1, 50).default(4),
  DATA_DIR: z.string().default('.data'),
  ADMIN_EMAIL: email().optional(),
  ADMIN_PASSWORD: z
    .string()
    .min(8, 'needs at least 8 characters')
    .max(200, 'may have at most 200 characters')
    .optional(),
  SESSION_SECRET: secret,
  ENCRYPTION_KEY: secret,
  SMTP_URL: address(['smtp:', 'smtps:'], 'must be an address such as smtp://user:password@host:587').optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^[^<>\r\n]*<[^<>@\s,]+@[^<>@\s,]+>$|^[^<>@\s,]+@[^<>@\s,]+$/,
      'must be billing@example.com or "Name <billing@example.com>"',
    )
    .optional(),
  STAFF_INBOX: email().optional(),
  RATE_LIMIT_SCALE: z.coerce
    .number('must be a number')
    .positive('must be more than 0')
    .max(1_000_000, 'is too large')
    .default(1),
  TRUST_PROXY: wholeNumber(0, 20).default(0),
  DRAIN_SECONDS: wholeNumber(0, 60).default(5),
  METRICS_TOKEN: secret,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'must be fatal, error, warn, info, debug or silent')
    .default('info'),
  WORKER: z.enum(['in-process', 'separate'], 'must be in-process or separate').default('in-process'),
});

type Settings = z.output<typeof settings>;

/** Reads the environment that it is given and nothing else; an empty setting counts as absent. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = settings.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  problems.push(...missingCompanions(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(toConfig(parsed.data));
}

/** Settings that ask for another one. */
function missingCompanions(given: Record<string, string | undefined>): string[] {
  const needs = (setting: string, companion: string, why: string) =>
    given[setting] !== undefined && given[companion] === undefined ? [`${companion} is required ${why}`] : [];
  return [
    ...needs(
      'DATABASE_URL',
      'SESSION_SECRET',
      'with DATABASE_URL, so that all processes share one; "openssl rand -hex 32" makes one',
    ),
    ...needs(
      'DATABASE_URL',
      'ENCRYPTION_KEY',
      'with DATABASE_URL, so that all processes share one; "openssl rand -hex 32" makes one',
    ),
    ...needs(
      'MIGRATION_DATABASE_URL',
      'DATABASE_URL',
      'with MIGRATION_DATABASE_URL: it names the role that serves, in the same database',
    ),
    ...needs('ADMIN_PASSWORD', 'ADMIN_EMAIL', 'with ADMIN_PASSWORD'),
  ];
}

function toConfig(given: Settings): Config {
  return {
    nodeEnv: given.NODE_ENV,
    port: given.PORT,
    baseUrl: (given.BASE_URL ?? `http://localhost:${given.PORT}`).replace(/\/+$/, ''),
    databaseUrl: given.DATABASE_URL ?? null,
    migrationDatabaseUrl: given.MIGRATION_DATABASE_URL ?? null,
    databasePoolSize: given.DATABASE_POOL_SIZE,
    sidePoolSize: given.SIDE_POOL_SIZE,
    dataDir: path.resolve(projectFolder, given.DATA_DIR),
    firstStaff: {
      ...(given.ADMIN_EMAIL === undefined ? {} : { email: given.ADMIN_EMAIL }),
      ...(given.ADMIN_PASSWORD === undefined ? {} : { password: given.ADMIN_PASSWORD }),
    },
    sessionSecret: given.SESSION_SECRET ?? null,
    encryptionKey: given.ENCRYPTION_KEY ?? null,
    smtp: given.SMTP_URL === undefined ? null : { url: given.SMTP_URL, from: given.MAIL_FROM ?? '' },
    staffInbox: given.STAFF_INBOX ?? null,
    rateLimitScale: given.RATE_LIMIT_SCALE,
    trustProxy: given.TRUST_PROXY,
    drainSeconds: given.DRAIN_SECONDS,
    metricsToken: given.METRICS_TOKEN ?? null,
    logLevel: given.LOG_LEVEL,
    workerInProcess: given.WORKER === 'in-process',
  };
}

function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\s*\d{1,9}\s*$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}

function address(protocols: string[], message: string) {
  return z
    .string()
    .trim()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), message);
}

function databaseAddress() {
  return address(
    ['postgres:', 'postgresql:'],
    'must be an address such as postgresql://user:password@host:5432/countersign',
  );
}

function email() {
  return z.string().trim().toLowerCase().pipe(z.email('must be an e-mail address'));
}
