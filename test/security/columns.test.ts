import type { StaffRole } from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataModel, type Field, modelNamed } from '../../src/admin/datamodel.js';
import { type AdminAction, actionsOf } from '../../src/admin/define-resource.js';
import { may, writableFields } from '../../src/admin/policy.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { updateOwnProfile } from '../../src/services/accounts/update-own-profile.js';
import { type Answer, type Colleague, signIn } from '../admin/office.js';
import { billedContract, draftedContract } from '../support/contract-factories.js';
import { activeTenant, confirmTransfer, issuePlanInvoice, signUpTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';

const server = useServer();
const ROLES = ['superadmin', 'finance', 'support', 'operations', 'auditor'] as const;
const colleagues = new Map<StaffRole, Colleague>();

beforeAll(async () => {
  for (const role of ROLES) colleagues.set(role, await signIn(server, role));
  const tenant = await activeTenant(server);
  await confirmTransfer(server, tenant, await issuePlanInvoice(server, tenant.accountId, 'starter'));
  await billedContract(server, tenant);
  await draftedContract(server, tenant);
  await signUpTenant(server);
  await updateOwnProfile(tenant.ctx, { industry: 'Logistics' });
});

function as(role: StaffRole): Colleague {
  const colleague = colleagues.get(role);
  if (colleague === undefined) throw new Error(`nobody is signed in as ${role}`);
  return colleague;
}

const list = (model: string, query: string) => as('superadmin').get(`/resources/${model}/actions/list?${query}`);

describe('a column that a resource does not name', () => {
  const hidden = RESOURCES.map(({ model, columns }) => ({
    model,
    names: modelNamed(model).fields.flatMap(({ name }) => (columns.includes(name) ? [] : [name])),
  }));

  it('answers no question: neither by filter, nor by range, nor by sorting, nor through a reference', async () => {
    expect(hidden.flatMap(({ names }) => names)).toContain('passwordHash');
    for (const { model, names } of hidden) {
      const references = modelNamed(model).fields.filter(({ type }) => type === 'User' || type === 'StaffUser');
      const questions = [
        ...names.flatMap((name) => [`filters.${name}=1`, `sortBy=${name}&direction=asc`]),
        ...names.slice(0, 2).flatMap((name) => [`filters.${name}~~from=1`, `filters.${name}~~to=1`]),
        ...references.flatMap(({ name }) => [`filters.${name}.passwordHash=1`, `sortBy=${name}.passwordHash`]),
      ];
      const answers = await Promise.all(questions.map((query) => list(model, query)));
      expect(
        questions.filter((_query, number) => answers[number]?.status !== 400),
        model,
      ).toEqual([]);
    }
  });

  it('is not searched: a piece of a secret finds nobody', async () => {
    const [user, colleague, document, mail] = await Promise.all([
      server.prisma.user.findFirstOrThrow(),
      server.prisma.staffUser.findFirstOrThrow(),
      server.prisma.document.findFirstOrThrow({ where: { sha256: { not: null } } }).catch(() => null),
      server.prisma.mail.findFirstOrThrow({ where: { secret: { not: null } } }),
    ]);
    const pieces: [string, string][] = [
      ['User', user.passwordHash?.slice(0, 30) ?? '$argon2'],
      ['StaffUser', colleague.passwordHash?.slice(0, 30) ?? '$argon2'],
      ['Mail', mail.secret?.slice(0, 20) ?? ''],
      ['Document', document?.storageKey?.slice(0, 16) ?? 'storage'],
    ];
    for (const [model, piece] of pieces) {
      for (const action of ['list', 'search', 'matchingIds']) {
        const path = `/resources/${model}/actions/${action}?search=${encodeURIComponent(piece)}`;
        const { body } = await as('superadmin').get(path);
        expect([path, (body.records ?? body.ids ?? []).length]).toEqual([path, 0]);
      }
    }
  });

  it('does not come along when it is asked for by name', async () => {
    const wishes = ['select', 'include', 'populate', 'columns', 'fields', 'properties', 'listProperties'];
    for (const { model, names } of hidden) {
      const query = wishes.map((wish) => `${wish}=${names.join(',')}&${wish}[]=${names[0] ?? ''}`).join('&');
      for (const record of (await list(model, query)).body.records ?? [])
        expect(Object.keys(record.params).filter((path) => names.includes(path.split('.')[0] ?? ''))).toEqual([]);
    }
  });
});

/** Values that nobody would enter by chance, to be found again wherever they were written. */
const FORGED = { text: 'f0rged', number: 98_765_432, decimal: '98765.4321', moment: '2001-02-03T04:05:06.000Z' };
const TRACE = /f0rged|98765432|98765\.4321|2001-02-03/;

function forged(field: Field, now: unknown): unknown {
  if (field.kind === 'enum') {
    const values = dataModel.enums.find(({ name }) => name === field.type)?.values.map(({ name }) => name) ?? [];
    return values.find((value) => value !== now);
  }
  switch (field.type) {
    case 'Boolean':
      return now !== true;
    case 'Int':
    case 'BigInt':
      return FORGED.number;
    case 'Decimal':
      return FORGED.decimal;
    case 'DateTime':
      return FORGED.moment;
    case 'Json':
      return { forged: FORGED.text };
    default:
      return FORGED.text;
  }
}

describe.each(ROLES)('with the role %s nobody writes a column that is not offered', (role) => {
  it('through a form: every other column of every resource, each with another value', async () => {
    const before = await businessRows();
    for (const { model } of RESOURCES) {
      for (const action of ['edit', 'new'] as const) {
        const known = RESOURCES.flatMap(actionsOf).some((each) => each.resource === model && each.action === action);
        if (!known) continue;
        const record = (await list(model, 'perPage=1')).body.records?.[0];
        const others = modelNamed(model).fields.filter(
          ({ name, kind }) => kind !== 'object' && !writableFields(model).includes(name) && name !== 'version',
        );
        const sent = Object.fromEntries(others.map((field) => [field.name, forged(field, record?.params[field.name])]));
        const path = action === 'edit' ? `records/${record?.id}/edit` : 'actions/new';
        const { status, body } = await as(role).post(`/resources/${model}/${path}`, sent);
        const where = `${role} ${model}.${action}: ${status} ${body.error}`;
        if (!may(role, model, action)) expect(status, where).toBe(403);
        else if (action === 'edit') expect([status, body.changed], where).toEqual([200, []]);
        else expect(status, where).toBe(400);
      }
    }
    expect(await businessRows()).toEqual(before);
  });

  it('through an action: every column of its resource beside what its dialog asks for', async () => {
    for (const known of RESOURCES.flatMap(actionsOf).filter(({ action }) => !BUILT_IN.includes(action))) {
      const { status, body } = await forge(role, known);
      const where = `${role} ${known.resource}.${known.action}: ${status} ${body.error}`;
      if (may(role, known.resource, known.action)) expect([200, 400, 404, 409, 422], where).toContain(status);
      else expect(status, where).toBe(403);
    }
    const written = Object.entries(await businessRows()).flatMap(([table, rows]) =>
      rows.flatMap((row) => (TRACE.test(JSON.stringify(row)) ? [[table, row]] : [])),
    );
    expect(written).toEqual([]);
  });
});

it('a new record keeps to what its form offers, whatever else is sent along', async () => {
  const offered = {
    Plan: {
      name: 'P',
      slug: 'p',
      price: '1',
      currency: 'EUR',
      billingCycle: 'yearly',
      signupPolicy: 'open',
      includedCredits: 1,
    },
    PaymentMethodConfig: {
      countryCode: 'SE',
      paymentMethod: 'bank_transfer',
      paymentMethodDisplay: 'B',
      displayName: 'B',
    },
    ContractTemplate: { name: 'T', contractType: 'maintenance', body: 'Text' },
  };
  for (const [model, values] of Object.entries(offered)) {
    const others = modelNamed(model).fields.filter(({ name }) => !writableFields(model).includes(name));
    const sent = Object.fromEntries(others.map((field) => [field.name, forged(field, undefined)]));
    const { status, body } = await as('superadmin').post(`/resources/${model}/actions/new`, { ...sent, ...values });
    expect([model, status, body.error]).toEqual([model, 200, undefined]);
    expect(JSON.stringify(body.record?.params)).not.toMatch(TRACE);
    expect(body.record?.params.version).toBe(1);
  }
  expect(JSON.stringify(await businessRows())).not.toMatch(TRACE);
});

const BUILT_IN = ['list', 'search', 'matchingIds', 'show', 'new', 'edit'];
/** Pages of their own, in place of a dialog, ask for these. */
const ASKED_BY_PAGES = ['title', 'currency', 'body', 'contract_type', 'start_date', 'end_date', 'notes'];

async function forge(role: StaffRole, { resource, action, kind }: AdminAction): Promise<Answer> {
  const path = `${resource} ${action}`;
  const found = targets.get(path) ?? targetOf({ resource, action, kind });
  targets.set(path, found);
  const { address, id, asked } = await found;
  const sent = modelNamed(resource).fields.flatMap((field) => {
    const value = forged(field, undefined);
    const names = [field.name, snakeCase(field.name)];
    return names.filter((name) => ![...asked, ...ASKED_BY_PAGES].includes(name)).map((name) => [name, value]);
  });
  return as(role).post(address, { ...Object.fromEntries(sent), recordIds: [id] });
}

interface ForgeTarget {
  address: string;
  id: number;
  /** What the dialog itself asks for. */
  asked: string[];
}

const targets = new Map<string, Promise<ForgeTarget>>();

async function targetOf({
  resource,
  action,
  kind,
}: Pick<AdminAction, 'resource' | 'action' | 'kind'>): Promise<ForgeTarget> {
  const id = (await list(resource, 'perPage=1')).body.records?.[0]?.id ?? 1;
  const address = `/resources/${resource}/${kind === 'record' ? `records/${id}/${action}` : `actions/${action}`}`;
  const { preview } = (await as('superadmin').get(`${address}?recordIds=${id}`)).body;
  const fields = (preview as { fields?: { name: string }[] } | undefined)?.fields ?? [];
  return { address, id, asked: fields.map(({ name }) => name) };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

async function businessRows() {
  const { staff_sessions: _sessions, rate_limits: _limits, ...rows } = await allRows(server);
  return rows;
}
