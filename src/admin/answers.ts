import type { RecordJSON } from 'adminjs';
import { Refusal, type RefusalKind } from '../services/core/errors.js';

export const STATUS: Record<RefusalKind, number> = {
  invalid_input: 400,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rule_violated: 422,
  unavailable: 503,
};

export interface Failure {
  success: false;
  error: string;
  code: string;
  details: { path: string; message: string }[];
  request_id: string;
  notice: { type: 'error'; message: string };
  errors: Record<string, { message: string }>;
  record?: object;
  records: [];
}

/** A refusal as AdminJS's client and ours both read it: a notice, and each sentence at its field. */
export function failure(refusal: Refusal, requestId: string, record?: RecordJSON): Failure {
  const { details } = refusal;
  const errors = Object.fromEntries(details.map(({ path, message }) => [path, { message }]));
  return {
    success: false,
    error: refusal.message,
    code: refusal.code,
    details,
    request_id: requestId,
    notice: { type: 'error', message: refusal.message },
    errors,
    ...(record === undefined ? {} : { record: { ...record, errors } }),
    records: [],
  };
}

/** Operations speak camelCase, the wire of actions snake_case. */
export function onTheWire(refusal: Refusal): Refusal {
  const details = refusal.details.map(({ path, message }) => ({
    path: path === 'recordIds' ? path : snakeCase(path),
    message,
  }));
  return new Refusal(refusal.kind, refusal.code, refusal.message, details);
}

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
