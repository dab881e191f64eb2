import { connectDatabase } from '../../../src/database/connect.js';
import { openPdfMaker } from '../../../src/pdf/pdf-maker.js';
import { systemClock } from '../../../src/services/core/calendar.js';
import { secretBox } from '../../../src/services/core/secrets.js';
import { localStorage } from '../../../src/services/core/storage.js';
import { getSealKey } from '../../../src/services/documents/seal-key.js';
import { startWorker } from '../../../src/worker.js';
import { testLog } from '../../support/installation.js';

/** A worker in a process of its own, for tests that kill it. */
const [databaseUrl = '', smtpUrl = '', proofFolder = '', documentFolder = proofFolder] = process.argv.slice(2);
const { prisma } = connectDatabase({ url: databaseUrl, poolSize: 5, sidePoolSize: 1 }, () => undefined);
const kept = {
  prisma,
  secrets: secretBox('an encryption key that only the tests use'),
  baseUrl: 'http://localhost:3000',
};
await startWorker({
  installation: {
    ...kept,
    proofs: localStorage(proofFolder),
    documents: localStorage(documentFolder),
    pdf: openPdfMaker(() => getSealKey(kept)),
    staffInbox: null,
    mailConfigured: true,
    logger: testLog,
  },
  clock: systemClock,
  databaseUrl,
  smtp: { url: smtpUrl, from: '' },
  log: testLog,
});
