import { expect, it } from 'vitest';
import { editRecord } from '../../../src/services/settings/edit-record.js';
import { hire } from '../../admin/office.js';
import { DESKTOP, useBrowser } from '../../support/browser.js';
import { signUpTenant, staff } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { enter, troubleOf, visit } from './steps.js';

const server = useServer();
const browser = useBrowser();

it('operations edit a payment method beside what the tenant sees, and example data loses its warning', async () => {
  const page = await browser.newPage(DESKTOP);
  const trouble = troubleOf(page);
  await enter(page, server, (await hire(server, 'operations')).email);
  const config = await server.prisma.paymentMethodConfig.findFirstOrThrow({
    where: { countryCode: 'PK', paymentMethod: 'local_wallet' },
  });
  await visit(page, server, `/admin/resources/PaymentMethodConfig/records/${config.id}/edit`);
  await page.getByLabel('Wallet id').fill('0300 7654321');
  await page.getByLabel('What a tenant sees').getByText('0300 7654321').waitFor();
  await page.getByText('One change').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect(await server.prisma.paymentMethodConfig.findUniqueOrThrow({ where: { id: config.id } })).toMatchObject({
    walletId: '0300 7654321',
    isExample: false,
    version: config.version + 1,
  });
  expect(trouble).toEqual([]);
});

it('after a colleague saved meanwhile, both versions are shown and what was typed is kept', async () => {
  const page = await browser.newPage(DESKTOP);
  await enter(page, server, (await hire(server, 'operations')).email);
  const plan = await server.prisma.plan.findUniqueOrThrow({ where: { slug: 'starter' } });
  await visit(page, server, `/admin/resources/Plan/records/${plan.id}/edit`);
  await editRecord(await staff(server, 'operations'), {
    model: 'Plan',
    id: plan.id,
    version: plan.version,
    values: { description: 'By a colleague' },
  });
  await page.getByLabel('Description').fill('By me');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Now it is “By a colleague”; you entered “By me”.').waitFor();
  expect(await page.getByLabel('Description').inputValue()).toBe('By me');
  await page.getByRole('button', { name: 'Take the new version and keep what I typed' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  expect((await server.prisma.plan.findUniqueOrThrow({ where: { id: plan.id } })).description).toBe('By me');
});

it('what was typed and not saved is not lost without a question', async () => {
  const page = await browser.newPage(DESKTOP);
  await enter(page, server, (await hire(server, 'operations')).email);
  await visit(page, server, '/admin/resources/Seller/records/1/edit');
  await page.getByLabel('Legal name').fill('Half typed');
  const questions: string[] = [];
  page.on('dialog', async (dialog) => {
    questions.push(dialog.message());
    await dialog.dismiss();
  });
  await page.getByRole('link', { name: 'Payments', exact: true }).click();
  expect(questions).toEqual(['Leave this page? What you changed is not saved.']);
  expect(await page.getByLabel('Legal name').inputValue()).toBe('Half typed');
});

it('a session that ended mid-form keeps what was typed and says how to go on', async () => {
  const { accountId } = await signUpTenant(server);
  const page = await browser.newPage(DESKTOP);
  const colleague = await hire(server, 'finance');
  await enter(page, server, colleague.email);
  await visit(page, server, `/admin/resources/Account/records/${accountId}/show`);
  await page.getByRole('button', { name: 'Adjust credits' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Credits').fill('-60');
  await dialog.getByLabel('Reason').fill('Billed twice');
  await server.prisma.staffUser.update({ where: { id: colleague.id }, data: { sessionEpoch: { increment: 1 } } });
  await dialog.getByRole('button', { name: 'Adjust credits' }).click();
  await dialog.getByText('Your session has ended.').waitFor();
  expect(await dialog.getByLabel('Reason').inputValue()).toBe('Billed twice');
  const door = await page.context().newPage();
  await enter(door, server, colleague.email);
  await dialog.getByRole('button', { name: 'Adjust credits' }).click();
  await page.getByText('The account now has 1,940 credits.').waitFor();
  expect(await server.prisma.creditTransaction.count({ where: { accountId, transactionType: 'adjustment' } })).toBe(1);
});

it('a superadmin adds a colleague and reveals the link where no mail is sent', async () => {
  const page = await browser.newPage(DESKTOP);
  await enter(page, server, (await hire(server, 'superadmin')).email);
  await visit(page, server, '/admin/resources/StaffUser');
  await page.getByRole('button', { name: 'New colleague' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nadia Roy');
  await dialog.getByLabel('E-mail').fill('nadia@office.example');
  await dialog.getByLabel('Role').selectOption('support');
  await dialog.getByRole('button', { name: 'Add and send the link' }).click();
  await page.getByText('Your colleague is added. No mail is sent from here yet').waitFor();
  const mail = await server.prisma.mail.findFirstOrThrow({ where: { toEmail: 'nadia@office.example' } });
  await visit(page, server, `/admin/resources/Mail/records/${mail.id}/show`);
  await page.getByRole('button', { name: 'Reveal the link' }).click();
  await dialog.getByRole('button', { name: 'Reveal the link' }).click();
  const link = await dialog.getByText('/admin/set-password?token=').textContent();
  await page.goto(link ?? '');
  await page.getByLabel('New password').fill('a good long sentence');
  await page.getByLabel('The same again').fill('a good long sentence');
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByText('Your password is saved. Please sign in.').waitFor();
});
