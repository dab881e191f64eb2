import { describe, expect, it } from 'vitest';
import { inviteUser } from '../../../src/services/users/invite-user.js';
import { removeUser } from '../../../src/services/users/remove-user.js';
import {
  activeTenant,
  invitationToken,
  inviteColleague,
  PASSWORD,
  secondOwner,
  signUpForPlan,
  signUpTenant,
  type Tenant,
} from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { newVisitor, signedIn } from './visitor.js';

const server = useServer();

let addresses = 0;
const newAddress = () => {
  addresses += 1;
  return `page-${addresses}@company.example`;
};

async function invitedBy(
  owner: Tenant,
  email = newAddress(),
): Promise<{ token: string; email: string; invitationId: number }> {
  const { invitationId } = await inviteUser(owner.ctx, { email, role: 'viewer' });
  return { email, invitationId, token: await invitationToken(server, invitationId) };
}

const JOIN = { full_name: 'Noor Ali', password: PASSWORD, password_confirm: PASSWORD };

describe('inviting', () => {
  it('sends one invitation, however often the button of one showing was pressed', async () => {
    const owner = await activeTenant(server);
    const visitor = await signedIn(server, owner.email);
    const email = newAddress();
    const form_key = /name="form_key" value="([^"]+)"/.exec((await visitor.get('/app/people/invite')).html)?.[1] ?? '';
    const form = { email, role: 'admin', can_sign_contracts: 'yes', form_key };
    const answers = await Promise.all([
      visitor.post('/app/people/invite', form),
      visitor.post('/app/people/invite', form),
    ]);
    expect(answers.map(({ location }) => location)).toEqual(Array(2).fill('/app/people#invitations'));
    const sent = await server.prisma.invitation.findMany({ where: { email } });
    expect(sent).toMatchObject([{ role: 'admin', canSignContracts: true, canManageBilling: false }]);
    expect((await visitor.get('/app/people')).html).toContain(email);
  });

  it('says beside the field what is wrong, and keeps what was typed', async () => {
    const owner = await activeTenant(server);
    const visitor = await signedIn(server, owner.email);
    const { status, html } = await visitor.post('/app/people/invite', {
      email: 'not an address',
      role: 'viewer',
      can_sign_contracts: 'yes',
    });
    expect(status).toBe(400);
    expect(html).toContain('value="not an address"');
    expect(html).toMatch(/name="can_sign_contracts" value="yes" checked/);
    for (const role of ['owner', 'superadmin', '']) {
      const answer = await visitor.post('/app/people/invite', { email: newAddress(), role });
      expect([answer.status, answer.html.includes('Please choose a role.')]).toEqual([400, true]);
    }
    const viewer = await visitor.post('/app/people/invite', {
      email: newAddress(),
      role: 'viewer',
      can_sign_contracts: 'yes',
    });
    expect([viewer.status, viewer.html.includes('A viewer only looks.')]).toEqual([400, true]);
  });

  it('answers the same for an address that has a login elsewhere as for any other', async () => {
    const taken = (await signUpTenant(server)).email;
    const owner = await activeTenant(server);
    const visitor = await signedIn(server, owner.email);
    const answersFor = async (email: string) => {
      const answer = await visitor.post('/app/people/invite', { email, role: 'viewer' });
      const list = await visitor.get('/app/people');
      const row =
        new RegExp(`<tr>(?:(?!</tr>)[\\s\\S])*${email.replace(/[.+]/g, '\\$&')}[\\s\\S]*?</tr>`).exec(list.html)?.[0] ??
        '';
      const masked = row.replaceAll(email, 'EMAIL').replace(/invitations\/\d+/g, 'invitations/N');
      return [answer.status, answer.location, masked];
    };
    const [first, second] = [await answersFor(taken), await answersFor(newAddress())];
    expect(first).toEqual(second);
    expect(String(first?.[2])).toContain('EMAIL');
    expect((await visitor.post('/app/people/invite', { email: taken, role: 'viewer' })).html).toContain(
      'open invitation',
    );
  });

  it('sends again and takes back by buttons that say what they did', async () => {
    const owner = await activeTenant(server);
    const visitor = await signedIn(server, owner.email);
    const { email, invitationId, token } = await invitedBy(owner);
    expect((await visitor.post(`/app/invitations/${invitationId}/resend`, {})).location).toBe('/app/people');
    expect((await visitor.get('/app/people')).html).toContain(`We sent the invitation to ${email} again.`);
    expect((await newVisitor(server).get(`/invitation?token=${token}`)).status).toBe(422);
    for (const sentence of [`The invitation of ${email} is revoked.`, 'This invitation was revoked.']) {
      expect((await visitor.post(`/app/invitations/${invitationId}/revoke`, {})).location).toBe('/app/people');
      expect((await visitor.get('/app/people')).html).toContain(sentence);
    }
    const stranger = await signedIn(server, (await activeTenant(server)).email);
    for (const deed of ['resend', 'revoke'])
      expect((await stranger.post(`/app/invitations/${invitationId}/${deed}`, {})).status).toBe(404);
  });
});

