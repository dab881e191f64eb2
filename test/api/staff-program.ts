import type { StaffRole } from '@prisma/client';
import { beforeAll } from 'vitest';
import { createApiToken } from '../../src/services/staff/create-api-token.js';
import { staff } from '../support/factories.js';
import type { TestServer } from '../support/http.js';
import { type Answer, get, post } from './client.js';

const ROLES = ['superadmin', 'finance', 'support', 'operations', 'auditor'] as const;

/** A program of each role, with the API token that a superadmin made for it; ready from beforeAll on. */
export function usePrograms(server: TestServer) {
  const tokens = new Map<StaffRole, string>();
  beforeAll(async () => {
    const boss = await staff(server, 'superadmin');
    for (const role of ROLES)
      tokens.set(role, (await createApiToken(boss, { name: `Robot of ${role}`, role, expiresInDays: 1 })).token);
  });
  const tokenOf = (role: StaffRole) => tokens.get(role) ?? '';
  return {
    tokens,
    tokenOf,
    /** As the program of finance, or with another's token. */
    ask(path: string, access = tokenOf('finance')): Promise<Answer> {
      return get(server, `/api/v1${path}`, { access });
    },
    send(
      path: string,
      body: unknown = {},
      access = tokenOf('finance'),
      headers: Record<string, string> = {},
    ): Promise<Answer> {
      return post(server, `/api/v1${path}`, body, { access, headers });
    },
  };
}
