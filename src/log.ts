import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';
import { errorForLog } from './http/error-for-log.js';
import { withoutSecrets } from './log-secrets.js';

/**
 * One line per event on the standard output: JSON, or plain words in development. Nothing that opens a door is written,
 * and nothing that stood in a row of the database.
 */
export function createLog(
  { logLevel, nodeEnv }: Pick<Config, 'logLevel' | 'nodeEnv'>,
  out: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Logger {
  const options = {
    level: logLevel,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorForLog },
    redact: { paths: NEVER_WRITTEN, censor: '[hidden]' },
  };
  const safe = { write: (line: string) => out.write(withoutSecrets(line)) };
  return pino(options, nodeEnv === 'development' ? forPeople(safe) : safe);
}

const NEVER_WRITTEN = ['headers', 'password', 'token', 'secret', 'cookie', 'authorization'].flatMap((name) => [
  name,
  `*.${name}`,
]);

const LEVEL_WORDS: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

interface Event {
  level: number;
  time: string;
  msg?: string;
  err?: { stack?: string };
}

/** "12:03:01 info  GET /login 200 in 5 ms", and under it what failed. */
export function forPeople(out: { write(text: string): unknown }): DestinationStream {
  return {
    write(line) {
      const { level, time, msg = '', err }: Event = JSON.parse(line);
      const word = (LEVEL_WORDS[level] ?? '').padEnd(5);
      const stack = err?.stack === undefined ? '' : `\n${err.stack.replace(/^/gm, '    ')}`;
      out.write(`${time.slice(11, 19)} ${word} ${msg}${stack}\n`);
    },
  };
}
