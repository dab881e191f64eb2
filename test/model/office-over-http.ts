import type { StaffUser } from '@prisma/client';
import { completeContracts } from '../../src/services/billing-periods/complete-contracts.js';
import { renewContracts, sendRenewalNotices } from '../../src/services/billing-periods/renew-contracts.js';
import { queueMissingDocuments } from '../../src/services/invoices/queue-missing-documents.js';
import { asColleague, cookieOf, postLogin, STAFF_PASSWORD } from '../admin/office.js';
import { systemContext } from '../support/contexts.js';
import { accountOf, type Business, done, idOf, mailedToken, reason, staffDo } from './business.js';
import type { Chore, Deed } from './deeds.js';

/** What the back-office does besides: the model knows nothing of it, and whatever else happens goes on as if it were not. */
export async function chore(business: Business, deed: Deed): Promise<null> {
  await CHORES[deed.chore](business, deed);
  return null;
}

type Doing = (business: Business, deed: Deed) => Promise<unknown>;

const CHORES: Record<Chore, Doing> = {
  hire: (business, deed) =>
    staffDo(business, deed, '/resources/StaffUser/actions/newStaffUser', {
      full_name: 'Newcomer',
      email: `newcomer-${deed.nonce}@office.example`,
      role: 'support',
    }),
  changeColleague: onNewcomer('changeRole', { role: 'auditor' }),
  dismiss: onNewcomer('disableStaffUser'),
  readmit: onNewcomer('enableStaffUser'),
  inviteColleagueAgain: onNewcomer('resendInvitation'),
  async forgetOwnPassword(business) {
    const { email } = await newcomer(business);
    return atTheDoor(business, '/admin/forgot-password', { email });
  },
  /** By the mailed link, of an invitation or for a forgotten password. */
  async settleIn(business) {
    const { email } = await newcomer(business);
    const kind = { in: ['staff-invitation' as const, 'staff-password-reset' as const] };
    const token = await mailedToken(business, { kind, toEmail: email });
    const passwords = { password: STAFF_PASSWORD, password_confirm: STAFF_PASSWORD };
    return atTheDoor(business, '/admin/set-password', { token, ...passwords });
  },
  /** With a new password that is the old one, so that the next visit is let in, too. */
  async comeIn(business) {
    const person = await newcomer(business);
    const answer = await postLogin(business.server, person.email, STAFF_PASSWORD);
    if (answer.status !== 303) return done({ status: answer.status, body: {} });
    const visit = asColleague(business.server, person, cookieOf(answer));
    const passwords = { password: STAFF_PASSWORD, password_confirm: STAFF_PASSWORD };
    return done(await visit.post('/pages/login', { current_password: STAFF_PASSWORD, ...passwords }));
  },
  newToken: (business, deed) =>
    staffDo(business, deed, '/resources/StaffApiToken/actions/newApiToken', {
      name: `Robot ${deed.nonce}`,
      role: 'auditor',
      expires_in_days: '90',
    }),
  async revokeToken(business, deed) {
    const newest = { orderBy: { id: 'desc' }, where: { role: 'auditor' } } as const;
    const id = idOf(await business.server.prisma.staffApiToken.findFirst(newest));
    return staffDo(business, deed, `/resources/StaffApiToken/records/${id}/revokeApiToken`);
  },
  /** Without SMTP no mail dies by itself, and without a worker no document fails. */
  async retryMail(business, deed) {
    const { prisma } = business.server;
    const queued = { accountId: accountOf(business, deed), status: 'queued' } as const;
    const id = idOf(await prisma.mail.findFirst({ where: queued, orderBy: { id: 'desc' } }));
    await prisma.mail.updateMany({ where: { ...queued, id }, data: { status: 'dead' } });
    return staffDo(business, deed, `/resources/Mail/records/${id}/retryMail`);
  },
  async retryDocument(business, deed) {
    const { prisma } = business.server;
    const queued = { accountId: accountOf(business, deed), status: 'queued' } as const;
    const id = idOf(await prisma.document.findFirst({ where: queued, orderBy: { id: 'desc' } }));
    await prisma.document.updateMany({ where: { ...queued, id }, data: { status: 'failed' } });
    return staffDo(business, deed, `/resources/Document/records/${id}/retryDocument`);
  },
  async revealMail(business, deed) {
    const where = { accountId: accountOf(business, deed), secret: { not: null } };
    const id = idOf(await business.server.prisma.mail.findFirst({ where, orderBy: { id: 'desc' } }));
    return staffDo(business, deed, `/resources/Mail/records/${id}/revealMail`);
  },
  link,
  async correctLink(business, deed) {
    await link(business, deed);
    return onLink(business, deed, 'correctOutsideLink', outsideId(business, { ...deed, nonce: deed.nonce + 1 }));
  },
  unlink: (business, deed) => onLink(business, deed, 'unlinkOutside', { reason }),
  labs: (business, deed) =>
    onAccount(business, deed, 'applyLabsDiscount', {
      is_labs_customer: String(deed.manual),
      labs_account_email: deed.manual ? `labs-${deed.nonce}@labs.example` : '',
      labs_discount_percent: '0',
    }),
  openAccount: (business, deed) =>
    staffDo(business, deed, '/resources/Account/actions/newAccount', {
      email: `caller-${business.run}-${deed.nonce}@telephone.example`,
      full_name: 'Ravi Nair',
      plan_slug: deed.signupPlan,
      billing_country: 'PK',
    }),
  editPlan: (business, deed) => edit(business, deed, 'Plan', 'description'),
  editSeller: (business, deed) => edit(business, deed, 'Seller', 'legalName'),
  editMethod: (business, deed) => edit(business, deed, 'PaymentMethodConfig', 'instructions'),
  /** Contracts end in May, and nothing is due before. */
  async jobs({ server }) {
    const ctx = systemContext(server);
    for (const job of [sendRenewalNotices, renewContracts, completeContracts, queueMissingDocuments]) await job(ctx);
  },
};

