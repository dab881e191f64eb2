/** Told to the person at the terminal as one sentence, without a stack. */
export class DatabaseSetupError extends Error {
  override readonly name = 'DatabaseSetupError';
}
