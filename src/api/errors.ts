import { BodyTooLarge, UnsupportedBody } from '../http/body-limits.js';
import { TooManyRequests } from '../http/rate-limits.js';
import { refusalForDatabaseTrouble } from '../services/core/db.js';
import { type FieldIssue, Refusal, type RefusalKind } from '../services/core/errors.js';

/** A path of ours, asked in a way it does not know. */
export class WrongMethod extends Error {
  override readonly name = 'WrongMethod';
}

/** What a failure looks like outside; `details` name fields as they are named on the wire. */
export interface Failure {
  status: number;
  code: string;
  message: string;
  details: FieldIssue[];
  retryAfterSeconds?: number;
  /** A bug: to be logged, and told to nobody. */
  unexpected: boolean;
}

const STATUS: Record<RefusalKind, number> = {
  invalid_input: 400,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  rule_violated: 422,
  unavailable: 503,
};
const FILE_STATUS: Record<string, number> = { file_too_large: 413, file_type_refused: 415 };
const NOT_SIGNED_IN = new Set(['not_signed_in', 'invalid_credentials', 'token_invalid']);

/** The one place where this door turns what was thrown into an answer. */
export function failureOf(thrown: unknown): Failure {
  const error = refusalForDatabaseTrouble(thrown);
  if (error instanceof Refusal) return refused(error);
  if (error instanceof TooManyRequests) {
    return { ...failure(429, 'too_many_requests', error.message), retryAfterSeconds: error.retryAfterSeconds };
  }
  if (error instanceof BodyTooLarge) {
    const details = error.path === '' ? [] : [{ path: error.path, message: error.message }];
    return { ...failure(413, 'too_large', error.message), details };
  }
  if (error instanceof UnsupportedBody) return failure(415, 'unsupported_type', error.message);
  if (error instanceof WrongMethod) return failure(405, 'method_not_allowed', error.message);
  if (isMalformedRequest(error))
    return failure(400, 'malformed_request', 'The address of this request cannot be read.');
  const apology = 'Something went wrong on our side. Please try again; if it happens again, tell us the request id.';
  return { ...failure(500, 'internal_error', apology), unexpected: true };
}

export function notSignedIn(): Refusal {
  return new Refusal(
    'forbidden',
    'not_signed_in',
    'Please sign in: send the access token of login as "Authorization: Bearer …".',
  );
}

/** A route for programs that work as staff, asked without their token. */
export function noStaffToken(): Refusal {
  return new Refusal(
    'forbidden',
    'not_signed_in',
    'This address is for staff: send a staff API token that is neither expired nor revoked as "Authorization: Bearer cst_…". A superadmin makes one in the back-office.',
  );
}

export function userAtStaffDoor(): Refusal {
  return new Refusal(
    'forbidden',
    'staff_token_needed',
    'This address is for staff. Only a staff API token opens it; the login of an account does not.',
  );
}

export function staffAtUserDoor(): Refusal {
  return new Refusal(
    'forbidden',
    'user_token_needed',
    "This address shows an account its own data. A staff API token does not open it; please sign in as one of the account's users.",
  );
}

function refused(error: Refusal): Failure {
  const needsLogin = error.kind === 'forbidden' && NOT_SIGNED_IN.has(error.code);
  const status = needsLogin ? 401 : (FILE_STATUS[error.code] ?? STATUS[error.kind]);
  const details = error.details.map(({ path, message }) => ({ path: wirePath(path), message }));
  const retry = error.kind === 'unavailable' ? { retryAfterSeconds: 5 } : {};
  return { ...failure(status, error.code, error.message), details, ...retry };
}

function failure(status: number, code: string, message: string): Failure {
  return { status, code, message, details: [], unexpected: false };
}

/** Services name fields in camelCase and nest the billing address; the wire has flat snake_case names. */
function wirePath(path: string): string {
  // A header's name is on the wire already.
  if (path.includes('-')) return path;
  const name = path
    .replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replace(/^billing\./, 'billing_')
    .replace(/^item\./, '');
  return name === 'billing_tax_id' ? 'tax_id' : name;
}

/** Express throws these for an address with broken percent signs. */
function isMalformedRequest(error: unknown): boolean {
  return error instanceof URIError || (error instanceof Error && 'status' in error && error.status === 400);
}
