import { post } from '../api/client.js';
import { newVisitor } from '../api/pages/visitor.js';
import { PASSWORD } from '../support/factories.js';
import { accountOf, type Business, done, emailOf, idOf, mailedToken, personOf, submit } from './business.js';
import type { Deed } from './deeds.js';

/** People over the tenants' pages. A refused button leads back to the list like one that worked: null, the state tells. */
export const PEOPLE_DOINGS = {
  async signUp(business: Business, { address, signupPlan }: Deed): Promise<boolean> {
    const body = { email: emailOf(business, address), password: PASSWORD, plan_slug: signupPlan };
    return done(await post(business.server, '/api/v1/auth/register', body));
  },
  async invite(business: Business, deed: Deed): Promise<boolean> {
    const form = { email: emailOf(business, deed.address), ...rightsForm(deed) };
    return (await submit(business, deed, '/app/people/invite', form)) === '/app/people#invitations';
  },
  async revoke(business: Business, deed: Deed): Promise<null> {
    const where = { accountId: accountOf(business, deed) };
    const { prisma } = business.server;
    const invitation = await prisma.invitation.findFirst({ where, orderBy: { id: 'asc' }, skip: deed.invitation });
    await submit(business, deed, `/app/invitations/${idOf(invitation)}/revoke`);
    return null;
  },
  /** A link used before signs whoever knows the password in: no answer of its own. */
  async accept(business: Business, deed: Deed): Promise<null> {
    const names = { full_name: `Person ${deed.address}`, password: PASSWORD, password_confirm: PASSWORD };
    // Sent again meanwhile, the link is void: whoever hears so finds the newer mail.
    for (let used: string | null = null, link = await invitationOf(business, deed); link !== used; ) {
      used = link;
      const { status } = await newVisitor(business.server).post('/invitation', { token: link, ...names });
      if (status >= 500) throw new Error(`joining was answered ${status}`);
      link = await invitationOf(business, deed);
    }
    return null;
  },
  async changeRole(business: Business, deed: Deed): Promise<boolean> {
    const path = `/app/people/${await personOf(business, deed, deed.person)}`;
    return (await submit(business, deed, path, rightsForm(deed))) === '/app/people';
  },
  async handOver(business: Business, deed: Deed): Promise<null> {
    await submit(business, deed, `/app/people/${await personOf(business, deed, deed.person)}/transfer`);
    return null;
  },
  async remove(business: Business, deed: Deed): Promise<null> {
    await submit(business, deed, `/app/people/${await personOf(business, deed, deed.person)}/remove`);
    return null;
  },
};

function rightsForm({ role, pays, signs }: Deed): Record<string, string> {
  return {
    role,
    ...(pays ? { can_manage_billing: 'yes' } : {}),
    ...(signs ? { can_sign_contracts: 'yes' } : {}),
  };
}

function invitationOf(business: Business, deed: Deed): Promise<string> {
  const toEmail = emailOf(business, deed.address);
  return mailedToken(business, { kind: 'invitation', accountId: accountOf(business, deed), toEmail });
}
