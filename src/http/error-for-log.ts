interface LoggedError {
  type: string;
  message: string;
  stack: string;
  [detail: string]: string;
}

/** What tells where an error comes from, and never what stood in a row: no detail, no parameter, no hint of PostgreSQL. */
const TELLING = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'syscall', 'command', 'responseCode'];
const DEEPEST_CAUSE = 5;

/** An error as the log keeps it, its causes below it. */
export function errorForLog(error: unknown): LoggedError {
  const { type, message } = headOf(error);
  const told = { type, message, stack: stackOf(error) };
  if (!(error instanceof Error)) return told;
  const details = Object.entries(error)
    .filter(([name, value]) => TELLING.includes(name) && ['string', 'number'].includes(typeof value))
    .map(([name, value]) => [name, String(value)]);
  return { ...told, ...Object.fromEntries(details) };
}

function headOf(error: unknown): { type: string; message: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '' };
  const type = error.name === 'Error' ? error.constructor.name : error.name;
  return { type, message: withoutRowValues(isOfPrisma(error) ? shortened(error.message) : error.message) };
}

function stackOf(error: unknown, depth = 0): string {
  const { type, message } = headOf(error);
  if (!(error instanceof Error)) return type;
  // The first lines of a stack repeat the message, whose words were chosen above.
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const below =
    depth < DEEPEST_CAUSE && error.cause !== undefined ? [`caused by ${stackOf(error.cause, depth + 1)}`] : [];
  return [`${type}: ${message}`, ...frames, ...below].join('\n');
}

function isOfPrisma(error: Error): boolean {
  return error.name.startsWith('PrismaClient') || error.name === 'DriverAdapterError';
}

/** Prisma quotes the code around the call with every argument; the call and the verdict are its first and last line. */
function shortened(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return [...new Set([lines[0], lines.at(-1)])].join(' ').trim();
}

/** PostgreSQL quotes what it could not take: `… type integer: "abc"`, `Key (email)=(a@b.c) …`, `Failing row contains (…)`. */
function withoutRowValues(message: string): string {
  return message
    .replace(/(\): )?Failing row contains \(.*/gs, 'Failing row contains (…)')
    .replace(/=\([^)]*\)/g, '=(…)')
    .replace(/((?:: |\bvalue |\btoken )\\?")[^"]*"/gi, '$1…"');
}
