import { STAFF } from './site.js';

/** What came back; status 0 is a connection that broke before an answer. */
export interface Reply {
  status: number;
  /** The code and the sentence of a refusal. */
  code: string;
  sentence: string;
  /** Byte for byte. */
  text: string;
  headers: Headers;
  ms: number;
}

export async function send(url: string, init: RequestInit = {}): Promise<Reply> {
  const started = Date.now();
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(90_000), ...init });
    const text = await response.text();
    const { code = '', error = '' } = asObject(text);
    return {
      status: response.status,
      code,
      sentence: error,
      text,
      headers: response.headers,
      ms: Date.now() - started,
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return {
      status: 0,
      code: 'no_answer',
      sentence: cause,
      text: '',
      headers: new Headers(),
      ms: Date.now() - started,
    };
  }
}

function asObject(text: string): { code?: string; error?: string } {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const json = { 'content-type': 'application/json', ...headers };
  return send(url, { method: 'POST', headers: json, body: JSON.stringify(body) });
}

interface Registered {
  user_id: number;
  account_id: number;
  access: string;
  invoice: { id: number; number: string; total: string };
}

export interface Tenant {
  accountId: number;
  userId: number;
  access: string;
  invoiceId: number;
  amount: string;
}

export const PASSWORD = 'TestPass123!';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
let people = 0;

export function newEmail(): string {
  people += 1;
  return `person-${people}@chaos.example`;
}

export function register(baseUrl: string, email: string): Promise<Reply> {
  return postJson(`${baseUrl}/api/v1/auth/register`, { email, password: PASSWORD, plan_slug: 'starter' });
}

/** Signed up for a paid plan, with its first invoice. */
export async function newTenant(baseUrl: string): Promise<Tenant> {
  const reply = await register(baseUrl, newEmail());
  if (reply.status !== 201) throw new Error(`signing up answered ${reply.status}: ${reply.sentence}`);
  const { data } = JSON.parse(reply.text) as { data: Registered };
  const { account_id: accountId, user_id: userId, access, invoice } = data;
  return { accountId, userId, access, invoiceId: invoice.id, amount: invoice.total };
}

/** “I have transferred the money”, with the slip. */
export function confirm(baseUrl: string, tenant: Tenant, key?: string): Promise<Reply> {
  const form = new FormData();
  form.set('invoice_id', String(tenant.invoiceId));
  form.set('payment_method', 'bank_transfer');
  form.set('manual_reference', `BT-${tenant.invoiceId}`);
  form.set('amount', tenant.amount);
  form.set('proof', new Blob([PNG], { type: 'image/png' }), 'slip.png');
  const headers = {
    authorization: `Bearer ${tenant.access}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  return send(`${baseUrl}/api/v1/billing/payments/confirm`, { method: 'POST', headers, body: form });
}

export async function confirmed(baseUrl: string, tenant: Tenant): Promise<number> {
  const reply = await confirm(baseUrl, tenant);
  if (reply.status !== 201) throw new Error(`a confirmation was answered ${reply.status}: ${reply.sentence}`);
  return (JSON.parse(reply.text) as { data: { payment_id: number } }).data.payment_id;
}

/** The back-office's session of the first superadmin. */
export async function signInStaff(baseUrl: string): Promise<string> {
  const reply = await send(`${baseUrl}/admin/login`, {
    method: 'POST',
    headers: { origin: baseUrl },
    body: new URLSearchParams(STAFF),
  });
  const [cookie] = reply.headers.getSetCookie().filter((line) => line.startsWith('countersign.staff='));
  if (reply.status !== 303 || cookie === undefined) throw new Error(`staff could not sign in: ${reply.status}`);
  return cookie.split(';')[0] ?? '';
}

export function act(baseUrl: string, cookie: string, path: string, body: object): Promise<Reply> {
  return postJson(`${baseUrl}/admin/api/resources/${path}`, body, { cookie, origin: baseUrl });
}

/** A colleague, and a program that works as one. */
export interface Colleague {
  cookie: string;
  token: string;
}

export async function startWorkday(baseUrl: string): Promise<Colleague> {
  const cookie = await signInStaff(baseUrl);
  const wishes = { name: 'Chaos', role: 'finance', expires_in_days: '30' };
  const made = await act(baseUrl, cookie, 'StaffApiToken/actions/newApiToken', wishes);
  if (made.status !== 200) throw new Error(`a token was answered ${made.status}: ${made.sentence}`);
  const { secret } = JSON.parse(made.text) as { secret: { value: string } };
  return { cookie, token: secret.value };
}
