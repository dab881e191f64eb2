import type { Request, Response } from 'express';
import { sendDownload } from '../http/send-download.js';
import type { FileAnswer } from './route.js';

export function sendFile(req: Request, res: Response, { file }: FileAnswer): void {
  sendDownload(req, res, file);
}
