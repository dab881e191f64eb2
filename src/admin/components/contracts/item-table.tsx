import { formatDate, formatMoney } from '../format.js';

export interface ShownItem {
  position: number;
  description: string;
  amount: string;
  months: number;
  start_date: string;
  end_date: string | null;
  recurring: boolean;
  discount: string;
}

/** The line items of a version, as the signer sees them. */
export function ItemTable({ items, currency }: { items: ShownItem[]; currency: string }) {
  return (
    <table className="cs-table cs-table-plain cs-schedule">
      <caption className="cs-hidden">Line items</caption>
      <thead>
        <tr>
          <th scope="col">Item</th>
          <th scope="col">From</th>
          <th scope="col" className="cs-right">
            Amount, {currency}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.position}>
            <td>
              <span dir="auto">{item.description}</span>
              <span className="cs-muted cs-block">{spanOf(item)}</span>
            </td>
            <td className="cs-nowrap">{formatDate(item.start_date)}</td>
            <td className="cs-right cs-money">
              {formatMoney(item.amount, undefined)}
              {/[1-9]/.test(item.discount) && (
                <span className="cs-muted cs-block">−{formatMoney(item.discount, undefined)}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function spanOf({ months, recurring, end_date }: ShownItem): string {
  const span = months === 1 ? (recurring ? 'every month' : 'once') : `over ${months} months`;
  const anew = recurring && months > 1 ? ', then anew' : '';
  const until = recurring && end_date !== null ? `, until ${formatDate(end_date)}` : '';
  return `${span}${anew}${until}`;
}
