import { useState } from 'react';
import type { ContractPage } from '../../operations/contract-page.js';
import { formatDate, formatMoney, sentenceCase } from '../format.js';
import { OperationDialog } from '../operations/operation-dialog.js';
import type { ActionView, ResourceView } from '../page-state.js';
import { Badge } from '../ui/badge.js';

type Item = ContractPage['items'][number];

const TONES: Record<string, string> = { active: 'success', paused: 'warning', completed: 'neutral', pending: 'info' };

interface ItemsProps {
  items: Item[];
  currency: string;
  /** Null where the role does not see line items. */
  resource: ResourceView | null;
  onChanged: () => void;
}

/** What is sold by the version in force, with what can be done to each. */
export function ContractItems({ items, currency, resource, onChanged }: ItemsProps) {
  const [open, setOpen] = useState<{ item: Item; action: ActionView } | null>(null);
  const actionsOf = (item: Item) => resource?.actions.filter(({ name }) => item.actions.includes(name)) ?? [];
  return (
    <section className="cs-card cs-panel" aria-label="Line items in force">
      <header className="cs-panel-head">
        <h2>
          Line items in force <span className="cs-count">{items.length}</span>
        </h2>
      </header>
      <table className="cs-table">
        <caption className="cs-hidden">Line items in force</caption>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col" className="cs-right">
              Amount
            </th>
            <th scope="col">From</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="cs-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id}>
              <td data-label="Item">
                <span>
                  <span dir="auto">{item.description}</span>
                  <span className="cs-muted cs-block">{spanOf(item)}</span>
                </span>
              </td>
              <td data-label="Amount" className="cs-right cs-money">
                {formatMoney(item.amount, currency)}
              </td>
              <td data-label="From" className="cs-nowrap">
                {formatDate(item.startDate)}
              </td>
              <td data-label="State">
                <span>
                  <Badge tone={TONES[item.status] ?? 'neutral'}>{sentenceCase(item.status)}</Badge>
                  <span className="cs-muted cs-block">{historyOf(item)}</span>
                </span>
              </td>
              <td data-label="" className="cs-row-actions">
                <span>
                  {actionsOf(item).map((action) => (
                    <button
                      key={action.name}
                      type="button"
                      className="cs-button cs-button-small"
                      aria-label={`${action.label}: ${item.description}`}
                      onClick={() => setOpen({ item, action })}
                    >
                      {action.label}
                    </button>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {open !== null && resource !== null && (
        <OperationDialog
          resource={resource}
          action={open.action}
          recordId={open.item.id}
          onClose={() => setOpen(null)}
          onDone={onChanged}
        />
      )}
    </section>
  );
}

function spanOf({ months, recurring, endDate }: Item): string {
  const span = months === 1 ? (recurring ? 'every month' : 'once') : `over ${months} months`;
  return `${span}${recurring && months > 1 ? ', then anew' : ''}${endDate === null ? '' : `, until ${formatDate(endDate)}`}`;
}

function historyOf({ pauses, completedFrom }: Item): string {
  const paused = pauses.map(({ from, to }) =>
    to === null ? `paused from ${formatDate(from)}` : `paused ${formatDate(from)} – ${formatDate(to)}`,
  );
  return [...paused, ...(completedFrom === null ? [] : [`ends before ${formatDate(completedFrom)}`])].join('; ');
}
