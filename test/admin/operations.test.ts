import { beforeAll, expect, test } from 'vitest';
import { actionsOf } from '../../src/admin/define-resource.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { billedContract, draftedContract, sentContract } from '../support/contract-factories.js';
import { confirmTransfer, offerPlan, signUpAndConfirm, signUpForPlan, signUpTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { allRows } from '../support/rows.js';
import { type Colleague, signIn } from './office.js';

const server = useServer();
let boss: Colleague;
beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
});

const onPayment = (id: number, action: string, body: Record<string, unknown> = {}) =>
  boss.post(`/resources/Payment/records/${id}/${action}`, body);
const onAccount = (id: number, action: string, body: Record<string, unknown> = {}) =>
  boss.post(`/resources/Account/records/${id}/${action}`, body);
const payment = (id: number) => server.prisma.payment.findUniqueOrThrow({ where: { id } });

async function businessRows() {
  const { staff_sessions: _sessions, rate_limits: _limits, ...rows } = await allRows(server);
  return rows;
}

test('asking what an action would do changes nothing, for every action there is', async () => {
  await signUpAndConfirm(server);
  const customer = await signUpTenant(server);
  await draftedContract(server, customer);
  await sentContract(server, customer);
  await billedContract(server, customer);
  const before = await businessRows();
  for (const { resource, action, kind, methods } of RESOURCES.flatMap(actionsOf)) {
    const { records = [] } = (await boss.get(`/resources/${resource}/actions/list?perPage=2`)).body;
    const ids = records.length === 0 ? [1] : records.map(({ id }) => id);
    for (const id of kind === 'record' ? ids : ids.slice(0, 1)) {
      const path =
        kind === 'record'
          ? `/resources/${resource}/records/${id}/${action}`
          : `/resources/${resource}/actions/${action}?recordIds=${id}`;
      const { status } = await boss.get(path);
      expect([200, 404, 409], `${resource}.${action}: ${status}`).toContain(status);
      if (!methods.includes('POST') || action === 'new' || action === 'edit') continue;
      const asked = await boss.post(path, { recordIds: [id], preview: true });
      expect([200, 404, 409], `POST ${resource}.${action}: ${asked.status}`).toContain(asked.status);
    }
  }
  expect(await businessRows()).toEqual(before);
});

test('the preview says how many, how much per currency, and which are not possible and why', async () => {
  const first = await signUpAndConfirm(server);
  const yen = await offerPlan(server, { price: '3000', currency: 'JPY' });
  const second = await signUpAndConfirm(server, { planSlug: yen.slug });
  const decided = await signUpAndConfirm(server);
  await onPayment(decided.paymentId, 'approvePayment');
  const recordIds = [first.paymentId, second.paymentId, decided.paymentId, 999_999];
  const asked = await boss.get(`/resources/Payment/actions/approvePayments?recordIds=${recordIds.join(',')}`);
  expect(asked.body.preview).toMatchObject({
    possible: 2,
    totals: expect.arrayContaining([
      { currency: 'USD', count: 1, amount: '29.00 USD' },
      { currency: 'JPY', count: 1, amount: '3,000 JPY' },
    ]),
    impossibleCount: 2,
  });
  const posted = await boss.post('/resources/Payment/actions/approvePayments', { recordIds, preview: true });
  expect(posted.body.preview).toEqual(asked.body.preview);
  expect((await payment(first.paymentId)).status).toBe('pending_approval');
});