function onNewcomer(action: string, body: Record<string, unknown> = {}): Doing {
  return async (business, deed) => {
    const { id } = await newcomer(business);
    return staffDo(business, deed, `/resources/StaffUser/records/${id}/${action}`, body);
  };
}

/** Whoever was hired last, in whatever run. */
async function newcomer({ server }: Business): Promise<StaffUser> {
  const where = { email: { startsWith: 'newcomer-' } };
  return server.prisma.staffUser.findFirstOrThrow({ where, orderBy: { id: 'desc' } });
}

async function atTheDoor({ server }: Business, path: string, fields: Record<string, string>): Promise<boolean> {
  const headers = { origin: server.baseUrl };
  const { status } = await server.fetch(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  return done({ status, body: { path } });
}

function link(business: Business, deed: Deed): Promise<boolean> {
  return onAccount(business, deed, 'linkOutside', outsideId(business, deed));
}

function outsideId({ run }: Business, { nonce }: Deed): Record<string, unknown> {
  return { provider: 'other', external_id: `Customer ${run}/${nonce}` };
}

function onAccount(business: Business, deed: Deed, action: string, body: Record<string, unknown>): Promise<boolean> {
  return staffDo(business, deed, `/resources/Account/records/${accountOf(business, deed)}/${action}`, body);
}

async function onLink(business: Business, deed: Deed, action: string, body: Record<string, unknown>) {
  const where = { objectType: 'account', objectId: { in: business.accounts } } as const;
  const id = idOf(await business.server.prisma.externalRef.findFirst({ where, orderBy: { id: 'desc' } }));
  return staffDo(business, deed, `/resources/ExternalRef/records/${id}/${action}`, body);
}

/** As a person: the form is opened, one field is written, the whole is sent back. */
async function edit(business: Business, deed: Deed, model: string, field: string): Promise<boolean> {
  const path = `/resources/${model}/records/1/edit`;
  const colleague = business.colleagues[deed.colleague];
  const { body } = await colleague.get(path);
  return done(await colleague.post(path, { ...body.record?.params, [field]: `At random ${deed.nonce}` }));
}
