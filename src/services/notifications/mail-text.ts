const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

// Characters that turn the reading direction of what follows; names have no use for them but to deceive.
const DIRECTION_CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are taken out
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Text that people typed, without what would break a header or turn the lines around it. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROL_CHARACTERS, ' ').replace(DIRECTION_CONTROLS, '');
}

export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** At most so many characters as people count them; an emoji is never cut in two. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)];
  if (characters.length <= max) return text;
  return `${characters
    .slice(0, max - 1)
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}…`;
}

/** One line: for subjects and previews. */
export function toLine(html: string): string {
  return toText(html).replace(/\s+/g, ' ').trim();
}

/** The plain text of a template's HTML. It knows the tags that the templates use; values in it are escaped already. */
export function toText(html: string): string {
  const text = html
    .replace(/\s+/g, ' ')
    .replace(/<p class="plain-link">.*?<\/p>/g, '')
    .replace(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/g, '$2:<br>$1')
    .replace(
      /<blockquote>(.*?)<\/blockquote>/g,
      (_, quote: string) => `<p>&gt; ${quote.replaceAll('<br>', '<br>&gt; ')}</p>`,
    )
    .replace(/<\/th>\s*/g, ': ')
    .replace(/<bdi[^>]*>/g, FIRST_STRONG_ISOLATE)
    .replace(/<\/bdi>/g, POP_ISOLATE)
    .replace(/\s*<\/tr>\s*/g, '\n')
    .replace(/ ?<br> ?/g, '\n')
    .replace(/<\/(p|table|h1)>/g, '\n\n')
    .replace(/<p[^>]*> ?/g, '\n\n')
    .replace(/<[^>]*>/g, '');
  return unescapeHtml(tidy(text));
}

/** Every line starts at the margin, and blank lines stand alone. */
function tidy(text: string): string {
  return text
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
