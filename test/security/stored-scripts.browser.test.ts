import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { AdminAction } from '../../src/admin/define-resource.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { TENANT_LINES } from '../../src/api/tenant-access.js';
import { updateOwnProfile } from '../../src/services/accounts/update-own-profile.js';
import { adjustCredits } from '../../src/services/credits/adjust-credits.js';
import { DocumentMaking } from '../../src/services/documents/make-documents.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { inviteUser } from '../../src/services/users/invite-user.js';
import { requestPasswordReset } from '../../src/services/users/request-password-reset.js';
import { type Colleague, signIn as signInStaff } from '../admin/office.js';
import { drawn, enter, walkTo } from '../browser/staff/steps.js';
import { SLIP, signIn } from '../browser/tenant/steps.js';
import { useBrowser } from '../support/browser.js';
import { anonymousContext } from '../support/contexts.js';
import { billedContract, draftedContract, sentContract } from '../support/contract-factories.js';
import {
  activeTenant,
  confirmTransfer,
  inviteColleague,
  issuePlanInvoice,
  offerPlan,
  type PayingTenant,
  staff,
} from '../support/factories.js';
import { useServer } from '../support/http.js';
import { mailedLinks } from './mailed-links.js';
import { PLANTED, plantEverywhere } from './planted-texts.js';
import { ACTIONS, type ReadyAction, readyActions } from './ready-actions.js';
import { previewed, walkToAction, watched } from './watched-page.js';

const server = useServer();
const browser = useBrowser();
let boss: Colleague;
let tenant: PayingTenant;
let actions: ReadyAction[];

/** By the ways that are open to tenants and staff first, so that snapshots, mails and frozen texts hold it too; then everywhere. */
beforeAll(async () => {
  boss = await signInStaff(server, 'superadmin');
  const plan = await offerPlan(server, { maxUsers: 5 });
  const billing = { addressLine1: PLANTED, city: PLANTED, state: PLANTED, taxId: PLANTED, country: 'PK' };
  tenant = await activeTenant(server, { planSlug: plan.slug, fullName: PLANTED, accountName: PLANTED, billing });
  await inviteColleague(server, tenant, { fullName: PLANTED });
  await inviteUser(tenant.ctx, { email: 'stranger@tenant.example', role: 'admin' });
  await requestPasswordReset(anonymousContext(server), { email: tenant.email });
  await updateOwnProfile(tenant.ctx, { industry: PLANTED, website: `https://tenant.example/${PLANTED}` });
  const invoiceId = await issuePlanInvoice(server, tenant.accountId, plan.slug);
  const words = { manualReference: PLANTED, manualNotes: PLANTED, payerName: PLANTED };
  const proof = { name: `${PLANTED}.png`, bytes: SLIP.buffer };
  const rejected = await confirmTransfer(server, tenant, invoiceId, { ...words, proof });
  await rejectPayments(await staff(server, 'finance'), { paymentIds: [rejected], reason: PLANTED });
  await confirmTransfer(server, tenant, invoiceId, { ...words, proof });
  await adjustCredits(await staff(server, 'finance'), { accountId: tenant.accountId, amount: 1, reason: PLANTED });
  const contract = {
    title: PLANTED,
    body: `# ${PLANTED}\n\n${PLANTED} {{account_name}} [here](javascript:planted=1)`,
    items: [{ itemType: 'custom' as const, description: PLANTED, amount: '5' }],
  };
  await billedContract(server, tenant, contract);
  await sentContract(server, tenant, contract);
  await draftedContract(server, tenant, contract);
  await new DocumentMaking({ installation: server.installation, clock: server.clock }).makeDue();
  actions = await readyActions(ACTIONS, { server, colleague: boss, tenant });
  expect(await plantEverywhere(server)).toBeGreaterThan(60);
});

it('what tenants and staff write runs nowhere in the back-office: lists, pages, forms, dialogs, mails, titles', async () => {
  const page = await browser.newPage();
  const watch = await watched(page);
  await enter(page, server, boss.staff.email);
  await watch('/admin');
  for (const path of await officePaths()) {
    await walkTo(page, path);
    if (path.includes('/Mail/records/')) await page.locator('iframe').waitFor();
    await watch(path);
  }
  expect(watch.seen()).toBeGreaterThan(45);
});

it('nor where an action says what it will do: in every dialog, the contract editor, the page to countersign', async () => {
  const page = await browser.newPage();
  const watch = await watched(page);
  await enter(page, server, boss.staff.email);
  for (const { name, action, address } of actions.filter((each) => !isOverSelection(each))) {
    await walkToAction(page, address, action.kind === 'record' ? '' : `?account_id=${tenant.accountId}`);
    await watch(name);
  }
  for (const { name, action } of actions.filter(isOverSelection)) {
    await openOverAll(page, action);
    expect([name, await watch(name)]).toEqual([name, true]);
    await page.getByRole('button', { name: 'Not now' }).click();
  }
  expect(watch.seen()).toBeGreaterThan(30);
});

