import type { Covers } from './font-coverage.js';

/** What stands for a character that no font has, an emoji for one: seen, and never mistaken for nothing. */
const SUBSTITUTE = '\ufffd';

// Characters that turn the reading direction of what follows; names have no use for them but to deceive.
const DIRECTION_CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const BYTE_ORDER_MARK = /\ufeff/g;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
const CONTROL_CHARACTERS = /(?!\n)\p{Cc}/gu;
/** Private and unassigned characters mean nothing to a reader, and halves of characters are none. */
const MEANINGLESS = /[\p{Co}\p{Cn}\p{Cs}]/gu;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Text as it can be printed: PDF/A refuses the whole file for one character without a glyph. */
export function printable(text: string, covers: Covers): string {
  const clean = text
    .replace(BYTE_ORDER_MARK, '')
    .replace(DIRECTION_CONTROLS, '')
    .replace(LINE_ENDS, '\n')
    .replace(CONTROL_CHARACTERS, ' ')
    .replace(MEANINGLESS, SUBSTITUTE);
  if (/^[\n\x20-\x7e]*$/.test(clean)) return clean;
  return Array.from(characters.segment(clean), ({ segment }) => printableCharacter(segment, covers)).join('');
}

/** An accent written apart may exist as one character with its letter. */
function printableCharacter(character: string, covers: Covers): string {
  if (character === '\n' || covers(character)) return character;
  const composed = character.normalize('NFC');
  return covers(composed) ? composed : SUBSTITUTE;
}

/** The same for every text in a tree of JSON; names of fields are ours. */
export function printableData(value: unknown, covers: Covers): unknown {
  if (typeof value === 'string') return printable(value, covers);
  if (Array.isArray(value)) return value.map((entry) => printableData(entry, covers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, printableData(entry, covers)]));
}
