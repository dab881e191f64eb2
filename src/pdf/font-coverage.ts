/** Whether one of the fonts can draw all of a character as people see it, marks and joiners included. */
export type Covers = (character: string) => boolean;

export function coverageOf(fonts: Buffer[]): Covers {
  const perFont = fonts.map(codePointsOf);
  return (character) => {
    const needed = Array.from(character, codePoint).filter((code) => !IGNORABLE.test(String.fromCodePoint(code)));
    return perFont.some((drawn) => needed.every((code) => drawn.has(code)));
  };
}

/** Joiners and variation selectors shape their neighbours and are never drawn themselves. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** The characters of a TrueType font, as its table `cmap` lists them. */
function codePointsOf(font: Buffer): Set<number> {
  const cmap = tableOf(font, 'cmap');
  const found = new Set<number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 4) readSegments(subtable, found);
    if (format === 12) readGroups(subtable, found);
  }
  return found;
}

function tableOf(font: Buffer, wanted: string): Buffer {
  for (let index = 0; index < font.readUInt16BE(4); index += 1) {
    const entry = font.subarray(12 + index * 16);
    if (entry.toString('latin1', 0, 4) === wanted) return font.subarray(entry.readUInt32BE(8));
  }
  throw new Error(`a font has no table ${wanted}`);
}

/** Format 4: spans of 16 bits. A span may have holes, of glyph 0. */
function readSegments(table: Buffer, found: Set<number>): void {
  const size = table.readUInt16BE(6);
  for (let at = 0; at < size; at += 2) {
    const last = table.readUInt16BE(14 + at);
    const first = table.readUInt16BE(16 + size + at);
    const delta = table.readUInt16BE(16 + 2 * size + at);
    const offsetAt = 16 + 3 * size + at;
    const offset = table.readUInt16BE(offsetAt);
    for (let code = first; code <= last && code < 0xffff; code += 1) {
      const glyph = offset === 0 ? code + delta : table.readUInt16BE(offsetAt + offset + (code - first) * 2);
      if (glyph % 0x10000 !== 0) found.add(code);
    }
  }
}

/** Format 12: spans of 32 bits, beyond the first plane too. */
function readGroups(table: Buffer, found: Set<number>): void {
  for (let index = 0; index < table.readUInt32BE(12); index += 1) {
    const at = 16 + index * 12;
    const last = table.readUInt32BE(at + 4);
    for (let code = table.readUInt32BE(at); code <= last; code += 1) found.add(code);
  }
}
