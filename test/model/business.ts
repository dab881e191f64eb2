import type { MailKind } from '../../src/services/core/mail-kinds.js';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { type Colleague, hire, signIn } from '../admin/office.js';
import { type Answer, post } from '../api/client.js';
import { newVisitor, type Visitor } from '../api/pages/visitor.js';
import { PASSWORD, staff } from '../support/factories.js';
import type { TestServer } from '../support/http.js';
import type { Deed } from './deeds.js';

/** The real product: the accounts of one run, two colleagues in the back-office, and a program of staff, all over HTTP. */
export interface Business {
  server: TestServer;
  colleagues: [Colleague, Colleague];
  program: string;
  /** Of this run: no two runs share an address. */
  run: number;
  /** As they stood when the moment began: whoever signs up in it can be addressed in the next one. */
  accounts: number[];
  sessions: Map<number, Session>;
}

interface Session {
  browser?: Visitor;
  access?: string;
}

/** An id that nobody has. */
export const NOTHING = 2_000_000_000;

export const reason = 'At random';

export type Office = Pick<Business, 'server' | 'colleagues' | 'program'>;

/** Staff work on; each run brings tenants of its own. */
export async function openOffice(server: TestServer): Promise<Office> {
  const boss = await staff(server, 'superadmin');
  await hire(server, 'support', { email: 'newcomer-0@office.example' });
  const { token } = await createApiToken(boss, { name: 'Bank feed', role: 'finance', expiresInDays: 1 });
  return {
    server,
    colleagues: [await signIn(server, 'superadmin'), await signIn(server, 'superadmin')],
    program: token,
  };
}

let runs = 0;

export function newBusiness(office: Office): Business {
  runs += 1;
  return { ...office, run: runs, accounts: [], sessions: new Map() };
}

/** False for a refusal. Anything but an answer is a bug. */
export function done({ status, body }: { status: number; body: object }): boolean {
  if (status >= 500) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return status < 300;
}

export async function staffDo(
  { colleagues }: Business,
  deed: Deed,
  path: string,
  body: Record<string, unknown> = {},
): Promise<boolean> {
  return done(await colleagues[deed.colleague].post(path, body));
}

/** Where the person's browser was led; null for whoever cannot sign in. A new password signs out: who is, signs in again. */
export async function submit(
  business: Business,
  deed: Deed,
  path: string,
  form: Record<string, string> = {},
): Promise<string | null> {
  const session = await sessionOf(business, deed, 'browser');
  const { browser } = session;
  if (browser === undefined) return null;
  const { status, location, html } = await browser.post(path, form);
  if (status >= 500) throw new Error(`${path} answered ${status}: ${html.slice(0, 500)}`);
  if (location?.startsWith('/login?') !== true) return location;
  if (session.browser === browser) delete session.browser;
  return submit(business, deed, path, form);
}

/** The same over the API; false for whoever cannot sign in. */
export async function call(
  business: Business,
  deed: Deed,
  send: (caller: { access: string }) => Promise<Answer>,
): Promise<boolean> {
  const session = await sessionOf(business, deed, 'access');
  const { access } = session;
  if (access === undefined) return false;
  const answer = await send({ access });
  if (answer.status !== 401) return done(answer);
  if (session.access === access) delete session.access;
  return call(business, deed, send);
}

export function emailOf({ run }: Pick<Business, 'run'>, address: number): string {
  return `p${address}@run-${run}.example`;
}

export function addressIn(email: string): number {
  return Number(/^p(\d+)@/.exec(email)?.[1]);
}

export function accountOf({ accounts }: Business, { who }: Deed): number {
  return accounts[who] ?? NOTHING;
}

export async function personOf(business: Business, deed: Deed, place: number): Promise<number> {
  const where = { accountId: accountOf(business, deed) };
  return idOf(await business.server.prisma.user.findFirst({ where, orderBy: { id: 'asc' }, skip: place }));
}

export function idOf(row: { id: number } | null): number {
  return row?.id ?? NOTHING;
}

/** The link of the newest such mail, read as its recipient would. */
export async function mailedToken(
  { server }: Business,
  mail: { kind: MailKind | { in: MailKind[] }; toEmail: string; accountId?: number },
): Promise<string> {
  const { prisma, installation } = server;
  const newest = await prisma.mail.findFirst({ where: mail, orderBy: { id: 'desc' } });
  return newest?.secret == null ? 'none' : (installation.secrets.open(newest.secret).split('token=')[1] ?? '');
}

/** Whoever was removed may have signed up elsewhere under the same address: that login is not theirs any more. */
async function sessionOf(business: Business, deed: Deed, by: keyof Session): Promise<Session> {
  const { prisma } = business.server;
  const user = await prisma.user.findUnique({ where: { id: await personOf(business, deed, deed.by) } });
  if (user === null) return {};
  const session = business.sessions.get(user.id) ?? {};
  business.sessions.set(user.id, session);
  if (session[by] === undefined && user.removedAt === null) await SIGN_IN[by](business, session, user.email);
  return session;
}

const SIGN_IN: Record<keyof Session, (business: Business, session: Session, email: string) => Promise<void>> = {
  async browser({ server }, session, email) {
    const visitor = newVisitor(server);
    const { location } = await visitor.post('/login', { email, password: PASSWORD });
    if (location === '/app') session.browser = visitor;
  },
  async access({ server }, session, email) {
    const { status, body } = await post(server, '/api/v1/auth/login', { email, password: PASSWORD });
    if (status >= 500) throw new Error(`signing in was answered ${status}`);
    if (status === 200) session.access = body.data.access;
  },
};
