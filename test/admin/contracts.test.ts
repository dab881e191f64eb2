import { beforeAll, describe, expect, test } from 'vitest';
import {
  billedContract,
  draftedContract,
  sentContract,
  signAll,
  signedContract,
  signNext,
} from '../support/contract-factories.js';
import { signUpTenant, staff, type Tenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type AnswerBody, type Colleague, signIn } from './office.js';

const server = useServer();
let boss: Colleague;
let tenant: Tenant;
beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  tenant = await signUpTenant(server, { accountName: 'Blue Whale' });
});

const onContract = (id: number, action: string, body: Record<string, unknown> = {}) =>
  boss.post(`/resources/Contract/records/${id}/${action}`, body);
const show = async (id: number) => (await boss.get(`/resources/Contract/records/${id}/show`)).body;
const contract = (id: number) => server.prisma.contract.findUniqueOrThrow({ where: { id } });

const DRAFT = {
  contract_type: 'engagement',
  title: 'Training of developers',
  currency: 'USD',
  body: '# Training\n\nOf {{subject}} for {{account_name}}.',
  field_values: { subject: 'Rust' },
  start_date: '2026-04-01',
  end_date: '2026-12-31',
  frequency: 'monthly',
  discount_percent: '10',
  items: [{ item_type: 'training_independent', description: '', amount: '', billing_period_months: '' }],
};
const draftFor = (signers: object[] = []) => ({ ...DRAFT, account_id: String(tenant.accountId), signers });

function pageIn<Page>({ preview = {} }: AnswerBody): Page {
  return preview.page as Page;
}

async function editorOf(contractId: number) {
  const { body } = await boss.get(`/resources/Contract/records/${contractId}/editDraft`);
  return pageIn<{ draft: Record<string, unknown>; edited: { version: number; versionId: number } }>(body);
}

