import { type AdminAction, actionsOf } from '../../src/admin/define-resource.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { ACTION_BODIES } from './action-bodies.js';
import type { ActionBody, Body, Stage } from './action-body.js';

const BUILT_IN = ['list', 'search', 'matchingIds', 'show', 'new', 'edit'];

/** Every action behind a button, as its resource declares it. */
export const ACTIONS = RESOURCES.flatMap(actionsOf).filter(({ action }) => !BUILT_IN.includes(action));

export const nameOf = ({ resource, action }: Pick<AdminAction, 'resource' | 'action'>) => `${resource}.${action}`;

export interface ReadyAction {
  name: string;
  action: AdminAction;
  /** Of its route, below the back-office's API and below its pages alike. */
  address: string;
  body: Body;
}

const BODIES: Record<string, ActionBody> = ACTION_BODIES;

/** Each with a fresh record that it applies to, and what its dialog asks for. */
export function readyActions(actions: readonly AdminAction[], stage: Stage): Promise<ReadyAction[]> {
  return Promise.all(
    actions.map(async (action) => {
      const name = nameOf(action);
      const { on, body = {} } = BODIES[name] ?? {};
      const id = on === undefined ? 0 : await on(stage);
      const at = action.kind === 'record' ? `records/${id}` : 'actions';
      return {
        name,
        action,
        address: `/resources/${action.resource}/${at}/${action.action}`,
        body: { recordIds: [id], ...(typeof body === 'function' ? await body(stage, id) : body) },
      };
    }),
  );
}
