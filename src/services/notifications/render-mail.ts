import type { Mail, Seller } from '@prisma/client';
import { dateOf, dayWords } from '../core/calendar.js';
import type { Installation } from '../core/context.js';
import { MAIL_DATA } from '../core/mail-data.js';
import type { MailKind } from '../core/mail-kinds.js';
import { loadMailStyle, type MailStyle } from './mail-style.js';
import { mailTemplates, showValue, writeMail } from './mail-template.js';
import { escapeHtml, shorten, toLine, toText } from './mail-text.js';
import { zonedDay } from './zoned-day.js';

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

type QueuedMail = Pick<Mail, 'kind' | 'accountId' | 'toName' | 'data'>;

/** What the wording rests on besides the mail's own facts. */
export interface MailSetting {
  seller: Seller;
  timeZone: string;
  baseUrl: string;
}

const SUBJECT_LENGTH = 150;
const PREVIEW_LENGTH = 140;

let style: MailStyle | null = null;

/** The mail as its recipient reads it. Without the link, a mail that carries one shows "[link hidden]" in its place. */
export async function renderMail(
  installation: Installation,
  mail: QueuedMail,
  { link }: { link: string | null },
): Promise<RenderedMail> {
  return composeMail(await mailSetting(installation, mail), mail, link);
}

export async function mailSetting({ prisma, baseUrl }: Installation, mail: QueuedMail): Promise<MailSetting> {
  const seller = await prisma.seller.findUniqueOrThrow({ where: { id: 1 } });
  const account =
    mail.accountId === null
      ? null
      : await prisma.account.findUnique({ where: { id: mail.accountId }, select: { timeZone: true } });
  return { seller, timeZone: account?.timeZone ?? seller.timeZone, baseUrl };
}

/** Pure: throws only when the mail's facts do not fit its template. */
export function composeMail(setting: MailSetting, mail: QueuedMail, link: string | null): RenderedMail {
  const { seller, timeZone, baseUrl } = setting;
  const written = writeMail(kindOf(mail), {
    ...MAIL_DATA[kindOf(mail)].parse(mail.data),
    link,
    to: (target: string) => `${baseUrl}${target}`,
    day: (moment: string) => zonedDay(new Date(moment), timeZone),
    date: (date: string) => dayWords(dateOf(date)),
    count: (count: number) => count.toLocaleString('en'),
  });
  const frame = frameOf(mail, seller);
  const subject = shorten(toLine(written.title), SUBJECT_LENGTH);
  style ??= loadMailStyle();
  const html = mailTemplates.render('/layout', {
    ...frame,
    ...written,
    subject: escapeHtml(subject),
    preview: escapeHtml(previewOf(written.body)),
    darkRules: style.darkRules,
  });
  const text = mailTemplates.render('/layout.txt.eta', {
    ...asText(frame),
    heading: toText(written.heading),
    body: toText(written.body),
  });
  return { subject, html: style.inline(html), text };
}

function kindOf({ kind }: QueuedMail): MailKind {
  if (!(kind in MAIL_DATA)) throw new Error(`there is no mail of the kind ${JSON.stringify(kind)}`);
  return kind as MailKind;
}

type Frame = Record<'recipient' | 'sellerName' | 'sellerAddress' | 'sellerTaxId' | 'sellerEmail', string>;

function frameOf(mail: QueuedMail, seller: Seller): Frame {
  return {
    recipient: greetable(mail.toName),
    sellerName: seller.legalName,
    sellerAddress: addressOf(seller),
    sellerTaxId: seller.taxId,
    sellerEmail: seller.email,
  };
}

/** The text layout writes values as they are, so they are made safe to read here. */
function asText(frame: Frame): Frame {
  const entries = Object.entries(frame).map(([name, value]) => [name, toText(showValue(value))]);
  return Object.fromEntries(entries) as Frame;
}

/** Who signed up without a name is called by their address, which is no way to greet. */
function greetable(name: string): string {
  return name.includes('@') ? '' : name;
}

/** The first paragraph, as the list of mails shows it beside the subject. */
function previewOf(body: string): string {
  return shorten(toLine(/<p>[\s\S]*?<\/p>/.exec(body)?.[0] ?? ''), PREVIEW_LENGTH);
}

function addressOf(seller: Seller): string {
  const country = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }).of(seller.country);
  const town = `${seller.postalCode} ${seller.city}`.trim();
  return [seller.addressLine1, seller.addressLine2, town, seller.state, country]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}
