/** The seven ways in which the business says no; each front end maps them once to its own answer. */
export type RefusalKind =
  | 'invalid_input'
  | 'payment_required'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rule_violated'
  | 'unavailable';

export interface FieldIssue {
  path: string;
  message: string;
}

/** A refusal is an answer, not a bug: a kind, a code for programs and a sentence that says what to do. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    message: string,
    readonly details: FieldIssue[] = [],
  ) {
    super(message);
  }
}

/** A refusal that belongs to one field of the form. */
export function fieldRefusal(path: string, code: string, message: string): Refusal {
  return new Refusal('invalid_input', code, message, [{ path, message }]);
}
