import type { Request, Response } from 'express';
import { Refusal } from '../../services/core/errors.js';
import { failureOf } from '../errors.js';
import { type FormErrors, formErrors } from './form.js';

export interface FailedAttempt {
  ok: false;
  status: number;
  code: string;
  errors: FormErrors;
  retryAfterSeconds?: number;
}

export type Attempt<T> = { ok: true; value: T } | FailedAttempt;

/** Runs what a form asks for; a refusal becomes errors to show beside the fields, a bug stays a bug. */
export async function attempt<T>(run: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    const { unexpected, message, details, ...failure } = failureOf(error);
    if (unexpected) throw error;
    return { ok: false, ...failure, errors: formErrors(message, details) };
  }
}

/** Says when to come back, where a limit was reached. */
export function setRetryAfter(res: Response, { retryAfterSeconds }: FailedAttempt): void {
  if (retryAfterSeconds !== undefined) res.set('Retry-After', String(retryAfterSeconds));
}

/** A text parameter of the address; anything else counts as absent. PostgreSQL keeps no NUL. */
export function queryText(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === 'string' ? value.replaceAll('\0', '') : '';
}

/** The id of the last row of the page before; what is no id starts at the top. */
export function queryCursor(req: Request, name: string): { cursor?: number } {
  const cursor = idOf(queryText(req, name));
  return cursor === null ? {} : { cursor };
}

/** An id of the address; what is no id leads nowhere. */
export function pathId(req: Request): number {
  const id = idOf(req.params.id);
  if (id === null) throw new Refusal('not_found', 'not_found', 'This page does not exist.');
  return id;
}

const LARGEST_ID = 2_147_483_647;

function idOf(text: unknown): number | null {
  if (typeof text !== 'string' || !/^[1-9]\d{0,9}$/.test(text) || Number(text) > LARGEST_ID) return null;
  return Number(text);
}
