import { Link } from 'react-router-dom';
import { sentenceCase } from '../format.js';
import { assets, staff } from '../page-state.js';
import { Icon } from '../ui/icon.js';

export function TopBar({ onMenu, menuOpen }: { onMenu: () => void; menuOpen: boolean }) {
  return (
    <header className="cs-topbar">
      <button
        type="button"
        className="cs-icon-button cs-only-small"
        aria-label="Menu"
        aria-expanded={menuOpen}
        onClick={onMenu}
      >
        <Icon name="menu" size={22} />
      </button>
      <Link className="cs-only-small cs-topbar-mark" to="/admin">
        <img src={assets.mark} width="28" height="28" alt="Countersign, to the start" />
      </Link>
      <span className="cs-grow" />
      <Link className="cs-person" to="/admin/pages/login">
        <Icon name="circle-user" size={20} />
        <span className="cs-person-mail">{staff.email}</span>
        <span className="cs-badge cs-badge-neutral">{sentenceCase(staff.role)}</span>
      </Link>
      <form method="post" action="/admin/logout">
        <button type="submit" className="cs-icon-button" aria-label="Sign out" title="Sign out">
          <Icon name="log-out" />
        </button>
      </form>
    </header>
  );
}
