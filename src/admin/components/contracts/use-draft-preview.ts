import { useEffect, useRef, useState } from 'react';
import type { DraftForm, EditorAccount } from '../../operations/contract-editor.js';
import type { EditorPage, Shown } from '../../operations/contract-writing-operations.js';
import { asApiError, post } from '../api.js';

interface DraftPreviewState {
  shown: Shown | null;
  account: EditorAccount | null;
  trouble: { path: string; message: string }[];
  busy: boolean;
}

const PAUSE_MS = 400;

/** Asks the server what the draft would become, a moment after the last key; late answers are dropped. */
export function useDraftPreview(
  path: string,
  draft: DraftForm | null,
  account: EditorAccount | null,
): DraftPreviewState {
  const [state, setState] = useState<DraftPreviewState>({ shown: null, account: null, trouble: [], busy: false });
  const first = useRef(true);
  const asked = draft?.account_id ? draft : null;
  useEffect(() => {
    if (asked === null) return;
    let current = true;
    const pause = first.current ? 0 : PAUSE_MS;
    first.current = false;
    setState((before) => ({ ...before, busy: true }));
    const timer = window.setTimeout(() => {
      post<{ preview: { page: EditorPage } }>(path, { ...asked, preview: true })
        .then(({ preview: { page } }) => {
          if (current) setState({ shown: page.shown, account: page.account, trouble: [], busy: false });
        })
        .catch((cause: unknown) => {
          if (!current) return;
          const { details, message } = asApiError(cause);
          const trouble = details.length > 0 ? details : [{ path: '', message }];
          setState((before) => ({ ...before, trouble, busy: false }));
        });
    }, pause);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [path, asked]);
  return { ...state, account: state.account ?? account };
}
