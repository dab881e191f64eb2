import type { StaffRole } from '@prisma/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AdminAction, actionsOf } from '../../src/admin/define-resource.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { signUpAndConfirm } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type Answer, type Colleague, signIn } from './office.js';

const server = useServer();

const REVIEW = ['Payment.approvePayment', 'Payment.rejectPayment', 'Payment.approvePayments', 'Payment.rejectPayments'];
const SUSPEND = ['suspendAccount', 'reactivateAccount', 'suspendAccounts', 'reactivateAccounts', 'changePlan'].map(
  (action) => `Account.${action}`,
);
const WRITING = [
  ...['newContract', 'editDraft', 'reviseContract', 'addLineItem', 'sendContract', 'remindSigner', 'terminateContract'],
].map((action) => `Contract.${action}`);
const BILLING = [
  ...['countersign', 'declineAsSeller', 'enableBilling', 'disableBilling', 'setAutoRenew'],
  ...['bulkEnableBilling', 'bulkDisableBilling'],
]
  .map((action) => `Contract.${action}`)
  .concat(['pauseLineItem', 'resumeLineItem', 'completeLineItem'].map((action) => `ContractLineItem.${action}`))
  .concat(['BillingPeriod.releasePeriod', 'BillingPeriod.releasePeriods', 'Account.issueInvoice']);
const FINANCE = [
  ...REVIEW,
  ...SUSPEND,
  'Invoice.recordPayment',
  'Invoice.voidInvoice',
  'Account.adjustCredits',
  'Account.applyLabsDiscount',
  'Mail.retryMail',
  'Document.retryDocument',
  ...['Invoice', 'Account', 'Contract', 'BillingPeriod'].map((resource) => `${resource}.linkOutside`),
  'Invoice.recordOutsidePayment',
  'ExternalRef.correctOutsideLink',
  'ExternalRef.unlinkOutside',
  ...WRITING,
  ...BILLING,
];
const SUPPORT = [
  ...SUSPEND,
  ...['approveAccount', 'rejectAccount', 'reopenAccount', 'cancelAccount'].map((action) => `Account.${action}`),
  ...['approveAccounts', 'rejectAccounts', 'newAccount', 'edit'].map((action) => `Account.${action}`),
  'CompanyProfile.edit',
  ...WRITING,
];
const OPERATIONS = [
  'Plan.new',
  'Plan.edit',
  'PaymentMethodConfig.new',
  'PaymentMethodConfig.edit',
  'Seller.edit',
].concat(['ContractTemplate.new', 'ContractTemplate.edit']);
const STAFF = ['newStaffUser', 'changeRole', 'resendInvitation', 'disableStaffUser', 'enableStaffUser'].map(
  (action) => `StaffUser.${action}`,
);

const TOKENS = ['StaffApiToken.newApiToken', 'StaffApiToken.revokeApiToken'];

/** Written a second time on purpose: a slip in the policy shows here. Reading is below. */
const MAY_CHANGE: Record<StaffRole, string[]> = {
  superadmin: [...FINANCE, ...SUPPORT, 'User.edit', ...OPERATIONS, ...STAFF, ...TOKENS, 'Mail.revealMail'],
  finance: FINANCE,
  support: [...SUPPORT, 'User.edit', 'Mail.retryMail', 'Document.retryDocument'],
  operations: [...OPERATIONS, 'Mail.retryMail', 'Document.retryDocument'],
  auditor: [],
};
const ROLES = ['superadmin', 'finance', 'support', 'operations', 'auditor'] as const;
const READING = ['list', 'search', 'matchingIds', 'show'];
const ACTIONS = RESOURCES.flatMap(actionsOf);
const BUILT_IN = ['list', 'search', 'show', 'new', 'edit', 'delete', 'bulkDelete', 'matchingIds'];
/** A record that nobody has: a POST that is let through changes nothing. */
const NOBODY = 2_000_000_000;

const colleagues = new Map<StaffRole, Colleague>();
beforeAll(async () => {
  for (const role of ROLES) colleagues.set(role, await signIn(server, role));
  await signUpAndConfirm(server);
});

function superadmin(): Colleague {
  const colleague = colleagues.get('superadmin');
  if (colleague === undefined) throw new Error('the superadmin signs in first');
  return colleague;
}

function mayRead(role: StaffRole, resource: string): boolean {
  return !['StaffUser', 'StaffApiToken'].includes(resource) || role === 'superadmin' || role === 'auditor';
}

function may(role: StaffRole, { resource, action }: Pick<AdminAction, 'resource' | 'action'>): boolean {
  return READING.includes(action) ? mayRead(role, resource) : MAY_CHANGE[role].includes(`${resource}.${action}`);
}

