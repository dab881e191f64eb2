import { Lexer, Marked, type MarkedToken, type Token, type Tokens } from 'marked';
import type { Block, Cell, Inline } from '../core/text-blocks.js';
import { escapeHtml } from '../notifications/mail-text.js';

const marked = new Marked({ gfm: true });
/** Deeper than this nobody structures a contract; what stands deeper is shown as it was typed. */
const DEEPEST = 8;

/**
 * What a contract's Markdown means, and nothing more: HTML, pictures and strike-through are shown as they were typed, so
 * that no word of a contract hides or acts. Pure; the same text gives the same tree.
 */
export function blocksOf(markdown: string): Block[] {
  return blocks(tokensOf(markdown), 1);
}

/** Text nested so deeply that reading it fails is taken as plain text. */
function tokensOf(markdown: string): Token[] {
  try {
    return new Lexer(marked.defaults).lex(markdown);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ type: 'html', raw: markdown, text: markdown }];
  }
}

function blocks(tokens: Token[], depth: number): Block[] {
  return tokens.flatMap((token) => blockOf(token as MarkedToken, depth));
}

function blockOf(token: MarkedToken, depth: number): Block[] {
  if (depth > DEEPEST) return asTyped(token.raw);
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return [{ type: 'heading', level: token.depth, inlines: inlines(token.tokens, 1) }];
    case 'paragraph':
      return [{ type: 'paragraph', inlines: inlines(token.tokens, 1) }];
    case 'text':
      return [{ type: 'paragraph', inlines: token.tokens ? inlines(token.tokens, 1) : plain(token.text) }];
    case 'list':
      return [listOf(token, depth)];
    case 'blockquote':
      return [{ type: 'quote', blocks: blocks(token.tokens, depth + 1) }];
    case 'code':
      return [{ type: 'code', text: token.text }];
    case 'table':
      return [{ type: 'table', head: token.header.map(cellOf), rows: token.rows.map((row) => row.map(cellOf)) }];
    case 'hr':
      return [{ type: 'rule' }];
    default:
      return asTyped(token.raw);
  }
}

function listOf(list: Tokens.List, depth: number): Block {
  return {
    type: 'list',
    ordered: list.ordered,
    start: list.start === '' ? 1 : list.start,
    items: list.items.map((item) => itemBlocks(item, depth + 1)),
  };
}

/** The box of a task stands before its first word, as it was typed. */
function itemBlocks({ tokens: [box, ...rest] }: Tokens.ListItem, depth: number): Block[] {
  if (box === undefined) return [];
  if (box.type !== 'checkbox') return blocks([box, ...rest], depth);
  const [first, ...others] = blocks(rest, depth);
  if (first?.type !== 'paragraph') return [...asTyped(box.raw), ...blocks(rest, depth)];
  return [{ type: 'paragraph', inlines: [...plain(box.raw), ...first.inlines] }, ...others];
}

const ALIGNED = { left: 'start', center: 'center', right: 'end' } as const;

function cellOf({ align, tokens }: Tokens.TableCell): Cell {
  return { align: align === null ? 'start' : ALIGNED[align], inlines: inlines(tokens, 1) };
}

/** The text as it stands in the source, line by line. */
function asTyped(raw: string): Block[] {
  const lines = raw.trim().split(/\s*\n\s*/);
  const withBreaks = lines.flatMap((line, index): Inline[] => [...(index === 0 ? [] : [BREAK]), ...plain(line)]);
  return withBreaks.length === 0 ? [] : [{ type: 'paragraph', inlines: withBreaks }];
}

const BREAK = { type: 'break' } as const;

function inlines(tokens: Token[], depth: number): Inline[] {
  return tokens.flatMap((token) => inlineOf(token as MarkedToken, depth));
}

