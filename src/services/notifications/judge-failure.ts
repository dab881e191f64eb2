import type { MailSender, NodemailerError } from './mail-sender.js';

/** `mail`: this one cannot be delivered. `attempt`: this time; try again. `server`: no mail can be sent just now. */
type Fault = 'mail' | 'attempt' | 'server';

export interface Failure {
  fault: Fault;
  reason: string;
}

/**
 * Whose fault it was. After trouble with the connection the server is asked once more: if it does not answer, it is
 * down for all mail, and this one has not used up an attempt.
 */
export async function judgeFailure(sender: MailSender, error: unknown): Promise<Failure> {
  const { code, command, responseCode } = error as NodemailerError;
  const reason = sender.explain(error);
  const answered = code === 'EENVELOPE' || code === 'EMESSAGE';
  // The sender is the same for every mail, so a refusal of it says nothing about this one.
  if (answered && command === 'MAIL FROM') return { fault: 'server', reason };
  if (answered && (responseCode === undefined || isPermanent(responseCode))) return { fault: 'mail', reason };
  if (answered && responseCode !== 421) return { fault: 'attempt', reason };
  try {
    await sender.probe();
    return { fault: 'attempt', reason };
  } catch (trouble) {
    return { fault: 'server', reason: sender.explain(trouble) };
  }
}

/** 503 speaks of the order of commands, not of the mail. */
function isPermanent(responseCode: number): boolean {
  return responseCode >= 500 && responseCode < 600 && responseCode !== 503;
}
