import { useEffect, useRef } from 'react';
import { NavLink } from 'react-router-dom';
import { assets, listHref, resources } from '../page-state.js';
import { Icon } from '../ui/icon.js';

const GROUPS = ['Review', 'Accounts', 'Contracts', 'Billing', 'Credits', 'Settings', 'System'];

export function Sidebar({ open, onClose }: { open: boolean; onClose: () => void }) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!open) return;
    nav.current?.querySelector('a')?.focus();
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open, onClose]);
  return (
    <>
      {open && <button type="button" className="cs-veil" aria-label="Close menu" onClick={onClose} />}
      <nav ref={nav} className="cs-sidebar" data-open={open} aria-label="Main">
        <NavLink className="cs-brand" to="/admin" end>
          <picture>
            <source srcSet={assets.logoDark} media="(prefers-color-scheme: dark)" />
            <img src={assets.logo} width="156" height="32" alt="Countersign, to the start" />
          </picture>
        </NavLink>
        <ul className="cs-menu">
          <li>
            <NavLink className="cs-menu-link" to="/admin" end>
              <Icon name="layout-dashboard" /> Today
            </NavLink>
          </li>
        </ul>
        {GROUPS.map((group) => {
          const entries = resources.filter((resource) => resource.group === group);
          if (entries.length === 0) return null;
          return (
            <div key={group} className="cs-menu-group">
              <h2 className="cs-menu-title">{group}</h2>
              <ul className="cs-menu">
                {entries.map(({ id, label, icon }) => (
                  <li key={id}>
                    <NavLink className="cs-menu-link" to={listHref(id)}>
                      <Icon name={icon} /> {label}
                    </NavLink>
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
    </>
  );
}
