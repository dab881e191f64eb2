import { Refusal } from '../services/core/errors.js';

/** What a list asks for, as it stands in its address. */
export interface ListQuery {
  filters: Record<string, FilterValue>;
  search: string;
  sortBy: string | null;
  direction: 'asc' | 'desc';
  /** Which page this is. Without a cursor it is jumped to; with one it is only told. */
  page: number;
  perPage: number;
  /** The page after, or before, the row that a cursor names. */
  cursor: { side: 'after' | 'before'; text: string } | null;
}

export type FilterValue = string | string[] | { from?: string; to?: string };

export const PER_PAGE = 50;
const MAX_PER_PAGE = 200;
/** Jumps grow dear; beyond this a narrower filter serves better. Next and previous know no bound. */
export const MAX_JUMP = 100;

/** Reads `filters.status=a,b`, `filters.createdAt~~from=…`, `search`, `sortBy`, `direction`, `page`, `perPage`, `after`, `before`. */
export function readListQuery(query: Record<string, unknown>): ListQuery {
  const cursor = cursorOf(query);
  const page = wholeNumber(query.page, 1);
  if (page > MAX_JUMP && cursor === null) {
    throw new Refusal(
      'invalid_input',
      'page_too_far',
      `Only the first ${MAX_JUMP} pages can be jumped to. Please narrow the filter or search; Next goes on from any page.`,
      [{ path: 'page', message: `Choose a page up to ${MAX_JUMP}.` }],
    );
  }
  return {
    filters: readFilters(query),
    search: text(query.search).split('\0').join('').trim().slice(0, 200),
    sortBy: text(query.sortBy) || null,
    direction: query.direction === 'asc' ? 'asc' : 'desc',
    page,
    perPage: Math.min(wholeNumber(query.perPage, PER_PAGE), MAX_PER_PAGE),
    cursor,
  };
}

function cursorOf(query: Record<string, unknown>): ListQuery['cursor'] {
  for (const side of ['after', 'before'] as const) {
    const cursor = text(query[side]);
    if (cursor !== '') return { side, text: cursor };
  }
  return null;
}

function readFilters(query: Record<string, unknown>): Record<string, FilterValue> {
  const filters: Record<string, FilterValue> = {};
  for (const [key, raw] of Object.entries(query)) {
    if (!key.startsWith('filters.')) continue;
    const [path = '', bound] = key.slice('filters.'.length).split('~~');
    const value = Array.isArray(raw) ? raw.map(text) : text(raw);
    if (value === '' || path === '' || path === '__proto__') continue;
    if (bound === undefined) filters[path] = value;
    else if (bound === 'from' || bound === 'to') filters[path] = { ...rangeOf(filters[path]), [bound]: String(value) };
    else throw badFilter(path, 'This filter is not known here.');
  }
  return filters;
}

export function rangeOf(value: FilterValue | undefined): { from?: string; to?: string } {
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function wholeNumber(value: unknown, fallback: number): number {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : fallback;
}

export function badFilter(path: string, message: string): Refusal {
  return new Refusal('invalid_input', 'bad_filter', message, [{ path: `filters.${path}`, message }]);
}
