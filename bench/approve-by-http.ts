import type { StaffDoor } from './staff-door.js';

/** Approves through the back-office's own door; answers how many bytes came back. */
export async function approveByHttp(door: StaffDoor, paymentIds: number[]): Promise<number> {
  const path = '/admin/api/resources/Payment/actions/approvePayments';
  const { status, text, bytes } = await door.post(path, { recordIds: paymentIds });
  const approved = Number(/"approved":(\d+)/.exec(text)?.[1]);
  if (status !== 200 || approved !== paymentIds.length)
    throw new Error(`approving answered ${status}: ${text.slice(0, 300)}`);
  return bytes;
}
