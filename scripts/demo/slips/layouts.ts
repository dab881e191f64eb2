import type { Random } from '../random.js';
import { clockTime, longDate, type SlipFacts, shortDate } from './slip-facts.js';
import { box, type Drawing, rule, text } from './svg.js';

/** One way a slip can look; the bank's name chooses its colours. */
export type Layout = (facts: SlipFacts, random: Random) => Drawing;

const PALETTES = [
  { main: '#0b5c4a', tint: '#e4f2ee' },
  { main: '#14387f', tint: '#e6ecf8' },
  { main: '#8a1538', tint: '#f8e8ed' },
  { main: '#b45309', tint: '#fdf0e0' },
  { main: '#4c2a85', tint: '#eee8f7' },
  { main: '#0e7490', tint: '#e2f3f6' },
] as const;

function paletteOf(bank: string): (typeof PALETTES)[number] {
  const sum = [...bank].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return PALETTES[sum % PALETTES.length] ?? PALETTES[0];
}

/** What online banking shows after a transfer. */
export const onlineReceipt: Layout = (facts) => {
  const { main, tint } = paletteOf(facts.bank);
  const width = 860;
  const rows: [string, string][] = [
    ['Date and time', `${longDate(facts.sentAt)}, ${clockTime(facts.sentAt)}`],
    ['From', facts.payer],
    ['From account', facts.payerAccount],
    ['To', facts.beneficiary],
    ['To account', facts.beneficiaryAccount],
    ['Bank', facts.beneficiaryBank],
    ['Reference', facts.reference],
    ['Purpose', facts.purpose],
  ];
  const lines = rows.map(([label, value], index) => {
    const y = 388 + index * 62;
    return [
      text(70, y, label, { fill: '#66727f', size: 20 }),
      text(300, y, value, { size: 21, bold: label === 'Reference' }),
      rule(70, y + 22, width - 140),
    ].join('');
  });
  const height = 388 + rows.length * 62 + 110;
  const body = [
    box(0, 0, width, height, '#ffffff'),
    box(0, 0, width, 104, main),
    `<circle cx="84" cy="52" r="24" fill="${tint}"/><path d="M72 58 L84 40 L96 58 Z" fill="${main}"/>`,
    text(124, 62, facts.bank, { size: 30, bold: true, fill: '#ffffff' }),
    text(width - 60, 60, 'Online Banking', { size: 18, fill: tint, anchor: 'end' }),
    box(60, 140, width - 120, 170, tint, 'rx="14"'),
    text(90, 190, 'Transfer completed', { size: 22, fill: main, bold: true }),
    text(90, 262, `${facts.amount} ${facts.currency}`, { size: 54, bold: true }),
    ...lines,
    text(70, height - 50, 'This receipt was made electronically and is valid without a signature.', {
      size: 16,
      fill: '#8792a0',
    }),
  ].join('');
  return { width, height, body };
};

/** The debit advice of a bank that still sends letters. */
export const debitAdvice: Layout = (facts, random) => {
  const { main } = paletteOf(facts.bank);
  const rows: [string, string][] = [
    ['VALUE DATE', shortDate(facts.sentAt)],
    ['ORDERING CUSTOMER', facts.payer.toUpperCase()],
    ['ACCOUNT', facts.payerAccount],
    ['BENEFICIARY', facts.beneficiary.toUpperCase()],
    ['BENEFICIARY BANK', facts.beneficiaryBank.toUpperCase()],
    ['BENEFICIARY ACCOUNT', facts.beneficiaryAccount],
    ['TRANSACTION REF', facts.reference],
    ['REMITTANCE INFO', facts.purpose],
    ['CHARGES', 'OUR'],
  ];
  const lines = rows.map(([label, value], index) => {
    const y = 430 + index * 48;
    return text(90, y, label, { size: 19, fill: '#444' }) + text(390, y, value, { size: 20, bold: true });
  });
  const body = [
    box(0, 0, 900, 1200, '#fdfcf8'),
    text(90, 120, facts.bank, { size: 38, bold: true, fill: main }),
    text(90, 152, 'International Payments · Debit Advice', { size: 18, fill: '#555', italic: true }),
    rule(90, 180, 720, main, 'stroke-width="3"'),
    text(90, 240, `Advice no. ${random.fill('DA-######')}`, { size: 18 }),
    text(810, 240, longDate(facts.sentAt), { size: 18, anchor: 'end' }),
    text(90, 310, 'Dear customer, we have debited your account as follows:', { size: 20 }),
    box(90, 345, 720, 44, '#efece2'),
    text(110, 374, 'AMOUNT', { size: 19 }),
    text(790, 375, `${facts.currency} ${facts.amount}`, { size: 24, bold: true, anchor: 'end' }),
    ...lines,
    rule(90, 880, 720, '#bbb'),
    text(90, 930, 'Yours faithfully', { size: 20, italic: true }),
    signature(110, 985, random),
    stamp(640, 990, facts.bank, shortDate(facts.sentAt), random),
    text(90, 1120, 'Please report differences within 30 days. This advice does not replace a statement of account.', {
      size: 14,
      fill: '#777',
    }),
  ].join('');
  return { width: 900, height: 1200, body };
};

