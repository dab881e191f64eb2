import { Link } from 'react-router-dom';
import { type PropertyView, type RecordData, type ResourceView, recordHref, titleOf } from '../page-state.js';
import { Icon } from '../ui/icon.js';
import { Value } from './value.js';

export interface TableSort {
  by: string | null;
  direction: string;
  offers: (property: PropertyView) => boolean;
  onSort: (column: string) => void;
}

interface TableProps {
  resource: ResourceView;
  columns: string[];
  records: RecordData[];
  caption: string;
  sort?: TableSort;
  selection?: {
    ids: ReadonlySet<number>;
    onToggle: (id: number, range: boolean) => void;
    onAll: (selected: boolean) => void;
  };
  current?: number | null;
}

const RIGHT = ['money', 'percent', 'number', 'bytes'];
const isRight = ({ kind, name }: PropertyView) => RIGHT.includes(kind) && name !== 'entityId' && name !== 'objectId';

export function RecordsTable({ resource, columns, records, caption, sort, selection, current }: TableProps) {
  const properties = columns.flatMap((name) => resource.properties[name] ?? []);
  const all = selection !== undefined && records.length > 0 && records.every((record) => selection.ids.has(record.id));
  return (
    <table className="cs-table">
      <caption className="cs-hidden">{caption}</caption>
      <thead>
        <tr>
          {selection !== undefined && (
            <th scope="col" className="cs-check">
              <input
                type="checkbox"
                aria-label="Select all rows of this page"
                checked={all}
                onChange={(event) => selection.onAll(event.target.checked)}
              />
            </th>
          )}
          {properties.map((property) => (
            <Heading key={property.name} property={property} sort={sort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {records.map((record, index) => (
          <tr key={record.id} data-selected={selection?.ids.has(record.id)} data-current={current === index}>
            {selection !== undefined && (
              <td className="cs-check">
                <input
                  type="checkbox"
                  aria-label={`Select ${titleOf(resource, record)}`}
                  checked={selection.ids.has(record.id)}
                  onChange={(event) => selection.onToggle(record.id, (event.nativeEvent as MouseEvent).shiftKey)}
                />
              </td>
            )}
            {properties.map((property, position) => (
              <td
                key={property.name}
                data-label={property.label}
                data-kind={property.kind}
                className={isRight(property) ? 'cs-right' : undefined}
              >
                {position === leadOf(properties) ? (
                  <Lead resource={resource} property={property} record={record} />
                ) : (
                  <Value property={property} record={record} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The column that opens the record: the first that is not itself a link elsewhere. */
function leadOf(properties: PropertyView[]): number {
  return Math.max(
    0,
    properties.findIndex(({ kind }) => kind !== 'reference'),
  );
}

function Lead({ resource, property, record }: { resource: ResourceView; property: PropertyView; record: RecordData }) {
  const value = record.params[property.name];
  return (
    <Link className="cs-lead" to={recordHref(resource.id, record.id)}>
      {value === null || value === undefined || value === '' ? (
        titleOf(resource, record)
      ) : (
        <Value property={property} record={record} />
      )}
    </Link>
  );
}

function Heading({ property, sort }: { property: PropertyView; sort: TableSort | undefined }) {
  const right = isRight(property) ? 'cs-right' : undefined;
  if (sort === undefined || !sort.offers(property)) {
    return (
      <th scope="col" className={right}>
        {property.label}
      </th>
    );
  }
  const active = sort.by === property.name;
  const direction = active ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none';
  return (
    <th scope="col" aria-sort={direction} className={right}>
      <button type="button" className="cs-sort" onClick={() => sort.onSort(property.name)}>
        {property.label}
        {active && <Icon name={sort.direction === 'asc' ? 'arrow-up' : 'arrow-down'} size={14} />}
      </button>
    </th>
  );
}
