import type { PrismaClient } from '@prisma/client';
import type { Action, ActionResponse, ResourceWithOptions } from 'adminjs';
import { type Model, modelNamed } from './datamodel.js';
import type { Derived } from './derived-columns.js';
import { editForms } from './edit-forms.js';
import type { GuardedResourceArgs } from './guarded-resource.js';
import type { Listing } from './list-page.js';
import { ListColumns } from './list-rows.js';
import type { Reader, SearchPath } from './list-search.js';
import type { NavigationGroup } from './navigation.js';
import type { OperationAction } from './operation-action.js';
import { may, policyOf, type ResourceName, writableFields } from './policy.js';
import { propertyOptions } from './properties.js';
import { listMatchingIds, listRecords, type Panel, searchRecords, showRecord } from './read-actions.js';
import { safeAction } from './safe-action.js';
import { sortableColumns } from './sortable.js';

/** What a resource says of itself; everything else follows from the data model and the policy. */
export interface ResourceDefinition {
  model: ResourceName;
  label: string;
  group: NavigationGroup;
  icon: string;
  /** The column that names a record; the id where there is none. */
  title: string;
  /** The only columns that ever leave the server, in the order of the record's page. */
  columns: readonly string[];
  list: readonly string[];
  filters: readonly string[];
  /** Filters that an index serves which the schema cannot name. */
  alsoIndexed?: readonly string[];
  /** Where one search box looks: ways with an index, or columns of a table that stays small. */
  search: readonly SearchPath[];
  sort?: readonly [string, 'asc' | 'desc'];
  panels?: readonly Panel[];
  extras?: (id: number) => Promise<object>;
  /** Columns of a list that stand in other tables. */
  derived?: Derived;
  operations?: readonly OperationAction[];
  /** One row only: the menu opens it at once. */
  single?: boolean;
}

export interface AdminAction {
  resource: ResourceName;
  action: string;
  kind: 'record' | 'resource';
  methods: readonly ('GET' | 'POST')[];
}

/** Every action that exists, for the gate and for the matrix test; a route that is not here answers 404. */
export function actionsOf(definition: ResourceDefinition): AdminAction[] {
  const { model: resource, operations = [] } = definition;
  const policy = policyOf(resource);
  const read = (action: string, kind: 'record' | 'resource') => ({ resource, action, kind, methods: ['GET'] as const });
  return [
    read('list', 'resource'),
    read('search', 'resource'),
    read('matchingIds', 'resource'),
    read('show', 'record'),
    ...(policy?.create === undefined
      ? []
      : [{ resource, action: 'new', kind: 'resource', methods: ['GET', 'POST'] } as const]),
    ...(policy?.edit === undefined
      ? []
      : [{ resource, action: 'edit', kind: 'record', methods: ['GET', 'POST'] } as const]),
    ...operations.map(({ name, kind }) => ({ resource, action: name, kind, methods: ['GET', 'POST'] as const })),
  ];
}

/** The one way to declare a resource: all is off unless the policy allows it. */
export function defineResource(
  definition: ResourceDefinition,
  client: PrismaClient,
  titles: ReadonlyMap<string, string>,
): ResourceWithOptions {
  const model = modelNamed(definition.model);
  checkDefinition(definition);
  return {
    resource: {
      client,
      model,
      columns: definition.columns,
      titleColumn: definition.title,
      listing: listingOf(definition, client, titles),
      derived: definition.derived,
    } satisfies GuardedResourceArgs,
    options: {
      id: definition.model,
      navigation: { name: definition.group, icon: definition.icon },
      titleProperty: definition.title,
      listProperties: definition.list.filter((name) => definition.columns.includes(name)),
      showProperties: [...definition.columns],
      filterProperties: [...definition.filters],
      editProperties: writableFields(definition.model).filter((name) => definition.columns.includes(name)),
      properties: Object.fromEntries(definition.columns.map((name) => [name, propertyOf(definition, model, name)])),
      actions: actionOptions(definition, model),
      translations: { en: { labels: { [definition.model]: definition.label } } },
    },
  };
}

function propertyOf(definition: ResourceDefinition, model: Model, name: string) {
  return propertyOptions(model, name, {
    list: definition.list.includes(name),
    filter: definition.filters.includes(name),
    edit: writableFields(definition.model).includes(name),
    sortable: sortableColumns(definition).has(name),
    title: name === definition.title,
  });
}

