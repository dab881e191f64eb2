import { expect, it } from 'vitest';
import { addDays } from '../../../src/services/core/calendar.js';
import { sweepExpiredTokens } from '../../../src/services/users/sweep-expired-tokens.js';
import { systemContext } from '../../support/contexts.js';
import { signUpTenant } from '../../support/factories.js';
import { useInstallation } from '../../support/installation.js';

const test = useInstallation();

it('tokens go a day after they expired, bearer tokens and mailed links alike; living ones stay', async () => {
  const { userId } = await signUpTenant(test);
  await test.prisma.oneTimeToken.deleteMany();
  const at = (days: number) => addDays(test.clock.now(), days);
  for (const [index, expiresAt] of [at(-3), at(-0.5), at(1)].entries()) {
    const tokenHash = String(index).repeat(64);
    await test.prisma.authToken.create({
      data: { userId, kind: 'access', tokenHash, familyId: crypto.randomUUID(), sessionEpoch: 1, expiresAt },
    });
    await test.prisma.oneTimeToken.create({ data: { userId, purpose: 'verify_email', tokenHash, expiresAt } });
  }
  expect(await sweepExpiredTokens(systemContext(test))).toBe(2);
  expect(await test.prisma.authToken.count()).toBe(2);
  expect(await test.prisma.oneTimeToken.count()).toBe(2);
  expect(await sweepExpiredTokens(systemContext(test))).toBe(0);
});
