/** One thing that waits for staff, as a card of the dashboard. */
export interface Waiting {
  title: string;
  count: number;
  oldest: Date | null;
  totals: string[];
  resource: string;
  filters: Record<string, string>;
  urgent: boolean;
}
