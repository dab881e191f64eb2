import type { StaffRole } from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelNamed } from '../../src/admin/datamodel.js';
import { actionsOf } from '../../src/admin/define-resource.js';
import { may, writableFields } from '../../src/admin/policy.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { updateOwnProfile } from '../../src/services/accounts/update-own-profile.js';
import { type Colleague, signIn } from '../admin/office.js';
import { billedContract, draftedContract } from '../support/contract-factories.js';
import { activeTenant, confirmTransfer, issuePlanInvoice, signUpTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';
import { business, forged, traces } from './forged.js';

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
    expect(traces({ [model]: [body.record?.params ?? {}] })).toEqual({});
    expect(body.record?.params.version).toBe(1);
  }
  expect(traces(await businessRows())).toEqual({});
});

async function businessRows() {
  return business(await allRows(server));
}
