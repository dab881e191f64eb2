import { Prisma } from '@prisma/client';
import { z } from 'zod';
import type { Context, NewAuditEntry, TxContext } from '../core/context.js';
import { fieldRefusal, Refusal } from '../core/errors.js';
import * as fields from '../core/fields.js';
import { fitsCurrency } from '../core/money.js';
import { type Operation, operation } from '../core/operation.js';
import type { StaffPermission } from '../core/permissions.js';
import {
  accountFields,
  companyProfileFields,
  contractTemplateFields,
  NO_TIME_ZONE,
  paymentMethodFields,
  planFields,
  sellerFields,
  userFields,
} from './editable-fields.js';

type Row = Record<string, unknown> & { id: number; version: number };

/** The part of a Prisma delegate that editing needs. */
interface Table {
  findUnique(args: object): Promise<Row | null>;
  updateMany(args: object): Promise<{ count: number }>;
  create(args: object): Promise<Row>;
}

interface Editable {
  permission: StaffPermission;
  /** Names the audit entries: "plan.edit". */
  noun: string;
  schema: z.ZodObject;
  /** Fixed once the record exists: other things refer to them. */
  createOnly: readonly string[];
  /** What is an example until operations replace it; other edits leave the warning standing. */
  exampleData?: readonly string[];
  /** The field a broken unique index belongs to, and what to say there. */
  unique?: { path: string; message: string };
}

const EDITABLE = {
  Plan: {
    permission: 'plans.edit',
    noun: 'plan',
    schema: planFields,
    createOnly: ['slug'],
    unique: { path: 'slug', message: 'Another plan has this short name already.' },
  },
  PaymentMethodConfig: {
    permission: 'payment_methods.edit',
    noun: 'payment_method',
    schema: paymentMethodFields,
    createOnly: ['countryCode', 'paymentMethod'],
    exampleData: ['bankName', 'accountNumber', 'swiftCode', 'walletType', 'walletId'],
    unique: { path: 'paymentMethod', message: 'This country offers this method already. Edit that row instead.' },
  },
  Seller: {
    permission: 'seller.edit',
    noun: 'seller',
    schema: sellerFields,
    createOnly: [],
    exampleData: ['legalName', 'addressLine1', 'city', 'postalCode', 'taxId', 'email'],
  },
  ContractTemplate: {
    permission: 'contract_templates.edit',
    noun: 'contract_template',
    schema: contractTemplateFields,
    createOnly: [],
    unique: { path: 'name', message: 'Another template has this name already.' },
  },
  Account: { permission: 'accounts.edit', noun: 'account', schema: accountFields, createOnly: [] },
  User: { permission: 'accounts.edit', noun: 'user', schema: userFields, createOnly: [] },
  CompanyProfile: {
    permission: 'accounts.edit',
    noun: 'company_profile',
    schema: companyProfileFields,
    createOnly: [],
  },
} as const satisfies Record<string, Editable>;

export type EditableModel = keyof typeof EDITABLE;
export type CreatableModel = 'Plan' | 'PaymentMethodConfig' | 'ContractTemplate';

const editInput = z.object({
  id: fields.id,
  /** The version the form was opened with. */
  version: z.int().positive(),
  values: z.record(z.string(), z.unknown()),
});
const createInput = z.object({ values: z.record(z.string(), z.unknown()) });

interface EditInput {
  model: EditableModel;
  id: number;
  version: number;
  values: Record<string, unknown>;
}

/** Changes the fields that differ, of a record that nobody changed meanwhile. Unchanged values write nothing. */
export async function editRecord(ctx: Context, { model, ...input }: EditInput): Promise<{ changed: string[] }> {
  return atItsField(model, () => EDITS[model](ctx, input));
}

export async function createRecord(
  ctx: Context,
  { model, values }: { model: CreatableModel; values: Record<string, unknown> },
): Promise<{ id: number }> {
  return atItsField(model, () => CREATES[model](ctx, { values }));
}

export function createOnlyFields(model: EditableModel): readonly string[] {
  return EDITABLE[model].createOnly;
}

type Edit = Operation<typeof editInput, { changed: string[] }>;
type Create = Operation<typeof createInput, { id: number }>;

const EDITS: Record<EditableModel, Edit> = {
  Plan: editOf('Plan'),
  PaymentMethodConfig: editOf('PaymentMethodConfig'),
  Seller: editOf('Seller'),
  ContractTemplate: editOf('ContractTemplate'),
  Account: editOf('Account'),
  User: editOf('User'),
  CompanyProfile: editOf('CompanyProfile'),
};

const CREATES: Record<CreatableModel, Create> = {
  Plan: createOf('Plan'),
  PaymentMethodConfig: createOf('PaymentMethodConfig'),
  ContractTemplate: createOf('ContractTemplate'),
};

function editOf(model: EditableModel): Edit {
  const { noun, permission } = EDITABLE[model];
  return operation({
    name: `${noun}.edit`,
    permission,
    input: editInput,
    async run(ctx, { id, version, values }) {
      const entered = allowedValues(model, values);
      const now = await tableOf(ctx, model).findUnique({ where: { id } });
      if (now === null) throw new Refusal('not_found', 'not_found', 'There is no such record.');
      const changes = changesOf(now, entered);
      if (now.version !== version) throw changedMeanwhile(changes, now);
      if (Object.keys(changes).length === 0) return { changed: [] };
      checkTogether(model, { ...now, ...changes });
      if (typeof changes.timeZone === 'string') await refuseUnknownZone(ctx, changes.timeZone);
      await write(ctx, model, now, changes);
      await ctx.audit(entryOf(model, `${noun}.edit`, now, beforeAndAfter(now, changes)));
      return { changed: Object.keys(changes) };
    },
  });
}

