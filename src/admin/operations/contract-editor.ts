import type { ContractLineItem, ContractSigner, ContractVersion } from '@prisma/client';
import { ITEM_TYPES } from '../../services/contracts/contract-terms.js';
import { accountDiscount } from '../../services/contracts/draft-contract.js';
import { KNOWN_FIELDS } from '../../services/contracts/fill-fields.js';
import { addDays, addMonths, dateIn, dateText } from '../../services/core/calendar.js';
import type { Context } from '../../services/core/context.js';
import { moneyString } from '../../services/core/money.js';
import { rolesWith } from '../../services/staff/role-permissions.js';

/** The contract editor's form, under the names of the wire; everything is text, as it is typed. */
export interface DraftForm {
  account_id: string;
  contract_type: string;
  title: string;
  currency: string;
  template_id: string;
  body: string;
  field_values: Record<string, string>;
  start_date: string;
  end_date: string;
  frequency: string;
  interval_months: string;
  discount_percent: string;
  effective_from: string;
  items: ItemForm[];
  signers: SignerForm[];
}

export interface ItemForm {
  item_type: string;
  description: string;
  amount: string;
  billing_period_months: string;
  start_date: string;
  end_date: string;
  is_recurring: boolean;
  continues_id: string;
}

export type SignerForm = { user_id: number } | { staff_user_id: number };

export interface Person {
  id: number;
  name: string;
  email: string;
}

/** Which draft is changed, and the version it was read in. */
export interface EditedVersion {
  contractId: number;
  number: string;
  versionId: number;
  versionNumber: number;
  version: number;
}

export interface EditorOptions {
  templates: { id: number; name: string; contractType: string; body: string }[];
  itemTypes: { type: string; description: string; amount: string; months: number }[];
  knownFields: Record<string, string>;
  countersigners: Person[];
}

/** What depends on the account: its name, who may sign, what is taken off. */
export interface EditorAccount {
  id: number;
  name: string;
  discount: string;
  signers: Person[];
}

export async function editorOptions({ installation: { prisma } }: Context): Promise<EditorOptions> {
  const [templates, staff] = await Promise.all([
    prisma.contractTemplate.findMany({
      where: { isActive: true },
      orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
      select: { id: true, name: true, contractType: true, body: true },
    }),
    prisma.staffUser.findMany({
      where: { isActive: true, role: { in: rolesWith('contracts.countersign') } },
      orderBy: { fullName: 'asc' },
      select: { id: true, fullName: true, email: true },
    }),
  ]);
  return {
    templates,
    itemTypes: Object.entries(ITEM_TYPES).map(([type, listed]) => ({ type, ...listed })),
    knownFields: { ...KNOWN_FIELDS },
    countersigners: staff.map(({ id, fullName, email }) => ({ id, name: fullName, email })),
  };
}

export async function editorAccount({ installation: { prisma } }: Context, id: number): Promise<EditorAccount | null> {
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647) return null;
  const account = await prisma.account.findUnique({ where: { id }, select: { id: true, name: true } });
  if (account === null) return null;
  const [discount, users] = await Promise.all([
    accountDiscount({ db: prisma }, id),
    prisma.user.findMany({
      where: { accountId: id, removedAt: null, canSignContracts: true },
      orderBy: { id: 'asc' },
      select: { id: true, fullName: true, email: true },
    }),
  ]);
  return {
    ...account,
    discount: discount.toFixed(),
    signers: users.map(({ id: userId, fullName, email }) => ({ id: userId, name: fullName, email })),
  };
}

