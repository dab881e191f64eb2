import { expect, it } from 'vitest';
import { hashToken } from '../../../src/services/core/ids.js';
import { hire } from '../../admin/office.js';
import { DESKTOP, PHONE, useBrowser } from '../../support/browser.js';
import { signUpForPlan } from '../../support/factories.js';
import { useServer } from '../../support/http.js';
import { expectAccessible } from '../axe.js';
import { enter, troubleOf, visit } from './steps.js';

const server = useServer();
const browser = useBrowser();

it.each([
  ['at a desk', DESKTOP],
  ['at a phone', PHONE],
] as const)('%s a superadmin makes a token, copies it, and revokes it', async (_where, screen) => {
  const boss = await hire(server, 'superadmin');
  const page = await browser.newPage(screen);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const trouble = troubleOf(page);
  await enter(page, server, boss.email);
  await visit(page, server, '/admin/resources/StaffApiToken');
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('ERP');
  await dialog.getByLabel('Role').selectOption('finance');
  await dialog.getByLabel('Valid for').selectOption({ label: 'Until a day of your choice' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await dialog.getByText('Please enter a day like 2026-12-31.').waitFor();
  const nextYear = new Date(server.clock.now().getTime() + 365 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Last day').fill(nextYear);
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const shown = dialog.getByLabel('API token');
  const token = await shown.inputValue();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Copy' }).click();
  await dialog.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await dialog.getByRole('link', { name: 'Open' }).click();
  await page.getByRole('heading', { name: 'ERP' }).waitFor();
  expect(await page.content()).not.toContain(token);
  const kept = await server.prisma.staffApiToken.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } });
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the token' }).click();
  await page.getByText('The token is revoked.').waitFor();
  expect((await server.prisma.staffApiToken.findUniqueOrThrow({ where: { id: kept.id } })).revokedAt).not.toBeNull();
  expect(trouble).toEqual([]);
});

it('a link entered for the wrong invoice is removed, and its page gives way to the list', async () => {
  const { invoice } = await signUpForPlan(server);
  const finance = await hire(server, 'finance');
  const page = await browser.newPage();
  const trouble = troubleOf(page);
  await enter(page, server, finance.email);
  await visit(page, server, `/admin/resources/Invoice/records/${invoice.id}/show`);
  await page.getByRole('button', { name: 'Enter outside id' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Id there').fill('1047');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText('The outside id is kept.').waitFor();
  const { id } = await server.prisma.externalRef.findFirstOrThrow({ where: { externalId: '1047' } });
  await visit(page, server, `/admin/resources/ExternalRef/records/${id}/show`);
  await page.getByRole('link', { name: `No. ${invoice.id}` }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove' }).click();
  await dialog.getByLabel('Reason').fill('Entered for the wrong invoice');
  await dialog.getByRole('button', { name: 'Remove the link' }).click();
  await page.getByRole('heading', { name: 'Outside ids' }).waitFor();
  expect(await server.prisma.externalRef.count()).toBe(0);
  expect(trouble).toEqual([]);
});
