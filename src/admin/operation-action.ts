import type { ActionContext, ActionRequest } from 'adminjs';
import type { Context } from '../services/core/context.js';
import { Refusal } from '../services/core/errors.js';
import { type Outcome, refusalOf } from '../services/core/outcome.js';
import { onTheWire } from './answers.js';
import type { ResourceName } from './policy.js';
import { currentRequest } from './request-context.js';
import { type AdminHandler, noSuchRecord } from './safe-action.js';
import type { ScheduleView } from './schedule-view.js';
import { type Body, bodyOf, queryOf } from './wire-body.js';

/** What the dialog asks for, under the names of the wire. */
export interface DialogField {
  name: string;
  label: string;
  type:
    | 'text'
    | 'long'
    | 'money'
    | 'integer'
    | 'select'
    | 'email'
    | 'date'
    | 'file'
    | 'checkbox'
    | 'lines'
    | 'account'
    | 'hidden';
  required?: boolean;
  help?: string;
  value?: string;
  maxLength?: number;
  options?: { value: string; label: string }[];
  /** What the value is called, where that is not the value. */
  shown?: string;
  /** Asked only while another field has this value. */
  onlyIf?: { name: string; value: string };
}

/** What will happen, said before it does. */
export interface Preview {
  title: string;
  /** What will happen, in sentences. */
  says: string[];
  possible?: number;
  totals?: { currency: string; count: number; amount: string }[];
  /** What the totals count: payments, unless something else is named. */
  counted?: string;
  /** What will be invoiced when, one after the other. */
  schedules?: ScheduleView[];
  impossible?: Outcome[];
  impossibleCount?: number;
  warnings?: { message: string; href?: string; link?: string }[];
  fields: DialogField[];
  confirm: string;
  /** What is typed changes what will happen: the dialog asks again while somebody types. */
  live?: boolean;
  /** What a page of its own, in place of the dialog, starts from. */
  page?: object;
}

/** What happened. */
export interface Result {
  message: string;
  counts?: Record<string, number>;
  exceptions?: Outcome[];
  runId?: number;
  href?: string;
  data?: object;
  /** Told this once, with a button to copy it. */
  secret?: { label: string; value: string };
  /** The record is no more: its page gives way to the list. */
  gone?: true;
}

export interface Target {
  ctx: Context;
  /** The record's id, or 0 on a resource action. */
  id: number;
  /** The ids of a resource action over many. */
  ids: number[];
  params: Record<string, unknown>;
  /** The browser that asks, for a signature. */
  userAgent: string;
}

export interface StartingPoint {
  resource: ResourceName;
  /** The field that holds the record's id. */
  field: string;
}

interface Definition {
  name: string;
  label: string;
  tone?: 'primary' | 'danger' | 'plain';
  /** The button hides where the move is impossible; the server decides all the same. */
  offeredFor?: (params: Record<string, unknown>) => boolean;
  /** Too much for a dialog: the button leads to a page of its own. */
  page?: boolean;
  /** Offered on the page of such a record, too, which it then starts from. */
  startsFrom?: StartingPoint;
  /** With what was typed so far. */
  preview(target: Target, body: Body): Promise<Preview>;
  act(target: Target, body: Body): Promise<Result>;
}

export interface OperationAction {
  name: string;
  label: string;
  tone: 'primary' | 'danger' | 'plain';
  kind: 'record' | 'resource';
  overSelection?: boolean;
  page?: boolean;
  startsFrom?: StartingPoint;
  offeredFor?: (params: Record<string, unknown>) => boolean;
  handler: AdminHandler;
}

/** An operation on one record, behind a button of its page. */
export function recordOperation(definition: Definition): OperationAction {
  return { ...base(definition), kind: 'record', handler: handlerOf(definition, recordTarget) };
}

/** An operation on a selection; the ids travel in the body of a POST, so that none is dropped. */
export function selectionOperation(definition: Definition): OperationAction {
  return {
    ...base(definition),
    kind: 'resource',
    overSelection: true,
    handler: handlerOf(definition, selectionTarget),
  };
}

