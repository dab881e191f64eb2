import type { Seller } from '@prisma/client';
import type { Address } from './mail-sender.js';

/** Who the mail is from: MAIL_FROM, and without it the seller. Answers reach the seller in either case. */
export function senderAddresses(mailFrom: string, seller: Seller): { from: Address; replyTo: Address } {
  const replyTo = { name: seller.legalName, address: seller.email };
  const [, name = '', address = ''] = /^\s*(?:"?([^"<]*?)"?\s*<)?([^<>\s]+@[^<>\s]+?)>?\s*$/.exec(mailFrom) ?? [];
  return { from: address === '' ? replyTo : { name: name || seller.legalName, address }, replyTo };
}
