/** The few things a slip is drawn with. */
const FONT = 'Liberation Sans';

export interface Drawing {
  width: number;
  height: number;
  body: string;
}

interface Style {
  size?: number;
  fill?: string;
  bold?: boolean;
  italic?: boolean;
  anchor?: 'start' | 'middle' | 'end';
  spacing?: number;
}

export function text(x: number, y: number, content: string, style: Style = {}): string {
  const { size = 22, fill = '#1f2933', bold = false, italic = false, anchor = 'start', spacing = 0 } = style;
  const attributes = [
    `x="${x}" y="${y}" font-family="${FONT}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"`,
    bold ? 'font-weight="bold"' : '',
    italic ? 'font-style="italic"' : '',
    spacing === 0 ? '' : `letter-spacing="${spacing}"`,
  ];
  return `<text ${attributes.join(' ')}>${escaped(content)}</text>`;
}

export function box(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${more}/>`;
}

export function rule(x: number, y: number, length: number, stroke = '#d5dbe1', more = ''): string {
  return `<line x1="${x}" y1="${y}" x2="${x + length}" y2="${y}" stroke="${stroke}" ${more}/>`;
}

/** `scale` makes the picture smaller than it was drawn. */
export function svg({ width, height, body }: Drawing, scale = 1): Buffer {
  const size = `width="${Math.round(width * scale)}" height="${Math.round(height * scale)}"`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}">${body}</svg>`);
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
