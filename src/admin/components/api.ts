/** A refusal of the server: a sentence, a code and what belongs to which field. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly details: { path: string; message: string }[],
  ) {
    super(message);
  }

  at(path: string): string | undefined {
    return this.details.find((detail) => detail.path === path)?.message;
  }
}

const API = '/admin/api';

export async function get<T>(path: string, params?: URLSearchParams | Record<string, string>): Promise<T> {
  const query = params === undefined ? '' : new URLSearchParams(params).toString();
  const response = await send(`${API}${path}${query === '' ? '' : `?${query}`}`, {
    headers: { Accept: 'application/json' },
  });
  if (response.status === 401) {
    window.location.assign(
      `/admin/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`,
    );
    return new Promise<T>(() => undefined);
  }
  return read<T>(response);
}

/** A body with a file travels as a form, any other as JSON. */
export async function post<T>(path: string, body: Record<string, unknown>): Promise<T> {
  const withFile = Object.values(body).some((value) => value instanceof File);
  const response = await send(`${API}${path}`, {
    method: 'POST',
    headers: { Accept: 'application/json', ...(withFile ? {} : { 'Content-Type': 'application/json' }) },
    body: withFile ? formOf(body) : JSON.stringify(body),
  });
  return read<T>(response);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...init });
  } catch {
    throw new ApiError(
      'The server cannot be reached. Check your connection and try again; nothing was lost.',
      0,
      'offline',
      [],
    );
  }
}

async function read<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  const { error, code, details } = (body ?? {}) as {
    error?: string;
    code?: string;
    details?: { path: string; message: string }[];
  };
  if (response.status === 401)
    throw new ApiError(
      'Your session has ended. Sign in again in another tab, then press the button once more; what you typed is kept.',
      401,
      'not_signed_in',
      [],
    );
  throw new ApiError(
    error ?? 'The server did not answer as expected. Please try again.',
    response.status,
    code ?? 'unexpected',
    details ?? [],
  );
}

function formOf(body: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value instanceof File) form.append(name, value, value.name);
    else if (value !== undefined && value !== null) form.append(name, String(value));
  }
  return form;
}

export function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : 'That did not work. Please try again.';
}

/** Whatever was thrown, as something a form can show. */
export function asApiError(thrown: unknown): ApiError {
  return thrown instanceof ApiError ? thrown : new ApiError(sentenceOf(thrown), 0, 'unexpected', []);
}