describe('the contract editor', () => {
  test('offers templates, the price list, who may sign and who countersigns, and starts from the account', async () => {
    const { body } = await boss.get(`/resources/Contract/actions/newContract?account_id=${tenant.accountId}`);
    expect(body.preview?.page).toMatchObject({
      options: {
        itemTypes: expect.arrayContaining([
          { type: 'training_independent', description: expect.any(String), amount: '5000.00', months: 3 },
          { type: 'training_agency', description: expect.any(String), amount: '2500.00', months: 3 },
        ]),
        countersigners: expect.arrayContaining([expect.objectContaining({ id: boss.staff.id })]),
      },
      account: { name: 'Blue Whale', signers: [{ id: tenant.userId }] },
      draft: {
        account_id: String(tenant.accountId),
        signers: [{ user_id: tenant.userId }, { staff_user_id: boss.staff.id }],
      },
    });
  });

  test('shows text, discount and every invoice to come, exactly split, before anything is written', async () => {
    const before = await server.prisma.contract.count();
    const { body } = await boss.post('/resources/Contract/actions/newContract', { ...draftFor(), preview: true });
    expect(body.preview?.page).toMatchObject({
      shown: {
        missingFields: [],
        content: {
          totals: { gross: '5000.00', discount: '500.00', net: '4500.00' },
          schedule: [
            { invoice_date: '2026-04-01', gross: '1666.67' },
            { invoice_date: '2026-05-01', gross: '1666.67' },
            { invoice_date: '2026-06-01', gross: '1666.66' },
          ],
        },
      },
    });
    expect(await server.prisma.contract.count()).toBe(before);
  });

  test('says what is missing at its place, and shows the rest all the same', async () => {
    const { body } = await boss.post('/resources/Contract/actions/newContract', {
      ...draftFor(),
      title: '',
      field_values: {},
      preview: true,
    });
    expect(body.preview?.page).toMatchObject({
      shown: {
        content: { contract: { title: 'Untitled contract' } },
        missingFields: ['subject'],
        problems: [{ path: 'title' }],
      },
    });
  });

  test('writes the draft with the price list, and refuses at the fields of the form', async () => {
    const written = await boss.post('/resources/Contract/actions/newContract', draftFor([{ user_id: tenant.userId }]));
    expect([written.status, written.body.error]).toEqual([200, undefined]);
    const [newest] = await server.prisma.contract.findMany({
      orderBy: { id: 'desc' },
      take: 1,
      include: { items: true },
    });
    expect(newest).toMatchObject({ title: 'Training of developers', status: 'draft', accountId: tenant.accountId });
    expect(newest?.items[0]?.amount.toFixed(2)).toBe('5000.00');
    for (const [wrong, path] of [
      [{ title: '' }, 'title'],
      [{ account_id: '' }, 'account_id'],
      [{ end_date: '2026-01-01' }, 'end_date'],
      [{ body: '' }, 'body'],
      [{ discount_percent: '101' }, 'discount_percent'],
      [{ items: [{ item_type: 'custom', description: 'Rooms', amount: '' }] }, 'items.0.amount'],
      [{ items: [{ item_type: 'custom', description: 'Rooms', amount: '1.234' }] }, 'items.0.amount'],
      [
        { items: [{ item_type: 'custom', description: 'Rooms', amount: '5', billing_period_months: '1.5' }] },
        'items.0.billing_period_months',
      ],
      [{ signers: [{ user_id: 999_999 }] }, 'signers.0'],
    ] as const) {
      const { status, body } = await boss.post('/resources/Contract/actions/newContract', { ...draftFor(), ...wrong });
      expect([status, body.details?.map((detail) => detail.path)], JSON.stringify(wrong)).toEqual([400, [path]]);
    }
  });

  test('a stale form is told so and changes nothing', async () => {
    const { contractId } = await draftedContract(server, tenant);
    const opened = await editorOf(contractId);
    const save = (title: string) =>
      onContract(contractId, 'editDraft', {
        ...opened.draft,
        title,
        version: opened.edited.version,
        version_id: opened.edited.versionId,
      });
    expect((await save('By me')).status).toBe(200);
    const late = await save('By a colleague');
    expect([late.status, late.body.code]).toEqual([409, 'stale']);
    expect((await contract(contractId)).title).toBe('By me');
  });

  test('an item that is added in its dialog is a new one, whatever it says to continue', async () => {
    const { contractId, versionId } = await draftedContract(server, tenant);
    const item = { item_type: 'custom', description: 'Rooms', amount: '10.00', billing_period_months: '1' };
    expect((await onContract(contractId, 'addLineItem', { ...item, continues_id: '999999' })).status).toBe(200);
    const added = await server.prisma.contractLineItem.findFirstOrThrow({ where: { versionId, description: 'Rooms' } });
    expect(added.continuesId).toBeNull();
  });

  test('saving an opened draft unchanged keeps every item, signer, date and value', async () => {
    const { contractId, versionId } = await draftedContract(server, tenant, {
      frequency: 'custom',
      intervalMonths: 2,
      discountPercent: '12.5',
      fieldValues: { subject: 'Rust' },
      items: [
        { itemType: 'custom', description: 'Rooms', amount: '10.00', billingPeriodMonths: 2, startDate: '2026-05-31' },
      ],
    });
    const facts = () =>
      server.prisma.contractVersion.findUniqueOrThrow({
        where: { id: versionId },
        omit: { version: true, updatedAt: true },
        include: {
          items: { omit: { id: true, createdAt: true } },
          signers: { omit: { id: true, createdAt: true } },
        },
      });
    const before = await facts();
    const { draft } = await editorOf(contractId);
    expect((await onContract(contractId, 'editDraft', draft)).status).toBe(200);
    expect(await facts()).toEqual(before);
  });
});

