import { z } from 'zod';
import { addDays } from '../core/calendar.js';
import { actingStaff } from '../core/context.js';
import { fieldRefusal } from '../core/errors.js';
import { requiredLine } from '../core/fields.js';
import { hashToken, newToken } from '../core/ids.js';
import { operation } from '../core/operation.js';
import { API_TOKEN_PREFIX } from './api-token-actor.js';
import { staffRole } from './create-staff-user.js';

const LONGEST_YEARS = 2;

export interface NewApiToken {
  tokenId: number;
  /** Told this once; the database keeps its hash. */
  token: string;
  expiresAt: Date;
}

/**
 * Makes a bearer token for a program that works as staff, for a number of days or up to and with a day (UTC), two years
 * at most. It may do what its role may and its maker may at that moment.
 */
export const createApiToken = operation({
  name: 'api_token.create',
  permission: 'api_tokens.manage',
  input: z.object({
    name: requiredLine(120, 'Please name the program that will use it.'),
    role: staffRole,
    expiresInDays: z.int('Please enter a whole number of days.').min(1, 'Please enter at least one day.').optional(),
    expiresOn: z.iso.date('Please enter a day like 2026-12-31.').optional(),
  }),
  async run(ctx, { name, role, ...expiry }): Promise<NewApiToken> {
    const token = `${API_TOKEN_PREFIX}${newToken()}`;
    const expiresAt = expiryOf(expiry, ctx.now);
    const { id } = await ctx.db.staffApiToken.create({
      data: {
        name,
        role,
        tokenHash: hashToken(token),
        createdById: actingStaff(ctx).id,
        expiresAt,
        createdAt: ctx.now,
      },
    });
    await ctx.audit({
      action: 'api_token.create',
      entityType: 'StaffApiToken',
      entityId: id,
      accountId: null,
      changes: { name: { after: name }, role: { after: role }, expires_at: { after: expiresAt } },
    });
    return { tokenId: id, token, expiresAt };
  },
});

interface Expiry {
  expiresInDays?: number | undefined;
  expiresOn?: string | undefined;
}

/** A day counts to its end; so does the last one that may be chosen. */
function expiryOf({ expiresInDays, expiresOn }: Expiry, now: Date): Date {
  if ((expiresInDays === undefined) === (expiresOn === undefined)) {
    throw fieldRefusal(
      'expiresOn',
      'expiry_needed',
      'Please say either for how many days or until which day it is valid.',
    );
  }
  const field = expiresOn === undefined ? 'expiresInDays' : 'expiresOn';
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + LONGEST_YEARS);
  const expiresAt = expiresOn === undefined ? addDays(now, expiresInDays ?? 0) : addDays(new Date(expiresOn), 1);
  if (expiresAt <= now) throw fieldRefusal(field, 'expired_already', 'Please choose a day that has not passed.');
  // Not "later than": more days than a date can hold are no date at all.
  if (!(expiresAt <= addDays(latest, 1))) {
    throw fieldRefusal(
      field,
      'expires_too_late',
      'A token is valid for two years at most. Please choose an earlier day.',
    );
  }
  return expiresAt;
}
