import { Link } from 'react-router-dom';
import {
  type ActionView,
  actionHref,
  type RecordData,
  type ResourceView,
  recordHref,
  resources,
  titleOf,
} from '../page-state.js';
import { Icon } from '../ui/icon.js';
import { Value } from './value.js';

interface HeadProps {
  resource: ResourceView;
  record: RecordData;
  /** Where a number names the record: what it is about. */
  subtitle: string | null;
  /** Buttons that the record's own columns would show and its further facts do not. */
  hidden: string[];
  /** The next one that waits for the same decision. */
  next: number | null;
  onAction: (action: ActionView) => void;
}

/** Name, state and what can be done: with the record, and starting from it. */
export function RecordHead({ resource, record, subtitle, hidden, next, onAction }: HeadProps) {
  const offered = new Set(record.recordActions?.map(({ name }) => name));
  const actions = [
    ...resource.actions.filter(({ kind, name }) => kind === 'record' && offered.has(name) && !hidden.includes(name)),
    ...startingFrom(resource),
  ].sort((one, other) => TONES.indexOf(one.tone) - TONES.indexOf(other.tone));
  const status = Object.values(resource.properties).find(({ kind }) => kind === 'badge');
  return (
    <header className="cs-head">
      <div className="cs-head-title">
        <h1 dir="auto">{titleOf(resource, record)}</h1>
        {status !== undefined && <Value property={status} record={record} />}
        {subtitle !== null && (
          <p className="cs-subtitle" dir="auto">
            {subtitle}
          </p>
        )}
      </div>
      <div className="cs-actions">
        {actions.map((action) => (
          <ActionButton
            key={action.name}
            action={action}
            href={hrefOf(action, resource, record)}
            onPress={() => onAction(action)}
          />
        ))}
        {resource.canEdit && (
          <Link className="cs-button" to={recordHref(resource.id, record.id, 'edit')}>
            <Icon name="pencil" size={16} /> Edit
          </Link>
        )}
        {next !== null && (
          <Link className="cs-button" to={recordHref(resource.id, next)}>
            Next waiting <Icon name="chevron-right" size={16} />
          </Link>
        )}
      </div>
    </header>
  );
}

/** What leads on stands first, what ends something last. */
const TONES = ['primary', 'plain', 'danger'];

interface ButtonProps {
  action: ActionView;
  href: string;
  onPress: () => void;
}

function ActionButton({ action, href, onPress }: ButtonProps) {
  const look = `cs-button cs-button-${action.tone}`;
  if (action.page)
    return (
      <Link className={look} to={href}>
        {action.label}
      </Link>
    );
  return (
    <button type="button" className={look} onClick={onPress}>
      {action.label}
    </button>
  );
}

/** What can be made from this record's page: a contract or an invoice for this account. */
function startingFrom(resource: ResourceView): ActionView[] {
  const actions = resources.flatMap((one) => one.actions);
  // In its own list it leads on; here it is one thing among others.
  return actions
    .filter(({ startsFrom }) => startsFrom?.resource === resource.id)
    .map((action) => ({ ...action, tone: 'plain' }));
}

/** Whose action it is, where it is not one on the record itself. */
export function ownerOf({ name, kind }: ActionView): ResourceView | null {
  if (kind === 'record') return null;
  return resources.find(({ actions }) => actions.some((one) => one.name === name && one.startsFrom !== null)) ?? null;
}

export function startOf({ startsFrom }: ActionView, record: RecordData): Record<string, string> {
  return startsFrom === null ? {} : { [startsFrom.field]: String(record.id) };
}

function hrefOf(action: ActionView, resource: ResourceView, record: RecordData): string {
  if (action.kind === 'record') return recordHref(resource.id, record.id, action.name);
  return actionHref(ownerOf(action)?.id ?? resource.id, action.name, startOf(action, record));
}