function inlineOf(token: MarkedToken, depth: number): Inline[] {
  if (depth > DEEPEST) return plain(token.raw);
  switch (token.type) {
    case 'strong':
      return [{ type: 'strong', inlines: inlines(token.tokens, depth + 1) }];
    case 'em':
      return [{ type: 'emphasis', inlines: inlines(token.tokens, depth + 1) }];
    case 'codespan':
      return [{ type: 'code', text: token.text }];
    case 'br':
      return [BREAK];
    case 'link':
      return [linkOf(token, depth)];
    case 'escape':
      return plain(token.text);
    case 'text':
      return token.tokens ? inlines(token.tokens, depth) : plain(token.text);
    default:
      return plain(token.raw);
  }
}

/** An address that stands for itself, like a@b.example, is not said twice. */
function linkOf({ href, text, tokens }: Tokens.Link, depth: number): Inline {
  const standsForItself = href === text || href === `mailto:${text}` || href === `http://${text}`;
  return { type: 'link', inlines: inlines(tokens, depth + 1), address: standsForItself ? text : href };
}

/** A line break in the source is a space. */
function plain(text: string): Inline[] {
  return text === '' ? [] : [{ type: 'text', text: text.replace(/\s*\n\s*/g, ' ') }];
}

/** The tree as HTML for a page whose own heading is an <h1>; every text in it is escaped, and no link can act as a script. */
export function htmlOf(tree: readonly Block[]): string {
  return tree.map(blockHtml).join('\n');
}

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'heading': {
      const tag = `h${Math.min(block.level + 1, 6)}`;
      return `<${tag} dir="auto">${inlineHtml(block.inlines)}</${tag}>`;
    }
    case 'paragraph':
      return `<p dir="auto">${inlineHtml(block.inlines)}</p>`;
    case 'list': {
      const items = block.items.map((item) => `<li dir="auto">${itemHtml(item)}</li>`).join('');
      if (!block.ordered) return `<ul>${items}</ul>`;
      return `<ol${block.start === 1 ? '' : ` start="${block.start}"`}>${items}</ol>`;
    }
    case 'quote':
      return `<blockquote>${htmlOf(block.blocks)}</blockquote>`;
    case 'code':
      return `<pre dir="auto"><code>${escapeHtml(block.text)}</code></pre>`;
    case 'table':
      return tableHtml(block);
    case 'rule':
      return '<hr>';
  }
}

/** An item of one paragraph needs no paragraph of its own. */
function itemHtml(item: Block[]): string {
  const [first, ...rest] = item;
  if (first?.type !== 'paragraph') return htmlOf(item);
  return `${inlineHtml(first.inlines)}${htmlOf(rest)}`;
}

function tableHtml({ head, rows }: Extract<Block, { type: 'table' }>): string {
  const cell = (tag: string) => (one: Cell) =>
    `<${tag} dir="auto"${one.align === 'start' ? '' : ` class="align-${one.align}"`}>${inlineHtml(one.inlines)}</${tag.slice(0, 2)}>`;
  const body = rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`).join('');
  return `<table><thead><tr>${head.map(cell('th scope="col"')).join('')}</tr></thead><tbody>${body}</tbody></table>`;
}

function inlineHtml(list: readonly Inline[]): string {
  return list.map(oneInlineHtml).join('');
}

function oneInlineHtml(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      return escapeHtml(inline.text);
    case 'strong':
      return `<strong>${inlineHtml(inline.inlines)}</strong>`;
    case 'emphasis':
      return `<em>${inlineHtml(inline.inlines)}</em>`;
    case 'code':
      return `<code>${escapeHtml(inline.text)}</code>`;
    case 'break':
      return '<br>';
    case 'link':
      return linkHtml(inline);
  }
}

const SAFE_ADDRESS = /^(https?:\/\/|mailto:)/i;

/** The address is read beside the words, as on paper; only an address of the web or of mail can be followed. */
function linkHtml({ inlines: words, address }: Extract<Inline, { type: 'link' }>): string {
  const inside = inlineHtml(words);
  const isSaid = inside === escapeHtml(address);
  const linked = SAFE_ADDRESS.test(address)
    ? `<a href="${escapeHtml(address)}" rel="noopener noreferrer nofollow">${inside}</a>`
    : inside;
  return isSaid ? linked : `${linked} (${escapeHtml(address)})`;
}
