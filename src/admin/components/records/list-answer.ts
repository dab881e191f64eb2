import type { RecordData } from '../page-state.js';

export interface ListMeta {
  total: number;
  totalIsExact: boolean;
  /** How many entries were looked at, where not all could be. */
  lookedAt: number | null;
  perPage: number;
  page: number;
  pagesToJumpTo: number;
  sortBy: string;
  direction: string;
  /** Where the page before and the page after begin; null where the list ends. */
  previous: string | null;
  next: string | null;
}

export interface ListAnswer {
  meta: ListMeta;
  records: RecordData[];
}

/** "1 entry", "more than 10,000 entries", "12 entries among the first 20,000 looked at" */
export function countOf({ total, totalIsExact, lookedAt }: ListMeta): string {
  const entries = `${total.toLocaleString()} ${total === 1 ? 'entry' : 'entries'}`;
  if (totalIsExact) return entries;
  return lookedAt === null
    ? `More than ${total.toLocaleString()} entries`
    : `${entries} among the first ${lookedAt.toLocaleString()} looked at`;
}
