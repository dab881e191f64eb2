import { expect, test } from 'vitest';
import { cleanFileName } from '../../src/http/multipart-body.js';

test.each([
  ['slip.pdf', 'slip.pdf'],
  ['C:\\Users\\me\\slip.pdf', 'slip.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['رسيد الدفع.jpg', 'رسيد الدفع.jpg'],
  ['slip\r\nSet-Cookie: x=1.png', 'slipSet-Cookie x=1.png'],
  ['slip\u202egnp.exe', 'slipgnp.exe'],
  ['"><script>.png', 'script.png'],
  ['\u0000', 'file'],
  ['', 'file'],
  [undefined, 'file'],
  ['🧾.pdf', '🧾.pdf'],
])('a file called %j is kept as "%s"', (given, kept) => {
  expect(cleanFileName(given)).toBe(kept);
});

test('a name of any length keeps its ending', () => {
  expect(cleanFileName(`${'x'.repeat(1_000)}.pdf`)).toMatch(/^x{196}\.pdf$/);
});