it('nor in the report of a run over many, in its dialog and on its page', async () => {
  const page = await browser.newPage();
  const watch = await watched(page);
  await enter(page, server, boss.staff.email);
  await openOverAll(page, { resource: 'Account', action: 'suspendAccounts' });
  await page.getByLabel('Reason').fill(PLANTED);
  await page.getByRole('button', { name: /^Suspend \d+ accounts$/ }).click();
  const report = page.getByRole('link', { name: 'Full report' });
  await report.waitFor();
  expect(await watch('its dialog')).toBe(true);
  await report.click();
  await page.getByRole('region', { name: 'Report' }).waitFor();
  await drawn(page);
  expect(await watch('its page')).toBe(true);
});

it('nor on any page of a tenant, of a visitor, or of the API', async () => {
  const page = await browser.newPage();
  const watch = await watched(page);
  for (const path of ['/', '/signup', '/signup?plan=starter', '/login']) {
    await page.goto(`${server.baseUrl}${path}`);
    await watch(path);
  }
  await signIn(page, server, tenant.email);
  for (const path of await tenantPaths()) {
    await page.goto(`${server.baseUrl}${path}`);
    await watch(path);
  }
  expect(watch.seen()).toBeGreaterThan(12);
});

it('nor behind a mailed link, where a stranger reads what a tenant wrote', async () => {
  const links = await mailedLinks(server);
  expect(links.map((link) => link.split('?')[0]).toSorted()).toEqual([
    '/admin/set-password',
    '/invitation',
    '/reset-password',
    '/verify-email',
  ]);
  const page = await browser.newPage();
  const watch = await watched(page);
  for (const link of links) {
    await page.goto(`${server.baseUrl}${link}`);
    const read = await watch(link);
    expect(read, link).toBe(link.startsWith('/invitation'));
  }
  const { sha256 } = await server.prisma.document.findFirstOrThrow({ where: { kind: 'contract', status: 'ready' } });
  await page.goto(`${server.baseUrl}/verify?sha256=${sha256}`);
  await watch('/verify');
});

/** The dashboard, every list, a page of each resource's newest record, and the forms that show beside them what others will see. */
async function officePaths(): Promise<string[]> {
  const paths: string[] = [];
  for (const { model } of RESOURCES) {
    paths.push(`/admin/resources/${model}`);
    const { records = [] } = (await boss.get(`/resources/${model}/actions/list?perPage=1`)).body;
    for (const { id } of records) {
      paths.push(`/admin/resources/${model}/records/${id}/show`);
      if (['PaymentMethodConfig', 'ContractTemplate'].includes(model))
        paths.push(`/admin/resources/${model}/records/${id}/edit`);
    }
  }
  return paths;
}

async function tenantPaths(): Promise<string[]> {
  const { invoice, contract, proof, user } = await newest();
  const ids: Record<string, number> = { invoices: invoice, contracts: contract, proofs: proof, people: user };
  const pages = TENANT_LINES.filter(
    ({ method, path }) => method === 'GET' && path.startsWith('/app') && !/pdf|proofs/.test(path),
  );
  const own = pages.map(({ path }) =>
    path.replace(/(\w+)\/\{id\}/, (_all, noun: string) => `${noun}/${ids[noun]}`).replace('{number}', '1'),
  );
  return [...own, '/api/docs', '/verify'];
}

type Named = Pick<AdminAction, 'resource' | 'action'>;

/** The dialog of an action over everything on the first page of its list. */
async function openOverAll(page: Page, action: Named): Promise<void> {
  await walkTo(page, `/admin/resources/${action.resource}`);
  await page.getByRole('checkbox', { name: 'Select all rows of this page' }).check();
  const selection = page.getByRole('region', { name: 'Selection' });
  const button = selection.getByRole('button', { name: operationOf(action)?.label ?? '', exact: true });
  await previewed(page, `/resources/${action.resource}/actions/${action.action}`, () => button.click());
}

const operationOf = ({ resource, action }: Named) =>
  RESOURCES.find(({ model }) => model === resource)?.operations?.find(({ name }) => name === action);
const isOverSelection = ({ action }: ReadyAction) => operationOf(action)?.overSelection === true;

async function newest() {
  const [invoice, contract, proof, user] = await Promise.all([
    server.prisma.invoice.findFirstOrThrow({ where: { status: 'pending' }, orderBy: { id: 'asc' } }),
    server.prisma.contract.findFirstOrThrow({ where: { status: 'sent' } }),
    server.prisma.paymentProof.findFirstOrThrow(),
    server.prisma.user.findFirstOrThrow({ where: { role: { not: 'owner' } } }),
  ]);
  return { invoice: invoice.id, contract: contract.id, proof: proof.id, user: user.id };
}