/** How the list of a resource is read; `titles` names the column that names a record, by model. */
export function listingOf(
  definition: ResourceDefinition,
  client: Reader,
  titles: ReadonlyMap<string, string>,
): Listing {
  const model = modelNamed(definition.model);
  const sortable = sortableColumns(definition);
  const listed = definition.list.filter((name) => definition.columns.includes(name));
  // A row's place in an order is told by the column it is ordered by, shown or not.
  const read = [...listed, ...sortable.keys()];
  return {
    client,
    model,
    columns: new ListColumns(model, read, definition.title, titles),
    filterable: definition.filters,
    alsoIndexed: definition.alsoIndexed ?? [],
    search: definition.search,
    sortable,
    defaultSort: definition.sort ?? ['id', 'desc'],
  };
}

const OFF: Partial<Action<ActionResponse>> = { isAccessible: () => false, isVisible: () => false };

function actionOptions(definition: ResourceDefinition, model: Model): Record<string, Partial<Action<ActionResponse>>> {
  const { model: resource, panels = [], extras, operations = [] } = definition;
  const on = (action: string, options: Partial<Action<ActionResponse>>): [string, Partial<Action<ActionResponse>>] => [
    action,
    { ...options, name: action, isAccessible: ({ currentAdmin }) => allowed(currentAdmin?.role, resource, action) },
  ];
  const forms = editForms(resource, model);
  const built = Object.fromEntries([
    on('list', { actionType: 'resource', handler: safeAction(resource, 'list', listRecords) }),
    on('search', { actionType: 'resource', isVisible: false, handler: safeAction(resource, 'search', searchRecords) }),
    on('matchingIds', {
      actionType: 'resource',
      isVisible: false,
      handler: safeAction(resource, 'matchingIds', listMatchingIds),
    }),
    on('show', { actionType: 'record', handler: safeAction(resource, 'show', showRecord(panels, extras)) }),
    on('new', { actionType: 'resource', handler: safeAction(resource, 'new', forms.create) }),
    on('edit', { actionType: 'record', handler: safeAction(resource, 'edit', forms.edit) }),
    ...operations.map((operation) =>
      on(operation.name, {
        actionType: operation.kind,
        component: false,
        isVisible: ({ record }) =>
          record === undefined || isOffered(operation, record.toJSON === undefined ? null : record.params),
        custom: { label: operation.label, tone: operation.tone, overSelection: operation.overSelection === true },
        handler: safeAction(resource, operation.name, operation.handler),
      }),
    ),
  ]);
  return { ...built, delete: OFF, bulkDelete: OFF };
}

function isOffered(operation: OperationAction, params: Record<string, unknown> | null): boolean {
  return params === null || operation.offeredFor === undefined || operation.offeredFor(params);
}

/** Anything but a plain boolean is a mistake in the policy and must not pass for a yes. */
function allowed(role: unknown, resource: ResourceName, action: string): boolean {
  const answer: unknown = typeof role === 'string' && may(role as Parameters<typeof may>[0], resource, action);
  if (typeof answer !== 'boolean') throw new Error(`the policy answered ${typeof answer} for ${resource}.${action}`);
  return answer;
}

/** A definition that names an unknown or forbidden column stops the start, not a request. */
function checkDefinition(definition: ResourceDefinition): void {
  const { model, columns, list, filters, title, derived, operations = [] } = definition;
  const [ordered] = definition.sort ?? ['id'];
  if (sortableColumns(definition).get(ordered) !== '')
    throw new Error(`${model} is ordered by ${ordered} without an index`);
  const listed = list.filter((name) => derived === undefined || !(name in derived.columns));
  for (const name of [...listed, ...filters, title, 'id']) {
    if (!columns.includes(name)) throw new Error(`${model} uses ${name}, which is not among its columns`);
  }
  for (const name of columns)
    if (/password|hash$|secret|token/i.test(name)) throw new Error(`${model} must not show ${name}`);
  const declared = Object.keys(policyOf(model)?.actions ?? {});
  const built = operations.map(({ name }) => name);
  const missing = declared
    .filter((name) => !built.includes(name))
    .concat(built.filter((name) => !declared.includes(name)));
  if (missing.length > 0) throw new Error(`${model}: policy and operations differ in ${missing.join(', ')}`);
}