/** A new contract begins with the next month and runs for a year; whoever may sign signs, and one colleague after them. */
export async function emptyDraft(
  ctx: Context,
  account: EditorAccount | null,
  options: EditorOptions,
): Promise<DraftForm> {
  const seller = await ctx.installation.prisma.seller.findUniqueOrThrow({ where: { id: 1 } });
  const start = firstOfNextMonth(dateIn(seller.timeZone, ctx.clock.now()));
  const [template] = options.templates;
  const me = ctx.actor.type === 'staff' ? ctx.actor.id : 0;
  const countersigner = options.countersigners.find(({ id }) => id === me) ?? options.countersigners[0];
  const [signer] = account?.signers ?? [];
  return {
    account_id: account === null ? '' : String(account.id),
    contract_type: template?.contractType ?? 'engagement',
    title: '',
    currency: seller.defaultCurrency,
    template_id: template === undefined ? '' : String(template.id),
    body: template?.body ?? '',
    field_values: {},
    start_date: dateText(start),
    end_date: dateText(addDays(addMonths(start, 12, 1), -1)),
    frequency: 'monthly',
    interval_months: '',
    discount_percent: account?.discount ?? '',
    effective_from: '',
    items: [itemForm('training_independent')],
    signers: [
      ...(signer === undefined ? [] : [{ user_id: signer.id }]),
      ...(countersigner === undefined ? [] : [{ staff_user_id: countersigner.id }]),
    ],
  };
}

function firstOfNextMonth(today: Date): Date {
  return new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1));
}

function itemForm(type: keyof typeof ITEM_TYPES): ItemForm {
  const { description, amount, months } = ITEM_TYPES[type];
  return {
    item_type: type,
    description,
    amount,
    billing_period_months: String(months),
    start_date: '',
    end_date: '',
    is_recurring: false,
    continues_id: '',
  };
}

export type StoredDraft = ContractVersion & {
  items: ContractLineItem[];
  signers: ContractSigner[];
  contract: { id: number; accountId: number; number: string; title: string; contractType: string; currency: string };
};

/** The draft a contract can be changed in: its newest version, while it was not sent. */
export function findDraft({ installation: { prisma } }: Context, contractId: number): Promise<StoredDraft | null> {
  return prisma.contractVersion.findFirst({
    where: { contractId, status: 'draft' },
    orderBy: { number: 'desc' },
    include: {
      items: { orderBy: { position: 'asc' } },
      signers: { orderBy: { position: 'asc' } },
      contract: {
        select: { id: true, accountId: true, number: true, title: true, contractType: true, currency: true },
      },
    },
  });
}

export function formOf(draft: StoredDraft): DraftForm {
  const { contract } = draft;
  return {
    account_id: String(contract.accountId),
    contract_type: contract.contractType,
    title: contract.title,
    currency: contract.currency,
    template_id: draft.templateId === null ? '' : String(draft.templateId),
    body: draft.body,
    field_values: textsOf(draft.fieldValues),
    start_date: dateText(draft.startDate),
    end_date: dateText(draft.endDate),
    frequency: draft.frequency,
    interval_months: draft.frequency === 'custom' ? String(draft.intervalMonths) : '',
    discount_percent: draft.discountPercent.toFixed(),
    effective_from: draft.effectiveFrom === null ? '' : dateText(draft.effectiveFrom),
    items: draft.items.map((item) => ({
      item_type: item.itemType,
      description: item.description,
      amount: moneyString(item.amount, item.currency),
      billing_period_months: String(item.billingPeriodMonths),
      start_date: item.startDate.getTime() === draft.startDate.getTime() ? '' : dateText(item.startDate),
      end_date: item.endDate === null ? '' : dateText(item.endDate),
      is_recurring: item.isRecurring,
      continues_id: item.continuesId === null ? '' : String(item.continuesId),
    })),
    signers: draft.signers.map(
      ({ userId, staffUserId }): SignerForm =>
        userId === null ? { staff_user_id: staffUserId ?? 0 } : { user_id: userId },
    ),
  };
}

export function editedVersion({ id, number, version, contract }: StoredDraft): EditedVersion {
  return { contractId: contract.id, number: contract.number, versionId: id, versionNumber: number, version };
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );
}
