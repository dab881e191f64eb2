import { useMemo } from 'react';
import { Link } from 'react-router-dom';
import type { DashboardView } from '../../pages/dashboard.js';
import { ago, formatTime } from '../format.js';
import { listHref, recordHref, resourceNamed } from '../page-state.js';
import { deed } from '../records/value.js';
import { useTitle } from '../shell/use-title.js';
import { Banner, Empty, Loading } from '../ui/banner.js';
import { Icon } from '../ui/icon.js';
import { useLoaded } from '../ui/use-loaded.js';

/** What waits, what happened today, and what a new installation still needs. */
export function DashboardPage() {
  useTitle('Today');
  const since = useMemo(() => new Date(new Date().setHours(0, 0, 0, 0)).toISOString(), []);
  const { data, error } = useLoaded<DashboardView>('/dashboard', `since=${encodeURIComponent(since)}`);
  return (
    <div className="cs-page">
      <header className="cs-head">
        <div>
          <h1>Today</h1>
          <p className="cs-muted">{new Intl.DateTimeFormat(undefined, { dateStyle: 'full' }).format(new Date())}</p>
        </div>
      </header>
      {error !== null && <Banner tone="danger">{error}</Banner>}
      {data === null
        ? error === null && <Loading rows={8} />
        : [
            data.firstSteps.length > 0 && <FirstSteps key="steps" steps={data.firstSteps} />,
            <Waiting key="waiting" waiting={data.waiting} />,
            <Today key="today" view={data} />,
          ]}
    </div>
  );
}

function FirstSteps({ steps }: { steps: DashboardView['firstSteps'] }) {
  const done = steps.filter((step) => step.done).length;
  return (
    <section className="cs-card cs-steps" aria-label="First steps">
      <header className="cs-panel-head">
        <h2>First steps</h2>
        <span className="cs-muted">
          {done} of {steps.length} done
        </span>
      </header>
      <ul>
        {steps.map(({ title, why, href, done: finished }) => (
          <li key={title} data-done={finished}>
            <Icon name={finished ? 'circle-check' : 'triangle-alert'} />
            <div>
              {href === null || finished || !isOpenToMe(href) ? (
                <strong>{title}</strong>
              ) : (
                <Link to={href}>{title}</Link>
              )}
              <p className="cs-muted">{finished ? 'Done.' : why}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A step that somebody else must take is named without a link into nowhere. */
function isOpenToMe(href: string): boolean {
  return resourceNamed(/resources\/(\w+)/.exec(href)?.[1]) !== null;
}

function Waiting({ waiting }: { waiting: DashboardView['waiting'] }) {
  return (
    <section aria-label="What waits">
      <h2 className="cs-section-title">Waiting</h2>
      <div className="cs-tiles">
        {waiting.map((item) => (
          <WaitingTile key={item.title} item={item} />
        ))}
      </div>
    </section>
  );
}

function WaitingTile({ item }: { item: DashboardView['waiting'][number] }) {
  const { title, count, oldest, totals, resource, filters, urgent } = item;
  const body = (
    <>
      <span className="cs-tile-title">{title}</span>
      <span className="cs-tile-count">{count.toLocaleString()}</span>
      {totals.length > 0 && (
        <ul className="cs-tile-totals">
          {totals.map((total) => (
            <li key={total} className="cs-money">
              {total}
            </li>
          ))}
        </ul>
      )}
      <span className="cs-muted cs-tile-foot">{oldest === null ? 'Nothing waits.' : `Oldest ${ago(oldest)}`}</span>
    </>
  );
  const tone = count === 0 ? 'calm' : urgent ? 'urgent' : 'open';
  if (resourceNamed(resource) === null) return <div className={`cs-tile cs-tile-${tone}`}>{body}</div>;
  return (
    <Link className={`cs-tile cs-tile-${tone}`} to={listHref(resource, filters)}>
      {body}
    </Link>
  );
}

function Today({ view: { today, recent } }: { view: DashboardView }) {
  return (
    <div className="cs-two">
      <section className="cs-card cs-panel" aria-label="Lately">
        <header className="cs-panel-head">
          <h2>Lately</h2>
          {resourceNamed('AuditEntry') !== null && (
            <Link className="cs-link" to={listHref('AuditEntry')}>
              Show all
            </Link>
          )}
        </header>
        {recent.length === 0 ? (
          <Empty title="Nothing has happened yet" />
        ) : (
          <ul className="cs-feed">
            {recent.map((entry) => (
              <li key={entry.id}>
                <Link className="cs-lead" to={recordHref('AuditEntry', entry.id)}>
                  {deed(entry.action)}
                </Link>
                <span dir="auto">{entry.account ?? ''}</span>
                <span className="cs-muted">
                  {entry.actor} · <time title={formatTime(entry.at)}>{ago(entry.at)}</time>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="cs-card cs-panel" aria-label="Since midnight">
        <header className="cs-panel-head">
          <h2>Since midnight</h2>
        </header>
        <dl className="cs-day">
          {today.map(({ title, count, totals }) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                {count.toLocaleString()}
                {totals.map((total) => (
                  <span key={total} className="cs-money cs-muted">
                    {total}
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
