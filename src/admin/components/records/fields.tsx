import type { RecordData, ResourceView } from '../page-state.js';
import { Value } from './value.js';

const WIDE: Record<string, string> = { long: 'cs-facts-wide', json: 'cs-facts-half' };

/** All columns of a record, the empty ones last and folded away. */
export function Fields({
  resource,
  record,
  without = [],
}: {
  resource: ResourceView;
  record: RecordData;
  without?: string[];
}) {
  const properties = resource.columns
    .filter((name) => !without.includes(name))
    .flatMap((name) => resource.properties[name] ?? [])
    // The row's own version is for stale forms only.
    .filter(({ name, kind }) => name !== 'version' || kind === 'reference');
  const filled = properties.filter(({ name, kind }) => kind === 'json' || !isEmpty(record.params[name]));
  const empty = properties.filter((property) => !filled.includes(property));
  return (
    <section className="cs-card" aria-label="Details">
      <dl className="cs-facts">
        {filled.map((property) => (
          <div key={property.name} className={WIDE[property.kind]}>
            <dt>{property.label}</dt>
            <dd>
              <Value property={property} record={record} />
            </dd>
          </div>
        ))}
      </dl>
      {empty.length > 0 && (
        <p className="cs-muted cs-empty-fields">Empty: {empty.map(({ label }) => label.toLowerCase()).join(', ')}</p>
      )}
    </section>
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}
