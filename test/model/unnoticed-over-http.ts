import { patch, post } from '../api/client.js';
import { accessOf, accountOf, type Business, done, emailOf, idOf, staffDo, submit } from './business.js';
import { contractOf, onContract } from './contracts-over-http.js';
import type { Deed } from './deeds.js';

/** From days of May on, when all three months of a contract have begun: what is billed stays as the model knows it. */
const onItem = (action: string, from: string) => async (business: Business, deed: Deed) => {
  const contract = { id: await contractOf(business, deed) };
  const inForce = { contract, version: { status: 'signed' as const } };
  const { prisma } = business.server;
  const item = await prisma.contractLineItem.findFirst({ where: inForce, orderBy: { id: 'desc' } });
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
  pauseItem: onItem('pauseLineItem', '2026-05-10'),
  resumeItem: onItem('resumeLineItem', '2026-05-15'),
  async profile(business: Business, deed: Deed): Promise<null> {
    const access = await accessOf(business, deed);
    if (access === null) return null;
    const body = { industry: `Trade ${deed.nonce}`, billing_city: 'Lahore' };
    return unnoticed(patch(business.server, '/api/v1/customer/profile', body, { access }).then(done));
  },
  async resend(business: Business, deed: Deed): Promise<null> {
    const where = { accountId: accountOf(business, deed) };
    const { prisma } = business.server;
    const invitation = await prisma.invitation.findFirst({ where, orderBy: { id: 'asc' }, skip: deed.invitation });
    return unnoticed(submit(business, deed, `/app/invitations/${idOf(invitation)}/resend`));
  },
  forgetPassword: (business: Business, { address }: Deed) =>
    unnoticed(post(business.server, '/api/v1/auth/password/forgot', { email: emailOf(business, address) }).then(done)),
  link: (business: Business, deed: Deed) =>
    unnoticed(
      staffDo(business, deed, `/resources/Account/records/${accountOf(business, deed)}/linkOutside`, {
        provider: 'other',
        external_id: `Customer ${business.run}/${deed.nonce}`,
      }),
    ),
};

interface Editor {
  draft?: Record<string, unknown>;
  edited?: { version: number; versionId: number };
}

async function unnoticed(doing: Promise<unknown>): Promise<null> {
  await doing;
  return null;
}
