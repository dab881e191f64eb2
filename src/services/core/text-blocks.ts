import { z } from 'zod';

/** Text with structure and nothing that could act: what a contract's Markdown means, kept as JSON and printed anywhere. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong'; inlines: Inline[] }
  | { type: 'emphasis'; inlines: Inline[] }
  | { type: 'code'; text: string }
  /** The address stands beside the words, so that paper shows it too. */
  | { type: 'link'; inlines: Inline[]; address: string }
  | { type: 'break' };

export type Block =
  | { type: 'heading'; level: number; inlines: Inline[] }
  | { type: 'paragraph'; inlines: Inline[] }
  /** `start` is the first number of an ordered list. */
  | { type: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { type: 'quote'; blocks: Block[] }
  | { type: 'code'; text: string }
  | { type: 'table'; head: Cell[]; rows: Cell[][] }
  | { type: 'rule' };

export interface Cell {
  align: 'start' | 'center' | 'end';
  inlines: Inline[];
}

export const inline: z.ZodType<Inline> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('strong'), inlines: z.array(inline) }),
    z.object({ type: z.literal('emphasis'), inlines: z.array(inline) }),
    z.object({ type: z.literal('code'), text: z.string() }),
    z.object({ type: z.literal('link'), inlines: z.array(inline), address: z.string() }),
    z.object({ type: z.literal('break') }),
  ]),
);

const cell = z.object({ align: z.enum(['start', 'center', 'end']), inlines: z.array(inline) });

export const block: z.ZodType<Block> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('heading'), level: z.int().min(1).max(6), inlines: z.array(inline) }),
    z.object({ type: z.literal('paragraph'), inlines: z.array(inline) }),
    z.object({
      type: z.literal('list'),
      ordered: z.boolean(),
      start: z.int().nonnegative(),
      items: z.array(z.array(block)),
    }),
    z.object({ type: z.literal('quote'), blocks: z.array(block) }),
    z.object({ type: z.literal('code'), text: z.string() }),
    z.object({ type: z.literal('table'), head: z.array(cell), rows: z.array(z.array(cell)) }),
    z.object({ type: z.literal('rule') }),
  ]),
);
