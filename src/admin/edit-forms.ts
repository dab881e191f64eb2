import { Refusal } from '../services/core/errors.js';
import { type CreatableModel, createRecord, type EditableModel, editRecord } from '../services/settings/edit-record.js';
import type { Model } from './datamodel.js';
import { policyOf, type ResourceName, writableFields } from './policy.js';
import { lookOf } from './properties.js';
import { currentRequest } from './request-context.js';
import { type AdminHandler, noSuchRecord, notAllowed } from './safe-action.js';

interface Forms {
  create: AdminHandler;
  edit: AdminHandler;
}

/** The generated forms. Every write goes through the one audited operation, with the fields that the policy names. */
export function editForms(resource: ResourceName, model: Model): Forms {
  return {
    async create(request, _response, { resource: adapter, currentAdmin }) {
      if (!isCreatable(resource)) throw notAllowed();
      if (request.method !== 'post') return { defaults: defaultsOf(model) };
      const { id } = await createRecord(currentRequest().ctx, {
        model: resource,
        values: valuesOf(resource, { ...defaultsOf(model), ...request.payload }),
      });
      const record = await adapter.findOne(String(id));
      return { success: true, record: record?.toJSON(currentAdmin), notice: { type: 'success', message: 'Created.' } };
    },
    async edit(request, _response, context) {
      if (!isEditable(resource)) throw notAllowed();
      const { record, currentAdmin } = context;
      if (!record) throw noSuchRecord();
      if (request.method !== 'post') return { record: record.toJSON(currentAdmin) };
      const id = Number(record.id());
      const { changed } = await editRecord(currentRequest().ctx, {
        model: resource,
        id,
        version: versionOf(request.payload, Number(record.params.version)),
        values: valuesOf(resource, request.payload),
      });
      const fresh = await context.resource.findOne(String(id), context);
      const message = changed.length === 0 ? 'Nothing was changed.' : 'Saved.';
      return {
        success: true,
        changed,
        record: (fresh ?? record).toJSON(currentAdmin),
        notice: { type: 'success', message },
      };
    },
  };
}

/** A caller that names no version means the record as it stands. */
function versionOf(payload: Record<string, unknown> | undefined, current: number): number {
  const given = payload?.version;
  if (given === undefined || given === '') return current;
  const version = Number(given);
  if (!Number.isInteger(version) || version < 1)
    throw new Refusal('invalid_input', 'invalid_version', 'The form is out of date. Please open it again.');
  return version;
}

function valuesOf(resource: ResourceName, payload: Record<string, unknown> | undefined): Record<string, unknown> {
  const allowed = writableFields(resource);
  return Object.fromEntries(Object.entries(payload ?? {}).filter(([name]) => allowed.includes(name)));
}

/** What an empty form starts with. */
function defaultsOf(model: Model): Record<string, unknown> {
  return Object.fromEntries(
    model.fields.flatMap((field) => {
      if (typeof field.default === 'string' || typeof field.default === 'number' || typeof field.default === 'boolean')
        return [[field.name, field.default]];
      if (!field.isRequired) return [[field.name, '']];
      const [first] = lookOf(model, field.name).options ?? [];
      return first === undefined ? [] : [[field.name, first.value]];
    }),
  );
}

function isEditable(resource: ResourceName): resource is EditableModel & ResourceName {
  return policyOf(resource)?.edit !== undefined;
}

function isCreatable(resource: ResourceName): resource is CreatableModel & ResourceName {
  return policyOf(resource)?.create !== undefined;
}
