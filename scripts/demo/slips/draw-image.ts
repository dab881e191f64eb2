import path from 'node:path';
import sharp from 'sharp';
import { projectFolder } from '../../../src/project-folder.js';
import type { Random } from '../random.js';
import { type Drawing, svg } from './svg.js';

// Read by the text renderer when it draws its first letter.
process.env.FONTCONFIG_FILE = path.join(projectFolder, 'scripts/demo/slips/fonts.conf');

export function screenshot(drawing: Drawing): Promise<Buffer> {
  return sharp(svg(drawing)).png({ palette: true, colours: 64, effort: 1 }).toBuffer();
}

export function sharedPicture(drawing: Drawing): Promise<Buffer> {
  return sharp(svg(drawing)).webp({ quality: 72, effort: 2 }).toBuffer();
}

// Drawing on paper takes a computer longer than on a screen; the first start should not wait for it.
const PAPER_SCALE = 0.8;

/** As from an office scanner: a little askew, grey grain, the lid's shadow at the edges. */
export async function scan(drawing: Drawing, random: Random): Promise<Buffer> {
  const turned = await sharp(svg(drawing, PAPER_SCALE))
    .rotate((random.next() - 0.5) * 3.4, { background: '#f1efe9' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = turned.info;
  return sharp(turned.data)
    .composite([{ input: grain(width, height, random, 26), raw: { width, height, channels: 1 }, blend: 'multiply' }])
    .modulate({ saturation: 0.75 })
    .jpeg({ quality: 62 })
    .toBuffer();
}

/** As from a phone held over a desk: turned further, on wood, half in shadow. */
export async function photo(drawing: Drawing, random: Random): Promise<Buffer> {
  const turned = await sharp(svg(drawing, PAPER_SCALE))
    .rotate(random.pick([-6, -4, 3, 5, 7]), { background: '#6d4c33' })
    .extend({ top: 60, bottom: 70, left: 50, right: 50, background: '#6d4c33' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = turned.info;
  return sharp(turned.data)
    .composite([
      { input: shadow(width, height), blend: 'multiply' },
      { input: grain(width, height, random, 34), raw: { width, height, channels: 1 }, blend: 'multiply' },
    ])
    .blur(0.6)
    .jpeg({ quality: 58 })
    .toBuffer();
}

function grain(width: number, height: number, random: Random, depth: number): Buffer {
  const pixels = Buffer.alloc(width * height);
  const tile = Buffer.from(Array.from({ length: 4_093 }, () => 255 - Math.floor(random.next() * depth)));
  for (let at = 0; at < pixels.length; at += tile.length) tile.copy(pixels, at);
  return pixels;
}

function shadow(width: number, height: number): Buffer {
  const body = `<defs><linearGradient id="s" x1="0" y1="0" x2="1" y2="1"><stop offset="0.2" stop-color="#fff"/><stop offset="1" stop-color="#a59f94"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#s)"/>`;
  return svg({ width, height, body });
}
