import type { RecordData, ResourceView } from '../page-state.js';
import { Fields } from '../records/fields.js';

export interface MailShown {
  subject: string;
  html: string;
  text: string;
}

/** The mail as its recipient sees it; the frame runs no script and opens nothing. */
export function MailView({ resource, record, mail }: { resource: ResourceView; record: RecordData; mail: MailShown }) {
  return (
    <div className="cs-two cs-two-mail">
      <section className="cs-card cs-mail" aria-label="As the recipient sees it">
        <header className="cs-mail-head">
          <h2 dir="auto">{mail.subject}</h2>
          <p className="cs-muted">
            To {String(record.params.toName)} &lt;{String(record.params.toEmail)}&gt;
          </p>
        </header>
        <iframe className="cs-mail-frame" title={`Mail: ${mail.subject}`} sandbox="" srcDoc={mail.html} />
        <details>
          <summary>As plain text</summary>
          <pre className="cs-plain">{mail.text}</pre>
        </details>
      </section>
      <Fields resource={resource} record={record} />
    </div>
  );
}
