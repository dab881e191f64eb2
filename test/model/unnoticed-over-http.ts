import { type Caller, patch, post } from '../api/client.js';
import { PASSWORD } from '../support/factories.js';
import { accountOf, type Business, call, done, emailOf, idOf, mailedToken, staffDo, submit } from './business.js';
import { contractOf, onContract } from './contracts-over-http.js';
import type { Deed } from './deeds.js';
import { chore } from './office-over-http.js';

/** From days of May on, when all three months of a contract have begun: what is billed stays as the model knows it. */
const onItem = (action: string, description: string, from: string) => async (business: Business, deed: Deed) => {
  const contract = { id: await contractOf(business, deed) };
  const where = { contract, description, version: { status: 'signed' as const } };
  const item = await business.server.prisma.contractLineItem.findFirst({ where, orderBy: { id: 'desc' } });
  return unnoticed(staffDo(business, deed, `/resources/ContractLineItem/records/${idOf(item)}/${action}`, { from }));
};

/** What moves nothing that the model knows. It is answered without a bug, and beside all else it breaks no truth. */
export const UNNOTICED_DOINGS = {
  remind: (business: Business, deed: Deed) => unnoticed(onContract('remindSigner')(business, deed)),
  renewByItself: (business: Business, deed: Deed) =>
    unnoticed(onContract('setAutoRenew', ({ manual }) => ({ auto_renew: String(manual) }))(business, deed)),
  async editDraft(business: Business, deed: Deed): Promise<null> {
    const path = `/resources/Contract/records/${await contractOf(business, deed)}/editDraft`;
    const { body } = await business.colleagues[deed.colleague].get(path);
    const { draft, edited } = (body.preview?.page ?? {}) as Editor;
    if (edited === undefined) return null;
    const seen = { version: edited.version, version_id: edited.versionId };
    return unnoticed(staffDo(business, deed, path, { ...draft, ...seen, title: `Care ${deed.nonce}` }));
  },
  pauseItem: onItem('pauseLineItem', 'Care', '2026-05-10'),
  resumeItem: onItem('resumeLineItem', 'Care', '2026-05-15'),
  completeItem: onItem('completeLineItem', 'Extra', '2026-05-20'),
  async resend(business: Business, deed: Deed): Promise<null> {
    const where = { accountId: accountOf(business, deed) };
    const { prisma } = business.server;
    const invitation = await prisma.invitation.findFirst({ where, orderBy: { id: 'asc' }, skip: deed.invitation });
    return unnoticed(submit(business, deed, `/app/invitations/${idOf(invitation)}/resend`));
  },
  chore,
  profile(business: Business, deed: Deed): Promise<null> {
    const body = { industry: `Trade ${deed.nonce}`, billing_city: 'Lahore' };
    const send = (caller: Caller) => patch(business.server, '/api/v1/customer/profile', body, caller);
    return unnoticed(call(business, deed, send));
  },
  /** To the same one, so that everybody still gets in; it signs them out. */
  async forgetPassword(business: Business, { address }: Deed): Promise<null> {
    const email = emailOf(business, address);
    done(await post(business.server, '/api/v1/auth/password/forgot', { email }));
    const token = await mailedToken(business, { kind: 'password-reset', toEmail: email });
    const body = { token, password: PASSWORD };
    return unnoticed(post(business.server, '/api/v1/auth/password/reset', body).then(done));
  },
  resendVerification: (business: Business, deed: Deed) => unnoticed(submit(business, deed, '/app/resend-verification')),
  async verifyEmail(business: Business, { address }: Deed): Promise<null> {
    const token = await mailedToken(business, { kind: 'verify-email', toEmail: emailOf(business, address) });
    return unnoticed(post(business.server, '/api/v1/auth/verify-email', { token }).then(done));
  },
  signOut: (business: Business, deed: Deed) => unnoticed(submit(business, deed, '/logout')),
};

interface Editor {
  draft?: Record<string, unknown>;
  edited?: { version: number; versionId: number };
}

async function unnoticed(doing: Promise<unknown>): Promise<null> {
  await doing;
  return null;
}
