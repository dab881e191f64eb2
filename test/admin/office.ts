import type { StaffRole, StaffUser } from '@prisma/client';
import { hashPassword } from '../../src/services/core/passwords.js';
import type { TestServer } from '../support/http.js';

export const STAFF_PASSWORD = 'a password of the staff';

/** The back-office as a colleague's browser reaches it: a cookie, and the origin that pages of ours send. */
export interface Colleague {
  staff: StaffUser;
  cookie: string;
  get(path: string): Promise<Answer>;
  post(path: string, body?: Record<string, unknown> | FormData): Promise<Answer>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface Answer {
  status: number;
  body: AnswerBody;
  headers: Headers;
}

interface RecordView {
  id: number;
  title: unknown;
  params: Record<string, unknown>;
  populated: Record<string, { id: number; title: unknown; params: Record<string, unknown> } | undefined>;
  recordActions: { name: string }[];
}

export interface AnswerBody {
  success?: boolean;
  error?: string;
  code?: string;
  message?: string;
  details?: { path: string; message: string }[];
  notice?: { type: string; message: string };
  record?: RecordView;
  records?: RecordView[];
  meta?: { total: number; totalIsExact: boolean; page: number; perPage: number };
  panels?: { title: string; total: number; records: RecordView[]; filters: Record<string, string> }[];
  evidence?: Record<string, unknown>;
  preview?: Record<string, unknown>;
  counts?: Record<string, number>;
  exceptions?: { id: number; outcome: string }[];
  runId?: number;
  ids?: number[];
  changed?: string[];
  mail?: { subject: string; html: string; text: string };
  data?: Record<string, unknown>;
  [more: string]: unknown;
}

let hired = 0;
let hash: Promise<string> | null = null;

/** A colleague with a password of their own; nobody has signed in yet. */
export async function hire(
  test: TestServer,
  role: StaffRole,
  wishes: { email?: string; fullName?: string } = {},
): Promise<StaffUser> {
  hired += 1;
  hash ??= hashPassword(STAFF_PASSWORD);
  return test.prisma.staffUser.create({
    data: {
      email: `${role}-${hired}@office.example`,
      fullName: `${role} ${hired}`,
      ...wishes,
      role,
      passwordHash: await hash,
    },
  });
}

export async function signIn(
  test: TestServer,
  role: StaffRole,
  wishes: { email?: string; fullName?: string } = {},
): Promise<Colleague> {
  const staff = await hire(test, role, wishes);
  const answer = await postLogin(test, staff.email, STAFF_PASSWORD);
  if (answer.status !== 303) throw new Error(`signing in answered ${answer.status}`);
  return asColleague(test, staff, cookieOf(answer));
}

export function postLogin(
  test: TestServer,
  email: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return test.fetch('/admin/login', {
    method: 'POST',
    headers: { origin: test.baseUrl, ...headers },
    body: new URLSearchParams({ email, password }),
  });
}

export function cookieOf(answer: Pick<Response, 'headers'>): string {
  const [cookie] = answer.headers.getSetCookie().filter((line) => line.startsWith('countersign.staff='));
  return cookie?.split(';')[0] ?? '';
}

export function asColleague(test: TestServer, staff: StaffUser, cookie: string): Colleague {
  const call = (path: string, init: RequestInit = {}) =>
    test.fetch(path, { ...init, headers: { cookie, origin: test.baseUrl, ...init.headers } });
  return {
    staff,
    cookie,
    fetch: call,
    get: async (path) => answerOf(await call(`/admin/api${path}`)),
    post: async (path, body = {}) =>
      answerOf(
        await call(
          `/admin/api${path}`,
          body instanceof FormData
            ? { method: 'POST', body }
            : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        ),
      ),
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  try {
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as AnswerBody };
  } catch {
    throw new Error(`${response.status} answered no JSON: ${text.slice(0, 200)}`);
  }
}
