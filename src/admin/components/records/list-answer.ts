import type { RecordData } from '../page-state.js';

export interface ListAnswer {
  meta: { total: number; totalIsExact: boolean; perPage: number; page: number };
  records: RecordData[];
}
