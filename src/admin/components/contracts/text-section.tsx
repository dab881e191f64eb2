import type { EditorOptions } from '../../operations/contract-editor.js';
import { described, SelectField, TextField } from '../forms/form-fields.js';
import { Notes } from '../ui/notes.js';
import type { SectionProps } from './draft-sections.js';

interface TextProps extends SectionProps {
  options: EditorOptions;
  /** The fields of the text that staff fill in. */
  own: string[];
  /** The type follows the template until the contract exists. */
  isNew: boolean;
}

/** The words: a template to start from, Markdown to change, and the fields that only staff can fill. */
export function TextSection({ draft, options, own, isNew, errorAt, onChange }: TextProps) {
  const isTemplate = (body: string) => body.trim() === '' || options.templates.some((one) => one.body === body);
  const chooseTemplate = (id: string) => {
    const template = options.templates.find((one) => String(one.id) === id);
    if (template === undefined) return onChange({ template_id: '' });
    const sure = isTemplate(draft.body) || window.confirm('Replace the text you have written by the template?');
    if (sure)
      onChange({ template_id: id, body: template.body, ...(isNew ? { contract_type: template.contractType } : {}) });
  };
  return (
    <section className="cs-card cs-form" aria-label="Text">
      <h2>Text</h2>
      <SelectField
        label="Template"
        name="template_id"
        none="None"
        options={options.templates.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={draft.template_id}
        onChange={chooseTemplate}
      />
      <MarkdownField value={draft.body} error={errorAt('body')} onChange={(body) => onChange({ body })} />
      {own.length > 0 && (
        <fieldset className="cs-form-pair">
          <legend className="cs-hidden">Fields of the text</legend>
          {own.map((name) => (
            <TextField
              key={name}
              label={fieldLabel(name)}
              name={`field_values.${name}`}
              dir="auto"
              value={draft.field_values[name] ?? ''}
              error={errorAt(`field_values.${name}`)}
              onChange={(value) => onChange({ field_values: { ...draft.field_values, [name]: value } })}
            />
          ))}
        </fieldset>
      )}
      <details className="cs-known">
        <summary>Fields that fill themselves in</summary>
        <dl className="cs-method-facts">
          {Object.entries(options.knownFields).map(([name, meaning]) => (
            <div key={name}>
              <dt>
                <code className="cs-code">{`{{${name}}}`}</code>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function fieldLabel(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function MarkdownField({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange: (text: string) => void;
}) {
  const help = '## begins a heading, - a list, **bold**. A field is written {{like_this}}.';
  return (
    <div className="cs-field">
      <label htmlFor="draft-body">Text in Markdown</label>
      <textarea
        id="draft-body"
        name="body"
        className="cs-markdown"
        dir="auto"
        rows={16}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={described('draft-body', help, error)}
        onChange={(event) => onChange(event.target.value)}
      />
      <Notes id="draft-body" help={help} error={error} />
    </div>
  );
}
