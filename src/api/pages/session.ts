import { promisify } from 'node:util';
import type { Request, Response } from 'express';
import type { SignedInUser } from '../../services/users/signed-in-user.js';
import type { FormValues } from './form.js';

export interface Flash {
  tone: 'success' | 'info' | 'danger';
  text: string;
}

/** What somebody typed into a form while their session had ended; given back to the same person only. */
export interface Draft {
  path: string;
  userId: number;
  values: FormValues;
}

declare module 'express-session' {
  interface SessionData {
    flashes?: Flash[];
    draft?: Draft;
  }
}

/** A new session id at every sign-in, so that an id planted before is worth nothing after. */
export async function signIn(req: Request, user: SignedInUser): Promise<void> {
  const { draft } = req.session;
  await promisify(req.session.regenerate.bind(req.session))();
  req.session.userId = user.id;
  req.session.sessionEpoch = user.sessionEpoch;
  if (draft !== undefined && draft.userId === user.id) req.session.draft = draft;
}

export async function signOut(req: Request): Promise<void> {
  await promisify(req.session.regenerate.bind(req.session))();
}

/** A sentence for the next page that this browser is shown. */
export function flash(req: Request, tone: Flash['tone'], text: string): void {
  req.session.flashes = [...(req.session.flashes ?? []), { tone, text }];
}

export function takeFlashes(req: Request): Flash[] {
  const { flashes } = req.session;
  if (flashes === undefined) return [];
  delete req.session.flashes;
  return flashes;
}

/** What was typed before the session ended, once, on the page it belongs to. */
export function takeDraft(req: Request, path: string): FormValues | null {
  const { draft } = req.session;
  if (draft === undefined || draft.path !== path || draft.userId !== req.session.userId) return null;
  delete req.session.draft;
  return draft.values;
}

/** To another page, by GET. Saved first: express-session lets the answer go before the row is written, and browsers are fast. */
export async function sendTo(req: Request, res: Response, path: string): Promise<void> {
  const holdsSomething = Object.keys(req.session).some((key) => key !== 'cookie');
  if (holdsSomething) await promisify(req.session.save.bind(req.session))();
  res.redirect(303, path);
}