describe('joining', () => {
  it('shows who invites and as what, and leads into the account, signed in', async () => {
    const owner = await activeTenant(server, { accountName: 'Yusuf Traders', fullName: 'Amina Yusuf' });
    const { token, email } = await invitedBy(owner);
    const visitor = newVisitor(server);
    const page = await visitor.get(`/invitation?token=${token}`);
    for (const words of ['Yusuf Traders', 'Amina Yusuf', email, 'Viewer']) expect(page.html).toContain(words);
    const answer = await visitor.post('/invitation', { token, ...JOIN });
    expect([answer.status, answer.location]).toEqual([303, '/app']);
    expect((await visitor.get('/app')).html).toContain('You belong to Yusuf Traders now.');
  });

  it('is not done by opening the link: a mail scanner changes nothing', async () => {
    const { token, email } = await invitedBy(await activeTenant(server));
    for (const _time of [1, 2, 3])
      expect((await newVisitor(server).get(`/invitation?token=${token}`)).status).toBe(200);
    expect(await server.prisma.user.count({ where: { email } })).toBe(0);
  });

  it('pressed twice at once, and once more, makes one person, and lets them in each time', async () => {
    const { token, email } = await invitedBy(await activeTenant(server));
    const press = () => newVisitor(server).post('/invitation', { token, ...JOIN });
    const answers = [...(await Promise.all([press(), press()])), await press()];
    expect(answers.map(({ location }) => location)).toEqual(['/app', '/app', '/app']);
    expect(await server.prisma.user.count({ where: { email } })).toBe(1);
    const wrong = await newVisitor(server).post('/invitation', {
      token,
      ...JOIN,
      password: 'another one',
      password_confirm: 'another one',
    });
    expect([wrong.status, wrong.html.includes('accepted already')]).toEqual([422, true]);
  });

  it('tells the reader of an address that has a login what to do, and leaves the invitation open', async () => {
    const taken = (await signUpTenant(server)).email;
    const { token, invitationId } = await invitedBy(await activeTenant(server), taken);
    const { status, html } = await newVisitor(server).post('/invitation', { token, ...JOIN });
    expect([status, html.includes('write to the person who invited you from another address')]).toEqual([409, true]);
    expect((await server.prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } })).acceptedAt).toBeNull();
  });

  it('says what is over: expired, taken back, unknown', async () => {
    const owner = await activeTenant(server);
    const { token, invitationId } = await invitedBy(owner);
    const visitor = await signedIn(server, owner.email);
    await visitor.post(`/app/invitations/${invitationId}/revoke`, {});
    const revoked = await newVisitor(server).get(`/invitation?token=${token}`);
    expect([revoked.status, revoked.html.includes('taken back')]).toEqual([422, true]);
    for (const query of ['', '?token=', '?token=x', '?token=x&token=y', `?token=${'x'.repeat(5_000)}`, '?token=%00'])
      expect([query, (await newVisitor(server).get(`/invitation${query}`)).status]).toEqual([query, 422]);
    for (const form of [{}, { token: 'x'.repeat(5_000) }, { token: '\0' }] as Record<string, string>[]) {
      const { status } = await newVisitor(server).post('/invitation', { ...JOIN, ...form });
      expect([400, 422]).toContain(status);
    }
  });

  it('shows the mistakes beside the fields and never the password', async () => {
    const { token } = await invitedBy(await activeTenant(server));
    const { status, html } = await newVisitor(server).post('/invitation', {
      token,
      full_name: 'Noor <script>',
      password: 'first password',
      password_confirm: 'second password',
    });
    expect([status, html.includes('The two passwords differ.')]).toEqual([400, true]);
    expect(html).toContain('Noor &lt;script&gt;');
    expect(html).not.toMatch(/first password|second password|<script>/);
  });
});

