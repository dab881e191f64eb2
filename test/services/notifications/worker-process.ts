import { connectDatabase } from '../../../src/database/connect.js';
import { systemClock } from '../../../src/services/core/calendar.js';
import { secretBox } from '../../../src/services/core/secrets.js';
import { localStorage } from '../../../src/services/core/storage.js';
import { startWorker } from '../../../src/worker.js';
import { testLog } from '../../support/installation.js';

/** A worker in a process of its own, for tests that kill it. */
const [databaseUrl = '', smtpUrl = '', proofFolder = ''] = process.argv.slice(2);
const { prisma } = connectDatabase({ url: databaseUrl, poolSize: 5, sidePoolSize: 1 }, () => undefined);
await startWorker({
  installation: {
    prisma,
    proofs: localStorage(proofFolder),
    secrets: secretBox('an encryption key that only the tests use'),
    baseUrl: 'http://localhost:3000',
    staffInbox: null,
    mailConfigured: true,
    logger: testLog,
  },
  clock: systemClock,
  databaseUrl,
  smtp: { url: smtpUrl, from: '' },
  log: testLog,
});
