import pino from 'pino';
import { expect, test } from 'vitest';
import { forPeople } from '../src/log.js';

test('in development a line of the log is read without a tool, and a failure shows where it happened', () => {
  const lines: string[] = [];
  const options = { timestamp: () => ',"time":"2025-12-08T10:30:05.000Z"' };
  const log = pino(options, forPeople({ write: (text) => lines.push(text) }));
  log.info('GET /login 200 in 5 ms');
  log.error({ err: new Error('out of paper') }, 'a request failed');
  expect(lines[0]).toBe('10:30:05 info  GET /login 200 in 5 ms\n');
  expect(lines[1]).toMatch(/^10:30:05 error a request failed\n {4}Error: out of paper\n {8}at .*log\.unit\.test/);
});