test('approving in bulk answers for every id that was asked, and keeps the report', async () => {
  const open = await Promise.all([signUpAndConfirm(server), signUpAndConfirm(server)]);
  const decided = await signUpAndConfirm(server);
  await onPayment(decided.paymentId, 'rejectPayment', { reason: 'Never arrived' });
  const recordIds = [...open.map(({ paymentId }) => paymentId), decided.paymentId, 999_999, String(open[0]?.paymentId)];
  const { status, body } = await boss.post('/resources/Payment/actions/approvePayments', {
    recordIds,
    note: 'seen on the statement',
  });
  expect([status, body.counts]).toEqual([200, { approved: 2, already: 1, refused: 0, missing: 1 }]);
  expect(body.exceptions?.map(({ outcome }) => outcome).sort()).toEqual(['already', 'missing']);
  expect((await payment(open[0]?.paymentId ?? 0)).adminNotes).toBe('seen on the statement');
  const report = await boss.get(`/resources/BulkRun/records/${body.runId}/show`);
  expect(report.body.record?.params).toMatchObject({ requested: 4, 'counts.approved': 2, action: 'approvePayments' });
});

test('a second approval is refused aloud and says who decided', async () => {
  const { paymentId } = await signUpAndConfirm(server);
  expect((await onPayment(paymentId, 'approvePayment', { note: 'ok' })).body).toMatchObject({
    success: true,
    notice: { type: 'success' },
    record: { params: { status: 'succeeded', adminNotes: 'ok' } },
  });
  const again = await onPayment(paymentId, 'approvePayment');
  expect(again.status).toBe(409);
  expect(again.body.error).toMatch(new RegExp(`already approved by ${boss.staff.email}`, 'i'));
  expect(again.body.record?.params.status).toBe('succeeded');
});

test('a rejection without a reason is answered at the field and changes nothing', async () => {
  const { paymentId } = await signUpAndConfirm(server);
  for (const body of [
    {},
    { reason: '' },
    { reason: '  ' },
    { reason: { $ne: 1 } },
    { reason: 'x'.repeat(501) },
    { reason: 'a\u0000b c' },
  ]) {
    const answer = await onPayment(paymentId, 'rejectPayment', body);
    expect([answer.status, answer.body.details?.[0]?.path], JSON.stringify(body).slice(0, 40)).toEqual([400, 'reason']);
  }
  expect((await payment(paymentId)).status).toBe('pending_approval');
});

test('a selection that is empty or holds something else than ids is answered with a sentence', async () => {
  for (const recordIds of [undefined, [], 'x', [1.5], [-1], ['1; DROP TABLE'], { 0: 1 }, [null]]) {
    const answer = await boss.post('/resources/Payment/actions/approvePayments', { recordIds });
    expect([answer.status, answer.body.details?.[0]?.path], JSON.stringify(recordIds)).toEqual([400, 'recordIds']);
  }
});

test('a payment seen on the statement is recorded with its slip and approved at once', async () => {
  const { invoice, accountId } = await signUpForPlan(server);
  const form = new FormData();
  for (const [name, value] of Object.entries({
    manual_reference: 'STATEMENT 12',
    payer_name: 'Amina Khan',
    amount: '29.00',
    note: 'by telephone',
  }))
    form.set(name, value);
  form.set('proof', new File([ONE_PIXEL], 'slip.png', { type: 'text/html' }));
  const answer = await boss.post(`/resources/Invoice/records/${invoice.id}/recordPayment`, form);
  expect([answer.status, answer.body.record?.params.status]).toEqual([200, 'paid']);
  const recorded = await server.prisma.payment.findFirstOrThrow({
    where: { invoiceId: invoice.id },
    include: { proof: true },
  });
  expect(recorded).toMatchObject({
    status: 'succeeded',
    enteredById: boss.staff.id,
    manualReference: 'STATEMENT 12',
    adminNotes: 'by telephone',
    proof: { mediaType: 'image/png' },
  });
  expect((await server.prisma.account.findUniqueOrThrow({ where: { id: accountId } })).status).toBe('active');
});

