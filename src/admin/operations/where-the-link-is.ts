import type { Context } from '../../services/core/context.js';

/** A link to choose a password was queued: where it can be found, on this installation. */
export function whereTheLinkIs({ installation }: Context): string {
  return installation.mailConfigured
    ? 'The link to choose a password is on its way.'
    : 'No mail is sent from here yet: the link to choose a password waits under Mail, where a superadmin can reveal it.';
}
