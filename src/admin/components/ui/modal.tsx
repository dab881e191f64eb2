import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Icon } from './icon.js';

interface ModalProps {
  title: string;
  wide?: boolean;
  /** While it works it cannot be closed: its answer must be read. */
  busy: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside and closes on Escape; who opened it has the focus again. */
export function Modal({ title, wide = false, busy, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? 'cs-modal cs-modal-wide' : 'cs-modal'}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
    >
      <header className="cs-modal-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="cs-icon-button" aria-label="Close" disabled={busy} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
