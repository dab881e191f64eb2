import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, htmlOf } from '../../../src/services/contracts/markdown.js';
import { block } from '../../../src/services/core/text-blocks.js';

const text = (words: string) => ({ type: 'text', text: words }) as const;
const paragraph = (words: string) => ({ type: 'paragraph', inlines: [text(words)] }) as const;

describe('the text of a contract', () => {
  it('has headings, paragraphs, lists in lists, quotes, tables and rules', () => {
    const tree = blocksOf(
      '# Scope\n\nThe *seller* trains **five** people\nin `Dhaka`.\n\n3. first\n   - inner\n4. second\n\n> said\n\n---\n\n| Item | Price |\n|:--|--:|\n| Day | 10 |',
    );
    expect(tree).toEqual([
      { type: 'heading', level: 1, inlines: [text('Scope')] },
      {
        type: 'paragraph',
        inlines: [
          text('The '),
          { type: 'emphasis', inlines: [text('seller')] },
          text(' trains '),
          { type: 'strong', inlines: [text('five')] },
          text(' people in '),
          { type: 'code', text: 'Dhaka' },
          text('.'),
        ],
      },
      {
        type: 'list',
        ordered: true,
        start: 3,
        items: [
          [paragraph('first'), { type: 'list', ordered: false, start: 1, items: [[paragraph('inner')]] }],
          [paragraph('second')],
        ],
      },
      { type: 'quote', blocks: [paragraph('said')] },
      { type: 'rule' },
      {
        type: 'table',
        head: [
          { align: 'start', inlines: [text('Item')] },
          { align: 'end', inlines: [text('Price')] },
        ],
        rows: [
          [
            { align: 'start', inlines: [text('Day')] },
            { align: 'end', inlines: [text('10')] },
          ],
        ],
      },
    ]);
  });

  it('says the address of a link beside its words, and once when the address is the words', () => {
    expect(htmlOf(blocksOf('[our terms](https://a.example/terms)'))).toBe(
      '<p dir="auto"><a href="https://a.example/terms" rel="noopener noreferrer nofollow">our terms</a> (https://a.example/terms)</p>',
    );
    expect(htmlOf(blocksOf('<https://a.example>'))).toBe(
      '<p dir="auto"><a href="https://a.example" rel="noopener noreferrer nofollow">https://a.example</a></p>',
    );
    expect(htmlOf(blocksOf('law@a.example'))).toBe('<p dir="auto">law@a.example</p>');
  });

  it('breaks a line where two spaces or a backslash ask for it', () => {
    expect(htmlOf(blocksOf('one  \ntwo\\\nthree'))).toBe('<p dir="auto">one<br>two<br>three</p>');
  });
});

describe('hostile Markdown', () => {
  it('shows HTML as it was typed', () => {
    expect(htmlOf(blocksOf('<script>alert(1)</script>\n\nHello <img src=x onerror=alert(1)>'))).toBe(
      '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p dir="auto">Hello &lt;img src=x onerror=alert(1)&gt;</p>',
    );
  });

  it('makes no link of an address that acts', () => {
    for (const address of [
      'javascript:alert(1)',
      'JavaScript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      '//evil.example',
    ]) {
      expect(htmlOf(blocksOf(`[pay here](${address})`))).not.toContain('<a ');
    }
    expect(htmlOf(blocksOf('[x](https://a.example/"onmouseover="alert`1`)'))).not.toMatch(/<[^>]*onmouseover="/);
  });

  it('hides nothing: comments, pictures and struck words stand in the text', () => {
    expect(htmlOf(blocksOf('<!-- not to be read -->'))).toContain('not to be read');
    expect(htmlOf(blocksOf('![seal](https://a.example/seal.png)'))).toContain('![seal](https://a.example/seal.png)');
    expect(htmlOf(blocksOf('pay ~~five~~ six'))).toContain('~~five~~');
    expect(htmlOf(blocksOf('- [x] agreed'))).toContain('[x] agreed');
  });

  it('is read in reasonable time and depth, whatever is nested in whatever', () => {
    const started = Date.now();
    for (const piece of [
      '> ',
      '- ',
      '* ',
      '[',
      '![',
      '**a*',
      '_',
      '`',
      '|a',
      '<a ',
      '[a](',
      '~~',
      '1. ',
      '# ',
      '\\',
      '&',
    ]) {
      const tree = blocksOf(piece.repeat(4_000));
      expect(depthOf(tree)).toBeLessThan(45);
      expect(block.array().safeParse(tree).success).toBe(true);
    }
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  it('never lets a tag through that we did not write, whatever people type', () => {
    const ours =
      /<\/?(?:h[2-6]|p|ul|ol|li|blockquote|pre|code|table|thead|tbody|tr|th|td|hr|strong|em|br|a)(?: [^<>]*)?>/g;
    const typed = fc.array(
      fc.oneof(
        fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          '&',
          '*',
          '_',
          '`',
          '[',
          ']',
          '(',
          ')',
          '\n',
          '# ',
          '- ',
          '> ',
          '|',
          'javascript:',
          ' onload=',
          '<b>',
        ),
        fc.string({ unit: 'grapheme' }),
      ),
    );
    fc.assert(
      fc.property(typed, (pieces) => {
        const html = htmlOf(blocksOf(pieces.join('')));
        expect(html.replace(ours, '')).not.toMatch(/[<>"']/);
      }),
      { numRuns: 300 },
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
