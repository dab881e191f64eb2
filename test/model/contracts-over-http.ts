import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { post } from '../api/client.js';
import { systemContext } from '../support/contexts.js';
import { accountOf, type Business, call, done, idOf, personOf, reason, staffDo, submit } from './business.js';
import type { Deed } from './deeds.js';

/** Three months, of which only the first has come: the clock of the test stands still on 20 March. */
export const NOW = '2026-03-20T10:00:00Z';
const MONTHS = ['2026-03-01', '2026-04-01', '2026-05-01'];
const DRAFT = {
  contract_type: 'maintenance',
  title: 'Care',
  currency: 'USD',
  body: 'Care for {{account_name}}.',
  start_date: MONTHS[0],
  end_date: '2026-05-31',
  items: [{ item_type: 'custom', description: 'Care', amount: '30.00', billing_period_months: 1, is_recurring: true }],
};

export const onContract =
  (action: string, bodyOf: (deed: Deed) => Record<string, unknown> = () => ({})) =>
  async (business: Business, deed: Deed) =>
    staffDo(business, deed, `/resources/Contract/records/${await contractOf(business, deed)}/${action}`, bodyOf(deed));

/** Contracts and billing periods over HTTP; null where the answer does not say whether it was done. */
export const CONTRACT_DOINGS = {
  async draft(business: Business, deed: Deed): Promise<boolean> {
    const signers = [
      { user_id: await personOf(business, deed, deed.person) },
      { staff_user_id: business.colleagues[deed.colleague].staff.id },
    ];
    const body = { ...DRAFT, account_id: accountOf(business, deed), signers };
    return staffDo(business, deed, '/resources/Contract/actions/newContract', body);
  },
  /** Who hears that the draft was changed meanwhile loads it again, and sends what stands there now. */
  async send(business: Business, deed: Deed): Promise<boolean> {
    const path = `/resources/Contract/records/${await contractOf(business, deed)}/sendContract`;
    const colleague = business.colleagues[deed.colleague];
    let answer = await colleague.post(path, {});
    while (answer.body.code === 'stale') answer = await colleague.post(path, {});
    return done(answer);
  },
  async sign(business: Business, deed: Deed): Promise<boolean> {
    const { contractId, document_sha256 } = await readSent(business, deed);
    const body = { document_sha256, typed_name: 'Amina Khan', consent: true };
    const path = `/api/v1/customer/contracts/${contractId}/sign`;
    return call(business, deed, (caller) => post(business.server, path, body, caller));
  },
  async decline(business: Business, deed: Deed): Promise<null> {
    const { contractId, version_id } = await readSent(business, deed);
    await submit(business, deed, `/app/contracts/${contractId}/decline`, { version_id: String(version_id), reason });
    return null;
  },
  async countersign(business: Business, deed: Deed): Promise<boolean> {
    const { contractId, ...read } = await readSent(business, deed);
    const body = { ...read, typed_name: 'The Boss', consent: true };
    return staffDo(business, deed, `/resources/Contract/records/${contractId}/countersign`, body);
  },
  declineAsSeller: onContract('declineAsSeller', () => ({ reason })),
  revise: onContract('reviseContract'),
  /** Into the open draft, else a further version. It is billed in May, after all that the model sees invoiced. */
  addItem: onContract('addLineItem', () => ({
    item_type: 'custom',
    description: 'Extra',
    amount: '5.00',
    billing_period_months: '1',
    start_date: '2026-05-20',
  })),
  terminate: onContract('terminateContract', () => ({ reason })),
  enableBilling: onContract('enableBilling', ({ manual }) => ({
    frequency: 'monthly',
    auto_renew: false,
    manual_release: manual,
  })),
  disableBilling: onContract('disableBilling', () => ({ reason })),
  async release(business: Business, deed: Deed): Promise<boolean> {
    const periodStart = new Date(MONTHS[deed.month] ?? NOW);
    const period = await business.server.prisma.billingPeriod.findFirst({
      where: { contractId: await contractOf(business, deed), periodStart, NOT: { status: 'cancelled' } },
    });
    return staffDo(business, deed, `/resources/BillingPeriod/records/${idOf(period)}/releasePeriod`);
  },
  /** The worker's job, the one deed that nobody asks for over HTTP. */
  async invoicePeriods({ server }: Business): Promise<null> {
    await issueDuePeriods(systemContext(server));
    return null;
  },
};

export async function contractOf(business: Business, deed: Deed): Promise<number> {
  const where = { accountId: accountOf(business, deed) };
  const { prisma } = business.server;
  return idOf(await prisma.contract.findFirst({ where, orderBy: { id: 'asc' }, skip: deed.contract }));
}

/** What whoever signs or declines has before them; where nothing was sent, nothing that could be signed. */
async function readSent(business: Business, deed: Deed) {
  const contractId = await contractOf(business, deed);
  const version = await business.server.prisma.contractVersion.findFirst({ where: { contractId, status: 'sent' } });
  return { contractId, version_id: idOf(version), document_sha256: version?.documentSha256 ?? '0'.repeat(64) };
}
