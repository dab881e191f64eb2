import pino from 'pino';
import { expect, test } from 'vitest';
import { STAFF_COOKIE } from '../src/admin/auth/staff-session.js';
import { createLog, forPeople } from '../src/log.js';

test.each(['countersign.sid', STAFF_COOKIE.name])(
  'the cookie %s is written nowhere, whatever text it stands in',
  (name) => {
    const lines: string[] = [];
    const log = createLog({ logLevel: 'info', nodeEnv: 'production' }, { write: (text) => lines.push(text) });
    log.info(`refused with ${name}=s%3AabcDEF; other=1 and __Host-${name}=s%3AabcDEF`);
    expect(lines.join('')).not.toContain('abcDEF');
    expect(lines.join('')).toContain(`__Host-${name}=[hidden]`);
  },
);

test('in development a line of the log is read without a tool, and a failure shows where it happened', () => {
  const lines: string[] = [];
  const options = { timestamp: () => ',"time":"2025-12-08T10:30:05.000Z"' };
  const log = pino(options, forPeople({ write: (text) => lines.push(text) }));
  log.info('GET /login 200 in 5 ms');
  log.error({ err: new Error('out of paper') }, 'a request failed');
  expect(lines[0]).toBe('10:30:05 info  GET /login 200 in 5 ms\n');
  expect(lines[1]).toMatch(/^10:30:05 error a request failed\n {4}Error: out of paper\n {8}at .*log\.unit\.test/);
});
