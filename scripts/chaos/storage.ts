import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Experiment, type Finding, finding } from './finding.js';
import { hangingFile } from './hanging-file.js';
import { confirm, newEmail, newTenant, register, type Tenant } from './http-client.js';
import { openSite, type Site } from './site.js';

interface Trouble {
  name: string;
  begin(site: Site): Promise<unknown>;
  end(site: Site): Promise<unknown>;
}

const sign = (site: Site) => path.join(site.folder, 'disk-trouble');
const proofs = (site: Site) => path.join(site.folder, 'proofs');

const disk = (name: string, code: string): Trouble => ({
  name,
  begin: (site) => writeFile(sign(site), code),
  end: (site) => rm(sign(site)),
});

const TROUBLES: Trouble[] = [
  disk('full (ENOSPC in the middle of the file)', 'ENOSPC'),
  disk('read-only (EROFS)', 'EROFS'),
  disk('failing (EIO)', 'EIO'),
  {
    name: 'away: something else stands in the place of the folder',
    begin: async (site) => {
      await rename(proofs(site), `${proofs(site)}-away`);
      await writeFile(proofs(site), '');
    },
    end: async (site) => {
      await rm(proofs(site));
      await rename(`${proofs(site)}-away`, proofs(site));
    },
  },
];

/** Slips that cannot be kept, in a real server whose disk is told to fail. */
export const storageTroubles: Experiment = {
  name: 'storage',
  title: 'A storage of slips in trouble',
  async run(ground) {
    const site = await openSite(ground);
    try {
      await site.startServer({ CHAOS_DISK: sign(site) }, ['scripts/chaos/broken-disk.mjs']);
      // The folder is there from the first slip on.
      await confirm(site.baseUrl, await newTenant(site.baseUrl));
      const findings: Finding[] = [];
      for (const trouble of TROUBLES) findings.push(await playTrouble(site, trouble, await newTenant(site.baseUrl)));
      findings.push(await playHang(site));
      const wrong = await site.verify();
      return [
        ...findings,
        finding('afterwards', 'npm run verify clean', wrong.length === 0 ? 'clean' : 'not clean', wrong),
      ];
    } finally {
      await site.close();
    }
  },
};

async function playTrouble(site: Site, trouble: Trouble, tenant: Tenant): Promise<Finding> {
  const key = `storage-${tenant.invoiceId}`;
  await trouble.begin(site);
  const refused = await confirm(site.baseUrl, tenant, key);
  const halfMade = await rowsOf(site, tenant);
  await trouble.end(site);
  const files = (await readdir(proofs(site))).length;
  const orphans = await site.orphans();
  const repeat = await confirm(site.baseUrl, tenant, key);
  const complaints: string[] = [];
  if (refused.status !== 503 || refused.code !== 'storage_unavailable')
    complaints.push(`it was answered ${refused.status} ${refused.code} "${refused.sentence}"`);
  if (halfMade !== 0) complaints.push(`${halfMade} rows of a half-made confirmation`);
  if (orphans.length > 0) complaints.push(`${orphans.length} leftover files`);
  if (repeat.status !== 201) complaints.push(`the repeat was answered ${repeat.status} "${repeat.sentence}"`);
  if ((await readdir(proofs(site))).length !== files + 1) complaints.push('the repeat kept no slip, or more than one');
  return finding(
    `a confirmation with upload while the storage is ${trouble.name}`,
    '503 and a clear sentence, no row, no file; the repeat with its key works when the storage is back',
    `${refused.status} "${refused.sentence}"; ${halfMade} rows, ${orphans.length} leftover files; then ${repeat.status}`,
    complaints,
  );
}

/** More confirmations than Node has threads, each at a disk that does not answer. */
const HANGING = 6;

/** Network disks that went away refuse nothing: the call is simply never over. */
async function playHang(site: Site): Promise<Finding> {
  const pipe = path.join(site.folder, 'disk-pipe');
  const tenants: Tenant[] = [];
  while (tenants.length < HANGING) tenants.push(await newTenant(site.baseUrl));
  const confirmAll = () => Promise.all(tenants.map((each) => confirm(site.baseUrl, each, `storage-${each.invoiceId}`)));
  const hanging = hangingFile(pipe);
  await writeFile(sign(site), pipe);
  const refusing = confirmAll();
  const meanwhile = await register(site.baseUrl, newEmail());
  const refused = await refusing;
  const halfMade = await Promise.all(tenants.map((each) => rowsOf(site, each)));
  await rm(sign(site));
  hanging.letGo();
  // They get their places when what hung has ended, for nobody.
  const repeats = await confirmAll();
  const late = (await site.orphans()).length;
  const swept = await site.sweepOrphans();
  const complaints: string[] = [];
  for (const { status, code, ms } of refused)
    if (status !== 503 || code !== 'storage_unavailable' || ms > 15_000)
      complaints.push(`a confirmation was answered ${status} ${code} after ${ms} ms`);
  if (meanwhile.status !== 201) complaints.push(`signing up meanwhile was answered ${meanwhile.status}`);
  if (halfMade.some((rows) => rows !== 0)) complaints.push(`rows of half-made confirmations: ${halfMade.join(', ')}`);
  for (const { status, sentence } of repeats)
    if (status !== 201) complaints.push(`a repeat was answered ${status} "${sentence}"`);
  if (swept !== late || (await site.orphans()).length > 0) complaints.push(`${late} leftover files, ${swept} swept`);
  return finding(
    `${HANGING} confirmations with upload at once while the storage hangs (no call to it is ever over)`,
    '503 within seconds, no row; signing up works meanwhile; the repeats work when the storage is back, what it kept late is swept',
    `${statusesOf(refused)} within ${Math.ceil(Math.max(...refused.map(({ ms }) => ms)) / 1_000)} s; signing up ${meanwhile.status}; then ${statusesOf(repeats)}; ${late} kept late, ${swept} swept`,
    complaints,
  );
}

/** Each status once. */
function statusesOf(replies: { status: number }[]): string {
  return [...new Set(replies.map(({ status }) => status))].sort().join(', ');
}

/** Payment, proof, audit, mail and key: none of them may be there. */
async function rowsOf(site: Site, { invoiceId }: Tenant): Promise<number> {
  const [row] = await site.query<{ sum: number }>(
    `SELECT ((SELECT count(*) FROM payments WHERE invoice_id = $1)
           + (SELECT count(*) FROM mails WHERE kind = 'confirmation-received' AND (data->>'invoiceId')::int = $1)
           + (SELECT count(*) FROM idempotency_keys WHERE key = 'storage-' || $1::text))::int AS sum`,
    [invoiceId],
  );
  return row?.sum ?? 0;
}
