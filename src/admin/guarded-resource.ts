import { Resource as PrismaResource } from '@adminjs/prisma';
import type { PrismaClient } from '@prisma/client';
import { BaseRecord, type Filter, type SupportedDatabasesType } from 'adminjs';
import { Refusal } from '../services/core/errors.js';
import { dataModel, type Field, fieldOf, type Model } from './datamodel.js';
import type { Derived } from './derived-columns.js';
import { exact } from './exact-value.js';
import type { Condition } from './list-filters.js';
import { type Listing, type ListPage, readIds, readPage } from './list-page.js';
import { type ListQuery, readListQuery } from './list-query.js';
import { NamedRecord } from './named-record.js';

export interface GuardedResourceArgs {
  client: PrismaClient;
  model: Model;
  /** The only columns that ever leave the database. */
  columns: readonly string[];
  titleColumn: string;
  listing: Listing;
  derived?: Derived | undefined;
}

type Row = Record<string, unknown>;

/** The part of a Prisma delegate that pages need. */
interface Delegate {
  findMany(args: object): Promise<Row[]>;
  findUnique(args: object): Promise<Row | null>;
}

const MAX_INT = 2_147_483_647;

/**
 * The one way in which the back-office reads a table: allowed columns only, exact types, safe filters.
 * It cannot write: every change goes through an operation of the business.
 */
export class GuardedResource extends PrismaResource {
  private readonly guarded: GuardedResourceArgs;

  constructor(args: GuardedResourceArgs) {
    super({
      model: adapterModel(args),
      client: args.client,
      clientModule: { Prisma: { dmmf: { datamodel: dataModel } } },
    });
    this.guarded = args;
  }

  get derived(): Derived | undefined {
    return this.guarded.derived;
  }

  static override isAdapterFor(args: object): boolean {
    return 'columns' in args && 'titleColumn' in args;
  }

  override databaseType(): SupportedDatabasesType {
    return 'Postgres';
  }

  list(query: ListQuery, scope: Condition[] = []): Promise<ListPage> {
    return readPage(this.guarded.listing, query, scope);
  }

  /** Ids of all rows that match, for a selection larger than a page. */
  matchingIds(query: ListQuery, limit: number): Promise<number[]> {
    return readIds(this.guarded.listing, query, limit);
  }

  /** A record that is not there is refused: AdminJS itself would answer 200. */
  override async findOne(id: string | number): Promise<BaseRecord> {
    const select = this.selection(this.guarded.columns);
    const row = isId(Number(id)) ? await this.delegate().findUnique({ where: { id: Number(id) }, select }) : null;
    if (row === null) throw new Refusal('not_found', 'not_found', 'There is no such record.');
    return this.toRecord(row);
  }

  /** For references: name and id only, all of a list in one query. */
  override async findMany(ids: (string | number)[]): Promise<BaseRecord[]> {
    const rows = await this.delegate().findMany({
      where: { id: { in: ids.map(Number).filter(isId) } },
      select: this.selection(['id', this.guarded.titleColumn]),
    });
    return rows.map((row) => new NamedRecord(this.paramsOf(row), this));
  }

  // AdminJS calls these two with a filter of its own making; ours passes the same checks as a list's address.
  override async find(filter: Filter, options: { limit?: number; offset?: number }): Promise<BaseRecord[]> {
    const perPage = Math.min(options.limit ?? 10, 200);
    const page = Math.floor((options.offset ?? 0) / perPage) + 1;
    const { rows } = await this.list({ ...queryOf(filter), page, perPage });
    return rows.map(({ params }) => new BaseRecord(params, this));
  }

  override async count(filter: Filter): Promise<number> {
    return (await this.list({ ...queryOf(filter), perPage: 1 })).total;
  }

  override async create(): Promise<never> {
    throw writesElsewhere();
  }

  override async update(): Promise<never> {
    throw writesElsewhere();
  }

  override async delete(): Promise<never> {
    throw writesElsewhere();
  }

  private delegate(): Delegate {
    return this.manager as Delegate;
  }

  private selection(columns: readonly string[]): Record<string, true> {
    return Object.fromEntries(columns.map((name) => [columnOf(fieldOf(this.guarded.model, name)), true]));
  }

  private toRecord(row: Row): BaseRecord {
    return new BaseRecord(this.paramsOf(row), this);
  }

  private paramsOf(row: Row): Row {
    const params = this.guarded.columns.flatMap((name) => {
      const value = row[columnOf(fieldOf(this.guarded.model, name))];
      return value === undefined ? [] : [[name, exact(value, row.currency)]];
    });
    return Object.fromEntries(params);
  }
}

/** What AdminJS may know of the model: the allowed columns. Others do not exist for it. */
function adapterModel({ model, columns }: GuardedResourceArgs): Model {
  return { ...model, fields: columns.map((name) => ({ ...fieldOf(model, name), isReadOnly: false })) };
}

export function isId(id: number): boolean {
  return Number.isInteger(id) && id > 0 && id <= MAX_INT;
}

/** A reference is stored in its foreign key. */
function columnOf(field: Field): string {
  return field.relationFromFields?.[0] ?? field.name;
}

function queryOf(filter: Filter): ListQuery {
  const entries = Object.values(filter.filters ?? {}).map((element) => [`filters.${element.path}`, element.value]);
  return readListQuery(Object.fromEntries(entries));
}

function writesElsewhere(): Error {
  return new Error('the back-office writes through operations only');
}
