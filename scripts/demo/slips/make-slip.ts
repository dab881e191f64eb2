import type { Random } from '../random.js';
import { photo, scan, screenshot, sharedPicture } from './draw-image.js';
import { transferOrder } from './draw-pdf.js';
import { counterForm, debitAdvice, onlineReceipt, walletScreen } from './layouts.js';
import { type SlipFacts, shortDate } from './slip-facts.js';

export interface Slip {
  name: string;
  bytes: Buffer;
}

/** Draws a slip the way people really send them: downloads, screenshots, scans and photos. */
export async function makeSlip(facts: SlipFacts, random: Random): Promise<Slip> {
  if (facts.wallet !== null) {
    const bytes = await (random.chance(0.6)
      ? screenshot(walletScreen(facts, random))
      : sharedPicture(walletScreen(facts, random)));
    return { name: `${random.fill('IMG_####')}.${kindOf(bytes)}`, bytes };
  }
  const choice = random.next();
  if (choice < 0.34) {
    return { name: `transfer-order-${shortDate(facts.sentAt)}.pdf`, bytes: await transferOrder(facts, random) };
  }
  if (choice < 0.56) return { name: 'receipt.png', bytes: await screenshot(onlineReceipt(facts, random)) };
  if (choice < 0.66)
    return { name: 'Transfer completed.webp', bytes: await sharedPicture(onlineReceipt(facts, random)) };
  if (choice < 0.84)
    return { name: random.fill('scan####.jpg'), bytes: await scan(debitAdvice(facts, random), random) };
  return { name: random.fill('IMG_2025####.jpg'), bytes: await photo(counterForm(facts, random), random) };
}

function kindOf(bytes: Buffer): 'png' | 'webp' {
  return bytes.subarray(8, 12).toString('latin1') === 'WEBP' ? 'webp' : 'png';
}
