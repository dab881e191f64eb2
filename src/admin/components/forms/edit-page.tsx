import { get, post } from '../api.js';
import { listHref, type RecordData, type ResourceView, recordHref, singular, titleOf } from '../page-state.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Loading } from '../ui/banner.js';
import { useLoaded } from '../ui/use-loaded.js';
import { RecordForm } from './record-form.js';

export function EditPage({ resource, id }: { resource: ResourceView; id: string }) {
  const path = `/resources/${resource.id}/records/${id}/edit`;
  const { data, error } = useLoaded<{ record: RecordData }>(path);
  const title = data === null ? singular(resource.label) : titleOf(resource, data.record);
  useTitle(`Edit ${title}`);
  return (
    <div className="cs-page">
      <header className="cs-head">
        <h1 dir="auto">Edit {title}</h1>
      </header>
      {error !== null && <Banner tone="danger">{error}</Banner>}
      {data === null
        ? error === null && <Loading />
        : !resource.canEdit || (
            <RecordForm
              resource={resource}
              fields={resource.fields.filter((name) => !resource.createOnly.includes(name))}
              initial={data.record.params}
              backTo={recordHref(resource.id, id)}
              save={(values) => post(path, values)}
              onConflict={async () => (await get<{ record: RecordData }>(path)).record.params}
            />
          )}
    </div>
  );
}

export function NewPage({ resource }: { resource: ResourceView }) {
  const path = `/resources/${resource.id}/actions/new`;
  const { data, error } = useLoaded<{ defaults: Record<string, unknown> }>(path);
  const noun = singular(resource.label).toLowerCase();
  useTitle(`New ${noun}`);
  return (
    <div className="cs-page">
      <header className="cs-head">
        <h1>New {noun}</h1>
      </header>
      {error !== null && <Banner tone="danger">{error}</Banner>}
      {data === null ? (
        error === null && <Loading />
      ) : (
        <RecordForm
          resource={resource}
          fields={resource.fields}
          initial={pickFields(data.defaults, resource.fields)}
          backTo={listHref(resource.id)}
          save={(values) => post(path, values)}
        />
      )}
    </div>
  );
}

function pickFields(defaults: Record<string, unknown>, fields: string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((name) => [name, defaults[name] ?? '']));
}
