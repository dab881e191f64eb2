import { useId, useRef } from 'react';
import type { EditorOptions, ItemForm } from '../../operations/contract-editor.js';
import { sentenceCase } from '../format.js';
import { SelectField, TextField } from '../forms/form-fields.js';
import { Icon } from '../ui/icon.js';

const KINDS: Record<string, string> = {
  training_independent: 'Training, independent',
  training_agency: 'Training, agency',
  custom: 'Something else',
};

interface ItemsProps {
  items: ItemForm[];
  options: EditorOptions;
  currency: string;
  errorAt: (path: string) => string | undefined;
  onChange: (items: ItemForm[]) => void;
}

/** What is sold: the price list fills a line in, every word and figure of it can be changed. */
export function ItemsEditor({ items, options, currency, errorAt, onChange }: ItemsProps) {
  const holder = useRef<HTMLFieldSetElement>(null);
  const focusItem = (index: number) =>
    window.setTimeout(() => holder.current?.querySelectorAll<HTMLElement>('.cs-item select')[index]?.focus());
  const listed = (type: string): ItemForm => {
    const found = options.itemTypes.find((one) => one.type === type);
    return {
      item_type: type,
      description: found?.description ?? '',
      amount: found?.amount ?? '',
      billing_period_months: String(found?.months ?? 1),
      start_date: '',
      end_date: '',
      is_recurring: false,
      continues_id: '',
    };
  };
  return (
    <fieldset ref={holder} className="cs-card cs-form">
      <legend className="cs-hidden">Line items</legend>
      <h2>Line items</h2>
      {items.map((item, index) => (
        <Item
          // biome-ignore lint/suspicious/noArrayIndexKey: an item has no name but its place
          key={index}
          number={index + 1}
          item={item}
          kinds={options.itemTypes.map(({ type }) => ({ value: type, label: KINDS[type] ?? sentenceCase(type) }))}
          currency={currency}
          errorAt={(path) => errorAt(`items.${index}.${path}`)}
          name={(path) => `items.${index}.${path}`}
          onType={(type) =>
            onChange(
              items.map((one, at) =>
                at === index ? { ...listed(type), start_date: one.start_date, continues_id: one.continues_id } : one,
              ),
            )
          }
          onChange={(part) => onChange(items.map((one, at) => (at === index ? { ...one, ...part } : one)))}
          onRemove={() => {
            onChange(items.filter((_, at) => at !== index));
            focusItem(Math.max(0, index - 1));
          }}
        />
      ))}
      {items.length === 0 && <p className="cs-muted">Nothing is sold yet. Add a line item.</p>}
      <div>
        <button
          type="button"
          className="cs-button"
          onClick={() => {
            onChange([...items, listed('training_independent')]);
            focusItem(items.length);
          }}
        >
          <Icon name="plus" size={16} /> Add line item
        </button>
      </div>
    </fieldset>
  );
}

interface ItemProps {
  number: number;
  item: ItemForm;
  kinds: { value: string; label: string }[];
  currency: string;
  name: (path: string) => string;
  errorAt: (path: string) => string | undefined;
  onType: (type: string) => void;
  onChange: (part: Partial<ItemForm>) => void;
  onRemove: () => void;
}

function Item({ number, item, kinds, currency, name, errorAt, onType, onChange, onRemove }: ItemProps) {
  const recurring = useId();
  return (
    <section className="cs-item" aria-label={`Item ${number}`}>
      <SelectField
        className="cs-item-kind"
        label={`Item ${number}`}
        name={name('item_type')}
        options={kinds}
        value={item.item_type}
        error={errorAt('item_type')}
        onChange={onType}
      />
      <TextField
        className="cs-item-what"
        label="Description"
        name={name('description')}
        dir="auto"
        maxLength={500}
        value={item.description}
        error={errorAt('description')}
        onChange={(description) => onChange({ description })}
      />
      <TextField
        label={`Amount, ${currency}`}
        name={name('amount')}
        inputMode="decimal"
        value={item.amount}
        error={errorAt('amount')}
        onChange={(amount) => onChange({ amount })}
      />
      <TextField
        label="Over months"
        name={name('billing_period_months')}
        inputMode="numeric"
        maxLength={2}
        value={item.billing_period_months}
        error={errorAt('billing_period_months')}
        onChange={(billing_period_months) => onChange({ billing_period_months })}
      />
      <TextField
        className="cs-item-from"
        label="From"
        name={name('start_date')}
        type="date"
        optional
        value={item.start_date}
        error={errorAt('start_date')}
        onChange={(start_date) => onChange({ start_date })}
      />
      <div className="cs-field cs-field-check cs-item-anew">
        <input
          id={recurring}
          type="checkbox"
          checked={item.is_recurring}
          onChange={(event) =>
            onChange({ is_recurring: event.target.checked, ...(event.target.checked ? {} : { end_date: '' }) })
          }
        />
        <label htmlFor={recurring}>Begins anew after its months</label>
      </div>
      {item.is_recurring && (
        <TextField
          className="cs-item-from"
          label="Until"
          name={name('end_date')}
          type="date"
          optional
          value={item.end_date}
          error={errorAt('end_date')}
          onChange={(end_date) => onChange({ end_date })}
        />
      )}
      <button
        type="button"
        className="cs-icon-button cs-item-off"
        aria-label={`Remove item ${number}`}
        onClick={onRemove}
      >
        <Icon name="trash-2" />
      </button>
    </section>
  );
}
