import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';
import type { Random } from '../random.js';
import { clockTime, longDate, type SlipFacts, shortDate } from './slip-facts.js';

const A4: [number, number] = [595, 842];
const INK = rgb(0.12, 0.16, 0.2);
const GREY = rgb(0.42, 0.46, 0.51);

interface Sheet {
  page: PDFPage;
  plain: PDFFont;
  bold: PDFFont;
}

/** A transfer order as a bank's site offers it for download; some have the small print on a second page. */
export async function transferOrder(facts: SlipFacts, random: Random): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.setTitle(`Transfer order ${facts.reference}`);
  document.setProducer(facts.bank);
  document.setCreationDate(facts.sentAt);
  document.setModificationDate(facts.sentAt);
  const plain = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  drawOrder({ page: document.addPage(A4), plain, bold }, facts, random);
  if (random.chance(0.3)) drawSmallPrint({ page: document.addPage(A4), plain, bold }, facts);
  return Buffer.from(await document.save());
}

function drawOrder({ page, plain, bold }: Sheet, facts: SlipFacts, random: Random): void {
  const colour = rgb(random.next() * 0.35, random.next() * 0.35, 0.25 + random.next() * 0.4);
  page.drawRectangle({ x: 0, y: 772, width: 595, height: 70, color: colour });
  page.drawText(facts.bank, { x: 48, y: 798, size: 21, font: bold, color: rgb(1, 1, 1) });
  page.drawText('Transfer order', { x: 48, y: 722, size: 17, font: bold, color: INK });
  page.drawText(`Executed on ${longDate(facts.sentAt)} at ${clockTime(facts.sentAt)}`, {
    x: 48,
    y: 702,
    size: 10,
    font: plain,
    color: GREY,
  });
  page.drawRectangle({ x: 48, y: 628, width: 499, height: 52, borderColor: colour, borderWidth: 1.2 });
  page.drawText('Amount', { x: 62, y: 649, size: 11, font: plain, color: GREY });
  const amount = `${facts.amount} ${facts.currency}`;
  page.drawText(amount, { x: 533 - bold.widthOfTextAtSize(amount, 22), y: 646, size: 22, font: bold, color: INK });
  const rows: [string, string][] = [
    ['Ordering party', facts.payer],
    ['Debited account', facts.payerAccount],
    ['Beneficiary', facts.beneficiary],
    ['Beneficiary account', facts.beneficiaryAccount],
    ['Beneficiary bank', facts.beneficiaryBank],
    ['Value date', shortDate(facts.sentAt)],
    ['End-to-end reference', facts.reference],
    ['Remittance information', facts.purpose],
  ];
  rows.forEach(([label, value], index) => {
    const y = 588 - index * 30;
    page.drawText(label, { x: 48, y, size: 10.5, font: plain, color: GREY });
    page.drawText(value, { x: 210, y, size: 11, font: index === 6 ? bold : plain, color: INK });
    page.drawLine({
      start: { x: 48, y: y - 10 },
      end: { x: 547, y: y - 10 },
      thickness: 0.5,
      color: rgb(0.85, 0.87, 0.89),
    });
  });
  page.drawText('Status: executed', { x: 48, y: 316, size: 11, font: bold, color: rgb(0.05, 0.45, 0.28) });
  page.drawText('This document was generated automatically and needs no signature.', {
    x: 48,
    y: 60,
    size: 8.5,
    font: plain,
    color: GREY,
  });
}

function drawSmallPrint({ page, plain, bold }: Sheet, facts: SlipFacts): void {
  page.drawText('General information', { x: 48, y: 770, size: 14, font: bold, color: INK });
  const sentences = [
    'The amount was debited on the value date and forwarded to the bank of the beneficiary.',
    'Incoming payments are usually credited within two banking days; across borders it may take longer.',
    'Charges of intermediary banks may be deducted where the order says so.',
    `Questions about this order: quote ${facts.reference} when you write to ${facts.bank}.`,
  ];
  sentences.forEach((sentence, index) => {
    page.drawText(sentence, { x: 48, y: 740 - index * 20, size: 10, font: plain, color: INK });
  });
}
