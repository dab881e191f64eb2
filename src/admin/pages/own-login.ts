import type { Response } from 'express';
import { Refusal } from '../../services/core/errors.js';
import { changeOwnPassword } from '../../services/staff/change-own-password.js';
import { failure, onTheWire, STATUS } from '../answers.js';
import { beginSession } from '../auth/staff-session.js';
import { currentRequest } from '../request-context.js';

/** Everybody's own password; the other sessions of the login end, this one stays. */
export async function changePassword(
  request: { method: string; fields?: Record<string, unknown>; session?: object },
  response: Response,
): Promise<object> {
  const { ctx, staff } = currentRequest();
  if (request.method !== 'post') return { email: staff.email };
  const field = (name: string) => (typeof request.fields?.[name] === 'string' ? String(request.fields[name]) : '');
  try {
    const { sessionEpoch } = await changeOwnPassword(ctx, {
      currentPassword: field('current_password'),
      password: field('password'),
      passwordConfirm: field('password_confirm'),
    });
    // Under a new id: whoever holds a copy of the old cookie is out, too.
    await beginSession(response.req, { staffUserId: staff.id, sessionEpoch });
    return { success: true, notice: { type: 'success', message: 'Your password is changed.' } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.status(STATUS[error.kind]);
    return failure(onTheWire(error), ctx.requestId);
  }
}
