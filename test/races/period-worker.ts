import { connectDatabase } from '../../src/database/connect.js';
import { openPdfMaker } from '../../src/pdf/pdf-maker.js';
import { issueDuePeriods } from '../../src/services/billing-periods/issue-due-periods.js';
import { secretBox } from '../../src/services/core/secrets.js';
import { localStorage } from '../../src/services/core/storage.js';
import { getSealKey } from '../../src/services/documents/seal-key.js';
import { movingClock } from '../support/clock.js';
import { testLog } from '../support/installation.js';

/** The period job in a process of its own, for tests that kill it; prints how many invoices it issued. */
const [databaseUrl = '', folder = '', now = ''] = process.argv.slice(2);
const { prisma, close } = connectDatabase({ url: databaseUrl, poolSize: 2, sidePoolSize: 1 }, () => undefined);
const kept = {
  prisma,
  secrets: secretBox('an encryption key that only the tests use'),
  baseUrl: 'http://localhost:3000',
};
const pdf = openPdfMaker(() => getSealKey(kept));
const issued = await issueDuePeriods({
  installation: {
    ...kept,
    proofs: localStorage(folder),
    documents: localStorage(folder),
    pdf,
    staffInbox: null,
    mailConfigured: false,
    logger: testLog,
  },
  actor: { type: 'system', label: 'issue_due_periods' },
  clock: movingClock(now),
  requestId: `worker-${process.pid}`,
  ipAddress: '',
});
console.log(issued);
await pdf.close();
await close();