test('a wrong amount, a missing payer and a script as slip are said at their fields', async () => {
  const { invoice } = await signUpForPlan(server);
  const record = (body: Record<string, unknown>) =>
    boss.post(`/resources/Invoice/records/${invoice.id}/recordPayment`, {
      manual_reference: 'R',
      payer_name: 'P',
      amount: '29.00',
      ...body,
    });
  for (const [body, path] of [
    [{ amount: '29.01' }, 'amount'],
    [{ amount: '-29' }, 'amount'],
    [{ amount: '1e309' }, 'amount'],
    [{ payer_name: '' }, 'payer_name'],
    [{ manual_reference: '' }, 'manual_reference'],
  ] as const) {
    const answer = await record(body);
    expect([answer.status, answer.body.details?.[0]?.path], JSON.stringify(body)).toEqual([400, path]);
  }
  const form = new FormData();
  for (const [name, value] of Object.entries({ manual_reference: 'R', payer_name: 'P', amount: '29.00' }))
    form.set(name, value);
  form.set('proof', new File(['<svg onload="alert(1)"/>'], 'slip.pdf', { type: 'application/pdf' }));
  const answer = await boss.post(`/resources/Invoice/records/${invoice.id}/recordPayment`, form);
  expect([answer.status, answer.body.details?.[0]?.path]).toEqual([400, 'proof']);
});

test("while the tenant's own confirmation waits, recording and voiding are refused with the way to it", async () => {
  const { invoice, paymentId } = await signUpAndConfirm(server);
  const recorded = await boss.post(`/resources/Invoice/records/${invoice.id}/recordPayment`, {
    manual_reference: 'R',
    payer_name: 'P',
    amount: '29.00',
  });
  expect([recorded.status, recorded.body.code, recorded.body.details]).toEqual([
    409,
    'confirmation_pending',
    [{ path: 'payment_id', message: String(paymentId) }],
  ]);
  const voided = await boss.post(`/resources/Invoice/records/${invoice.id}/voidInvoice`, { reason: 'Wrong plan' });
  expect([voided.status, voided.body.code]).toEqual([409, 'confirmation_pending']);
});

test('an account is let in, suspended, reactivated, adjusted and cancelled by its buttons', async () => {
  const { accountId } = await signUpTenant(server, { planSlug: 'managed-trial' });
  const offered = async () =>
    (await boss.get(`/resources/Account/records/${accountId}/show`)).body.record?.recordActions.map(({ name }) => name);
  expect(await offered()).toEqual(expect.arrayContaining(['approveAccount', 'rejectAccount']));
  expect(await offered()).not.toContain('suspendAccount');
  const steps = [
    ['rejectAccount', { reason: 'No such company' }, 'rejected'],
    ['reopenAccount', {}, 'pending'],
    ['approveAccount', { note: 'called back' }, 'trial'],
    ['suspendAccount', { reason: 'Asked us to', cause: 'staff' }, 'suspended'],
    ['reactivateAccount', {}, 'trial'],
    ['adjustCredits', { amount: -1, reason: 'Test of the ledger' }, 'trial'],
    ['changePlan', { plan_slug: 'starter' }, 'trial'],
    ['cancelAccount', { reason: 'Closed down' }, 'cancelled'],
  ] as const;
  for (const [action, body, state] of steps) {
    const answer = await onAccount(accountId, action, body);
    expect([answer.status, answer.body.record?.params.status], `${action}: ${answer.body.error}`).toEqual([200, state]);
  }
  expect((await onAccount(accountId, 'reactivateAccount')).status).toBe(409);
});

test('credits never go below zero, and only whole credits move', async () => {
  const { accountId } = await signUpTenant(server);
  for (const amount of [-2001, '0', '1.5', 'x', '', null, '1e9', '1e309']) {
    const answer = await onAccount(accountId, 'adjustCredits', { amount, reason: 'Trying it' });
    expect([[400, 422].includes(answer.status), answer.body.details?.[0]?.path], String(amount)).toEqual([
      true,
      'amount',
    ]);
  }
  expect((await onAccount(accountId, 'adjustCredits', { amount: '−2000', reason: 'Back to zero' })).status).toBe(200);
});

