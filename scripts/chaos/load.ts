import { setTimeout as sleep } from 'node:timers/promises';
import { act, confirm, newEmail, PASSWORD, postJson, type Reply, send } from './http-client.js';

export interface LoadReport {
  requests: number;
  failures: string[];
  p50: number;
  p99: number;
  longest: number;
  /** What was acknowledged: payments confirmed, and of those the approved ones. */
  confirmed: number[];
  approved: number[];
}

export interface Load {
  /** Forgets how long answers took, and which failed; what was acknowledged stays. */
  begin(): void;
  stop(): Promise<LoadReport>;
}

const TENANTS = 4;
const PAUSE_MS = 40;

/** People at work through the balancer until they are told to stop: each at an address of their own, as limits count. */
export function startLoad(baseUrl: string, cookie: string): Load {
  const work = new Work(baseUrl, cookie);
  const people = [
    ...Array.from({ length: TENANTS }, (_, index) => work.tenant(index)),
    work.reviewer(),
    work.visitor(),
  ];
  return {
    begin: () => work.begin(),
    async stop() {
      work.isOver = true;
      await Promise.all(people);
      return work.report();
    },
  };
}

class Work {
  isOver = false;
  private times: number[] = [];
  private failures: string[] = [];
  private readonly waiting: number[] = [];
  private readonly confirmed: number[] = [];
  private readonly approved: number[] = [];

  constructor(
    private readonly baseUrl: string,
    private readonly cookie: string,
  ) {}

  begin(): void {
    this.times = [];
    this.failures = [];
  }

  /** Signs up, looks around, says that the money is on its way, looks again; over and over. */
  async tenant(index: number): Promise<void> {
    for (let round = 0; !this.isOver; round += 1) {
      const address = { 'x-forwarded-for': `10.${index}.${Math.floor(round / 200)}.${round % 200}` };
      const body = { email: newEmail(), password: PASSWORD, plan_slug: 'starter' };
      const signedUp = await this.timed('signup', 201, () =>
        postJson(`${this.baseUrl}/api/v1/auth/register`, body, address),
      );
      if (signedUp.status !== 201) continue;
      const { access, account_id: accountId, user_id: userId, invoice } = dataOf(signedUp);
      const headers = { ...address, authorization: `Bearer ${access}` };
      await this.read('/api/v1/billing/invoices', headers);
      const tenant = { accountId, userId, access, invoiceId: invoice.id, amount: invoice.total };
      const confirmed = await this.timed('confirm', 201, () => confirm(this.baseUrl, tenant, `load-${invoice.id}`));
      if (confirmed.status === 201) {
        this.confirmed.push(dataOf(confirmed).payment_id);
        this.waiting.push(dataOf(confirmed).payment_id);
      }
      for (let look = 0; look < 5; look += 1) await this.read('/api/v1/billing/payments', headers);
    }
  }

  /** Lists, and approves in bulk whatever waits. */
  async reviewer(): Promise<void> {
    while (!this.isOver) {
      await this.read('/admin/api/resources/Payment/actions/list', { cookie: this.cookie });
      const recordIds = this.waiting.splice(0);
      if (recordIds.length > 0) {
        const path = 'Payment/actions/approvePayments';
        const answer = await this.timed('approve', 200, () => act(this.baseUrl, this.cookie, path, { recordIds }));
        if (answer.status === 200) this.approved.push(...recordIds);
      }
      await sleep(PAUSE_MS * 5);
    }
  }

  async visitor(): Promise<void> {
    while (!this.isOver) {
      await this.read('/', {});
      await this.read('/api/v1/auth/plans', {});
    }
  }

  report(): LoadReport {
    const times = this.times.toSorted((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    const { failures, confirmed, approved } = this;
    return { requests: times.length, failures, p50: at(0.5), p99: at(0.99), longest: at(1), confirmed, approved };
  }

  private async read(path: string, headers: Record<string, string>): Promise<void> {
    await this.timed(`GET ${path}`, 200, () => send(`${this.baseUrl}${path}`, { headers }));
    await sleep(PAUSE_MS);
  }

  private async timed(what: string, wanted: number, run: () => Promise<Reply>): Promise<Reply> {
    const reply = await run();
    this.times.push(reply.ms);
    if (reply.status !== wanted) this.failures.push(`${what}: ${reply.status} ${reply.code} ${reply.sentence}`);
    return reply;
  }
}

interface Data {
  access: string;
  account_id: number;
  user_id: number;
  invoice: { id: number; total: string };
  payment_id: number;
}

function dataOf({ text }: Reply): Data {
  return (JSON.parse(text) as { data: Data }).data;
}
