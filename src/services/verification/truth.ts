export interface Truth {
  /** Number of the truth in docs/architecture.md. */
  number: number;
  says: string;
  /** Answers the rows that break it, as (row, wrong): which row and what is wrong with it. */
  sql: string;
}
