import type { TestServer } from '../support/http.js';

export interface Answer {
  status: number;
  headers: Headers;
  body: Envelope;
}

/** The fields that tests read by name; whatever else came is compared as a whole. */
interface Data {
  id: number;
  slug: string;
  email: string;
  email_verified: boolean;
  access: string;
  refresh: string;
  user_id: number;
  account_id: number;
  account: { name: string; status: string };
  plan: string;
  invoice: Tenant['invoice'];
  invoice_id: number;
  payment_id: number;
  proof: unknown;
  proof_url: string;
}

export interface Envelope {
  success: boolean;
  message: string;
  data: Data & Data[];
  error: string;
  code: string;
  details: { path: string; message: string }[];
  request_id: string;
  next_cursor: string | null;
  user_id: number;
  client_id: number;
}

export interface Caller {
  access?: string;
  headers?: Record<string, string>;
}

export async function get(server: TestServer, path: string, caller: Caller = {}): Promise<Answer> {
  return answerOf(await server.fetch(path, { headers: headersOf(caller) }));
}

export function post(server: TestServer, path: string, body: unknown, caller: Caller = {}): Promise<Answer> {
  return sendJson('POST', server, path, body, caller);
}

export function patch(server: TestServer, path: string, body: unknown, caller: Caller = {}): Promise<Answer> {
  return sendJson('PATCH', server, path, body, caller);
}

async function sendJson(method: string, server: TestServer, path: string, body: unknown, caller: Caller) {
  const headers = { 'content-type': 'application/json', ...headersOf(caller) };
  return answerOf(await server.fetch(path, { method, headers, body: JSON.stringify(body) }));
}

export async function postForm(server: TestServer, path: string, form: FormData, caller: Caller = {}): Promise<Answer> {
  return answerOf(await server.fetch(path, { method: 'POST', headers: headersOf(caller), body: form }));
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Envelope };
}

function headersOf({ access, headers = {} }: Caller): Record<string, string> {
  return access === undefined ? headers : { authorization: `Bearer ${access}`, ...headers };
}

let people = 0;

export function newEmail(): string {
  people += 1;
  return `person-${people}@api.example`;
}

export const PASSWORD = 'TestPass123!';

export interface Tenant {
  email: string;
  access: string;
  refresh: string;
  accountId: number;
  userId: number;
  invoice: { id: number; number: string; total: string; currency: string };
}

/** Signs up over the wire; with a plan there is an invoice to pay. */
export async function register(server: TestServer, wishes: Record<string, unknown> = {}): Promise<Tenant> {
  const email = newEmail();
  const { status, body } = await post(server, '/api/v1/auth/register', { email, password: PASSWORD, ...wishes });
  if (status !== 201) throw new Error(`signing up was answered ${status}: ${body.error}`);
  const { access, refresh, account_id: accountId, user_id: userId, invoice } = body.data;
  return { email, access, refresh, accountId, userId, invoice };
}

export function confirmation(invoiceId: number, wishes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    invoice_id: invoiceId,
    payment_method: 'bank_transfer',
    manual_reference: 'BT-20251208-12345',
    amount: '29.00',
    ...wishes,
  };
}
