import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { UploadedFile } from '../http/body-limits.js';
import type { Limiter } from '../http/rate-limits.js';
import type { Context } from '../services/core/context.js';
import type { Page } from '../services/core/fields.js';
import type { Limits } from './limits.js';

/** Everything a route's work is given, read and checked. */
export interface Call<Params, Query, Body> {
  ctx: Context;
  params: Params;
  query: Query;
  body: Body;
  proof: UploadedFile | undefined;
  /** The access token it came with, valid or not. */
  bearer: string | null;
  /** What the caller's program says of itself. */
  userAgent: string;
  limits: Limits;
  /** The key of attempts from this caller's address under a name. */
  attempts(name: string): string;
  /** Counts failed attempts under that key, and forgets them after a success. */
  countFailures<T>(limit: Limiter, name: string, attempt: () => Promise<T>): Promise<T>;
}

interface Described {
  method: 'get' | 'post' | 'patch';
  /** Under the prefix: "/billing/invoices/{id}". */
  path: `/${string}`;
  /** Other paths that reach it, and what their answer says at its top besides. */
  aliases?: { path: `/${string}`; besides?: (data: Record<string, unknown>) => Record<string, unknown> }[];
  name: string;
  tag: string;
  summary: string;
  description?: string;
  /** `staff` is a program with a staff API token, and nobody else. */
  caller: 'anyone' | 'user' | 'staff';
  limit: 'signUp' | 'confirm' | 'other';
  /** Takes an Idempotency-Key: every POST outside /auth that changes something. */
  idempotent?: boolean;
  /** Takes the file field `proof` in a multipart form. */
  takesProof?: boolean;
  status?: 200 | 201;
  /** The statuses it can refuse with, besides those that any route has. */
  refuses?: number[];
  examples: { params?: object; query?: object; body?: object; answer: unknown };
}

interface Inputs<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  params?: Params;
  query?: Query;
  body?: Body;
}

/** A route as the router and the documentation see it. */
export interface ApiRoute extends Described, Inputs<z.ZodType, z.ZodType, z.ZodType> {
  /** Of the whole answer, envelope included; what it does not name is not sent. */
  answer: z.ZodType;
  /** Where the answer is a file, its media type. */
  sends?: string;
  reply(call: Call<unknown, unknown, unknown>): Promise<Answer>;
}

export type Answer = Record<string, unknown> | unknown[] | FileAnswer;

/** A finished file: the same bytes each time, known by their SHA-256. */
export class FileAnswer {
  constructor(readonly file: { stream: Readable; name: string; mediaType: string; byteSize: number; sha256: string }) {}
}

type Nothing = z.ZodType<undefined>;
type CallOf<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = Call<
  z.output<Params>,
  z.output<Query>,
  z.output<Body>
>;

const succeeded = z.literal(true);

/** A route that answers one thing: {"success": true, "message"?, "data"}. */
export function route<
  Data extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(
  definition: Described &
    Inputs<Params, Query, Body> & {
      data: Data;
      message?: (data: z.input<Data>) => string;
      run(call: CallOf<Params, Query, Body>): Promise<z.input<Data>>;
    },
): ApiRoute {
  const { data, message, run, ...rest } = definition;
  const answer =
    message === undefined
      ? z.object({ success: succeeded, data })
      : z.object({ success: succeeded, message: z.string(), data });
  return {
    ...rest,
    answer,
    async reply(call) {
      const found = await run(call as CallOf<Params, Query, Body>);
      return { success: true, ...(message === undefined ? {} : { message: message(found) }), data: found };
    },
  };
}

/** A route that answers a page of rows: {"success": true, "data": [...], "next_cursor"}. */
export function listRoute<Row extends z.ZodType, Query extends z.ZodType>(
  definition: Described & {
    query: Query;
    row: Row;
    run(call: CallOf<Nothing, Query, Nothing>): Promise<Page<z.input<Row>>>;
  },
): ApiRoute {
  const { row, run, ...rest } = definition;
  return {
    ...rest,
    answer: z.object({ success: succeeded, data: z.array(row), next_cursor: nextCursor }),
    async reply(call) {
      const { rows, nextCursor } = await run(call as CallOf<Nothing, Query, Nothing>);
      return { success: true, data: rows, next_cursor: nextCursor === null ? null : String(nextCursor) };
    },
  };
}

const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Send it as ?cursor= for the next page; null on the last one.' });

/** A route that answers a bare array, for programs that know it so (D20). */
export function bareListRoute<Row extends z.ZodType, Query extends z.ZodType>(
  definition: Described & {
    query: Query;
    row: Row;
    run(call: CallOf<Nothing, Query, Nothing>): Promise<z.input<Row>[]>;
  },
): ApiRoute {
  const { row, run, ...rest } = definition;
  return { ...rest, answer: z.array(row), reply: (call) => run(call as CallOf<Nothing, Query, Nothing>) };
}

/** A route that answers a file instead of JSON; refusals stay JSON. */
export function fileRoute<Params extends z.ZodType, Query extends z.ZodType = Nothing>(
  definition: Described & {
    params: Params;
    query?: Query;
    sends: string;
    run(call: CallOf<Params, Query, Nothing>): Promise<FileAnswer['file']>;
  },
): ApiRoute {
  const { run, ...rest } = definition;
  return {
    ...rest,
    answer: z.instanceof(FileAnswer),
    reply: async (call) => new FileAnswer(await run(call as CallOf<Params, Query, Nothing>)),
  };
}
