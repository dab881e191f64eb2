import { countryName } from '../format.js';
import type { PropertyView, ResourceView } from '../page-state.js';
import { Icon } from '../ui/icon.js';
import type { ListState } from './list-state.js';
import { ReferencePicker } from './reference-picker.js';

/** The states of the list's main status, one press each. */
export function StatusTabs({ resource, state }: { resource: ResourceView; state: ListState }) {
  const status = resource.filters
    .map((name) => resource.properties[name])
    .find((property) => property?.kind === 'badge');
  if (status?.options === undefined) return null;
  const chosen = state.filters[status.name] ?? '';
  const tabs = [{ value: '', label: 'All' }, ...status.options];
  return (
    <fieldset className="cs-tabs" aria-label={status.label}>
      {tabs.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          className="cs-tab"
          aria-pressed={chosen === value}
          onClick={() => state.set({ [`filters.${status.name}`]: value })}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

export function FilterPanel({ resource, state }: { resource: ResourceView; state: ListState }) {
  const properties = resource.filters.flatMap((name) => resource.properties[name] ?? []);
  return (
    <div className="cs-filters">
      {properties.map((property) => (
        <Filter key={property.name} property={property} state={state} />
      ))}
      <div className="cs-filters-foot">
        <button type="button" className="cs-button" onClick={state.clear}>
          Clear all
        </button>
      </div>
    </div>
  );
}

function Filter({ property, state }: { property: PropertyView; state: ListState }) {
  const id = `filter-${property.name}`;
  const path = `filters.${property.name}`;
  if (property.kind === 'time' || property.kind === 'date')
    return <Range property={property} state={state} type="date" />;
  if (property.kind === 'money' || (property.kind === 'number' && !property.name.endsWith('Id')))
    return <Range property={property} state={state} type="text" />;
  return (
    <div className="cs-field">
      <label htmlFor={id}>{property.label}</label>
      {property.kind === 'reference' ? (
        <ReferencePicker
          id={id}
          resource={property.leadsTo ?? ''}
          value={state.filters[property.name] ?? ''}
          onChange={(value) => state.set({ [path]: value })}
        />
      ) : property.options !== undefined || property.kind === 'boolean' ? (
        <select
          id={id}
          value={state.filters[property.name] ?? ''}
          onChange={(event) => state.set({ [path]: event.target.value })}
        >
          <option value="">Any</option>
          {(property.options ?? YES_NO).map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <Typed id={id} value={state.filters[property.name] ?? ''} onCommit={(value) => state.set({ [path]: value })} />
      )}
    </div>
  );
}

const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

function Range({ property, state, type }: { property: PropertyView; state: ListState; type: 'date' | 'text' }) {
  const path = `filters.${property.name}`;
  return (
    <fieldset className={type === 'date' ? 'cs-field cs-range cs-range-days' : 'cs-field cs-range'}>
      <legend>{property.label}</legend>
      {(['from', 'to'] as const).map((bound) => {
        const value = state.filters[`${property.name}~~${bound}`] ?? '';
        return (
          <Typed
            key={bound}
            label={`${property.label} ${bound}`}
            type={type}
            placeholder={bound}
            value={type === 'date' ? dayOf(value) : value}
            onCommit={(entered) =>
              state.set({ [`${path}~~${bound}`]: property.kind === 'time' ? endOfDay(entered, bound) : entered })
            }
          />
        );
      })}
    </fieldset>
  );
}

/** A day is the viewer's own day, from its first moment to its last. */
function endOfDay(day: string, bound: 'from' | 'to'): string {
  const moment = new Date(`${day}T${bound === 'from' ? '00:00:00.000' : '23:59:59.999'}`);
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}

function dayOf(value: string): string {
  const moment = new Date(value.length === 10 ? `${value}T12:00` : value);
  if (Number.isNaN(moment.getTime())) return '';
  const two = (number: number) => String(number).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

interface TypedProps {
  id?: string;
  label?: string;
  type?: string;
  placeholder?: string;
  value: string;
  onCommit: (value: string) => void;
}

/** Applies when the field is left or Enter is pressed, not at each letter. */
function Typed({ id, label, type = 'text', placeholder, value, onCommit }: TypedProps) {
  return (
    <input
      key={value}
      id={id}
      aria-label={label}
      type={type}
      placeholder={placeholder}
      defaultValue={value}
      onBlur={(event) => event.target.value !== value && onCommit(event.target.value)}
      onKeyDown={(event) => event.key === 'Enter' && onCommit(event.currentTarget.value)}
    />
  );
}

export function ActiveFilters({ resource, state }: { resource: ResourceView; state: ListState }) {
  const entries = Object.entries(state.filters);
  if (entries.length === 0) return null;
  return (
    <ul className="cs-chips" aria-label="Active filters">
      {entries.map(([path, value]) => {
        const [name = '', bound] = path.split('~~');
        const property = resource.properties[name];
        return (
          <li key={path}>
            <button type="button" className="cs-chip" onClick={() => state.set({ [`filters.${path}`]: null })}>
              {property?.label ?? name}
              {bound === undefined ? '' : ` ${bound}`}: <strong>{shownValue(property, value)}</strong>
              <span className="cs-hidden">, remove</span>
              <Icon name="x" size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function shownValue(property: PropertyView | undefined, value: string): string {
  if (value === '-') return 'none';
  if (property?.kind === 'time' || property?.kind === 'date') return dayOf(value);
  if (property !== undefined && /country/i.test(property.name)) return countryName(value);
  const options = property?.options ?? (property?.kind === 'boolean' ? YES_NO : []);
  return value
    .split(',')
    .map(
      (part) =>
        options.find((option) => option.value === part)?.label ??
        (property?.kind === 'reference' ? `No. ${part}` : part),
    )
    .join(', ');
}
