import type { Request } from 'express';

export const STAFF_COOKIE = { name: 'countersign.staff', path: '/admin' };

/** All that a staff session keeps; role and name are read from the database at each request. */
interface StaffLogin {
  staffUserId: number;
  sessionEpoch: number;
}

declare module 'express-session' {
  interface SessionData {
    staff?: StaffLogin;
  }
}

export function loginOf(req: Request): StaffLogin | null {
  return req.session.staff ?? null;
}

/** Signing in takes a new session id, so that one planted before is worth nothing. */
export async function beginSession(req: Request, login: StaffLogin): Promise<void> {
  await new Promise<void>((resolve, reject) => req.session.regenerate((error) => (error ? reject(error) : resolve())));
  req.session.staff = login;
  await new Promise<void>((resolve, reject) => req.session.save((error) => (error ? reject(error) : resolve())));
}

export async function endSession(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => req.session.destroy((error) => (error ? reject(error) : resolve())));
}
