import { describe, expect, it } from 'vitest';
import {
  amount,
  calendarDate,
  currency,
  email,
  ids,
  line,
  reason,
  requiredLine,
  text,
} from '../../../src/services/core/fields.js';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('a text', () => {
  it.each(['Ünïcödé', 'שלום', '株式会社', '🏯👩🏽‍🚀', '<b>&amp;', '=1+1', "O'Brien", 'a\nb\tc'])(
    'keeps %j as it is typed',
    (typed) => {
      expect(text(100).parse(`  ${typed} `)).toBe(typed);
    },
  );

  it.each(['\u0000', 'a\u0007b', '\u001b[31m', '\u007f', 'half \ud800 of one', '\udfff'])(
    'refuses %j, which a database cannot keep',
    (typed) => {
      expect(accepts(text(100), typed)).toBe(false);
    },
  );

  it('is bounded, and a line is one line', () => {
    expect([accepts(text(3), 'abc'), accepts(text(3), 'abcd')]).toEqual([true, false]);
    expect(['a\nb', 'a\rb', 'a\tb'].map((typed) => accepts(line(10), typed))).toEqual([false, false, false]);
    expect([accepts(reason, 'no'), accepts(reason, 'yes'), accepts(reason, '   ')]).toEqual([false, true, false]);
  });

  it.each(['a\u2028b', 'a\u0085b', 'Acme \u202egnitnuocca', '\u2067x'])(
    'refuses %j where one line is meant',
    (typed) => {
      expect([accepts(text(30), typed), accepts(line(30), typed)]).toEqual([true, false]);
    },
  );

  it.each(['', ' ', '\u200b\u2060', '\u200d', '\u3164', '\u2800', '\ufeff'])('takes %j for no name', (typed) => {
    const said = requiredLine(30, 'Please enter your name.').safeParse(typed).error?.issues;
    expect(said?.map(({ message }) => message)).toEqual(['Please enter your name.']);
  });

  it.each(['O', '李', 'نور‌الدین', '2', '🏯', 'ﷺ', '"'])('takes %j for a name', (typed) => {
    expect(accepts(requiredLine(30, ''), typed)).toBe(true);
  });

  it.each([null, undefined, 1, {}, ['a'], true])('is no %j', (value) => {
    expect(accepts(text(10), value)).toBe(false);
  });
});

describe('what is missing', () => {
  const said = (schema: { safeParse(value: unknown): { error?: { issues: { message: string }[] } } }, value: unknown) =>
    schema.safeParse(value).error?.issues.map(({ message }) => message);

  it('is asked for in the words of its field, sent empty or not at all', () => {
    const payer = requiredLine(255, 'Please say who paid.');
    for (const nothing of [undefined, '', '  ']) {
      expect(said(payer, nothing)).toEqual(['Please say who paid.']);
      expect(said(reason, nothing)).toEqual(['Please give a reason of at least 3 characters.']);
    }
    expect(said(line(10), undefined)).toEqual(['Please fill this in.']);
    expect(said(payer, 5)).toEqual(['Please enter text.']);
  });
});

describe('an amount', () => {
  it.each(['0', '29', '29.00', '0.0001', '99999999999999.9999', ' 29 '])('may be %j', (typed) => {
    expect(amount.parse(typed).toString()).toBe(String(Number(typed) > 1e13 ? typed : Number(typed)));
  });

  it.each([
    '',
    '-1',
    '+1',
    '1e5',
    '1,5',
    '.5',
    '5.',
    '1.00001',
    '999999999999999',
    'NaN',
    'Infinity',
    '0x10',
    '١',
    29,
    null,
  ])('may not be %j', (typed) => {
    expect(accepts(amount, typed)).toBe(false);
  });
});

describe('a day', () => {
  it.each(['2026-01-31', ' 2028-02-29 ', '2199-12-31'])('may be %j', (typed) => {
    expect(calendarDate.parse(typed).toISOString()).toBe(`${typed.trim()}T00:00:00.000Z`);
  });

  it.each([
    ['2026-01-31T04:05:06.000Z', 'Please give a date like 2026-01-31.'],
    ['31 January 2026', 'Please give a date like 2026-01-31.'],
    ['soon', 'Please give a date like 2026-01-31.'],
    ['2026-02-29', 'There is no such day.'],
    ['2026-13-01', 'There is no such day.'],
    ['1999-12-31', 'Please give a year from 2000 on.'],
  ])('is not %j', (typed, sentence) => {
    expect(calendarDate.safeParse(typed).error?.issues.map(({ message }) => message)).toEqual([sentence]);
  });
});

describe('ids', () => {
  it('come out each once and rising, the order in which rows are locked', () => {
    expect(ids.parse([10, 9, 10, 1, 2])).toEqual([1, 2, 9, 10]);
  });

  it.each([[[]], [[0]], [[-1]], [[1.5]], [['1']], [[2_147_483_648]], [[null]], [[{ gt: 0 }]], [{ gt: 0 }], ['1']])(
    '%j are none',
    (value) => {
      expect(accepts(ids, value)).toBe(false);
    },
  );
});

describe('an e-mail address', () => {
  it('is kept in lower case', () => {
    expect(email.parse(' Amina.Khan@Example.COM ')).toBe('amina.khan@example.com');
  });

  it.each([
    '',
    'a',
    'a@',
    '@b.example',
    'a@b',
    'a b@c.example',
    'a@b.example,c@d.example',
    'a@b.example\nBcc: x@y.example',
    '<a@b.example>',
    `${'a'.repeat(250)}@b.example`,
  ])('%j is none', (typed) => {
    expect(accepts(email, typed)).toBe(false);
  });
});

it('a currency is three letters, whatever their case', () => {
  expect(currency.parse(' usd ')).toBe('USD');
  expect(['us', 'usdt', '12A', '€', ''].map((typed) => accepts(currency, typed))).toEqual(Array(5).fill(false));
});
