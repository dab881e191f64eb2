import { approveByHttp } from './approve-by-http.js';
import type { BenchInstallation } from './bench-installation.js';
import { loadPending } from './load-pending.js';
import type { StaffDoor } from './staff-door.js';

const MANY = 10_000;
const NOBODYS = 1_500_000_000;

/** Uncompressed: all went well, and all failed, each with its sentence. */
export async function answerSizes(bench: BenchInstallation, door: StaffDoor): Promise<Record<string, number>> {
  const ids = await loadPending(bench.client, MANY, 'answers');
  const allWell = await approveByHttp(door, ids);
  const again = await door.post('/admin/api/resources/Payment/actions/approvePayments', { recordIds: ids });
  const missing = await door.post('/admin/api/resources/Payment/actions/approvePayments', {
    recordIds: ids.map((_, index) => NOBODYS + index),
  });
  return { 'all approved': allWell, 'all decided before': again.bytes, 'none exists': missing.bytes };
}