/** An operation that makes something new. */
export function plainOperation(definition: Definition): OperationAction {
  return { ...base(definition), kind: 'resource', handler: handlerOf(definition, () => target([])) };
}

function base({ name, label, tone = 'plain', offeredFor, page, startsFrom }: Definition) {
  return {
    name,
    label,
    tone,
    ...(offeredFor === undefined ? {} : { offeredFor }),
    ...(page === undefined ? {} : { page }),
    ...(startsFrom === undefined ? {} : { startsFrom }),
  };
}

type Aim = Omit<Target, 'userAgent'>;
type TargetReader = (request: ActionRequest, context: ActionContext) => Aim;

/** GET tells what would happen, POST does it; nothing else is answered. */
function handlerOf(definition: Definition, read: TargetReader): AdminHandler {
  return async (request, response, context) => {
    try {
      const aim = { ...read(request, context), userAgent: response.req.get('user-agent') ?? '' };
      if (request.method !== 'post') return asked(context, await definition.preview(aim, queryOf(request)));
      if (asksOnly(request)) return asked(context, await definition.preview(aim, bodyOf(request)));
      const result = await definition.act(aim, bodyOf(request));
      return await success(result, context);
    } catch (error) {
      throw error instanceof Refusal ? onTheWire(error) : error;
    }
  };
}

async function success(result: Result, context: ActionContext): Promise<object> {
  return {
    success: true,
    ...result,
    ...(await withFreshRecord(context, result.gone === true)),
    notice: { type: 'success', message: result.message },
  };
}

/** A selection too long for an address is previewed by a POST that says so. */
function asksOnly(request: ActionRequest): boolean {
  const { preview } = bodyOf(request).fields;
  return preview === true || preview === 'true';
}

function asked(context: ActionContext, preview: Preview): object {
  return { ...(context.record ? { record: context.record.toJSON(context.currentAdmin) } : {}), preview };
}

/** AdminJS insists on a record; of one that is no more it gets the last that was known. */
async function withFreshRecord(context: ActionContext, gone: boolean): Promise<object> {
  if (!context.record) return {};
  if (gone) return { record: context.record.toJSON(context.currentAdmin) };
  const fresh = await context.resource.findOne(String(context.record.id()), context);
  return { record: (fresh ?? context.record).toJSON(context.currentAdmin) };
}

function target(ids: number[], params: Record<string, unknown> = {}): Aim {
  return { ctx: currentRequest().ctx, id: ids[0] ?? 0, ids, params };
}

const recordTarget: TargetReader = (_request, { record }) => {
  if (!record) throw noSuchRecord();
  return target([Number(record.id())], record.params);
};

const selectionTarget: TargetReader = (request) => {
  const raw: unknown = request.method === 'post' ? request.payload?.recordIds : request.query?.recordIds;
  const list: unknown = typeof raw === 'string' ? parseIds(raw) : raw;
  if (!Array.isArray(list) || list.length === 0) {
    throw new Refusal('invalid_input', 'nothing_selected', 'Please select at least one row.', [
      { path: 'recordIds', message: 'A list of ids is needed.' },
    ]);
  }
  return target([...new Set(list.map(idOf))]);
};

function parseIds(raw: string): unknown {
  if (!raw.startsWith('[')) return raw.split(',');
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

/** Numbers no row can have stay in the request, so that the report can call them missing. */
function idOf(value: unknown): number {
  const id =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new Refusal('invalid_input', 'invalid_ids', 'The selection holds something that is not a record number.', [
      { path: 'recordIds', message: 'Ids are whole numbers.' },
    ]);
  }
  return id;
}

/** For one record there is no report: anything but success is refused aloud. */
export function insistOnSuccess(outcomes: Outcome[]): void {
  const [outcome] = outcomes;
  const refusal = outcome === undefined ? null : refusalOf(outcome);
  if (refusal !== null) throw new Refusal(refusal.kind, refusal.code, refusal.message);
}
