import type { BenchInstallation } from './bench-installation.js';

/** Logs in as a browser does and answers a function that approves through the back-office's own door. */
export async function staffDoor({
  baseUrl,
  staff,
}: BenchInstallation): Promise<(paymentIds: number[]) => Promise<void>> {
  const origin = { origin: baseUrl };
  const login = await fetch(`${baseUrl}/admin/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email: staff.email, password: staff.password }),
  });
  if (login.status < 300 || login.status > 399) throw new Error(`the login answered ${login.status}`);
  const cookies = login.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  const headers = { ...origin, cookie: cookies.join('; '), 'content-type': 'application/json' };
  return async (paymentIds) => {
    const answer = await fetch(`${baseUrl}/admin/api/resources/Payment/actions/approvePayments`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ recordIds: paymentIds }),
    });
    const text = await answer.text();
    const approved = /"approved":(\d+)/.exec(text)?.[1];
    if (!answer.ok || Number(approved) !== paymentIds.length)
      throw new Error(`approving answered ${answer.status}: ${text.slice(0, 300)}`);
  };
}
