import pino, { type Logger } from 'pino';

/** One line of JSON per event on the standard output; nothing that opens a door is ever written. */
export function createLog(level: string): Logger {
  return pino({
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', 'res.headers["set-cookie"]', '*.password', '*.token'],
      censor: '[hidden]',
    },
  });
}
