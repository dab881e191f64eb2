import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { issueDuePeriods } from '../../../src/services/billing-periods/issue-due-periods.js';
import { reviseContract } from '../../../src/services/contracts/revise-contract.js';
import { terminateContract } from '../../../src/services/contracts/terminate-contract.js';
import { systemContext } from '../../support/contexts.js';
import { billedContract, sendDraft, sentContract, signAll, signedContract } from '../../support/contract-factories.js';
import { activeTenant, confirmTransfer, inviteColleague, signUpTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { wordsOf } from './contract-form.js';
import { newVisitor, signedIn } from './visitor.js';

const server = useServer({ startsAt: '2026-03-20T10:00:00Z' });

it('the list says in words where each contract stands, what it invoices next, and which waits for a signature', async () => {
  const tenant = await activeTenant(server);
  const waiting = await sentContract(server, tenant, { title: 'Waits' });
  await signedContract(server, tenant, { title: 'Is signed' });
  const billed = await billedContract(server, tenant, { title: 'Is billed' });
  const ended = await sentContract(server, tenant, { title: 'Has ended' });
  await terminateContract(await staff(server, 'support'), { contractId: ended.contractId, reason: 'Not wanted' });
  const visitor = await signedIn(server, tenant.email);
  const page = await visitor.get('/app/contracts');
  expect(wordsOf(page)).toMatch(
    /Has ended CTR-\S+ Ended .*Is billed CTR-\S+ Active 1 Apr 2026 to 30 Sept 2026 30\.00 USD 1 Apr 2026 .*Is signed CTR-\S+ Signed .*Waits CTR-\S+ Waits for your signature/,
  );
  expect(page.html.match(/\/app\/contracts\/\d+\/sign"/g)).toEqual([`/app/contracts/${waiting.contractId}/sign"`]);
  expect(wordsOf(await visitor.get('/app'))).toContain('A contract waits for your signature');
  expect(wordsOf(await visitor.get(`/app/contracts/${ended.contractId}`))).toContain(
    'This contract has ended Not wanted',
  );
  expect(wordsOf(await visitor.get(`/app/contracts/${billed.contractId}`))).toContain(
    'Next invoice 30.00 USD on 1 Apr 2026',
  );
});

it('somebody without contracts reads where they will find them', async () => {
  const visitor = await signedIn(server, (await signUpTenant(server)).email);
  expect(wordsOf(await visitor.get('/app/contracts'))).toContain('No contracts yet.');
  expect(wordsOf(await visitor.get('/app/billing'))).toContain('Outstanding Nothing');
});

it('old contracts are reached page by page, each once', async () => {
  const tenant = await activeTenant(server);
  const ids: number[] = [];
  for (let count = 0; count < 27; count += 1) ids.push((await sentContract(server, tenant)).contractId);
  const visitor = await signedIn(server, tenant.email);
  const first = (await visitor.get('/app/contracts')).html;
  const older = /href="(\/app\/contracts\?before=\d+)"/.exec(first)?.[1] ?? '';
  const second = (await visitor.get(older)).html;
  const shown = [...`${first}${second}`.matchAll(/class="row-title" href="\/app\/contracts\/(\d+)"/g)];
  expect(shown.map(([, id]) => Number(id))).toEqual(ids.reverse());
});

it('an amendment waits beside what is in force, and every version that was sent stays readable as it was', async () => {
  const tenant = await activeTenant(server);
  const contract = await signedContract(server, tenant, { body: 'The first text.' });
  const support = await staff(server, 'support');
  const { versionId } = await reviseContract(support, { contractId: contract.contractId, effectiveFrom: '2026-06-01' });
  await server.prisma.contractVersion.update({ where: { id: versionId }, data: { body: 'The second text.' } });
  await sendDraft(server, versionId);
  const visitor = await signedIn(server, tenant.email);
  const base = `/app/contracts/${contract.contractId}`;
  const before = wordsOf(await visitor.get(base));
  expect(before).toContain('A changed text, version 2, waits for your signature');
  expect(before).toContain('The first text.');
  expect(wordsOf(await visitor.get(`${base}/versions/2`))).toContain('The second text.');
  await signAll(server, versionId);
  expect(wordsOf(await visitor.get(base))).toMatch(/The second text\./);
  const old = wordsOf(await visitor.get(`${base}/versions/1`));
  expect(old).toContain('A newer version is in force');
  expect(old).toContain('The first text.');
  expect((await visitor.get(`${base}/versions/3`)).status).toBe(404);
});

it('the signed PDF is handed out to its account, and anybody who holds it learns that it is the signed one', async () => {
  const tenant = await activeTenant(server, { accountName: 'Secretive Ltd' });
  const contract = await signedContract(server, tenant, { title: 'Hidden title' });
  const visitor = await signedIn(server, tenant.email);
  const path = /href="(\/app\/contracts\/\d+\/versions\/1\/pdf)"/.exec(
    (await visitor.get(`/app/contracts/${contract.contractId}`)).html,
  )?.[1];
  const response = await server.fetch(path ?? '', { headers: { cookie: visitor.cookie() } });
  expect(response.headers.get('content-type')).toBe('application/pdf');
  expect(response.headers.get('content-disposition')).toContain(`${contract.number}-v1.pdf`);
  const bytes = Buffer.from(await response.arrayBuffer());

  const anybody = newVisitor(server);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  for (const page of [await anybody.get(`/verify?sha256=${sha256}`), await anybody.post('/verify', upload(bytes))]) {
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toContain(
      `This is the signed contract ${contract.number} Version 1, signed on 20 Mar 2026 by 2 signers.`,
    );
    for (const secret of ['Secretive', 'Hidden', 'Amina', tenant.email]) expect(page.html).not.toContain(secret);
  }

  const altered = Buffer.from(bytes);
  altered[1000] = (altered[1000] ?? 0) ^ 1;
  const page = await anybody.post('/verify', upload(altered));
  expect(wordsOf(page)).toContain('This is not a signed contract of ours');
  expect(wordsOf(page)).not.toContain(contract.number);
});

it('the check asks for a file, refuses what is no fingerprint, and keeps nothing', async () => {
  const anybody = newVisitor(server);
  expect((await anybody.get('/verify')).status).toBe(200);
  expect((await anybody.post('/verify', new FormData())).status).toBe(400);
  expect((await anybody.get('/verify?sha256=abc')).status).toBe(400);
  expect(wordsOf(await anybody.get(`/verify?sha256=${'A'.repeat(64)}`))).toContain('not a signed contract');
  expect((await anybody.post('/verify', upload(Buffer.alloc(11 * 1024 * 1024)))).status).toBe(413);
  const other = await anybody.post('/verify', upload(Buffer.from('x')), {
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
  });
  expect(other.status).toBe(403);
});

function upload(bytes: Buffer): FormData {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), 'contract.pdf');
  return form;
}

it('billing shows what is open, overdue and next, each period with its invoice, and hands out the PDF', async () => {
  const tenant = await activeTenant(server);
  const contract = await billedContract(server, tenant, { title: 'Care', discountPercent: '10' });
  const startedAt = server.clock.now();
  server.clock.set('2026-05-20T10:00:00Z');
  await issueDuePeriods(systemContext(server));
  const invoices = await server.prisma.invoice.findMany({
    where: { accountId: tenant.accountId, billingPeriodId: { not: null } },
    orderBy: { id: 'asc' },
  });
  await confirmTransfer(server, tenant, invoices[0]?.id ?? 0);
  server.clock.set('2026-06-10T10:00:00Z');
  const visitor = await signedIn(server, tenant.email);
  const billing = await visitor.get('/app/billing');
  expect(wordsOf(billing)).toMatch(
    /Outstanding 54\.00 USD in 2 invoices Overdue 54\.00 USD in 2 invoices Next invoice 27\.00 USD on 1 Jun 2026/,
  );
  expect(wordsOf(billing)).toMatch(/Care CTR-\S+ 4 invoices to come .*1 Apr 2026 until 30 Apr 2026 Overdue INV-/);
  expect(billing.html).toContain(`/app/contracts/${contract.contractId}`);

  const path = `/app/invoices/${invoices[1]?.id}`;
  const page = wordsOf(await visitor.get(path));
  for (const words of ['Overdue', '10', '−3.00 USD', '27.00 USD', 'Period 1 May 2026 to 31 May 2026', contract.number])
    expect(page).toContain(words);
  const pdf = await visitor.get(`${path}/pdf`);
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const stranger = await signedIn(server, (await signUpTenant(server)).email);
  expect((await stranger.get(`${path}/pdf`)).status).toBe(404);
  server.clock.set(startedAt);
});

it('who may not manage billing sees it all and is offered nothing that would be refused', async () => {
  const tenant = await activeTenant(server);
  await billedContract(server, tenant, { startDate: '2026-03-01' });
  await issueDuePeriods(systemContext(server));
  const invoice = await server.prisma.invoice.findFirstOrThrow({
    where: { accountId: tenant.accountId, status: 'pending' },
  });
  const colleague = await inviteColleague(server, tenant);
  const viewer = await signedIn(server, colleague.email);
  for (const path of ['/app', '/app/billing', `/app/invoices/${invoice.id}`, '/app/plan']) {
    const { status, html } = await viewer.get(path);
    expect([path, status]).toEqual([path, 200]);
    expect(html).not.toContain('/confirm"');
    expect(html).not.toContain('Withdraw confirmation');
  }
  expect((await viewer.get(`/app/invoices/${invoice.id}/confirm`)).status).toBe(403);
});

it('the addresses of other programs lead to the pages', async () => {
  const visitor = newVisitor(server);
  expect((await visitor.get('/customer/contracts')).location).toBe('/app/contracts');
  expect((await visitor.get('/customer/billing')).location).toBe('/app/billing');
  expect((await visitor.get('/customer/contracts/12/sign')).location).toBe('/app/contracts/12/sign');
});
