import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.js';

/** A PostgreSQL with its everyday settings, fsync included, that can be killed and started again. */
export interface ChaosPostgres {
  /** As the role that serves, and as the one that owns; the port may be another after a restart. */
  readonly url: string;
  readonly ownerUrl: string;
  /** The postmaster and all its children at once. */
  kill9(): void;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(folder: string): Promise<ChaosPostgres> {
  const open = () =>
    startEmbeddedPostgres(folder, {
      owner: 'npm run chaos',
      settings: { max_connections: '200', log_statement: 'none' },
    });
  let running = await open();
  return {
    get url() {
      return running.url;
    },
    get ownerUrl() {
      return running.ownerUrl;
    },
    kill9() {
      const [first = ''] = readFileSync(path.join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n');
      const postmaster = Number(first);
      const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' });
      for (const pid of [postmaster, ...children.split('\n').filter(Boolean).map(Number)]) process.kill(pid, 'SIGKILL');
    },
    async startAgain() {
      running = await open();
    },
    stop: () => running.stop(),
  };
}
