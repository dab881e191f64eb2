import type { Prisma } from '@prisma/client';
import type { ActionContext } from 'adminjs';
import { withDerived } from './derived-columns.js';
import { GuardedResource } from './guarded-resource.js';
import { MAX_JUMP, readListQuery } from './list-query.js';
import { may } from './policy.js';
import { currentRequest } from './request-context.js';
import { type AdminHandler, noSuchRecord } from './safe-action.js';

/** A list of related records on a record's page: the newest ten, with the way to all of them. */
export interface Panel {
  title: string;
  resource: string;
  /** The related records' filters for the record with this id. */
  filters(id: number): Record<string, string>;
  /** Rows t that no filter can say, found by an index; there is then no way to all of them. */
  scope?(id: number): Promise<Prisma.Sql>;
}

const PANEL_ROWS = 10;
const SCOPED_ROWS = 50;
const SELECTABLE = 10_000;

export const listRecords: AdminHandler = async (request, _response, context) => {
  const resource = guarded(context);
  const query = readListQuery(request.query ?? {});
  const { rows, sortBy, ...meta } = await resource.list(query);
  return {
    meta: { ...meta, perPage: query.perPage, sortBy, pagesToJumpTo: MAX_JUMP },
    records: await withDerived(rows, resource.derived),
  };
};

/** What a reference's select box asks while somebody types. */
export const searchRecords: AdminHandler = async (request, _response, context) => {
  const words = typeof request.params.query === 'string' ? request.params.query : '';
  const query = readListQuery({ ...request.query, search: words || request.query?.search, perPage: 20 });
  return { records: (await guarded(context).list(query)).rows };
};

/** The ids behind "select all that match", counted and named one by one before anything happens to them. */
export const listMatchingIds: AdminHandler = async (request, _response, context) => {
  const ids = await guarded(context).matchingIds(readListQuery(request.query ?? {}), SELECTABLE);
  return { ids, limit: SELECTABLE };
};

export function showRecord(panels: readonly Panel[], extras?: (id: number) => Promise<object>): AdminHandler {
  return async (_request, _response, context) => {
    const { record } = context;
    if (!record) throw noSuchRecord();
    const id = Number(record.id());
    const shown = panels.filter((panel) => may(currentRequest().staff.role, panel.resource, 'list'));
    const [filled, extra, [shownRecord]] = await Promise.all([
      Promise.all(shown.map((panel) => fillPanel(panel, id, context))),
      extras?.(id) ?? {},
      withDerived([record.toJSON(context.currentAdmin)], guarded(context).derived),
    ]);
    return { record: shownRecord, panels: filled, ...extra };
  };
}

async function fillPanel(panel: Panel, id: number, context: ActionContext): Promise<object> {
  const resource = context._admin.findResource(panel.resource);
  if (!(resource instanceof GuardedResource)) throw new Error(`${panel.resource} is not guarded`);
  const filters = Object.fromEntries(
    Object.entries(panel.filters(id)).map(([name, value]) => [`filters.${name}`, value]),
  );
  const query = {
    ...readListQuery({ ...filters, perPage: panel.scope === undefined ? PANEL_ROWS : SCOPED_ROWS }),
    sortBy: 'id',
    direction: 'desc' as const,
  };
  const scope = panel.scope === undefined ? [] : [{ sql: await panel.scope(id), byIndex: true }];
  const page = await resource.list(query, scope);
  return {
    title: panel.title,
    resourceId: panel.resource,
    filters,
    whole: panel.scope === undefined,
    total: page.total,
    totalIsExact: page.totalIsExact,
    records: await withDerived(page.rows, resource.derived),
  };
}

function guarded(context: ActionContext): GuardedResource {
  if (context.resource instanceof GuardedResource) return context.resource;
  throw new Error('a resource was declared without the factory');
}
