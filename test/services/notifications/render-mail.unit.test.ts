import type { Seller } from '@prisma/client';
import { describe, expect, it } from 'vitest';
import { MAIL_KINDS, type MailKind } from '../../../src/services/core/mail-kinds.js';
import { composeMail, type MailSetting } from '../../../src/services/notifications/render-mail.js';
import { hostile, SAMPLE_MAILS } from './sample-mails.js';

const seller: Seller = {
  id: 1,
  legalName: 'Meridian Sites Ltd.',
  addressLine1: '14 Harbour Row',
  addressLine2: '',
  city: 'Bristol',
  state: '',
  postalCode: 'BS1 4QD',
  country: 'GB',
  taxId: 'GB 123 4567 89',
  email: 'billing@meridian.example',
  logoUrl: '',
  timeZone: 'Europe/London',
  defaultCurrency: 'GBP',
  paymentTermsDays: 14,
  isExample: false,
  version: 1,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};
const setting: MailSetting = { seller, timeZone: 'Asia/Karachi', baseUrl: 'https://billing.meridian.example' };
const LINK = 'https://billing.meridian.example/reset-password?token=abc_-123';
const WITH_LINK: readonly MailKind[] = [
  'verify-email',
  'account-opened',
  'password-reset',
  'invitation',
  'staff-invitation',
  'staff-password-reset',
];

function compose(
  kind: MailKind,
  {
    link = null,
    data = SAMPLE_MAILS[kind],
    toName = 'Amina Yusuf',
  }: { link?: string | null; data?: object; toName?: string } = {},
) {
  return composeMail(setting, { kind, data: JSON.parse(JSON.stringify(data)), accountId: null, toName }, link);
}

const visible = (html: string) => html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]*>/g, ' ');

describe.each(MAIL_KINDS)('the mail %s', (kind) => {
  it('greets its reader, says what it is about and names the seller with its address', () => {
    const { subject, html, text } = compose(kind, { link: LINK });
    expect(subject).not.toBe('');
    for (const shown of [visible(html), text]) {
      expect(shown).toContain('Hello Amina Yusuf,');
      expect(shown).toContain('Meridian Sites Ltd.');
      expect(shown).toContain('14 Harbour Row, BS1 4QD Bristol, United Kingdom');
      expect(shown).not.toMatch(/undefined|null|NaN|\[object|<%|%>/);
    }
    expect(text).not.toMatch(/<|&[a-z]+;/);
  });

  it('shows hostile words as words: no markup, no forged line, no overlong subject', () => {
    const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e\u0000\u2066 & =1+1';
    const { subject, html, text } = compose(kind, {
      data: hostile(SAMPLE_MAILS[kind], evil.repeat(4)),
      toName: evil,
      link: LINK,
    });
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect(html.match(/<html|<body/g)).toHaveLength(2);
    for (const shown of [subject, html, text]) {
      for (const control of ['\u0000', '\u202e', '\u2066']) expect(shown).not.toContain(control);
    }
    expect(subject).not.toMatch(/[\r\n]/);
    expect([...subject].length).toBeLessThanOrEqual(150);
    expect(text).toContain('<script>alert(1)</script>');
  });

  it('keeps right-to-left words from turning the sentence around them, and emoji whole', () => {
    const name = 'شركة الاختبار 👩‍👩‍👧 (2)';
    const { html, text } = compose(kind, { data: hostile(SAMPLE_MAILS[kind], name), toName: name, link: LINK });
    expect(html).toContain(`<bdi dir="auto">${name}</bdi>`);
    expect(text).toContain(`\u2068${name}\u2069`);
  });

  it('hides a link with a token from everybody but the recipient', () => {
    const carriesLink = WITH_LINK.includes(kind);
    const [sent, shown] = [compose(kind, { link: LINK }), compose(kind)];
    expect(sent.html.includes(LINK)).toBe(carriesLink);
    expect(sent.text.includes(LINK)).toBe(carriesLink);
    expect(shown.html.includes('[link hidden]')).toBe(carriesLink);
    expect(shown.text.includes('[link hidden]')).toBe(carriesLink);
    expect(`${sent.html}${sent.text}`).not.toContain('[link hidden]');
    expect(`${shown.html}${shown.text}`).not.toContain('token=');
  });
});

it('says in HTML and in text the same facts', () => {
  const { html, text } = compose('payment-approved');
  for (const fact of ['29.00 USD', 'BT-20261208-12345', '5,000', 'Starter', 'INV-7-202612-0001']) {
    expect(visible(html)).toContain(fact);
    expect(text).toContain(fact);
  }
});

it("tells days in the reader's time zone and names the zone", () => {
  expect(compose('payment-approved').text).toContain('6 December 2026 (Pakistan Standard Time)');
  const elsewhere = { ...setting, timeZone: 'UTC' };
  const mail = {
    kind: 'payment-approved',
    data: JSON.parse(JSON.stringify(SAMPLE_MAILS['payment-approved'])),
    accountId: null,
    toName: '',
  };
  expect(composeMail(elsewhere, mail, null).text).toContain('5 December 2026 (UTC)');
  expect(composeMail({ ...setting, timeZone: 'Nowhere/At-All' }, mail, null).text).toContain('5 December 2026 (UTC)');
});

it('warns where the bank details are only examples', () => {
  expect(compose('invoice-issued').text).toContain('Example data, do not pay.');
  expect(
    compose('invoice-issued', { data: { ...SAMPLE_MAILS['invoice-issued'], isExample: false } }).text,
  ).not.toContain('Example data');
});

it('leaves out what there is not', () => {
  const bare = {
    ...SAMPLE_MAILS['invoice-issued'],
    dueAt: null,
    methodName: null,
    instructions: '',
    bankName: '',
    accountNumber: '',
    swiftCode: '',
    walletType: '',
    walletId: '',
  };
  const { text } = compose('invoice-issued', { data: bare, toName: '' });
  expect(text).toContain('Hello,');
  expect(text).toContain('No payment method is offered in your country yet.');
  expect(text).not.toMatch(/Bank:|Wallet|Due by/);
});

it('greets nobody by an e-mail address', () => {
  expect(compose('welcome', { toName: 'amina@example.com' }).text).toContain('\nHello,\n');
});

it('writes every colour into the tags, and once more for dark mode', () => {
  const { html } = compose('welcome');
  expect(html).not.toContain('var(--');
  expect(html).toMatch(/<td class="card" style="[^"]*background: #ffffff/);
  expect(html).toMatch(/@media \(prefers-color-scheme: dark\) \{[\s\S]*\.card \{[^}]*background: #13191c !important/);
});

it('refuses facts that do not fit the kind', () => {
  expect(() => compose('payment-rejected', { data: { name: 'x' } })).toThrow(/number/);
  expect(() => composeMail(setting, { kind: 'no-such-kind', data: {}, accountId: null, toName: '' }, null)).toThrow(
    'no mail of the kind',
  );
  expect(() => composeMail(setting, { kind: '../../etc/passwd', data: {}, accountId: null, toName: '' }, null)).toThrow(
    'no mail of the kind',
  );
});
