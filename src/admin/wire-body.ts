import type { ActionRequest } from 'adminjs';
import type { UploadedFile } from '../http/body-limits.js';
import { fieldRefusal, Refusal } from '../services/core/errors.js';

export interface Body {
  fields: Record<string, unknown>;
  files: Record<string, UploadedFile>;
}

/** AdminJS mixes fields and files into one payload; here they are apart, as they came. */
export function bodyOf(request: ActionRequest): Body {
  const { fields = {}, files = {} } = request as ActionRequest & {
    fields?: Record<string, unknown>;
    files?: Record<string, UploadedFile>;
  };
  return { fields, files };
}

/** A question asked by GET brings what was typed in its address. */
export function queryOf(request: ActionRequest): Body {
  return { fields: { ...request.query }, files: {} };
}

/** A text field of the body; absent, null and "" are the same. */
export function textOf(body: Body, name: string): string {
  const value = body.fields[name];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Refusal('invalid_input', 'invalid_input', 'Please check what you entered.', [
    { path: name, message: 'A text is expected here.' },
  ]);
}

export function noteOf(body: Body): { note?: string } {
  const note = textOf(body, 'note').trim();
  return note === '' ? {} : { note };
}

export function optionalText(body: Body, name: string): string | undefined {
  return textOf(body, name).trim() || undefined;
}

export function yesOf(body: Body, name: string): boolean {
  return ['true', 'on', '1', 'yes'].includes(textOf(body, name));
}

/** A whole number of the body; absent and "" are the same. */
export function integerOf(body: Body, name: string): number | undefined {
  const entered = textOf(body, name).trim();
  if (entered === '') return undefined;
  if (!/^\d{1,9}$/.test(entered)) throw fieldRefusal(name, 'invalid_input', 'Please enter a whole number.');
  return Number(entered);
}
