import type { CanonicalContent } from '../../services/contracts/canonical.js';
import { htmlOf } from '../../services/contracts/markdown.js';
import { countOf, formatDay, groupThousands } from './formats.js';
import { frequencyWords, typeWords } from './show-contract.js';
import { addressLines } from './show-invoice.js';

/** A version as its signers read it: from the canonical content only, whatever has changed since. */
export function contractDocument(content: CanonicalContent): object {
  const { contract, totals } = content;
  const money = (amount: string) => `${groupThousands(amount)} ${contract.currency}`;
  return {
    kind: typeWords(contract.type),
    number: contract.number,
    version: content.version,
    title: contract.title,
    parties: [
      { label: 'Between', lines: addressLines(content.seller.legal_name, content.seller) },
      { label: 'and', lines: addressLines(content.buyer.name, content.buyer) },
    ],
    facts: facts(content),
    textHtml: keyboardTables(htmlOf(content.text)),
    items: content.items.map((item) => ({
      description: item.description,
      note: itemNote(item),
      amount: money(item.amount),
      discount: isNonZero(item.discount) ? `less ${groupThousands(item.discount)}` : '',
    })),
    scheduleNote: scheduleNote(content),
    schedule: content.schedule.map((row) => ({
      date: formatDay(row.invoice_date),
      period: periodWords(row),
      amount: money(row.net),
      discount: lessDiscount(row),
    })),
    total: {
      note: countOf(content.schedule.length, 'invoice', 'invoices'),
      amount: money(totals.net),
      discount: lessDiscount(totals),
    },
  };
}

function facts(content: CanonicalContent): { label: string; value: string }[] {
  return [
    { label: 'Starts', value: formatDay(content.start_date) },
    { label: 'Ends', value: formatDay(content.end_date) },
    ...(content.effective_from === null
      ? []
      : [{ label: 'This version counts from', value: formatDay(content.effective_from) }]),
    ...(isNonZero(content.discount_percent) ? [{ label: 'Discount', value: `${content.discount_percent} %` }] : []),
  ];
}

function itemNote({ months, recurring, start_date, end_date }: CanonicalContent['items'][number]): string {
  const span = months === 1 ? '1 month' : `${months} months`;
  if (!recurring) return `over ${span} from ${formatDay(start_date)}`;
  const until = end_date === null ? '' : ` until ${formatDay(end_date)}`;
  return `every ${months === 1 ? 'month' : span} from ${formatDay(start_date)}${until}`;
}

function scheduleNote({ interval_months: months }: CanonicalContent): string {
  return `All invoices to come, issued ${frequencyWords(months)} on the first day of what they are for.`;
}

function periodWords({ invoice_date, period_start, period_end }: CanonicalContent['schedule'][number]): string {
  const until = formatDay(period_end);
  return invoice_date === period_start ? `until ${until}` : `for ${formatDay(period_start)} to ${until}`;
}

/** What stands behind an amount, in its currency. */
function lessDiscount({ gross, discount }: { gross: string; discount: string }): string {
  return isNonZero(discount) ? `${groupThousands(gross)} less ${groupThousands(discount)}` : '';
}

function isNonZero(amount: string): boolean {
  return /[1-9]/.test(amount);
}

/** A table that is wider than a phone scrolls by itself, for the keyboard too. Text of the contract is escaped by then. */
function keyboardTables(html: string): string {
  return html
    .replaceAll('<table>', '<div class="text-table" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>');
}
