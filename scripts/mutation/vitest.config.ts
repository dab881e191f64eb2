import { defineConfig } from 'vitest/config';

/** The tests of what is pure: they need no database, so that each mutant is judged in no time. */
export default defineConfig({
  test: {
    include: [
      'test/services/core/*.unit.test.ts',
      'test/services/billing-periods/split-and-schedule.unit.test.ts',
      'test/services/*/*-status.unit.test.ts',
      'test/services/staff/role-permissions.unit.test.ts',
      'test/services/users/{rights,role-permissions}.unit.test.ts',
      'test/services/access/*.unit.test.ts',
      'test/admin/policy.unit.test.ts',
    ],
  },
});
