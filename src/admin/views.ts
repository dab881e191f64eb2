import type { StaffRole } from '@prisma/client';
import { createOnlyFields, type EditableModel } from '../services/settings/edit-record.js';
import { modelNamed } from './datamodel.js';
import type { ResourceDefinition } from './define-resource.js';
import type { NavigationGroup } from './navigation.js';
import type { StartingPoint } from './operation-action.js';
import { may, writableFields } from './policy.js';
import { lookOf, type PropertyLook } from './properties.js';
import { sortableColumns } from './sortable.js';

/** What the components know of a resource: for one role, without anything that the role may not do. */
export interface ResourceView {
  id: string;
  label: string;
  group: NavigationGroup;
  icon: string;
  title: string;
  single: boolean;
  properties: Record<string, PropertyView>;
  columns: string[];
  list: string[];
  filters: string[];
  fields: string[];
  createOnly: string[];
  searchable: boolean;
  canCreate: boolean;
  canEdit: boolean;
  actions: ActionView[];
}

export interface PropertyView extends PropertyLook {
  name: string;
  sortable: boolean;
  /** The column that must be filtered by one value before this one sorts. */
  sortsWithin?: string;
  /** The resource that a reference leads to. */
  leadsTo?: string;
}

export interface ActionView {
  name: string;
  label: string;
  tone: 'primary' | 'danger' | 'plain';
  kind: 'record' | 'resource';
  overSelection: boolean;
  /** It has a page of its own in place of a dialog. */
  page: boolean;
  startsFrom: StartingPoint | null;
}

/** What the page hands its components beside AdminJS's own state. */
export interface PageState {
  resources: ResourceView[];
  staff: { id: number; email: string; role: StaffRole };
  assets: { pdf: string; pdfWorker: string; logo: string; logoDark: string; mark: string };
}

export function viewFor(role: StaffRole, definition: ResourceDefinition): ResourceView | null {
  const { model: id, label, group, icon, title, columns, list, filters, operations = [] } = definition;
  if (!may(role, id, 'list')) return null;
  const canCreate = may(role, id, 'new');
  const canEdit = may(role, id, 'edit');
  return {
    id,
    label,
    group,
    icon,
    title,
    single: definition.single === true,
    properties: Object.fromEntries([
      ...columns.map((name) => [name, propertyView(definition, name)]),
      ...Object.entries(definition.derived?.columns ?? {}).map(([name, look]) => [
        name,
        { ...look, name, sortable: false },
      ]),
    ]),
    columns: [...columns],
    list: [...list],
    filters: [...filters],
    fields: canCreate || canEdit ? [...writableFields(id)] : [],
    createOnly: canEdit ? [...createOnlyFields(id as EditableModel)] : [],
    searchable: definition.search.length > 0,
    canCreate,
    canEdit,
    actions: operations
      .filter(({ name }) => may(role, id, name))
      .map(({ name, label: text, tone, kind, overSelection, page, startsFrom }) => ({
        name,
        label: text,
        tone,
        kind,
        overSelection: overSelection === true,
        page: page === true,
        startsFrom: startsFrom ?? null,
      })),
  };
}

function propertyView(definition: ResourceDefinition, name: string): PropertyView {
  const model = modelNamed(definition.model);
  const look = lookOf(model, name);
  const type = model.fields.find((field) => field.name === name)?.type;
  const within = sortableColumns(definition).get(name);
  return {
    ...look,
    name,
    sortable: within !== undefined,
    ...(within === undefined || within === '' ? {} : { sortsWithin: within }),
    ...(look.kind === 'reference' && type !== undefined ? { leadsTo: type } : {}),
  };
}