test('every changing action that somebody may do exists, and no other', () => {
  const changing = ACTIONS.filter(({ action }) => !READING.includes(action)).map(
    ({ resource, action }) => `${resource}.${action}`,
  );
  expect([...new Set(Object.values(MAY_CHANGE).flat())].sort()).toEqual(changing.sort());
});

describe.each(ROLES)('for the role %s', (role) => {
  const call = (method: 'GET' | 'POST', path: string): Promise<Answer> => {
    const colleague = colleagues.get(role);
    if (colleague === undefined) throw new Error(`nobody is signed in as ${role}`);
    return method === 'GET' ? colleague.get(path) : colleague.post(path, { recordIds: [NOBODY] });
  };

  test('each action answers on its own kind of route, by its own methods, only if the policy says so', async () => {
    for (const known of ACTIONS) {
      const path = routeOf(known.kind, known.resource, known.action, NOBODY);
      for (const method of ['GET', 'POST'] as const) {
        const { status, body } = await call(method, path);
        const where = `${role} ${method} ${path}: ${status} ${body.code}`;
        if (!may(role, known)) expect([status, body.code], where).toEqual([403, 'not_allowed']);
        else if (!known.methods.some((allowed) => allowed === method))
          expect([status, body.code], where).toEqual([405, 'method_not_allowed']);
        else if (known.kind === 'record')
          expect([status, body.error], where).toEqual([404, 'There is no such record.']);
        else expect([200, 400], where).toContain(status);
      }
    }
  });

  test('the page offers what the role may do and says nothing of the rest', async () => {
    const colleague = colleagues.get(role);
    const html = await (await colleague?.fetch('/admin'))?.text();
    const state: unknown = JSON.parse(/window\.COUNTERSIGN = (.*);/.exec(html ?? '')?.[1] ?? '{}');
    const { resources } = state as { resources: { id: string; actions: { name: string }[]; canEdit: boolean }[] };
    expect(resources.map(({ id }) => id)).toEqual(
      RESOURCES.map(({ model }) => model).filter((model) => mayRead(role, model)),
    );
    for (const { id, actions, canEdit } of resources) {
      for (const { name } of actions)
        expect(MAY_CHANGE[role], `${role} is offered ${id}.${name}`).toContain(`${id}.${name}`);
      expect(canEdit).toBe(MAY_CHANGE[role].includes(`${id}.edit`));
    }
  });
});

test('no action answers on another kind of route, and nothing is deleted', async () => {
  for (const { model } of RESOURCES) {
    const names = [...BUILT_IN, ...ACTIONS.filter(({ resource }) => resource === model).map(({ action }) => action)];
    for (const action of new Set(names)) {
      const kind = ACTIONS.find((known) => known.resource === model && known.action === action)?.kind;
      const wrong = (['record', 'resource', 'bulk'] as const).filter((candidate) => candidate !== kind);
      for (const path of wrong.map((other) => routeOf(other, model, action, 1))) {
        const { status, body } = await superadmin().post(path, { recordIds: [NOBODY] });
        expect([status, body.code], `POST ${path}`).toEqual([404, 'not_found']);
      }
    }
  }
});

test('a resource that is not declared does not exist, whoever asks', async () => {
  for (const model of ['AuthToken', 'StaffSession', 'OneTimeToken', 'constructor', '__proto__', 'payment']) {
    const { status } = await superadmin().get(`/resources/${model}/actions/list`);
    expect(status, model).toBe(404);
  }
});

test('an address in other letters or with doubled slashes opens nothing', async () => {
  const boss = superadmin();
  for (const path of [
    '/ADMIN/api/resources/Plan/actions/list',
    '/Admin/login',
    '/admin/API/resources/Plan/actions/delete',
    '/admin/api//resources/Plan/actions/list',
  ]) {
    expect((await boss.fetch(path, { method: 'POST' })).status, path).toBe(404);
  }
});

test('nobody who is not signed in gets further than the door', async () => {
  for (const path of [
    '/admin/api/dashboard',
    '/admin/api/resources/Payment/actions/list',
    '/admin/proofs/1/original',
  ]) {
    const response = await server.fetch(path);
    expect([response.status, response.headers.get('content-type')], path).toEqual([
      401,
      'application/json; charset=utf-8',
    ]);
  }
  const page = await server.fetch('/admin/resources/Payment?filters.status=failed');
  expect([page.status, page.headers.get('location')]).toEqual([
    303,
    '/admin/login?next=%2Fadmin%2Fresources%2FPayment%3Ffilters.status%3Dfailed',
  ]);
});

function routeOf(kind: 'record' | 'resource' | 'bulk', resource: string, action: string, id: number): string {
  if (kind === 'record') return `/resources/${resource}/records/${id}/${action}`;
  return kind === 'resource'
    ? `/resources/${resource}/actions/${action}`
    : `/resources/${resource}/bulk/${action}?recordIds=${id}`;
}