describe('signing', () => {
  test('a contract is sent, waits for the customer, then for us, and is signed with what was shown', async () => {
    const { contractId, versionId } = await draftedContract(server, tenant, {
      signers: [{ userId: tenant.userId }, { staffUserId: boss.staff.id }],
    });
    const asked = (await boss.get(`/resources/Contract/records/${contractId}/sendContract`)).body.preview;
    expect(asked).toMatchObject({ possible: 1, schedules: [{ rowCount: 6, total: '180.00 USD' }] });
    expect((await onContract(contractId, 'sendContract')).status).toBe(200);
    expect(await show(contractId)).toMatchObject({
      offered: { hidden: expect.arrayContaining(['countersign', 'editDraft']) },
    });
    const early = await onContract(contractId, 'countersign', await signatureOf(contractId));
    expect([early.status, early.body.code]).toEqual([409, 'not_your_turn']);
    await signNext(server, versionId);
    const shown = await show(contractId);
    expect((shown.offered as { hidden: string[] }).hidden).not.toContain('countersign');
    const unread = await onContract(contractId, 'countersign', {
      ...(await signatureOf(contractId)),
      document_sha256: '0'.repeat(64),
    });
    expect([unread.status, unread.body.code]).toEqual([409, 'document_changed']);
    const silent = await onContract(contractId, 'countersign', { ...(await signatureOf(contractId)), consent: false });
    expect([silent.status, silent.body.details?.[0]?.path]).toEqual([400, 'consent']);
    const nameless = await onContract(contractId, 'countersign', {
      ...(await signatureOf(contractId)),
      typed_name: ' ',
    });
    expect([nameless.status, nameless.body.details?.[0]?.path]).toEqual([400, 'typed_name']);
    expect((await onContract(contractId, 'countersign', await signatureOf(contractId))).status).toBe(200);
    expect((await contract(contractId)).status).toBe('signed');
    const signature = await server.prisma.contractSignature.findFirstOrThrow({
      where: { versionId },
      orderBy: { id: 'desc' },
    });
    expect(signature).toMatchObject({ typedName: 'The Boss', ipAddress: '127.0.0.1', userAgent: 'node' });
  });

  async function signatureOf(contractId: number) {
    const { version } = pageIn<{ version: { id: number; documentSha256: string } }>(
      (await boss.get(`/resources/Contract/records/${contractId}/countersign`)).body,
    );
    return { version_id: version.id, document_sha256: version.documentSha256, typed_name: 'The Boss', consent: true };
  }

  test('a draft that is not complete cannot be sent, and the dialog says why', async () => {
    const { contractId } = await draftedContract(server, tenant, { body: 'For {{scope}}' });
    const { preview } = (await boss.get(`/resources/Contract/records/${contractId}/sendContract`)).body;
    expect(preview).toMatchObject({ possible: 0, warnings: [{ message: 'Please fill in: scope.' }] });
    expect((await onContract(contractId, 'sendContract')).status).toBe(422);
  });

  test('every version stays readable as it was frozen: sent, replaced, declined, signed', async () => {
    const { contractId } = await sentContract(server, tenant, { title: 'First words' });
    expect((await onContract(contractId, 'reviseContract')).status).toBe(200);
    const { draft } = await editorOf(contractId);
    await onContract(contractId, 'editDraft', { ...draft, title: 'Second words' });
    await onContract(contractId, 'sendContract');
    const { versions } = (await show(contractId)).contract as {
      versions: { status: string; content: { contract: { title: string } } }[];
    };
    expect(versions.map(({ status, content }) => [status, content.contract.title])).toEqual([
      ['sent', 'Second words'],
      ['superseded', 'First words'],
    ]);
  });

  test('whoever waits is reminded once a day, a colleague may decline, and a contract may be given up', async () => {
    const { contractId, versionId } = await sentContract(server, tenant, {
      signers: [{ userId: tenant.userId }, { staffUserId: boss.staff.id }],
    });
    expect((await onContract(contractId, 'remindSigner')).status).toBe(200);
    expect((await onContract(contractId, 'remindSigner')).body.code).toBe('reminded_today');
    await signNext(server, versionId);
    expect((await onContract(contractId, 'declineAsSeller', { reason: 'A wrong price' })).status).toBe(200);
    expect((await contract(contractId)).status).toBe('draft');
    expect((await onContract(contractId, 'terminateContract', { reason: 'Not wanted any more' })).status).toBe(200);
    expect((await contract(contractId)).status).toBe('terminated');
  });
});

