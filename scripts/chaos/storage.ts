import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Experiment, type Finding, finding } from './finding.js';
import { confirm, newTenant, type Tenant } from './http-client.js';
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
