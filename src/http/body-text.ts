// Shared by both doors: src/admin and src/api may not import each other.
import { Refusal } from '../services/core/errors.js';
import type { BodyLimits } from './body-limits.js';

const MAX_JSON_DEPTH = 32;

export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('invalid_input', 'malformed_text', 'The request is not valid UTF-8 text.');
  }
}

export function parseJson(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Refusal('invalid_input', 'malformed_json', 'The request is not valid JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Refusal('invalid_input', 'malformed_json', 'The request must be a JSON object.');
  }
  const fields = { ...parsed };
  insistOnText(fields, '', 0);
  return fields;
}

const NOT_TEXT = /[\0\p{Surrogate}]/u;

/** PostgreSQL keeps neither NUL nor half of a surrogate pair; a tower of brackets would exhaust whoever walks it. */
function insistOnText(value: unknown, path: string, depth: number): void {
  if (depth > MAX_JSON_DEPTH) throw new Refusal('invalid_input', 'malformed_json', 'The request is nested too deeply.');
  if (typeof value === 'string' && NOT_TEXT.test(value)) throw unreadableText(path);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value))
    insistOnText(inner, path === '' ? name : `${path}.${name}`, depth + 1);
}

function unreadableText(path: string): Refusal {
  const message = 'Please remove the characters that are not text.';
  return new Refusal('invalid_input', 'invalid_input', message, [{ path, message }]);
}

/** A field sent twice keeps its last value, as a form with a hidden default means it. */
export function fieldsOf(entries: Iterable<[string, string]>, limits: BodyLimits): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.fromEntries(entries);
  if (limits.leaveTextToOperation !== true) insistOnText(fields, '', 0);
  return fields;
}
