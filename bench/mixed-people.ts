import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashPassword } from '../src/services/core/passwords.js';
import type { BenchInstallation } from './bench-installation.js';
import { type Answer, ask, staffDoor } from './staff-door.js';

export interface Act {
  what: string;
  tookMs: number;
}

export interface Log {
  acts: Act[];
  approved: number;
  errors: string[];
}

const PASSWORD = 'a password of a tenant';
const SLIP_BYTES = 100_000;
const LOOKS_MS = 200;
const PAGE = 50;
let signedUp = 0;

/** Signs up for a paid plan, looks at the bill, and says that it was paid, with a slip; again and again. */
export async function tenantAtWork(baseUrl: string, log: Log, isOver: () => boolean): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const send = (what: string, status: number, ...[method, path, headers, body]: Sent) =>
    acted(log, what, status, () => ask(agent, `${baseUrl}/api/v1${path}`, method, headers, body));
  while (!isOver()) {
    signedUp += 1;
    const email = `tenant-${signedUp}@mixed.example`;
    const person = {
      email,
      password: PASSWORD,
      full_name: `Tenant ${signedUp}`,
      plan_slug: 'starter',
      billing_country: 'US',
    };
    const answer = await send('sign up', 201, 'POST', '/auth/register', JSON_BODY, JSON.stringify(person));
    if (answer === null) continue;
    const { data } = JSON.parse(answer.text) as { data: { access: string; invoice: { id: number; total: string } } };
    const authorization = `Bearer ${data.access}`;
    await send('bills', 200, 'GET', '/billing/invoices', { authorization });
    const { body, type } = slipForm(data.invoice);
    await send(
      'confirm with a slip',
      201,
      'POST',
      '/billing/payments/confirm',
      { authorization, 'content-type': type },
      body,
    );
  }
  agent.destroy();
}

type Sent = [method: string, path: string, headers: Record<string, string>, body?: string | Buffer];
const JSON_BODY = { 'content-type': 'application/json' };

function slipForm(invoice: { id: number; total: string }): { body: Buffer; type: string } {
  const boundary = `bench-${randomBytes(8).toString('hex')}`;
  const fields = {
    invoice_id: String(invoice.id),
    payment_method: 'bank_transfer',
    manual_reference: `MX-${invoice.id}`,
    amount: invoice.total,
  };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="proof"; filename="slip.pdf"\r\ncontent-type: application/pdf\r\n\r\n`;
  const slip = Buffer.concat([Buffer.from('%PDF-1.4\n%'), randomBytes(SLIP_BYTES), Buffer.from('\n%%EOF')]);
  const body = Buffer.concat([Buffer.from(parts.join('') + file), slip, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}

/** Looks at what waits and approves all that the page shows; a colleague may have been faster. */
export async function staffAtWork(
  { staff }: BenchInstallation,
  baseUrl: string,
  log: Log,
  isOver: () => boolean,
  desk: number,
): Promise<void> {
  const colleague = { email: `desk-${desk}@mixed.example`, password: PASSWORD };
  await staff.context.installation.prisma.staffUser.create({
    data: {
      email: colleague.email,
      fullName: `Desk ${desk}`,
      role: 'finance',
      passwordHash: await hashPassword(PASSWORD),
    },
  });
  const door = await staffDoor(baseUrl, colleague);
  const list = `/admin/api/resources/Payment/actions/list?filters.status=pending_approval&perPage=${PAGE}`;
  while (!isOver()) {
    const page = await acted(log, 'list what waits', 200, () => door.get(list));
    const { records } = JSON.parse(page?.text ?? '{"records":[]}') as { records: { id: number }[] };
    await sleep(LOOKS_MS);
    if (records.length === 0) continue;
    const recordIds = records.map(({ id }) => Number(id));
    const answer = await acted(log, 'approve a page', 200, () =>
      door.post('/admin/api/resources/Payment/actions/approvePayments', { recordIds }),
    );
    log.approved += Number(/"approved":(\d+)/.exec(answer?.text ?? '')?.[1] ?? 0);
    if (/"refused":[1-9]/.test(answer?.text ?? '')) log.errors.push(`refused: ${answer?.text.slice(0, 300)}`);
  }
  door.close();
}

async function acted(log: Log, what: string, status: number, act: () => Promise<Answer>): Promise<Answer | null> {
  const started = performance.now();
  try {
    const answer = await act();
    if (answer.status !== status) throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`);
    log.acts.push({ what, tookMs: performance.now() - started });
    return answer;
  } catch (error) {
    log.errors.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    await sleep(LOOKS_MS);
    return null;
  }
}
