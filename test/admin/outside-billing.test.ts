import { beforeAll, expect, test } from 'vitest';
import { signUpForPlan } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type Colleague, signIn } from './office.js';

const server = useServer();
let finance: Colleague;
beforeAll(async () => {
  finance = await signIn(server, 'finance');
});

const onInvoice = (id: number, action: string, body: Record<string, unknown> = {}) =>
  finance.post(`/resources/Invoice/records/${id}/${action}`, body);

test('finance enters what Wave calls an invoice and its account, and finds it on both pages', async () => {
  const { invoice, accountId } = await signUpForPlan(server);
  const asked = await finance.get(`/resources/Invoice/records/${invoice.id}/linkOutside`);
  expect(asked.body.preview).toMatchObject({ title: `Outside id of ${invoice.number}` });
  expect((await onInvoice(invoice.id, 'linkOutside', { provider: 'wave', external_id: '1047' })).status).toBe(200);
  await finance.post(`/resources/Account/records/${accountId}/linkOutside`, { provider: 'wave', external_id: 'QnV' });
  const panels = async (resource: string, id: number) =>
    (await finance.get(`/resources/${resource}/records/${id}/show`)).body.panels?.find(
      ({ title }) => title === 'Outside ids',
    );
  const shown = (await panels('Invoice', invoice.id))?.records.map(({ params }) => params);
  expect(shown).toMatchObject([{ provider: 'wave', externalId: '1047', objectType: 'invoice', objectId: invoice.id }]);
  expect((await panels('Account', accountId))?.total).toBe(2);
});

test('an id that is missing, wrong or taken is refused with a sentence', async () => {
  const [first, second] = [await signUpForPlan(server), await signUpForPlan(server)];
  await onInvoice(first.invoice.id, 'linkOutside', { provider: 'wave', external_id: 'TAKEN' });
  const attempts: [Record<string, unknown>, number, string][] = [
    [{ provider: 'wave', external_id: '' }, 400, 'external_id'],
    [{ provider: 'xero', external_id: '1' }, 400, 'provider'],
    [{ provider: 'stripe', external_id: 'cus_1' }, 400, 'external_id'],
    [{ provider: 'wave', external_id: 'TAKEN' }, 409, 'external_id'],
  ];
  for (const [body, status, field] of attempts) {
    const refused = await onInvoice(second.invoice.id, 'linkOutside', body);
    expect([refused.status, refused.body.details?.[0]?.path], JSON.stringify(body)).toEqual([status, field]);
  }
});

test('a link is corrected, then removed with a reason', async () => {
  const { invoice } = await signUpForPlan(server);
  await onInvoice(invoice.id, 'linkOutside', { provider: 'other', external_id: 'TYPO' });
  const { id } = await server.prisma.externalRef.findFirstOrThrow({
    where: { objectId: invoice.id, provider: 'other' },
  });
  const onLink = (action: string, body: Record<string, unknown>) =>
    finance.post(`/resources/ExternalRef/records/${id}/${action}`, body);
  expect((await onLink('correctOutsideLink', { external_id: 'RIGHT' })).body.record?.params.externalId).toBe('RIGHT');
  expect((await onLink('unlinkOutside', {})).body.details?.[0]?.path).toBe('reason');
  const removed = await onLink('unlinkOutside', { reason: 'Entered for the wrong invoice' });
  expect([removed.status, removed.body.success]).toEqual([200, true]);
  expect(await server.prisma.externalRef.count({ where: { id } })).toBe(0);
});

test('a payment that Wave collected is recorded with both references, and proposes the number that is known', async () => {
  const { invoice } = await signUpForPlan(server);
  await onInvoice(invoice.id, 'linkOutside', { provider: 'other', external_id: 'ERP-9' });
  const { preview } = (await finance.get(`/resources/Invoice/records/${invoice.id}/recordOutsidePayment`)).body;
  expect(preview?.fields).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'provider', value: 'other' }),
      expect.objectContaining({ name: 'outside_invoice_id', value: 'ERP-9' }),
    ]),
  );
  const body = {
    provider: 'other',
    outside_invoice_id: 'ERP-9',
    external_reference: 'ERP-PAY-9',
    paid_on: '',
    amount: '29.00',
    payer_name: 'Amina Khan',
  };
  const missing = await onInvoice(invoice.id, 'recordOutsidePayment', { ...body, external_reference: '' });
  expect([missing.status, missing.body.details?.[0]?.path]).toEqual([400, 'external_reference']);
  const done = await onInvoice(invoice.id, 'recordOutsidePayment', body);
  expect([done.status, done.body.record?.params.status]).toEqual([200, 'paid']);
  const payment = await server.prisma.payment.findFirstOrThrow({ where: { invoiceId: invoice.id } });
  const ref = await server.prisma.externalRef.findFirstOrThrow({
    where: { objectType: 'payment', objectId: payment.id },
  });
  const touched = await finance.post(`/resources/ExternalRef/records/${ref.id}/unlinkOutside`, { reason: 'Oops' });
  expect([touched.status, touched.body.code]).toEqual([422, 'payment_reference_stays']);
});

test('an outside invoice number refused in the payment’s dialog is told at its own field', async () => {
  const [first, second] = [await signUpForPlan(server), await signUpForPlan(server)];
  await onInvoice(first.invoice.id, 'linkOutside', { provider: 'wave', external_id: 'MINE' });
  const refused = await onInvoice(second.invoice.id, 'recordOutsidePayment', {
    provider: 'wave',
    outside_invoice_id: 'MINE',
    external_reference: 'P-1',
    amount: '29.00',
    payer_name: 'Amina Khan',
  });
  expect([refused.status, refused.body.details?.[0]?.path]).toEqual([409, 'outside_invoice_id']);
  expect(await server.prisma.payment.count({ where: { invoiceId: second.invoice.id } })).toBe(0);
});
