import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { Icon } from './icon.js';

interface Notice {
  id: number;
  tone: 'success' | 'danger';
  message: string;
}

const Context = createContext<(tone: Notice['tone'], message: string) => void>(() => undefined);

export function useNotify() {
  return useContext(Context);
}

let lastId = 0;
const SUCCESS_MS = 8_000;

/** Successes fade after a while; an error stays until somebody has read it. */
export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const drop = useCallback((id: number) => setNotices((list) => list.filter((notice) => notice.id !== id)), []);
  const notify = useCallback(
    (tone: Notice['tone'], message: string) => {
      lastId += 1;
      const id = lastId;
      setNotices((list) => [...list.slice(-3), { id, tone, message }]);
      if (tone === 'success') window.setTimeout(() => drop(id), SUCCESS_MS);
    },
    [drop],
  );
  const shown = useMemo(() => notices, [notices]);
  return (
    <Context.Provider value={notify}>
      {children}
      <div className="cs-notices" aria-live="polite">
        {shown.map(({ id, tone, message }) => (
          <div key={id} className={`cs-notice cs-notice-${tone}`}>
            <Icon name={tone === 'success' ? 'circle-check' : 'circle-x'} />
            <span>{message}</span>
            <button type="button" className="cs-icon-button" aria-label="Close message" onClick={() => drop(id)}>
              <Icon name="x" size={16} />
            </button>
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}
