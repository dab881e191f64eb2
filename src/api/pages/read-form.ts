import type { Request } from 'express';
import { type BodyLimits, BodyTooLarge, type UploadedFile } from '../../http/body-limits.js';
import { readBody } from '../../http/request-body.js';
import { type FormValues, textValues } from './form.js';

const FORM_LIMITS: BodyLimits = { jsonBytes: 64 * 1024, formBytes: 64 * 1024, parts: 41, leaveTextToOperation: true };

export interface SentForm {
  values: FormValues;
  files: Record<string, UploadedFile>;
  /** What was too large; the fields before it are there all the same. */
  tooLarge: BodyTooLarge | null;
}

/** A submitted form with its file, with whatever of it could be read. */
export async function readForm(req: Request): Promise<SentForm> {
  try {
    const { fields, files } = await readBody(req, { ...FORM_LIMITS, file: 'kept' });
    return { values: textValues(fields), files, tooLarge: null };
  } catch (error) {
    if (!(error instanceof BodyTooLarge) || error.path === '') throw error;
    return { values: textValues(error.fields), files: {}, tooLarge: error };
  }
}

/** For forms without a file. */
export async function readValues(req: Request): Promise<FormValues> {
  return textValues((await readBody(req, FORM_LIMITS)).fields);
}

/** What was typed, of a form whose file nobody will look at. */
export async function readValuesOnly(req: Request): Promise<FormValues> {
  return textValues((await readBody(req, { ...FORM_LIMITS, file: 'dropped' })).fields);
}
