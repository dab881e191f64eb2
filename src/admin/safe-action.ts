import type { ActionContext, ActionHandler, ActionRequest, ActionResponse, RecordJSON } from 'adminjs';
import type { Response } from 'express';
import { Refusal } from '../services/core/errors.js';
import { failure, STATUS } from './answers.js';
import { may } from './policy.js';
import { currentRequest } from './request-context.js';

export type AdminHandler = (
  request: ActionRequest,
  response: Response,
  context: ActionContext,
) => Promise<ActionResponse>;

/** Every handler of the back-office runs inside this: asks the policy once more and turns refusals into answers. */
export function safeAction(resource: string, action: string, run: AdminHandler): ActionHandler<ActionResponse> {
  return async (request: ActionRequest, response: Response, context: ActionContext) => {
    try {
      if (!may(currentRequest().staff.role, resource, action)) throw notAllowed();
      return await run(request, response, context);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.status(STATUS[error.kind]);
      return failure(error, currentRequest().ctx.requestId, await asItStands(context));
    }
  };
}

/** A refusal shows the record as it is now, not as it was when the request came in. */
async function asItStands({ record, resource, currentAdmin }: ActionContext): Promise<RecordJSON | undefined> {
  if (!record) return undefined;
  const now = await resource.findOne(String(record.id()));
  return (now ?? record).toJSON(currentAdmin);
}

export function notAllowed(): Refusal {
  return new Refusal(
    'forbidden',
    'not_allowed',
    'Your role does not allow this. Ask a colleague who may, or a superadmin to change your role.',
  );
}

export function noSuchRecord(): Refusal {
  return new Refusal('not_found', 'not_found', 'There is no such record.');
}
