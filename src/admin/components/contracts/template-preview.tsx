import { useDeferredValue, useMemo } from 'react';
import { fieldNames, KNOWN_FIELDS } from '../../../services/contracts/fill-fields.js';
import { blocksOf } from '../../../services/contracts/markdown.js';
import { ContractText } from './contract-text.js';

/** A template as a contract will read, and the fields it names, while operations type. */
export function TemplatePreview({ values }: { values: Record<string, unknown> }) {
  const body = useDeferredValue(String(values.body ?? ''));
  const blocks = useMemo(() => blocksOf(body), [body]);
  const names = fieldNames(body);
  const own = names.filter((name) => !isKnown(name));
  const known = names.filter(isKnown);
  return (
    <aside className="cs-card cs-preview" aria-label="How it reads">
      <p className="cs-eyebrow">How it reads</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="cs-template-stage" tabIndex={0} aria-label="Text, scrollable">
        {body.trim() === '' ? <p className="cs-muted">Nothing is written yet.</p> : <ContractText blocks={blocks} />}
      </section>
      <dl className="cs-template-fields">
        <div>
          <dt>Asked of whoever writes the contract</dt>
          <dd>{own.length === 0 ? 'Nothing' : own.map((name) => <Name key={name} name={name} />)}</dd>
        </div>
        <div>
          <dt>Fill themselves in</dt>
          <dd>{known.length === 0 ? 'Nothing' : known.map((name) => <Name key={name} name={name} />)}</dd>
        </div>
      </dl>
      <details className="cs-known">
        <summary>All fields that fill themselves in</summary>
        <dl className="cs-method-facts">
          {Object.entries(KNOWN_FIELDS).map(([name, meaning]) => (
            <div key={name}>
              <dt>
                <code className="cs-code">{`{{${name}}}`}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </aside>
  );
}

function Name({ name }: { name: string }) {
  return <code className="cs-code cs-field-name">{`{{${name}}}`}</code>;
}

function isKnown(name: string): boolean {
  return Object.hasOwn(KNOWN_FIELDS, name);
}
