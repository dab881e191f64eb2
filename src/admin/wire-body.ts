import type { ActionRequest } from 'adminjs';
import type { UploadedFile } from '../http/request-body.js';
import { Refusal } from '../services/core/errors.js';

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
