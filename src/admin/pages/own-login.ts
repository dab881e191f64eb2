import type { Response } from 'express';
import { Refusal } from '../../services/core/errors.js';
import { changeOwnPassword } from '../../services/staff/change-own-password.js';
import { failure, onTheWire, STATUS } from '../answers.js';
import { currentRequest } from '../request-context.js';

/** Everybody's own password; the other sessions of the login end, this one stays. */
export async function changePassword(
  request: { method: string; fields?: Record<string, unknown>; session?: object },
  response: Response,
): Promise<object> {
  if (request.method !== 'post') return { email: currentRequest().staff.email };
  const field = (name: string) => (typeof request.fields?.[name] === 'string' ? String(request.fields[name]) : '');
  try {
    const { sessionEpoch } = await changeOwnPassword(currentRequest().ctx, {
      currentPassword: field('current_password'),
      password: field('password'),
      passwordConfirm: field('password_confirm'),
    });
    const { session } = response.req;
    if (session.staff !== undefined) session.staff = { ...session.staff, sessionEpoch };
    return { success: true, notice: { type: 'success', message: 'Your password is changed.' } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    response.status(STATUS[error.kind]);
    return failure(onTheWire(error), currentRequest().ctx.requestId);
  }
}
