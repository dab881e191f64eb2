import { Link } from 'react-router-dom';
import {
  countryName,
  formatBytes,
  formatDate,
  formatMoney,
  formatNumber,
  formatTime,
  fullTime,
  sentenceCase,
} from '../format.js';
import { type PropertyView, type RecordData, recordHref, resourceNamed, singular } from '../page-state.js';
import { Badge } from '../ui/badge.js';

/** One value of a record, the same everywhere: lists, pages, panels. */
export function Value({ property, record }: { property: PropertyView; record: RecordData }) {
  const value = record.params[property.name];
  if (property.name === 'counts') return <span>{countsOf(jsonOf(record, 'counts'))}</span>;
  if (property.kind === 'json') return <Json value={jsonOf(record, property.name)} />;
  if (value === null || value === undefined || value === '') return <span className="cs-none">–</span>;
  switch (property.kind) {
    case 'reference':
      return <Reference property={property} record={record} id={String(value)} />;
    case 'money':
      return <span className="cs-money">{formatMoney(value, record.params[property.currency ?? 'currency'])}</span>;
    case 'time':
      return (
        <time dateTime={String(value)} title={fullTime(value)}>
          {formatTime(value)}
        </time>
      );
    case 'date':
      return (
        <time dateTime={String(value).slice(0, 10)} className="cs-nowrap">
          {formatDate(value)}
        </time>
      );
    case 'percent':
      return <span className="cs-number">{String(value)} %</span>;
    case 'badge':
    case 'choice':
      return <Choice property={property} value={String(value)} />;
    case 'boolean':
      return value === true ? (
        <Badge tone={property.name === 'isExample' ? 'warning' : 'success'}>Yes</Badge>
      ) : (
        <span className="cs-muted">No</span>
      );
    case 'number':
      if (property.name === 'entityId' || property.name === 'objectId') return <Entity record={record} />;
      return <span className="cs-number">{formatNumber(value)}</span>;
    case 'id':
      return <span className="cs-number">{String(value)}</span>;
    case 'bytes':
      return <span className="cs-number">{formatBytes(value)}</span>;
    case 'long':
      return <span className="cs-long">{String(value)}</span>;
    default:
      return <Text name={property.name} value={String(value)} />;
  }
}

function Text({ name, value }: { name: string; value: string }) {
  if (name === 'entityType' || name === 'objectType' || name === 'provider') return <span>{sentenceCase(value)}</span>;
  if (/country/i.test(name)) return <span>{countryName(value)}</span>;
  if (name === 'action' || (name === 'kind' && /^[a-z-]+$/.test(value)))
    return <span className="cs-text">{deed(value)}</span>;
  if (name === 'sha256' || name === 'requestId' || name === 'messageId')
    return <code className="cs-code">{value}</code>;
  if (name === 'number' && value.length < 16) return <span className="cs-nowrap">{value}</span>;
  return (
    <span dir="auto" className="cs-text">
      {value}
    </span>
  );
}

/** "3 approved, 1 missing" */
function countsOf(counts: unknown): string {
  return entriesOf(counts)
    .flatMap(([outcome, count]) =>
      count === 0 ? [] : [`${String(count)} ${outcome === 'already' ? 'already decided' : outcome}`],
    )
    .join(', ');
}

/** "payment.approve" reads "Payment: approve", "approvePayments" reads "Approve payments". */
export function deed(name: string): string {
  return sentenceCase(name.replace('.', ': '));
}

/** What an audit entry or an outside reference is about, with the way there. */
function Entity({ record }: { record: RecordData }) {
  const { objectType } = record.params;
  const entityType = objectType === undefined ? record.params.entityType : modelOf(String(objectType));
  const entityId = record.params.entityId ?? record.params.objectId;
  const target = resourceNamed(String(entityType));
  if (target === null) return <span className="cs-number">{String(entityId)}</span>;
  return (
    <Link className="cs-link cs-nowrap" to={recordHref(target.id, String(entityId))}>
      No. {String(entityId)}
    </Link>
  );
}

/** "billing_period" is the model BillingPeriod. */
function modelOf(objectType: string): string {
  return objectType.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function Choice({ property, value }: { property: PropertyView; value: string }) {
  const option = property.options?.find((candidate) => candidate.value === value);
  const label = option?.label ?? sentenceCase(value);
  return property.kind === 'badge' ? <Badge tone={option?.tone ?? 'neutral'}>{label}</Badge> : <span>{label}</span>;
}

function Reference({ property, record, id }: { property: PropertyView; record: RecordData; id: string }) {
  const target = resourceNamed(property.leadsTo);
  const title = record.populated[property.name]?.title;
  const label =
    property.leadsTo === 'ContractVersion' && typeof title === 'number'
      ? String(title)
      : typeof title === 'string' && title.trim() !== ''
        ? title
        : `${singular(target?.label ?? property.label)} ${id}`;
  if (target === null) return <span dir="auto">{label}</span>;
  return (
    <Link
      className={label.includes(' ') || label.length > 24 ? 'cs-link' : 'cs-link cs-nowrap'}
      dir="auto"
      to={recordHref(target.id, id)}
    >
      {label}
    </Link>
  );
}

/** AdminJS flattens JSON into "changes.status.before"; here it is put together again. */
export function jsonOf(record: RecordData, name: string): unknown {
  const direct = record.params[name];
  if (direct !== undefined) return direct;
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(record.params)) {
    if (!path.startsWith(`${name}.`)) continue;
    const keys = path.slice(name.length + 1).split('.');
    const last = keys.pop() ?? '';
    let node = root;
    for (const key of keys) {
      if (typeof node[key] !== 'object' || node[key] === null) node[key] = {};
      node = node[key] as Record<string, unknown>;
    }
    node[last] = value;
  }
  return root;
}

function Json({ value }: { value: unknown }) {
  const entries = entriesOf(value);
  const [only] = entries;
  // {"billing_snapshot": {…}} shows what is inside.
  const shown =
    entries.length === 1 && only !== undefined && !isChange(only[1]) && isObject(only[1])
      ? entriesOf(only[1])
      : entries;
  if (shown.length === 0) return <span className="cs-none">–</span>;
  return (
    <dl className="cs-json">
      {shown.map(([key, inner]) => (
        <div key={key}>
          <dt>{sentenceCase(key)}</dt>
          <dd dir="auto">{plain(inner)}</dd>
        </div>
      ))}
    </dl>
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  if (!isObject(value)) return [];
  const entries = Object.entries(value).filter(([, inner]) => inner !== '' && inner !== null);
  return entries.sort(([a], [b]) => placeOf(a) - placeOf(b));
}

// The database keeps the keys of a snapshot in an order of its own.
const ADDRESS = 'legal_name name address_line1 address_line2 postal_code city state country tax_id email'.split(' ');

function placeOf(key: string): number {
  const place = ADDRESS.indexOf(key);
  return place === -1 ? ADDRESS.length : place;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isChange(value: unknown): boolean {
  return isObject(value) && 'after' in value;
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatTime(value);
  if (typeof value === 'string' && /^[a-z]+(_[a-z]+)+$/.test(value)) return sentenceCase(value);
  if (typeof value !== 'object') return String(value);
  const { before, after } = value as { before?: unknown; after?: unknown };
  if ('before' in value && 'after' in value) return `${plain(before)} → ${plain(after)}`;
  if ('after' in value) return plain(after);
  return Object.entries(value)
    .map(([key, inner]) => `${sentenceCase(key)}: ${plain(inner)}`)
    .join(', ');
}