describe('billing', () => {
  const TERMS = { start_date: '2026-04-01', frequency: 'monthly', auto_renew: false, manual_release: true };

  test('is enabled and disabled on one contract, by the names of the wire', async () => {
    const { contractId } = await signedContract(server, tenant);
    expect((await onContract(contractId, 'enableBilling', TERMS)).status).toBe(200);
    expect(await contract(contractId)).toMatchObject({ status: 'active', billingEnabled: true, manualRelease: true });
    expect((await onContract(contractId, 'enableBilling', TERMS)).body.code).toBe('already_enabled');
    expect(await server.prisma.billingPeriod.count({ where: { contractId } })).toBe(6);
    expect((await onContract(contractId, 'setAutoRenew', { auto_renew: 'true' })).status).toBe(200);
    expect((await onContract(contractId, 'disableBilling', {})).body.details?.[0]?.path).toBe('reason');
    const stopped = await onContract(contractId, 'disableBilling', { reason: 'On request' });
    expect(stopped.body.message).toContain('6 periods are cancelled');
  });

  test('a wrong date or frequency is refused at its field', async () => {
    const { contractId } = await signedContract(server, tenant);
    for (const [wrong, path] of [
      [{ start_date: '2026-13-01' }, 'start_date'],
      [{ frequency: 'weekly' }, 'frequency'],
      [{ frequency: 'custom', interval_months: '25' }, 'interval_months'],
    ] as const) {
      const { status, body } = await onContract(contractId, 'enableBilling', { ...TERMS, ...wrong });
      expect([status, body.details?.[0]?.path]).toEqual([400, path]);
    }
  });

  test('of many says per contract what is invoiced when and who is not ready, and accounts for every id', async () => {
    const ready = await signedContract(server, tenant);
    const draft = await draftedContract(server, tenant);
    const billed = await billedContract(server, tenant);
    const recordIds = [ready.contractId, draft.contractId, billed.contractId, 999_999];
    const path = '/resources/Contract/actions/bulkEnableBilling';
    const before = await server.prisma.billingPeriod.count();
    const { preview } = (await boss.post(path, { recordIds, ...TERMS, preview: true })).body;
    expect(preview).toMatchObject({
      possible: 1,
      impossibleCount: 3,
      totals: [{ currency: 'USD', count: 6, amount: '180.00 USD' }],
      schedules: [
        {
          id: ready.contractId,
          rowCount: 6,
          rows: expect.arrayContaining([expect.objectContaining({ net: '30.00' })]),
        },
      ],
    });
    expect(await server.prisma.billingPeriod.count()).toBe(before);
    const done = await boss.post(path, { recordIds, ...TERMS });
    expect([done.status, done.body.counts]).toEqual([200, { enabled: 1, already: 1, refused: 1, missing: 1 }]);
    expect(done.body.message).toBe('1 contract enabled. Not done: 1 already enabled, 1 refused, 1 missing.');
    expect(done.body.exceptions?.map(({ id }) => id)).toEqual([draft.contractId, billed.contractId, 999_999]);
    expect(await server.prisma.bulkRun.findUniqueOrThrow({ where: { id: done.body.runId ?? 0 } })).toMatchObject({
      requested: 4,
    });
    const stopped = await boss.post('/resources/Contract/actions/bulkDisableBilling', {
      recordIds,
      reason: 'Season is over',
    });
    expect(stopped.body.counts).toEqual({ disabled: 2, already: 1, refused: 0, missing: 1 });
  });

  test('what waits is released in its order and becomes an invoice, with the account and what it waits for in the list', async () => {
    const { contractId } = await billedContract(server, tenant, {}, { manualRelease: true });
    const periods = await server.prisma.billingPeriod.findMany({
      where: { contractId },
      orderBy: { periodStart: 'asc' },
    });
    const [first, second] = periods.map(({ id }) => id);
    server.clock.set('2026-04-02T12:00:00Z');
    const listed = await boss.get(
      `/resources/BillingPeriod/actions/list?filters.contract=${contractId}&filters.needsRelease=true`,
    );
    expect(listed.body.records?.[0]).toMatchObject({
      params: { waitsFor: 'release', account: tenant.accountId },
      populated: { account: { title: 'Blue Whale' } },
    });
    const alone = await boss.post('/resources/BillingPeriod/actions/releasePeriods', { recordIds: [second] });
    expect(alone.body.counts).toMatchObject({ released: 0, refused: 1 });
    const done = await boss.post('/resources/BillingPeriod/actions/releasePeriods', { recordIds: [first, second] });
    expect(done.body.counts).toMatchObject({ released: 2 });
    const after = await boss.get(`/resources/BillingPeriod/records/${first}/show`);
    expect(after.body.record).toMatchObject({ params: { status: 'invoiced', waitsFor: 'payment' } });
    const invoiceId = Number(after.body.record?.params.invoice);
    const invoice = (await boss.get(`/resources/Invoice/records/${invoiceId}/show`)).body.invoice;
    expect(invoice).toMatchObject({ total: '30.00', contract: { id: contractId, periodId: first } });
  });

  test('a line item of the version in force is paused, resumed and completed from a day on', async () => {
    const { contractId } = await billedContract(server, tenant);
    const { items } = (await show(contractId)).contract as { items: { id: number; actions: string[] }[] };
    const [item] = items;
    expect(item?.actions).toEqual(['pauseLineItem', 'completeLineItem']);
    const act = (action: string, from: string) =>
      boss.post(`/resources/ContractLineItem/records/${item?.id}/${action}`, { from });
    expect((await act('pauseLineItem', 'soon')).body.details?.[0]?.path).toBe('from');
    expect((await act('pauseLineItem', '2026-06-01')).body.record?.params.status).toBe('paused');
    expect((await act('resumeLineItem', '2026-07-01')).body.record?.params.status).toBe('active');
    expect((await act('completeLineItem', '2026-08-01')).body.record?.params.status).toBe('completed');
    expect((await act('pauseLineItem', '2026-09-01')).status).toBe(409);
  });

  test('an item added to a running contract is an amendment that has to be signed', async () => {
    const { contractId } = await billedContract(server, tenant);
    const added = await onContract(contractId, 'addLineItem', {
      item_type: 'custom',
      description: 'Rooms',
      amount: '90.00',
      billing_period_months: '3',
    });
    expect([added.status, added.body.message]).toEqual([200, expect.stringContaining('has to be sent and signed')]);
    expect(await contract(contractId)).toMatchObject({ status: 'active' });
    const nothing = await onContract(contractId, 'addLineItem', {
      item_type: 'custom',
      description: 'Air',
      amount: '',
    });
    expect([nothing.status, nothing.body.details?.[0]?.path]).toEqual([400, 'amount']);
  });
});