test('a tenant who asked by telephone gets the account of the plan and a link for the password', async () => {
  const answer = await boss.post('/resources/Account/actions/newAccount', {
    email: 'phone@tenant.example',
    full_name: 'Ravi Nair',
    account_name: 'Nair Exports',
    plan_slug: 'starter',
    billing_country: 'IN',
  });
  expect([answer.status, answer.body.data]).toMatchObject([200, { State: 'pending payment', Plan: 'starter' }]);
  const kinds = await server.prisma.mail.findMany({
    where: { toEmail: 'phone@tenant.example' },
    select: { kind: true },
  });
  expect(kinds.map(({ kind }) => kind)).toContain('account-opened');
  const taken = await boss.post('/resources/Account/actions/newAccount', {
    email: 'phone@tenant.example',
    full_name: 'Ravi Nair',
  });
  expect([taken.status, taken.body.details?.[0]?.path]).toEqual([400, 'email']);
});

test('the last superadmin is neither disabled nor demoted', async () => {
  for (const [action, body] of [
    ['disableStaffUser', {}],
    ['changeRole', { role: 'support' }],
  ] as const) {
    const answer = await boss.post(`/resources/StaffUser/records/${boss.staff.id}/${action}`, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'last_superadmin']);
  }
});

test('a slip or a reference seen before is flagged beside the payment', async () => {
  const proof = { bytes: Buffer.concat([ONE_PIXEL, Buffer.from('seen before')]), name: 'slip.png' };
  const first = await signUpAndConfirm(server, {}, { manualReference: 'TX 4711/a', proof });
  const second = await signUpForPlan(server);
  const paymentId = await confirmTransfer(server, second, second.invoice.id, { manualReference: 'tx-4711A', proof });
  const { body } = await boss.get(`/resources/Payment/records/${paymentId}/show`);
  expect(body.evidence).toMatchObject({
    sameReference: [{ id: first.paymentId }],
    sameSlip: [{ id: first.paymentId }],
    proof: { mediaType: 'image/png' },
  });
  expect(JSON.stringify(body)).not.toMatch(/storageKey|storage_key/);
});

test('staff see a slip drawn anew, its original only as a download, and a stranger neither', async () => {
  const { paymentId } = await signUpAndConfirm(server, {}, { proof: { bytes: ONE_PIXEL, name: 'a"b\r\n.png' } });
  const { id } = await server.prisma.paymentProof.findUniqueOrThrow({ where: { paymentId } });
  const preview = await boss.fetch(`/admin/proofs/${id}/preview`);
  expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'image/webp']);
  const original = await boss.fetch(`/admin/proofs/${id}/original`);
  expect(original.headers.get('content-disposition')).toMatch(/^attachment; /);
  expect(original.headers.get('x-content-type-options')).toBe('nosniff');
  expect(original.headers.get('content-security-policy')).toContain('sandbox');
  expect(Buffer.from(await original.arrayBuffer()).equals(ONE_PIXEL)).toBe(true);
  expect((await server.fetch(`/admin/proofs/${id}/preview`)).status).toBe(401);
  for (const wrong of ['999999', 'x', '1e3', '-1'])
    expect((await boss.fetch(`/admin/proofs/${wrong}/preview`)).status).toBe(404);
});

test('mail shows as its recipient reads it, with its link hidden; a failed one is tried again', async () => {
  await server.fetch('/admin/forgot-password', {
    method: 'POST',
    headers: { origin: server.baseUrl },
    body: new URLSearchParams({ email: boss.staff.email }),
  });
  const mail = await server.prisma.mail.findFirstOrThrow({
    where: { kind: 'staff-password-reset' },
    orderBy: { id: 'desc' },
  });
  const shown = await boss.get(`/resources/Mail/records/${mail.id}/show`);
  expect(shown.body.mail?.html).toContain('[link hidden]');
  expect(JSON.stringify(shown.body)).not.toContain('token=');
  await server.prisma.mail.update({ where: { id: mail.id }, data: { status: 'dead', lastError: 'no such mailbox' } });
  expect((await boss.post(`/resources/Mail/records/${mail.id}/retryMail`)).body.record?.params.status).toBe('queued');
  expect((await boss.post(`/resources/Mail/records/${mail.id}/retryMail`)).status).toBe(409);
});

const ONE_PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