describe('changing, handing over, removing', () => {
  it('a role is saved by its form, and a stale form is not', async () => {
    const owner = await activeTenant(server);
    const colleague = await inviteColleague(server, owner);
    const visitor = await signedIn(server, owner.email);
    const path = `/app/people/${colleague.userId}`;
    const version = /name="version" value="(\d+)"/.exec((await visitor.get(path)).html)?.[1] ?? '';
    const form = { role: 'billing', can_sign_contracts: 'yes', version };
    expect((await visitor.post(path, form)).location).toBe('/app/people');
    expect(await server.prisma.user.findUniqueOrThrow({ where: { id: colleague.userId } })).toMatchObject({
      role: 'billing',
      canManageBilling: true,
      canSignContracts: true,
    });
    const stale = await visitor.post(path, { role: 'viewer', version });
    expect([stale.status, stale.html.includes('Somebody else changed this person')]).toEqual([409, true]);
  });

  it('the account is handed over, and the new owner sees it at once', async () => {
    const owner = await activeTenant(server);
    const heir = await inviteColleague(server, owner);
    const [old, young] = [await signedIn(server, owner.email), await signedIn(server, heir.email)];
    expect((await young.get('/app/people/invite')).status).toBe(403);
    expect((await old.post(`/app/people/${heir.userId}/transfer`, {})).location).toBe('/app/people');
    expect((await young.get('/app/people/invite')).status).toBe(200);
    expect((await old.post(`/app/people/${heir.userId}/transfer`, {})).status).toBe(403);
  });

  it('who is removed is out with the next press, in every browser', async () => {
    const owner = await activeTenant(server);
    const colleague = await inviteColleague(server, owner, { role: 'admin' });
    const browsers = [await signedIn(server, colleague.email), await signedIn(server, colleague.email)];
    const visitor = await signedIn(server, owner.email);
    expect((await visitor.post(`/app/people/${colleague.userId}/remove`, {})).location).toBe('/app/people');
    for (const browser of browsers) {
      expect((await browser.get('/app')).location).toBe('/login?next=%2Fapp');
      expect((await browser.post('/app/people/invite', { email: newAddress(), role: 'viewer' })).status).toBe(303);
    }
    expect((await visitor.post(`/app/people/${colleague.userId}/remove`, {})).status).toBe(404);
    expect(await server.prisma.invitation.count({ where: { invitedById: colleague.userId } })).toBe(0);
  });

  it('an owner leaves while another stays, and is signed out; the last one is told that they stay', async () => {
    const owner = await activeTenant(server);
    const visitor = await signedIn(server, owner.email);
    await visitor.post(`/app/people/${owner.userId}/remove`, {});
    expect((await visitor.get('/app/people')).html).toContain('The last owner of an account stays.');
    await secondOwner(server, owner);
    expect((await visitor.post(`/app/people/${owner.userId}/remove`, {})).location).toBe('/login');
    expect((await visitor.get('/app')).location).toBe('/login?next=%2Fapp');
  });

  it('a button pressed after the session ended leads back to a page, not to the button', async () => {
    const owner = await activeTenant(server);
    const second = await secondOwner(server, owner);
    const visitor = await signedIn(server, owner.email);
    await removeUser(second.ctx, { userId: owner.userId });
    expect((await visitor.post(`/app/people/${second.userId}/remove`, {})).location).toBe('/login?next=%2Fapp');
    expect((await visitor.post('/app/people/invite', {})).location).toBe('/login?next=%2Fapp%2Fpeople%2Finvite');
  });

  it('another account’s people do not exist', async () => {
    const other = await activeTenant(server);
    const visitor = await signedIn(server, (await activeTenant(server)).email);
    const path = `/app/people/${other.userId}`;
    expect((await visitor.get(path)).status).toBe(404);
    for (const [address, form] of [
      [path, { role: 'viewer' }],
      [`${path}/remove`, {}],
      [`${path}/transfer`, {}],
    ] as [string, Record<string, string>][])
      expect([address, (await visitor.post(address, form)).status]).toEqual([address, 404]);
  });
});