describe('a one-off invoice', () => {
  const PATH = '/resources/Account/actions/issueInvoice';
  const LINES = [
    { description: 'Training day', quantity: '2', unit_amount: '450.00' },
    { description: 'Travel', quantity: 1, unit_amount: '99.5' },
  ];

  test('shows its total while it is typed, and is issued with the account in the body, by either name', async () => {
    const asked = await boss.post(PATH, { account_id: tenant.accountId, lines: LINES, preview: true });
    expect(asked.body.preview).toMatchObject({
      title: 'Issue an invoice to Blue Whale',
      totals: [{ currency: 'USD', count: 2, amount: '999.50 USD' }],
    });
    for (const name of ['account_id', 'account']) {
      const issued = await boss.post(PATH, { [name]: tenant.accountId, lines: LINES, due_date: '2027-01-31' });
      expect([issued.status, issued.body.error]).toEqual([200, undefined]);
    }
    const invoice = await server.prisma.invoice.findFirstOrThrow({
      where: { accountId: tenant.accountId, subscriptionId: null, billingPeriodId: null },
      include: { lines: true },
    });
    expect(invoice).toMatchObject({ status: 'pending', lines: [{ quantity: 2 }, { description: 'Travel' }] });
    expect(invoice.total.toFixed(2)).toBe('999.50');
  });

  test('refuses at the line that is wrong, and an account that is not there', async () => {
    const wrong = await boss.post(PATH, { account_id: tenant.accountId, lines: [{ ...LINES[0], unit_amount: '1,5' }] });
    expect([wrong.status, wrong.body.details?.[0]?.path]).toEqual([400, 'lines.0.unit_amount']);
    const empty = await boss.post(PATH, { account_id: tenant.accountId });
    expect([empty.status, empty.body.details?.[0]?.path]).toEqual([400, 'lines']);
    expect((await boss.post(PATH, { account_id: 999_999, lines: LINES })).status).toBe(404);
    expect((await boss.post(PATH, { lines: LINES })).body.details?.[0]?.path).toBe('account_id');
  });
});

