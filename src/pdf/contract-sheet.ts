import type { ContractPdf } from '../services/core/pdf.js';
import {
  bareMoney,
  dateParts,
  dayText,
  factsOf,
  isNothing,
  momentText,
  money,
  partyOf,
  shortDay,
  shortSpan,
} from './sheet-text.js';

type Content = ContractPdf['content'];
type Item = Content['items'][number];

/** What views/pdf/contract.typ lays out: texts ready to read, in their places. */
export function contractSheet(signed: ContractPdf): object {
  const { content } = signed;
  const { contract, seller } = content;
  const hasDiscount = !isNothing(content.totals.discount);
  return {
    title: `${contract.title} (${contract.number}, version ${content.version})`,
    author: seller.legal_name,
    madeAt: dateParts(sealedAt(signed)),
    heading: contract.title,
    number: contract.number,
    version: String(content.version),
    seller: partyOf(seller.legal_name, seller),
    buyer: partyOf(content.buyer.name, content.buyer),
    facts: factsOf({
      Type: sentenceCase(contract.type),
      Version: String(content.version),
      From: dayText(content.start_date),
      Until: dayText(content.end_date),
      Invoiced: frequencyOf(content),
      Discount: hasDiscount ? `${content.discount_percent} %` : null,
      'Changes from': content.effective_from === null ? null : dayText(content.effective_from),
    }),
    text: content.text,
    ...itemsOf(content, hasDiscount),
    ...scheduleOf(content, hasDiscount),
    totals: [{ label: 'Total', amount: money(content.totals.net, contract.currency), strong: true }],
    consent: content.consent,
    signatures: signed.signatures.map((signature) => ({
      role: `For ${signature.party === 'seller' ? 'the seller' : 'the buyer'}`,
      typedName: signature.typedName,
      name: signature.name,
      email: signature.email,
      on: momentText(signature.signedAt, signed.timeZone),
    })),
    certificate: certificateOf(signed),
  };
}

/** When the last of them signed: the moment that stands in the file and its seal. */
export function sealedAt({ signatures }: ContractPdf): string {
  const last = signatures
    .map(({ signedAt }) => signedAt)
    .sort()
    .at(-1);
  if (last === undefined) throw new Error('a contract that nobody signed has no PDF');
  return last;
}

function itemsOf({ contract: { currency }, items }: Content, hasDiscount: boolean) {
  const amounts = (item: Item) => [
    ...(hasDiscount ? [bareMoney(`-${item.discount}`, currency)] : []),
    bareMoney(item.amount, currency),
  ];
  return {
    itemHeads: [...(hasDiscount ? ['Discount'] : []), `Amount, ${currency}`],
    items: items.map((item) => ({ description: item.description, detail: spanOf(item), amounts: amounts(item) })),
  };
}

function spanOf({ months, start_date, end_date, recurring }: Item): string {
  const from = `from ${dayText(start_date)}`;
  const until = end_date === null ? '' : ` until ${dayText(end_date)}`;
  if (recurring) return `Every ${months === 1 ? 'month' : `${months} months`} ${from}${until}`;
  return months === 1 ? `Once, ${from}` : `Over ${months} months ${from}`;
}

function scheduleOf({ contract: { currency }, schedule }: Content, hasDiscount: boolean) {
  const amounts = (row: Content['schedule'][number]) =>
    (hasDiscount ? [row.gross, `-${row.discount}`, row.net] : [row.net]).map((amount) => bareMoney(amount, currency));
  return {
    scheduleHeads: [...(hasDiscount ? ['Before discount', 'Discount'] : []), `To pay, ${currency}`],
    schedule: schedule.map((row) => ({
      period: shortSpan(row.period_start, row.period_end),
      on: shortDay(row.invoice_date),
      amounts: amounts(row),
    })),
  };
}

function certificateOf({ content, documentSha256, events, verifyUrl }: ContractPdf) {
  return {
    facts: factsOf({
      Contract: `${content.contract.number}, version ${content.version}`,
      Title: content.contract.title,
      Signers: String(content.signers.length),
    }),
    hash: documentSha256,
    events: events.map((event) => ({ ...event, what: EVENT_WORDS[event.what], at: utcText(event.at) })),
    verifyUrl,
  };
}

const EVENT_WORDS = {
  sent: 'Sent to be signed',
  signed: 'Signed',
  countersigned: 'Countersigned',
  completed: 'Signed by everybody',
};

/** "2026-11-21 05:03:07": to the second, as a certificate needs it. */
function utcText(moment: string): string {
  return new Date(moment).toISOString().slice(0, 19).replace('T', ' ');
}

function frequencyOf({ frequency, interval_months }: Content): string {
  if (frequency === 'monthly') return 'Every month';
  if (frequency === 'quarterly') return 'Every quarter';
  return `Every ${interval_months} months`;
}

function sentenceCase(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
