import { X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import * as pkijs from 'pkijs';
import { afterAll, describe, expect, it } from 'vitest';
import { openPdfMaker } from '../../src/pdf/pdf-maker.js';
import { blocksOf } from '../../src/services/contracts/markdown.js';
import { newSealKey } from '../../src/services/documents/new-seal-key.js';
import { NAMES, sampleContract, sampleInvoice } from './samples.js';

const key = await newSealKey('billing.example.com');
const maker = openPdfMaker(async () => key);
const another = openPdfMaker(async () => key);
afterAll(async () => {
  await maker.close();
  await another.close();
});

async function read(bytes: Buffer): Promise<PDFDocumentProxy> {
  return getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise;
}

/** The text of every page, without spaces: how wide a space is stands in the font, not in the text. */
async function textOf(bytes: Buffer): Promise<string[]> {
  const pdf = await read(bytes);
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  return pages.map(squeezed);
}

const squeezed = (text: string) => text.normalize('NFKC').replace(/[\s\u2066-\u2069]/g, '');

describe('the PDF of an invoice', () => {
  it('says who owes what to whom, until when and how to pay, on numbered pages', async () => {
    const pages = await textOf(await maker.invoice(sampleInvoice()));
    expect(pages).toHaveLength(2);
    const [first = '', last = ''] = pages;
    for (const said of [
      'Northlight Studio GmbH',
      'DE301234567',
      'Karim Textiles Ltd',
      'Bangladesh',
      'INV-12-202603-0001',
    ])
      expect(first).toContain(squeezed(said));
    // Midnight in UTC is still the same morning in Dhaka.
    for (const said of ['1 March 2026', '15 March 2026', 'CTR-12-0001', 'Page 1 of 2'])
      expect(first).toContain(squeezed(said));
    for (const said of ['40,000.08', 'Labs discount 10 %', '−4,000.01', '36,000.07 USD', 'Page 2 of 2'])
      expect(last).toContain(squeezed(said));
    for (const said of ['Berliner Handelsbank', 'DE89 3704 0044 0532 0130 00', 'COBADEFFXXX'])
      expect(last).toContain(squeezed(said));
    expect(last).not.toContain('Tax');
    expect(last).toContain('DESCRIPTION');
  });

  it('warns where the details are example data, and says whom to ask where no way to pay is offered', async () => {
    const [method] = sampleInvoice().methods;
    if (method === undefined) throw new Error('the sample has a method');
    const warned = await textOf(await maker.invoice(sampleInvoice({ methods: [{ ...method, isExample: true }] })));
    expect(warned.join('')).toContain(squeezed('Example data, do not pay'));
    const none = await textOf(await maker.invoice(sampleInvoice({ methods: [] })));
    expect(none.join('')).toContain(squeezed('Please write to billing@northlight.example'));
  });

  it('shows yen without decimals and tax where there is some', async () => {
    const [line] = sampleInvoice().lines;
    if (line === undefined) throw new Error('the sample has a line');
    const yen = { currency: 'JPY', discount: null, subtotal: '12000', taxTotal: '1200', total: '13200' };
    const lines = [{ ...line, quantity: 3, unitAmount: '4000', amount: '12000' }];
    const [text = ''] = await textOf(await maker.invoice(sampleInvoice({ ...yen, lines })));
    for (const said of ['Subtotal12,000', 'Tax1,200', 'Total13,200 JPY']) expect(text).toContain(squeezed(said));
  });
});

describe('any PDF of ours', () => {
  it('is the same bytes each time, in whichever thread it is made', async () => {
    const first = await maker.invoice(sampleInvoice());
    expect(await maker.invoice(sampleInvoice())).toEqual(first);
    expect(await another.invoice(sampleInvoice())).toEqual(first);
    const sealed = await maker.contract(sampleContract());
    expect(await maker.contract(sampleContract())).toEqual(sealed);
    expect(await another.contract(sampleContract())).toEqual(sealed);
  });

  it('calls itself PDF/A-3a, is tagged, titled and in English', async () => {
    const pdf = await read(await maker.contract(sampleContract()));
    const { metadata } = await pdf.getMetadata();
    expect(metadata.get('pdfaid:part')).toBe('3');
    expect(metadata.get('pdfaid:conformance')).toBe('A');
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    expect((await pdf.getMetadata()).info).toMatchObject({
      Title: 'Engagement 2026 (CTR-12-0001, version 2)',
      Author: 'Northlight Studio GmbH',
      Language: 'en',
    });
    const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
    for (const role of ['H1', 'H2', 'Table', 'TH', 'TD']) expect(tree).toContain(`"role":"${role}"`);
  });

  it('keeps the names of people searchable in every script', async () => {
    for (const name of Object.values(NAMES)) {
      const sample = sampleInvoice();
      const text = (await textOf(await maker.invoice({ ...sample, buyer: { ...sample.buyer, name } }))).join('');
      // Words of Arabic may come in the order of the page, and pdf.js says an Indic vowel sign once with each of its glyphs.
      if (INDIC.test(name)) expect(isWithin(squeezed(name), text)).toBe(true);
      else for (const word of name.split(' ')) expect(text).toContain(squeezed(word));
    }
  });

  it('shows a substitute for what no font can draw, and never fails for it', async () => {
    const sample = sampleInvoice();
    const note =
      'bell\u0007 mark\ufeff emoji\u{1f600} family\u{1f468}\u200d\u{1f469}\u200d\u{1f467} flag\u{1f1e7}\u{1f1e9} private\ue000 lone\ud800 turned\u202egnp.exe\u202c hebrew\u05e9';
    const text = (await textOf(await maker.invoice({ ...sample, note }))).join('');
    expect(text).toContain('bellmarkemoji\ufffdfamily\ufffdflag\ufffdprivate\ufffdlone\ufffdturnedgnp.exehebrew\ufffd');
  });

  it('runs nothing of what people wrote', async () => {
    const sample = sampleInvoice();
    const hostile = '#panic("x") $ sum $ `code` #read("/etc/passwd") \\ *bold* <label> @ref [box] "quoted" // gone';
    const text = (await textOf(await maker.invoice({ ...sample, note: hostile }))).join('');
    expect(text).toContain(squeezed(hostile));
  });

  it('does not hold up the server while it is made', async () => {
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 5);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => maker.invoice(sampleInvoice({ number: `INV-${index}` }))),
    );
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('the PDF of a contract', () => {
  it('prints text, items, schedule, signatures and a certificate with every event', async () => {
    const text = blocksOf(
      '# Scope\n\nThe seller **trains**.\n\n1. First\n2. Second\n   - inner\n\n> Quoted\n\n| A | B |\n|--|--|\n| 1 | 2 |\n\n[terms](https://a.example/t)',
    );
    const pages = await textOf(await maker.contract(sampleContract(text)));
    const all = pages.join('');
    for (const said of [
      'Scope',
      'The seller trains.',
      '1.First',
      'inner',
      'Quoted',
      'terms (https://a.example/t)',
      '5,000.00',
      'Every 3 months from 1 March 2026',
    ])
      expect(all).toContain(squeezed(said));
    const certificate = pages.at(-1) ?? '';
    for (const said of [
      '2026-02-18 08:00:00',
      '2026-02-19 16:02:55',
      '203.0.113.20',
      'Pixel 9',
      sampleContract().documentSha256,
      'I have read this contract',
      'https://billing.example.com/verify',
    ])
      expect(certificate).toContain(squeezed(said));
    expect(certificate).toContain(squeezed(`Page ${pages.length} of ${pages.length}`));
    for (const page of pages) expect(page).toContain(squeezed('Contract CTR-12-0001, version 2'));
  });

  it('withstands text nested as deeply as it can be', async () => {
    for (const piece of ['> ', '- ', '1. ']) {
      const bytes = await maker.contract(
        sampleContract(blocksOf(`${piece.repeat(40)}deep\n\n**${'*a **'.repeat(40)}`)),
      );
      expect(squeezed((await textOf(bytes)).join(''))).toContain('deep');
    }
  });
});

describe('the seal', () => {
  it('signs every byte but its own with the key of the installation', async () => {
    const bytes = await maker.contract(sampleContract());
    const { signed, signature, covered } = sealOf(bytes);
    expect(covered).toBe(bytes.length);
    expect(await holds(signature, signed)).toBe(true);
    const [certificate] = signature.certificates ?? [];
    expect(
      certificate instanceof pkijs.Certificate && Buffer.from(certificate.toSchema().toBER()).toString('base64'),
    ).toBe(key.certificate);
  });

  it('is broken by any altered byte', async () => {
    const bytes = await maker.contract(sampleContract());
    for (const at of [20, Math.floor(bytes.length / 2), bytes.length - 10]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const { signed, signature } = sealOf(altered, bytes);
      expect(await holds(signature, signed)).toBe(false);
    }
  });

  it('is made with a certificate in the name of the installation that it signed itself', () => {
    const certificate = new X509Certificate(Buffer.from(key.certificate, 'base64'));
    expect(certificate.subject).toBe('CN=Countersign seal of billing.example.com');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
  });
});

const INDIC = /[\p{Script=Bengali}\p{Script=Devanagari}]/u;

function isWithin(letters: string, text: string): boolean {
  let at = 0;
  const indic = text.match(new RegExp(INDIC, 'gu')) ?? [];
  for (const letter of indic) if (letter === letters[at]) at += 1;
  return at === letters.length && indic.length < letters.length * 2;
}

interface FoundSeal {
  signed: Buffer;
  signature: pkijs.SignedData;
  covered: number;
}

/** By hand, from the ByteRange: what is signed, and the CMS that stands between. The places are taken from `original`. */
function sealOf(bytes: Buffer, original = bytes): FoundSeal {
  const range = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(original.toString('latin1'));
  if (range === null) throw new Error('the PDF has no seal');
  const [start = 0, first = 0, second = 0, rest = 0] = range.slice(1).map(Number);
  const hex = original.subarray(start + first + 1, second - 1).toString('latin1');
  const cms = Buffer.from(hex, 'hex');
  const content = pkijs.ContentInfo.fromBER(Uint8Array.from(cms).buffer);
  expect(asn1js.fromBER(Uint8Array.from(cms).buffer).offset).not.toBe(-1);
  return {
    signed: Buffer.concat([bytes.subarray(start, start + first), bytes.subarray(second, second + rest)]),
    signature: new pkijs.SignedData({ schema: content.content }),
    covered: second + rest,
  };
}

async function holds(signature: pkijs.SignedData, signed: Buffer): Promise<boolean> {
  return signature.verify({ signer: 0, data: Uint8Array.from(signed).buffer }).catch(() => false);
}
