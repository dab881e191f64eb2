import { useCallback, useEffect, useRef } from 'react';

const QUESTION = 'Leave this page? What you changed is not saved.';

/** Asks before typed work is lost: on closing the tab and on following a link of ours. Answers how to let go. */
export function useUnsavedGuard(dirty: boolean): () => void {
  const guarded = useRef(dirty);
  guarded.current = dirty;
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (guarded.current) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      if (!guarded.current || !(event.target instanceof Element)) return;
      const link = event.target.closest('a[href]');
      if (link === null || link.getAttribute('target') === '_blank') return;
      if (window.confirm(QUESTION)) guarded.current = false;
      else {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    window.addEventListener('beforeunload', onUnload);
    document.addEventListener('click', onClick, { capture: true });
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      document.removeEventListener('click', onClick, { capture: true });
    };
  }, []);
  return useCallback(() => {
    guarded.current = false;
  }, []);
}
