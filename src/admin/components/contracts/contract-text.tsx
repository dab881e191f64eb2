import type { ReactNode } from 'react';
import type { Block, Cell, Inline } from '../../../services/core/text-blocks.js';

/** A contract's text from its blocks: words only ever become text, never markup. */
export function ContractText({ blocks }: { blocks: Block[] }) {
  return (
    <div className="cs-contract-text">
      <Blocks blocks={blocks} />
    </div>
  );
}

function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <>
      {Object.entries(blocks).map(([place, block]) => (
        <One key={place} block={block} />
      ))}
    </>
  );
}

// The page has the first heading, its sections the second.
const HEADINGS = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const;

function One({ block }: { block: Block }): ReactNode {
  switch (block.type) {
    case 'heading': {
      const Heading = HEADINGS[block.level - 1] ?? 'h6';
      return (
        <Heading dir="auto">
          <Words inlines={block.inlines} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p dir="auto">
          <Words inlines={block.inlines} />
        </p>
      );
    case 'list': {
      const items = Object.entries(block.items).map(([place, blocks]) => (
        <li key={place} dir="auto">
          <Blocks blocks={blocks} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'code':
      return <pre>{block.text}</pre>;
    case 'table':
      return <TextTable head={block.head} rows={block.rows} />;
    case 'rule':
      return <hr />;
  }
}

function TextTable({ head, rows }: { head: Cell[]; rows: Cell[][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="cs-scroll" tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {Object.entries(head).map(([place, { align, inlines }]) => (
              <th key={place} scope="col" style={{ textAlign: align }} dir="auto">
                <Words inlines={inlines} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(rows).map(([line, cells]) => (
            <tr key={line}>
              {Object.entries(cells).map(([place, { align, inlines }]) => (
                <td key={place} style={{ textAlign: align }} dir="auto">
                  <Words inlines={inlines} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Words({ inlines }: { inlines: Inline[] }) {
  return (
    <>
      {Object.entries(inlines).map(([place, inline]) => (
        <Word key={place} inline={inline} />
      ))}
    </>
  );
}

function Word({ inline }: { inline: Inline }): ReactNode {
  switch (inline.type) {
    case 'text':
      return inline.text;
    case 'strong':
      return (
        <strong>
          <Words inlines={inline.inlines} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Words inlines={inline.inlines} />
        </em>
      );
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      // The address stands beside the words, as on paper; nothing in a contract's text leads away.
      return (
        <>
          <Words inlines={inline.inlines} /> <span className="cs-muted">({inline.address})</span>
        </>
      );
    case 'break':
      return <br />;
  }
}