function createOf(model: CreatableModel): Create {
  const { noun, permission, schema } = EDITABLE[model];
  return operation({
    name: `${noun}.create`,
    permission,
    input: createInput,
    async run(ctx, { values }) {
      const data = parsed(schema, values);
      checkTogether(model, data);
      const created = await tableOf(ctx, model).create({ data: { ...data, createdAt: ctx.now, updatedAt: ctx.now } });
      await ctx.audit(entryOf(model, `${noun}.create`, created, beforeAndAfter({}, data)));
      return { id: created.id };
    },
  });
}

/** Only fields of the allow-list count; whatever else a form sends is left alone. */
function allowedValues(model: EditableModel, values: Record<string, unknown>): Record<string, unknown> {
  const { schema, createOnly } = EDITABLE[model];
  const given = Object.fromEntries(
    Object.entries(values).filter(([name]) => name in schema.shape && !createOnly.some((fixed) => fixed === name)),
  );
  return parsed(schema.partial(), given);
}

function parsed(schema: z.ZodObject, values: Record<string, unknown>): Record<string, unknown> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: sentence(issue) }));
  throw new Refusal('invalid_input', 'invalid_input', details[0]?.message ?? 'Please check what you entered.', details);
}

function sentence(issue: z.core.$ZodIssue): string {
  return 'input' in issue && issue.input === undefined ? 'Please fill this in.' : issue.message;
}

function changesOf(now: Row, entered: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entered).filter(([name, value]) => !same(now[name], value)));
}

function same(before: unknown, after: unknown): boolean {
  return Prisma.Decimal.isDecimal(before) && Prisma.Decimal.isDecimal(after) ? before.equals(after) : before === after;
}

/** A stale form must not revert a colleague's change: it is told what stands there now. */
function changedMeanwhile(changes: Record<string, unknown>, now: Row): Refusal {
  const details = Object.entries(changes).map(([path, value]) => ({
    path,
    message: `Now it is “${plain(now[path])}”; you entered “${plain(value)}”.`,
  }));
  return new Refusal(
    'conflict',
    'changed_meanwhile',
    'Somebody else changed this record since you opened it. Nothing was saved; compare and save again.',
    details,
  );
}

function checkTogether(model: EditableModel, row: Record<string, unknown>): void {
  if (model !== 'Plan' || !Prisma.Decimal.isDecimal(row.price) || typeof row.currency !== 'string') return;
  if (!fitsCurrency(row.price, row.currency))
    throw fieldRefusal('price', 'too_many_decimals', `${row.currency} does not have that many decimals.`);
}

/** The database tells by it on which day to bill: one name that it does not know would stop the bills of everybody. */
async function refuseUnknownZone(ctx: TxContext, name: string): Promise<void> {
  const known = await ctx.db.$queryRaw<object[]>`
    SELECT 1 FROM pg_timezone_names WHERE lower(name) = lower(${name}) LIMIT 1`;
  if (known.length === 0) throw fieldRefusal('timeZone', 'invalid_input', NO_TIME_ZONE);
}

async function write(ctx: TxContext, model: EditableModel, now: Row, changes: Record<string, unknown>): Promise<void> {
  const { exampleData = [] }: Editable = EDITABLE[model];
  const replaced = Object.keys(changes).some((name) => exampleData.includes(name));
  const example = now.isExample === true && replaced ? { isExample: false } : {};
  const { count } = await tableOf(ctx, model).updateMany({
    where: { id: now.id, version: now.version },
    data: { ...changes, ...example, version: { increment: 1 }, updatedAt: ctx.now },
  });
  if (count === 0) throw changedMeanwhile(changes, now);
}

function entryOf(
  model: EditableModel,
  action: string,
  row: Row,
  changes: NonNullable<NewAuditEntry['changes']>,
): NewAuditEntry {
  const accountId = model === 'Account' ? row.id : typeof row.accountId === 'number' ? row.accountId : null;
  return { action, entityType: model, entityId: row.id, accountId, changes };
}

function beforeAndAfter(before: Record<string, unknown>, after: Record<string, unknown>) {
  return Object.fromEntries(
    Object.keys(after).map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }]),
  );
}

function plain(value: unknown): string {
  return value === null || value === undefined || value === '' ? 'empty' : String(value);
}

function tableOf(ctx: TxContext, model: EditableModel): Table {
  const tables: Record<EditableModel, unknown> = {
    Plan: ctx.db.plan,
    PaymentMethodConfig: ctx.db.paymentMethodConfig,
    Seller: ctx.db.seller,
    ContractTemplate: ctx.db.contractTemplate,
    Account: ctx.db.account,
    User: ctx.db.user,
    CompanyProfile: ctx.db.companyProfile,
  };
  return tables[model] as Table;
}

/** A broken unique index is a sentence at its field, not a crash. */
async function atItsField<T>(model: EditableModel, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { unique }: Editable = EDITABLE[model];
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002' && unique !== undefined) {
      throw fieldRefusal(unique.path, 'taken', unique.message);
    }
    throw error;
  }
}
