import { AsyncLocalStorage } from 'node:async_hooks';
import type { StaffRole } from '@prisma/client';
import type { Context } from '../services/core/context.js';

/** The staff user behind a request, as the database has it now. */
export interface SignedInStaff {
  id: number;
  email: string;
  fullName: string;
  role: StaffRole;
}

interface AdminRequest {
  ctx: Context;
  staff: SignedInStaff;
}

// AdminJS hands its handlers a spread copy of the request without headers or address, so they find them here.
const storage = new AsyncLocalStorage<AdminRequest>();

export function withAdminRequest<T>(request: AdminRequest, run: () => T): T {
  return storage.run(request, run);
}

export function currentRequest(): AdminRequest {
  const request = storage.getStore();
  if (request === undefined) throw new Error('not inside a request of the back-office');
  return request;
}
