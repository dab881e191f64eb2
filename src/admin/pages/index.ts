import type { AdminPage, PageContext } from 'adminjs';
import type { BackOfficeDeps } from '../deps.js';
import { ownLogin } from './own-login.js';

export const PAGE_NAMES = ['login'] as const;

/** Pages beside the resources. Each handler runs behind the gate; each says itself who may. */
export function pages(deps: BackOfficeDeps): Record<(typeof PAGE_NAMES)[number], AdminPage> {
  const changePassword = ownLogin(deps);
  return {
    login: {
      handler: (request, response, _context: PageContext) => changePassword(request, response),
      component: 'OwnLogin',
    },
  };
}
