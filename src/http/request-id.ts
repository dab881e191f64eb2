// Shared by both doors: src/admin and src/api may not import each other.
import type { Request } from 'express';
import { newId } from '../services/core/ids.js';

/** The id that the log, the audit and an error answer have in common; pino-http sets it first where it is mounted. */
export function requestId(req: Request): string {
  const { id } = req as Request & { id?: unknown };
  if (typeof id === 'string' && id !== '') return id;
  const made = newId();
  Object.assign(req, { id: made });
  return made;
}