/** A phone's picture of a wallet app. */
export const walletScreen: Layout = (facts) => {
  const name = facts.wallet ?? facts.bank;
  const { main, tint } = paletteOf(name);
  const rows: [string, string][] = [
    ['To', facts.beneficiary],
    ['Wallet', facts.beneficiaryAccount],
    ['From', facts.payer],
    ['Transaction ID', facts.reference],
    ['Date', `${shortDate(facts.sentAt)} ${clockTime(facts.sentAt)}`],
    ['Note', facts.purpose],
    ['Fee', `0.00 ${facts.currency}`],
  ];
  const lines = rows.map(([label, value], index) => {
    const y = 590 + index * 66;
    return (
      text(56, y, label, { size: 20, fill: '#7a8694' }) +
      text(484, y, value, { size: 20, bold: label === 'Transaction ID', anchor: 'end' })
    );
  });
  const body = [
    box(0, 0, 540, 1170, main),
    text(36, 44, clockTime(facts.sentAt), { size: 20, fill: '#fff', bold: true }),
    box(452, 28, 44, 20, 'none', 'rx="5" stroke="#fff" stroke-width="2"'),
    box(456, 32, 26, 12, '#fff'),
    text(270, 104, name, { size: 28, bold: true, fill: '#fff', anchor: 'middle' }),
    box(24, 150, 492, 940, '#ffffff', 'rx="28"'),
    `<circle cx="270" cy="262" r="54" fill="${tint}"/><path d="M246 264 L264 282 L298 244" fill="none" stroke="${main}" stroke-width="10" stroke-linecap="round" stroke-linejoin="round"/>`,
    text(270, 366, 'Payment successful', { size: 26, bold: true, anchor: 'middle' }),
    text(270, 448, `${facts.amount} ${facts.currency}`, { size: 46, bold: true, anchor: 'middle', fill: main }),
    rule(56, 510, 428, '#d9dee4', 'stroke-dasharray="6 6" stroke-width="2"'),
    ...lines,
    box(56, 1012, 428, 54, tint, 'rx="27"'),
    text(270, 1047, 'Share receipt', { size: 20, bold: true, fill: main, anchor: 'middle' }),
    box(195, 1140, 150, 6, '#ffffff', 'rx="3" opacity="0.8"'),
  ].join('');
  return { width: 540, height: 1170, body };
};

/** The paper form of a counter, filled in by hand. */
export const counterForm: Layout = (facts, random) => {
  const { main } = paletteOf(facts.bank);
  const fields: [string, string][] = [
    ['Date', shortDate(facts.sentAt)],
    ['Paid by', facts.payer],
    ['In favour of', facts.beneficiary],
    ['Bank', facts.beneficiaryBank],
    ['Account number', facts.beneficiaryAccount],
    ['Purpose', facts.purpose],
    ['Reference', facts.reference],
  ];
  const lines = fields.map(([label, value], index) => {
    const y = 250 + index * 64;
    const written = text(300 + random.int(0, 14), y - 6 + random.int(-2, 2), value, {
      italic: true,
      size: 27,
      fill: '#1d3a8f',
    });
    return (
      text(60, y, label, { size: 17, fill: main }) +
      box(285, y - 36, 555, 46, '#ffffff', `stroke="${main}" stroke-width="1.5"`) +
      written
    );
  });
  const body = [
    box(0, 0, 900, 860, '#f7f4e9'),
    text(60, 90, facts.bank, { size: 34, bold: true, fill: main }),
    text(840, 90, 'PAYMENT SLIP', { size: 24, bold: true, fill: main, anchor: 'end', spacing: 2 }),
    text(60, 126, 'Customer copy', { size: 16, fill: '#6b6b6b' }),
    rule(60, 150, 780, main, 'stroke-width="2"'),
    ...lines,
    box(285, 690, 330, 66, '#ffffff', `stroke="${main}" stroke-width="2.5"`),
    text(60, 730, 'Amount', { size: 20, bold: true, fill: main }),
    text(450, 735, `${facts.currency} ${facts.amount}`, { italic: true, size: 34, fill: '#1d3a8f', anchor: 'middle' }),
    stamp(730, 715, facts.bank, shortDate(facts.sentAt), random),
    text(60, 820, `Cashier ${random.fill('##')} · Terminal ${random.fill('T-####')}`, { size: 16, fill: '#555' }),
  ].join('');
  return { width: 900, height: 860, body };
};

function stamp(x: number, y: number, bank: string, date: string, random: Random): string {
  const ink = random.pick(['#b3261e', '#2b4ea0', '#5b2a86']);
  const turn = random.int(-16, 12);
  return `<g transform="rotate(${turn} ${x} ${y})" opacity="0.72">
    ${box(x - 118, y - 52, 236, 104, 'none', `rx="10" stroke="${ink}" stroke-width="4"`)}
    ${text(x, y - 16, bank.toUpperCase().slice(0, 20), { size: 15, bold: true, fill: ink, anchor: 'middle' })}
    ${text(x, y + 12, 'PAID', { size: 26, bold: true, fill: ink, anchor: 'middle', spacing: 6 })}
    ${text(x, y + 38, date, { size: 16, bold: true, fill: ink, anchor: 'middle' })}</g>`;
}

function signature(x: number, y: number, random: Random): string {
  let path = `M${x} ${y}`;
  for (let stroke = 1; stroke <= 9; stroke += 1) {
    const end = x + stroke * 20;
    path += ` Q${end - 14} ${y - random.int(10, 44)} ${end} ${y + random.int(-12, 12)}`;
  }
  return `<path d="${path}" fill="none" stroke="#1d3a8f" stroke-width="2.6" stroke-linecap="round"/>`;
}
