import { paymentResource } from '../src/admin/resources/payment.resource.js';
import type { BenchInstallation } from './bench-installation.js';
import type { StaffDoor } from './staff-door.js';

export interface Question {
  says: string;
  path: string;
  /** The bare server's question for the same rows. */
  bare?: string;
}

const LIST = '/admin/api/resources/Payment/actions/list';
const SMALL_PAGE = 10;
const DEEP_PAGE = 1_000;

/** What reviewers ask all day, for this installation: its newest, its references, its names. */
export async function questionsFor(
  { client }: BenchInstallation,
  door: StaffDoor,
): Promise<{ questions: Question[]; notOffered: string[] }> {
  const { rows } = await client.query<{ id: number; reference: string; account: string }>(
    'SELECT p.id, p.manual_reference AS reference, a.name AS account FROM payments p JOIN accounts a ON a.id = p.account_id WHERE p.id = 4321',
  );
  const [one] = rows;
  if (one === undefined) throw new Error('the installation is empty');
  const deep = await pageByNext(door);
  const questions: Question[] = [
    {
      says: 'pending payments',
      path: `${LIST}?filters.status=pending_approval&perPage=100`,
      bare: 'status=pending_approval',
    },
    { says: 'all payments, first page', path: `${LIST}?perPage=100`, bare: '' },
    { says: 'filter: cash', path: `${LIST}?filters.paymentMethod=cash&perPage=100` },
    { says: 'search by reference', path: `${LIST}?search=${encodeURIComponent(one.reference)}&perPage=100` },
    { says: 'search by account name', path: `${LIST}?search=${encodeURIComponent(one.account)}&perPage=100` },
    { says: '100th page by number', path: `${LIST}?page=100&perPage=100` },
    ...(deep === null
      ? []
      : [{ says: `${DEEP_PAGE.toLocaleString('en')}th page by next, ${SMALL_PAGE} rows`, path: deep }]),
    ...(await sorts(door)),
    { says: "a payment's page", path: `/admin/api/resources/Payment/records/${one.id}/show` },
  ];
  return { questions, notOffered: deep === null ? [`the ${DEEP_PAGE}th page by next`] : [] };
}

/** Every column that the list sorts by, rising and falling. */
async function sorts(door: StaffDoor): Promise<Question[]> {
  const questions: Question[] = [];
  for (const column of ['id', ...paymentResource.columns.filter((name) => name !== 'id')]) {
    const paths = ['asc', 'desc'].map((direction) => `${LIST}?sortBy=${column}&direction=${direction}&perPage=100`);
    if ((await door.get(paths[0] ?? '')).status !== 200) continue;
    for (const [index, path] of paths.entries())
      questions.push({ says: `sorted by ${column}, ${index === 0 ? 'rising' : 'falling'}`, path });
  }
  return questions;
}

/** Leafs forward as the button does; null where the list gives no way to the next page. */
async function pageByNext(door: StaffDoor): Promise<string | null> {
  let path = `${LIST}?perPage=${SMALL_PAGE}`;
  for (let page = 1; page < DEEP_PAGE; page += 1) {
    const { text } = await door.get(path);
    const { meta } = JSON.parse(text) as { meta: { next?: string | null } };
    if (meta.next === undefined || meta.next === null) return null;
    path = `${LIST}?perPage=${SMALL_PAGE}&after=${encodeURIComponent(meta.next)}`;
  }
  return path;
}
