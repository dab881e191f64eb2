import type { DraftForm, EditedVersion, EditorAccount } from '../../operations/contract-editor.js';
import { SelectField, TextField } from '../forms/form-fields.js';
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
