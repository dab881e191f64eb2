import { countryName } from '../format.js';

/** What a tenant sees under "How to pay", while operations type. */
export function MethodPreview({ values }: { values: Record<string, unknown> }) {
  const text = (name: string) => String(values[name] ?? '').trim();
  const facts = [
    ['Bank', text('bankName')],
    ['Account number', text('accountNumber')],
    ['SWIFT / BIC', text('swiftCode')],
    ['Wallet', text('walletType')],
    ['Wallet id', text('walletId')],
  ].filter(([, value]) => value !== '');
  const enabled = values.isEnabled === true || values.isEnabled === 'true';
  return (
    <aside className="cs-card cs-preview" aria-label="What a tenant sees">
      <p className="cs-eyebrow">What a tenant in {countryName(text('countryCode') || '*')} sees</p>
      <div className={enabled ? 'cs-method' : 'cs-method cs-method-off'}>
        <h3 dir="auto">{text('displayName') || 'Name tenants see'}</h3>
        {values.isExample === true && <p className="cs-banner cs-banner-warning">Example data, do not pay.</p>}
        {text('instructions') !== '' && (
          <p className="cs-long" dir="auto">
            {text('instructions')}
          </p>
        )}
        {facts.length > 0 && (
          <dl className="cs-method-facts">
            {facts.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd dir="auto">{value}</dd>
              </div>
            ))}
            <div>
              <dt>Reference to quote</dt>
              <dd>INV-42-202612-0001</dd>
            </div>
            <div>
              <dt>Amount</dt>
              <dd className="cs-money">29.00 USD</dd>
            </div>
          </dl>
        )}
      </div>
      {!enabled && <p className="cs-muted">Not offered at present.</p>}
    </aside>
  );
}
