import { z } from 'zod';
import { Refusal } from '../core/errors.js';
import { id } from '../core/fields.js';
import { operation } from '../core/operation.js';

/** Ends a token for good, from the next request on. An expired one can be revoked too, so that the list says it. */
export const revokeApiToken = operation({
  name: 'api_token.revoke',
  permission: 'api_tokens.manage',
  input: z.object({ tokenId: id }),
  async run(ctx, { tokenId }): Promise<void> {
    const { count } = await ctx.db.staffApiToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: ctx.now },
    });
    const token = await ctx.db.staffApiToken.findUnique({ where: { id: tokenId } });
    if (token === null) throw new Refusal('not_found', 'api_token_not_found', 'This token does not exist.');
    if (count === 0) throw new Refusal('conflict', 'revoked_already', 'This token is revoked already.');
    await ctx.audit({
      action: 'api_token.revoke',
      entityType: 'StaffApiToken',
      entityId: tokenId,
      accountId: null,
      changes: { name: { before: token.name }, revoked_at: { before: null, after: ctx.now } },
    });
  },
});
