import { z } from 'zod';

/** What is said where a schema has no sentence of its own: plain words instead of the library's. */
export function speakPlainly(): void {
  z.config({ customError: (issue) => sentenceFor(issue) });
}

const EXPECTED: Record<string, string> = {
  string: 'Please enter text.',
  number: 'Please enter a number.',
  int: 'Please enter a whole number.',
  boolean: 'Please say true or false.',
  array: 'Please give a list.',
  object: 'Please give a JSON object.',
};

function sentenceFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'Please fill this in.';
    return EXPECTED[issue.expected] ?? 'This has the wrong form.';
  }
  if (issue.code === 'invalid_value') return `Please choose one of: ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'invalid_union') return 'This has the wrong form.';
  return undefined;
}
