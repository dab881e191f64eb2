import { actingUser, type Context } from '../core/context.js';
import { dbOf } from '../core/db.js';
import { type UserView, userView } from './user-view.js';

/** The signed-in person and their account. */
export async function getMe(ctx: Context): Promise<UserView> {
  const { id, accountId } = actingUser(ctx);
  const user = await dbOf(ctx).user.findUniqueOrThrow({
    where: { id, accountId },
    include: { account: { include: { subscription: { include: { plan: true } } } } },
  });
  return userView(ctx, user);
}
