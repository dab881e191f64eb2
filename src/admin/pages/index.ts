import type { AdminPage, PageContext } from 'adminjs';
import { changePassword } from './own-login.js';

/** Pages beside the resources. Each handler runs behind the gate; each says itself who may. */
export const PAGES: Record<string, AdminPage> = {
  login: {
    handler: (request, response, _context: PageContext) => changePassword(request, response),
    component: 'OwnLogin',
  },
};
