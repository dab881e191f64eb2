/*
 * `npm run demo`: the lively start. The same product as `npm start`, with half a year of history to look at: about 300
 * accounts in every state, 60 confirmations to decide, staff of every role, everything with one printed password.
 *
 * It never mixes with real data: it always brings a database of its own, under `.data-demo` (or DATA_DIR), and stays
 * out of a folder that holds another installation. DATABASE_URL, SMTP_URL and ADMIN_* are not used: nothing is sent.
 * Delete the folder to begin again.
 */
import { type Config, readConfig } from '../src/config.js';
import { main } from '../src/main.js';
import { serve } from '../src/serve.js';
import type { Context } from '../src/services/core/context.js';
import { StartError } from '../src/start-error.js';
import { type DemoFolder, openDemoFolder } from './demo/data-folder.js';
import { fillDemo } from './demo/fill.js';
import { DEMO_PASSWORD, STAFF, SUPERADMIN, TENANTS } from './demo/logins.js';

const NOT_USED = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'SMTP_URL',
  'MAIL_FROM',
  'ADMIN_EMAIL',
  'ADMIN_PASSWORD',
  'STAFF_INBOX',
];

await main(async () => {
  const config = demoConfig();
  const folder = await openDemoFolder(config.dataDir, config.baseUrl);
  await serve(config, (ctx) => fillOnce(ctx, folder));
  console.log(summary(config));
});

function demoConfig(): Config {
  // An empty setting counts as absent; an empty DATA_DIR must not lead to the real data.
  const given = Object.entries(process.env).filter(([name, value]) => value?.trim() !== '' && !NOT_USED.includes(name));
  return readConfig({
    DATA_DIR: '.data-demo',
    ...Object.fromEntries(given),
    ADMIN_EMAIL: SUPERADMIN,
    ADMIN_PASSWORD: DEMO_PASSWORD,
    STAFF_INBOX: 'office@staff.example',
  });
}

async function fillOnce(ctx: Context, folder: DemoFolder): Promise<void> {
  if (folder.isFilled) return;
  process.stdout.write('\n  Living through half a year of demo history, once:');
  const started = Date.now();
  const stopped = new AbortController();
  const stop = () => stopped.abort(new StartError('Stopped. The next start of the demo begins anew.'));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const onMonth = (month: Date) => {
    process.stdout.write(` ${month.toLocaleString('en', { month: 'long', timeZone: 'UTC' })}`);
  };
  await fillDemo(ctx, { signal: stopped.signal, onMonth });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  await folder.markFilled();
  console.log(`. Done in ${Math.round((Date.now() - started) / 1_000)} s.`);
}

function summary({ baseUrl, dataDir }: Config): string {
  const logins = [
    `Password of everybody:  ${DEMO_PASSWORD}`,
    '',
    `Staff, at ${baseUrl}/admin`,
    ...STAFF.map(({ email, role }) => `  ${email.padEnd(28)} ${role}`),
    '',
    `Tenants, at ${baseUrl}/login`,
    ...Object.values(TENANTS).map(({ email, about }) => `  ${email.padEnd(28)} ${about}`),
    '',
    `Data: ${dataDir} (delete it to begin again). Ctrl-C stops.`,
  ];
  return `${logins.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`;
}
