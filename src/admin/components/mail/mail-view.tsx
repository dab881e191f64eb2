import type { RecordData, ResourceView } from '../page-state.js';
import { Fields } from '../records/fields.js';

export interface MailShown {
  subject: string;
  html: string;
  text: string;
}

/** As tall as the mail, so that it is read without a second scroll bar. */
function fitContent(frame: HTMLIFrameElement): void {
  const height = frame.contentDocument?.documentElement.scrollHeight;
  if (height !== undefined) frame.style.height = `${height}px`;
}

/** The mail as its recipient sees it; the frame runs no script and opens nothing. Same origin, so that it can be measured. */
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
        <iframe
          className="cs-mail-frame"
          title={`Mail: ${mail.subject}`}
          sandbox="allow-same-origin"
          srcDoc={mail.html}
          onLoad={(event) => fitContent(event.currentTarget)}
        />
        <details>
          <summary>As plain text</summary>
          <pre className="cs-plain">{mail.text}</pre>
        </details>
      </section>
      <Fields resource={resource} record={record} />
    </div>
  );
}
