import { expect, it } from 'vitest';
import { applyLabsDiscount } from '../../../src/services/accounts/apply-labs-discount.js';
import { inviteUser } from '../../../src/services/users/invite-user.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import {
  activeTenant,
  invitationToken,
  inviteColleague,
  PASSWORD,
  secondOwner,
  signUpForPlan,
  staff,
} from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessible, expectAccessibleEverywhere } from '../axe.js';
import { errorAt, fill, mainText, open, press, signIn } from './steps.js';

const server = useServer();
const browser = useBrowser();

const SCREENS = [
  ['at a desk in daylight', { ...DESKTOP, colorScheme: 'light' }],
  ['at a phone in the dark', { ...PHONE, colorScheme: 'dark' }],
  ['at a phone without scripts', { ...PHONE, colorScheme: 'light', javaScriptEnabled: false }],
] as const;

async function mailedLink(email: string): Promise<string> {
  const { id } = await server.prisma.invitation.findFirstOrThrow({ where: { email }, orderBy: { id: 'desc' } });
  return `/invitation?token=${await invitationToken(server, id)}`;
}

it.each(SCREENS)('%s an owner invites a colleague, who joins and sees what the role allows', async (where, screen) => {
  const owner = await activeTenant(server, { accountName: 'Yusuf Traders', fullName: 'Amina Yusuf' });
  const email = `${where.replaceAll(' ', '-')}@company.example`;
  const page = await browser.newPage(screen);
  await signIn(page, server, owner.email, '/app/people');
  await page.getByRole('link', { name: 'Invite a colleague' }).click();
  await press(page, 'Send the invitation');
  expect(await errorAt(page, 'email')).toBe('Please enter an e-mail address like name@company.com.');
  await fill(page, { email });
  await page.getByRole('radio', { name: /^Admin/ }).check();
  await page.getByRole('checkbox', { name: /^Sign contracts/ }).check();
  await press(page, 'Send the invitation');
  await page.waitForURL('**/app/people#invitations');
  expect(await mainText(page)).toContain(`The invitation is on its way to ${email}.`);

  const phone = await browser.newPage(screen);
  await open(phone, server, await mailedLink(email));
  expect(await mainText(phone)).toContain('Amina Yusuf invites you.');
  await press(phone, 'Join');
  expect(await errorAt(phone, 'full_name')).toBe('Please enter your name.');
  await fill(phone, { full_name: 'Noor Ali', password: PASSWORD, password_confirm: PASSWORD });
  await press(phone, 'Join');
  await phone.waitForURL('**/app');
  expect(await mainText(phone)).toContain('Welcome. You belong to Yusuf Traders now.');
  await open(phone, server, '/app/people');
  expect(await mainText(phone)).toContain('Noor Ali (you)');

  await open(page, server, '/app/people');
  await page.getByRole('link', { name: 'Change Noor Ali' }).click();
  expect(await page.getByRole('checkbox', { name: /^Sign contracts/ }).isChecked()).toBe(true);
  await page.getByRole('radio', { name: /^Viewer/ }).check();
  await page.getByRole('checkbox', { name: /^Sign contracts/ }).uncheck();
  await press(page, 'Save');
  await page.waitForURL('**/app/people');
  await open(phone, server, '/app/people/invite');
  expect(await mainText(phone)).toContain('Only owners and admins may manage people.');

  await page.getByRole('link', { name: 'Change Noor Ali' }).click();
  await page.getByText('Remove Noor Ali').click();
  await press(page, 'Remove this person');
  await page.waitForURL('**/app/people');
  expect(await mainText(page)).toContain('Noor Ali is removed and signed out everywhere.');
  await open(phone, server, '/app');
  expect(phone.url()).toContain('/login');
});

it('on a phone the owner hands the account over and is an admin from then on', async () => {
  const owner = await activeTenant(server);
  const heir = await inviteColleague(server, owner, { fullName: 'Noor Ali' });
  const page = await browser.newPage(PHONE);
  await signIn(page, server, owner.email, `/app/people/${heir.userId}`);
  await page.getByText('the owner in your place').click();
  await press(page, 'Hand the account over');
  await page.waitForURL('**/app/people');
  expect(await mainText(page)).toContain('Noor Ali is the owner now, and you are an admin.');
  expect(await page.getByRole('link', { name: /^Change Noor/ }).count()).toBe(0);
});

it('what was typed into the profile survives a session that ended', async () => {
  const owner = await activeTenant(server);
  const page = await browser.newPage();
  await signIn(page, server, owner.email, '/app/profile');
  await fill(page, { industry: 'Logistics' });
  await page.context().clearCookies();
  await press(page, 'Save');
  await fill(page, { email: owner.email, password: PASSWORD });
  await press(page, 'Sign in');
  await page.waitForURL('**/app/profile');
  expect(await page.inputValue('[name=industry]')).toBe('Logistics');
  await press(page, 'Save');
  expect(await mainText(page)).toContain('Your profile is saved.');
});

it('anybody can use the pages of people and the profile, at a desk by day and at a phone in the dark', async () => {
  const owner = await activeTenant(server, { accountName: 'A'.repeat(200), fullName: 'B'.repeat(200) });
  const admin = await inviteColleague(server, owner, { role: 'admin', fullName: 'مريم الحسن', canManageBilling: true });
  const viewer = await inviteColleague(server, owner, { fullName: 'W'.repeat(200) });
  await secondOwner(server, owner);
  const email = 'waits-at-a-very-long-address-indeed@company-with-a-long-name.example';
  await inviteUser(owner.ctx, { email, role: 'billing', canSignContracts: true });
  await applyLabsDiscount(await staff(server, 'finance'), {
    accountId: owner.accountId,
    isLabsCustomer: true,
    labsAccountEmail: 'labs@company.example',
    labsDiscountPercent: '12.5',
  });
  const unpaid = await signUpForPlan(server);
  const visits: [string, string[]][] = [
    [
      owner.email,
      [
        '/app/people',
        '/app/people/invite',
        `/app/people/${admin.userId}`,
        `/app/people/${owner.userId}`,
        '/app/profile',
        await mailedLink(email),
      ],
    ],
    [viewer.email, ['/app/people', '/app/profile', '/app/people/invite']],
    [unpaid.email, ['/app/people', '/app/profile', '/app/people/invite']],
  ];
  for (const [who, paths] of visits) {
    const page = await browser.newPage();
    await signIn(page, server, who);
    for (const path of paths) {
      await open(page, server, path);
      await expectAccessibleEverywhere(page);
    }
  }
  const guest = await browser.newPage();
  for (const path of [await mailedLink(email), '/invitation?token=x']) {
    await open(guest, server, path);
    await expectAccessibleEverywhere(guest);
  }
  await open(guest, server, await mailedLink(email));
  await press(guest, 'Join');
  await guest.locator('.error-summary').waitFor();
  await expectAccessible(guest);
});
