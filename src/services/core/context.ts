import type { Prisma, PrismaClient } from '@prisma/client';
import type { Clock } from './calendar.js';
import type { MailData } from './mail-data.js';
import type { MailKind } from './mail-kinds.js';
import type { PdfMaker } from './pdf.js';
import type { Permission } from './permissions.js';
import type { SecretBox } from './secrets.js';
import type { FileStorage } from './storage.js';

/** Who acts. Permissions are resolved at the door, from the role as it stands in the database now. */
export type Actor =
  | { type: 'anonymous' }
  | { type: 'system'; label: string }
  | { type: 'user'; id: number; accountId: number; email: string; permissions: ReadonlySet<Permission> }
  /** With the token's id where a program acts for its maker. */
  | { type: 'staff'; id: number; email: string; permissions: ReadonlySet<Permission>; apiTokenId?: number };

/** What operations need from the installation; put together by server, worker, scripts and tests only. */
export interface Installation {
  prisma: PrismaClient;
  proofs: FileStorage;
  /** The PDFs of invoices and contracts, made once. */
  documents: FileStorage;
  pdf: PdfMaker;
  secrets: SecretBox;
  baseUrl: string;
  /** Where staff are told what waits; without it mail goes to those whose role may decide. */
  staffInbox: string | null;
  /** Without SMTP mail waits in the outbox, where a superadmin may reveal a link. */
  mailConfigured: boolean;
  logger: Logger;
  /** Hears after each commit how often each audited action was done; for the metrics. */
  countDeeds?: (deeds: ReadonlyMap<string, number>) => void;
}

/** The part of pino that the business uses. */
export interface Logger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface Context {
  installation: Installation;
  actor: Actor;
  clock: Clock;
  requestId: string;
  ipAddress: string;
}

declare const insideTransaction: unique symbol;

/** A client inside an open transaction. The brand keeps a bare client from passing for one. */
export type TxDb = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'> & {
  readonly [insideTransaction]: true;
};

/** Readers work with or without a transaction. */
export type Db = PrismaClient | TxDb;

export interface NewAuditEntry {
  /** What was done, named like its operation: "payment.approve". */
  action: string;
  entityType: Prisma.ModelName;
  entityId: number | null;
  accountId: number | null;
  /** Field by field: {"status": {"before": "pending_approval", "after": "succeeded"}}. Never a secret. */
  changes?: Record<string, { before?: unknown; after?: unknown }>;
  reason?: string;
}

interface Addressed<Kind extends MailKind> {
  kind: Kind;
  accountId: number | null;
  to: { email: string; name: string };
  /** The facts its template shows, as text that is ready to read. */
  data: MailData<Kind>;
  /** A path with a one-time token ("/verify-email?token=…"): sealed until delivery, then wiped. */
  secretPath?: string;
}

/** One mail to be queued; mail-data.ts says which facts each kind needs. */
export type NewMail = { [Kind in MailKind]: Addressed<Kind> }[MailKind];

/** The same, inside an open transaction. */
export interface TxContext extends Context {
  db: TxDb;
  /** One moment for everything the transaction writes. */
  now: Date;
  audit(entries: NewAuditEntry | NewAuditEntry[]): Promise<void>;
  enqueue(mails: NewMail | NewMail[]): Promise<void>;
  /** Done once everything is committed, and not at all when it is not: what is told outside the database. */
  onCommit(tell: () => void): void;
  /** Entries written so far: a write without one is a bug. */
  auditCount(): number;
  /** The same transaction with another actor: once somebody has signed up or in, what follows is their doing. */
  withActor(actor: Actor): TxContext;
}

export function isTxContext(ctx: Context): ctx is TxContext {
  return 'db' in ctx;
}

/** The account whose member acts; the only source of an account id in a tenant's operation. */
export function actingUser(ctx: Context): { id: number; accountId: number; email: string } {
  if (ctx.actor.type !== 'user') throw new Error(`a user was expected to act, not ${ctx.actor.type}`);
  return ctx.actor;
}

export function actingStaff(ctx: Context): { id: number; email: string } {
  if (ctx.actor.type !== 'staff') throw new Error(`a staff user was expected to act, not ${ctx.actor.type}`);
  return ctx.actor;
}
