import type { PropertyLook } from './properties.js';

/** Columns of a list that are worked out from other tables, for all its rows at once. */
export interface Derived {
  columns: Record<string, PropertyLook & { leadsTo?: string }>;
  of(ids: number[]): Promise<Map<number, DerivedValues>>;
}

/** A value by its column; a reference brings its title along. */
export type DerivedValues = Record<string, unknown>;

export interface NamedReference {
  id: number;
  title: string;
}

export interface Row {
  id: number | string;
  params: Record<string, unknown>;
  populated: Record<string, unknown>;
}

export async function withDerived<One extends Row>(rows: One[], derived: Derived | undefined): Promise<One[]> {
  if (derived === undefined || rows.length === 0) return rows;
  const found = await derived.of(rows.map(({ id }) => Number(id)));
  return rows.map((row) => add(row, found.get(Number(row.id)) ?? {}));
}

function add<One extends Row>(row: One, values: DerivedValues): One {
  const params = { ...row.params };
  const populated = { ...row.populated };
  for (const [name, value] of Object.entries(values)) {
    params[name] = isReference(value) ? value.id : value;
    if (isReference(value)) populated[name] = { ...value, params: {} };
  }
  return { ...row, params, populated };
}

function isReference(value: unknown): value is NamedReference {
  return typeof value === 'object' && value !== null && 'title' in value;
}
