import type { BenchInstallation } from './bench-installation.js';
import { accountsOf, pendingOf } from './load.js';
import type { Measured, Part } from './part.js';
import { ms, table } from './statistics.js';
import { verify } from './verify.js';

const AIM_MS = 120_000;

/** How long it takes to fill an installation, and whether what was filled in obeys every truth. */
export const loadingPart: Part = {
  name: 'loading',
  title: 'Loading a past',
  async measure({ small, large }): Promise<Measured> {
    const rows: string[][] = [];
    for (const bench of [await small(), await large()]) rows.push(await row(bench));
    const { loadedInMs, payments } = await large();
    return {
      text: [
        table(['payments', 'accounts', 'pending', 'size', 'loaded in', 'sealed in', 'verify, all truths hold'], rows),
        '',
        'With its invoices, lines, subscription, ledger, audit and mail. Set-based SQL in one transaction by the owner of the tables:',
        'CHECKs, primary keys and generated columns judge every row as it comes; foreign keys and the other indexes are taken down,',
        'put back and so checked over all rows; triggers are off, and `npm run verify` is asked afterwards. The seals over ledger and',
        'audit are made by the same job as ever.',
      ].join('\n'),
      aims: [
        {
          says: `${payments.toLocaleString('en')} payments are loaded`,
          figure: loadedInMs / 1_000,
          limit: (AIM_MS / 1_000) * Math.max(1, payments / 1_000_000),
          unit: 's',
        },
      ],
    };
  },
};

async function row(bench: BenchInstallation): Promise<string[]> {
  const { rows } = await bench.client.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
  const number = (value: number) => value.toLocaleString('en');
  return [
    number(bench.payments),
    number(accountsOf(bench.payments)),
    number(pendingOf(bench.payments)),
    `${(Number(rows[0]?.bytes) / 1e6).toFixed(0)} MB`,
    ms(bench.loadedInMs),
    ms(bench.sealedInMs),
    ms(await verify(bench)),
  ];
}