test('PDFs of invoices and contracts are handed to staff with their hash as ETag, auditors included, strangers never', async () => {
  const auditor = await signIn(server, 'auditor');
  const { contractId, versionId } = await signedContract(server, tenant);
  const path = `/admin/documents/contract-versions/${versionId}`;
  const first = await auditor.fetch(path);
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const { sha256 } = await server.prisma.document.findFirstOrThrow({ where: { contractVersionId: versionId } });
  expect(first.headers.get('etag')).toBe(`"${sha256}"`);
  const again = await auditor.fetch(path, { headers: { 'if-none-match': `"${sha256}"` } });
  expect(again.status).toBe(304);
  expect((await server.fetch(path)).status).toBe(303);
  for (const wrong of ['999999', 'x', '1e3', '-1'])
    expect((await auditor.fetch(`/admin/documents/invoices/${wrong}`)).status).toBe(404);
  expect(JSON.stringify(await show(contractId))).not.toMatch(/storageKey|storage_key/);
});

test('the dashboard says which contracts wait for us, which are signed and not billed, and what is to be released', async () => {
  const { versionId, contractId } = await sentContract(server, tenant);
  await signNext(server, versionId);
  const waiting = async () => {
    const { body } = await boss.get('/dashboard');
    const cards = body.waiting as { title: string; count: number; resource: string; filters: Record<string, string> }[];
    return new Map(cards.map((card) => [card.title, card]));
  };
  const card = (await waiting()).get('Contracts to countersign');
  const listed = await boss.get(`/resources/Contract/actions/list?${new URLSearchParams(card?.filters)}`);
  expect(listed.body.records?.map(({ id }) => id)).toContain(contractId);
  expect(listed.body.meta?.total).toBe(card?.count);
  const unbilled = (await waiting()).get('Signed, not billed yet')?.count ?? 0;
  await signAll(server, versionId);
  expect((await waiting()).get('Signed, not billed yet')?.count).toBe(unbilled + 1);
  for (const { resource, filters, count } of (await waiting()).values()) {
    if (!['Contract', 'BillingPeriod'].includes(resource)) continue;
    const { body } = await boss.get(`/resources/${resource}/actions/list?${new URLSearchParams(filters)}`);
    expect(body.meta?.total).toBe(count);
  }
});

test('operations keep the templates; a contract keeps the text it was written with', async () => {
  const operations = await signIn(server, 'operations');
  const made = await operations.post('/resources/ContractTemplate/actions/new', {
    name: 'House rules',
    contractType: 'maintenance',
    body: 'Rules of {{seller_name}}',
  });
  expect([made.status, made.body.error]).toEqual([200, undefined]);
  const id = made.body.record?.id;
  const stale = await operations.post(`/resources/ContractTemplate/records/${id}/edit`, { version: 1, body: 'New' });
  expect(stale.body.changed).toEqual(['body']);
  const late = await operations.post(`/resources/ContractTemplate/records/${id}/edit`, { version: 1, body: 'Newer' });
  expect([late.status, late.body.code]).toEqual([409, 'changed_meanwhile']);
  const twice = await operations.post('/resources/ContractTemplate/actions/new', { name: 'House rules', body: 'x' });
  expect([twice.status, twice.body.details?.[0]?.path]).toEqual([400, 'name']);
  expect((await staff(server, 'operations')).actor.type).toBe('staff');
});
