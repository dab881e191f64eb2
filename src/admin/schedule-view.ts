/** Invoices to come, as a dialog or a page shows them; amounts are strings with their currency's decimals. */
export interface ScheduleRow {
  period_start: string;
  period_end: string;
  invoice_date: string;
  gross: string;
  discount: string;
  net: string;
}

/** The schedule of one contract. */
export interface ScheduleView {
  id: number;
  title: string;
  resource: 'Contract';
  rows: ScheduleRow[];
  /** More than are shown. */
  rowCount: number;
  total: string;
  warnings: string[];
}
