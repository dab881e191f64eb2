import type { DraftForm, EditedVersion, EditorAccount, EditorOptions } from '../../operations/contract-editor.js';
import { described, SelectField, TextField } from '../forms/form-fields.js';
import { Notes } from '../ui/notes.js';
import { AccountPicker } from './account-picker.js';

export interface SectionProps {
  draft: DraftForm;
  errorAt: (path: string) => string | undefined;
  onChange: (part: Partial<DraftForm>) => void;
}

const TYPES = [
  { value: 'onboarding', label: 'Onboarding' },
  { value: 'engagement', label: 'Engagement' },
  { value: 'maintenance', label: 'Maintenance' },
];

interface FactsProps extends SectionProps {
  account: EditorAccount | null;
  edited: EditedVersion | null;
  onAccount: (id: number) => void;
}

/** For whom, what kind, in which currency; fixed once the contract exists. */
export function FactsSection({ draft, account, edited, errorAt, onChange, onAccount }: FactsProps) {
  return (
    <section className="cs-card cs-form" aria-label="Contract">
      <h2>Contract</h2>
      {edited === null ? (
        <AccountPicker chosen={account?.name ?? null} error={errorAt('account_id')} onChoose={onAccount} />
      ) : (
        <p className="cs-says" dir="auto">
          {edited.number}, version {edited.versionNumber}, for <strong>{account?.name ?? ''}</strong>
        </p>
      )}
      <TextField
        label="Title"
        name="title"
        dir="auto"
        maxLength={255}
        value={draft.title}
        error={errorAt('title')}
        onChange={(title) => onChange({ title })}
      />
      {edited === null && (
        <div className="cs-form-pair">
          <SelectField
            label="Type"
            name="contract_type"
            options={TYPES}
            value={draft.contract_type}
            error={errorAt('contract_type')}
            onChange={(contract_type) => onChange({ contract_type })}
          />
          <TextField
            label="Currency"
            name="currency"
            maxLength={3}
            list="currencies"
            value={draft.currency}
            error={errorAt('currency')}
            onChange={(currency) => onChange({ currency: currency.toUpperCase() })}
          />
          <datalist id="currencies">
            {Intl.supportedValuesOf('currency').map((code) => (
              <option key={code} value={code} />
            ))}
          </datalist>
        </div>
      )}
    </section>
  );
}

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

const FREQUENCIES = [
  { value: 'monthly', label: 'Monthly' },
  { value: 'quarterly', label: 'Quarterly' },
  { value: 'custom', label: 'Every so many months' },
];

/** When it runs, how often it is invoiced, and what is taken off. */
export function TermsSection({ draft, errorAt, onChange, amendment }: SectionProps & { amendment: boolean }) {
  return (
    <section className="cs-card cs-form" aria-label="Terms">
      <h2>Terms</h2>
      <div className="cs-form-pair">
        <TextField
          label="First day"
          name="start_date"
          type="date"
          value={draft.start_date}
          error={errorAt('start_date')}
          onChange={(start_date) => onChange({ start_date })}
        />
        <TextField
          label="Last day"
          name="end_date"
          type="date"
          value={draft.end_date}
          error={errorAt('end_date')}
          onChange={(end_date) => onChange({ end_date })}
        />
        <SelectField
          label="Invoiced"
          name="frequency"
          options={FREQUENCIES}
          value={draft.frequency}
          error={errorAt('frequency')}
          onChange={(frequency) => onChange({ frequency })}
        />
        {draft.frequency === 'custom' && (
          <TextField
            label="Months per invoice"
            name="interval_months"
            inputMode="numeric"
            optional
            value={draft.interval_months}
            error={errorAt('interval_months')}
            onChange={(interval_months) => onChange({ interval_months })}
          />
        )}
        <TextField
          label="Discount, %"
          name="discount_percent"
          inputMode="decimal"
          optional
          value={draft.discount_percent}
          error={errorAt('discount_percent')}
          onChange={(discount_percent) => onChange({ discount_percent })}
        />
        {amendment && (
          <TextField
            label="In force from"
            name="effective_from"
            type="date"
            value={draft.effective_from}
            error={errorAt('effective_from')}
            onChange={(effective_from) => onChange({ effective_from })}
          />
        )}
      </div>
    </section>
  );
}
