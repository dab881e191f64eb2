import { Router } from 'express';

/** For orchestrators: is the process up, and may it be given work. */
export function healthRouter(isReady: () => Promise<boolean>): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').type('text').send('ok');
  });
  router.get('/readyz', async (_req, res) => {
    const answer = (await isReady().catch(() => false)) ? ([200, 'ready'] as const) : ([503, 'not ready'] as const);
    res.set('Cache-Control', 'no-store').status(answer[0]).type('text').send(answer[1]);
  });
  return router;
}
