import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { TENANT_LINES } from '../../src/api/tenant-access.js';
import { updateOwnProfile } from '../../src/services/accounts/update-own-profile.js';
import { adjustCredits } from '../../src/services/credits/adjust-credits.js';
import { rejectPayments } from '../../src/services/payments/reject-payments.js';
import { type Colleague, signIn as signInStaff } from '../admin/office.js';
import { enter } from '../browser/staff/steps.js';
import { SLIP, signIn } from '../browser/tenant/steps.js';
import { useBrowser } from '../support/browser.js';
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
import { PLANTED, plantEverywhere } from './planted-texts.js';

const server = useServer();
const browser = useBrowser();
let boss: Colleague;
let tenant: PayingTenant;

/** By the ways that are open to tenants and staff first, so that snapshots, mails and frozen texts hold it too; then everywhere. */
beforeAll(async () => {
  boss = await signInStaff(server, 'superadmin');
  const plan = await offerPlan(server, { maxUsers: 5 });
  const billing = { addressLine1: PLANTED, city: PLANTED, state: PLANTED, taxId: PLANTED, country: 'PK' };
  tenant = await activeTenant(server, { planSlug: plan.slug, fullName: PLANTED, accountName: PLANTED, billing });
  await inviteColleague(server, tenant, { fullName: PLANTED });
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
  expect(await plantEverywhere(server)).toBeGreaterThan(60);
});

it('what tenants and staff write runs nowhere in the back-office: lists, pages, forms, dialogs, mails, titles', async () => {
  const page = await browser.newPage();
  const watch = await watched(page);
  await enter(page, server, boss.staff.email);
  for (const path of await officePaths()) {
    await walkTo(page, path);
    if (path.includes('/Mail/records/')) await page.locator('iframe').waitFor();
    await watch(path);
  }
  expect(watch.seen()).toBeGreaterThan(45);
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

async function newest() {
  const [invoice, contract, proof, user] = await Promise.all([
    server.prisma.invoice.findFirstOrThrow({ where: { status: 'pending' }, orderBy: { id: 'asc' } }),
    server.prisma.contract.findFirstOrThrow({ where: { status: 'sent' } }),
    server.prisma.paymentProof.findFirstOrThrow(),
    server.prisma.user.findFirstOrThrow({ where: { role: { not: 'owner' } } }),
  ]);
  return { invoice: invoice.id, contract: contract.id, proof: proof.id, user: user.id };
}

/** Within the application, as a press on a link leads there: without loading it anew. */
async function walkTo(page: Page, path: string): Promise<void> {
  await page.evaluate(async (to) => {
    history.pushState({}, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
    for (let drawn = 0; drawn < 2; drawn += 1) await new Promise((next) => requestAnimationFrame(next));
  }, path);
  await page.waitForFunction(() => document.querySelector('main .cs-skeleton, main [aria-busy="true"]') === null);
}

interface Watch {
  (where: string): Promise<void>;
  /** On how many pages the text was to be read. */
  seen(): number;
}

/** Looks, on every page it is asked about, for a script that ran, an element that was planted, and a policy that had to step in. */
async function watched(page: Page): Promise<Watch> {
  let seen = 0;
  const violations: string[] = [];
  await page.exposeFunction('tellOfViolation', (told: string) => violations.push(told));
  await page.addInitScript(() => {
    const { tellOfViolation } = window as unknown as { tellOfViolation(told: string): void };
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      tellOfViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  const watch = async (where: string) => {
    const found = await page.evaluate(() => {
      const frames = [...document.querySelectorAll('iframe')];
      const windows = [window, ...frames.flatMap(({ contentWindow }) => contentWindow ?? [])];
      return {
        ran: windows.some((each) => 'planted' in each),
        // A mail is kept as the HTML that was sent, and shown in a frame that runs nothing; here it holds the text raw.
        elements: document.querySelectorAll('[data-planted], a[href^="javascript:"]').length,
        frames: frames.filter(({ sandbox }) => sandbox.length === 0 || sandbox.contains('allow-scripts')).length,
        read: document.querySelector('main')?.textContent?.includes('data-planted') ?? false,
      };
    });
    const { read, ...harm } = found;
    if (read) seen += 1;
    expect([where, harm, violations]).toEqual([where, { ran: false, elements: 0, frames: 0 }, []]);
  };
  return Object.assign(watch, { seen: () => seen });
}