describe('whatever is sent', () => {
  const texts = [
    'a\0b',
    '👋 مرحبا ‮evil',
    '"><script>alert(1)</script>',
    '1e309',
    'x'.repeat(5_000),
    '\ud800',
    '__proto__',
  ];

  it.each(texts)('%j in every field of every form, a page answers, and runs nothing', async (text) => {
    const owner = await activeTenant(server);
    const { userId } = await inviteColleague(server, owner);
    const { token } = await invitedBy(owner);
    const visitor = await signedIn(server, owner.email);
    const rights = { can_sign_contracts: text, can_manage_billing: text };
    const sendings: [string, Record<string, string>][] = [
      ['/app/people/invite', { email: text, role: text, ...rights, form_key: text }],
      ['/app/people/invite', { email: newAddress(), role: 'admin', form_key: text }],
      [`/app/people/${userId}`, { role: text, version: text, ...rights }],
      ['/app/profile', { industry: text, company_size: text, website: text, billing_country: text, version: text }],
      ['/app/profile', { industry: text.slice(0, 100), tax_id: text.slice(0, 100) }],
      ['/invitation', { token: text, full_name: text, password: text, password_confirm: text }],
      ['/invitation', { token, full_name: text, password: 'x', password_confirm: text }],
    ];
    for (const [path, form] of sendings) {
      const { status, html } = await visitor.post(path, form);
      expect([path, [200, 303, 400, 409, 422].includes(status)]).toEqual([path, true]);
      expect(html).not.toContain('<script>alert');
    }
    expect((await visitor.get('/app/profile')).status).toBe(200);
  });

  it('another site’s form does nothing', async () => {
    const owner = await activeTenant(server);
    const colleague = await inviteColleague(server, owner);
    const { token, email } = await invitedBy(owner);
    const visitor = await signedIn(server, owner.email);
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const sendings: [string, Record<string, string>][] = [
      ['/app/people/invite', { email: newAddress(), role: 'admin' }],
      [`/app/people/${colleague.userId}/remove`, {}],
      [`/app/people/${colleague.userId}/transfer`, {}],
      ['/app/profile', { industry: 'X' }],
      ['/invitation', { token, ...JOIN }],
    ];
    for (const [path, form] of sendings)
      expect([path, (await visitor.post(path, form, foreign)).status]).toEqual([path, 403]);
    expect(await server.prisma.user.count({ where: { email } })).toBe(0);
    expect((await server.prisma.user.findUniqueOrThrow({ where: { id: owner.userId } })).role).toBe('owner');
  });
});

describe('the profile page', () => {
  it('saves what was typed, once, and shows others what it says', async () => {
    const owner = await activeTenant(server);
    const viewer = await inviteColleague(server, owner);
    const visitor = await signedIn(server, owner.email);
    const version = /name="version" value="(\d+)"/.exec((await visitor.get('/app/profile')).html)?.[1] ?? '';
    const form = { industry: 'Logistics', billing_city: 'Lahore', billing_country: 'PK', version };
    expect((await visitor.post('/app/profile', form)).location).toBe('/app/profile');
    expect((await visitor.get('/app/profile')).html).toContain('Your profile is saved.');
    const again = await visitor.post('/app/profile', { ...form, industry: 'Trade' });
    expect([again.status, again.html.includes('Somebody else changed the profile')]).toEqual([409, true]);
    const { html } = await (await signedIn(server, viewer.email)).get('/app/profile');
    expect(html).toContain('Lahore, Pakistan');
    expect(html).not.toContain('name="industry"');
  });
});

describe('who waits for a payment', () => {
  it('sees the people and the profile, is offered nothing that is closed, and is told so at the door', async () => {
    const owner = await signUpForPlan(server);
    const visitor = await signedIn(server, owner.email);
    const list = await visitor.get('/app/people');
    expect([list.status, list.html.includes('/app/people/invite')]).toEqual([200, false]);
    expect((await visitor.get('/app/profile')).html).not.toContain('name="industry"');
    expect((await visitor.get('/app/people/invite')).status).toBe(402);
  });
});

it.each([
  ['/customer/register', '/signup'],
  ['/customer/register/?plan=starter', '/signup?plan=starter'],
  ['/customer/login?next=%2Fapp%2Fpeople', '/login?next=%2Fapp%2Fpeople'],
  ['/customer/login/', '/login'],
  ['/customer/dashboard/', '/app'],
  ['/customer/team/', '/app/people'],
  ['/customer/team/invite/?x=//evil.example', '/app/people/invite?x=//evil.example'],
])('%s leads to %s', async (path, target) => {
  const { status, location } = await newVisitor(server).get(path);
  expect([status, location]).toEqual([302, target]);
});
