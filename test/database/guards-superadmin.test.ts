import { beforeAll, expect, it } from 'vitest';
import { staffContext } from '../support/contexts.js';
import { useInstallation } from '../support/installation.js';

const test = useInstallation();

beforeAll(async () => {
  await staffContext(test, 'superadmin', 'one@staff.example');
  await staffContext(test, 'superadmin', 'two@staff.example');
});

it.each([
  ['demoted', "UPDATE staff_users SET role = 'auditor' WHERE email = $1"],
  ['disabled', 'UPDATE staff_users SET is_active = false WHERE email = $1'],
  ['deleted', 'DELETE FROM staff_users WHERE email = $1'],
])('the last two superadmins cannot be %s by two hands in the database at once', async (_, sql) => {
  const [one, two] = [await test.sidePool.connect(), await test.sidePool.connect()];
  try {
    await one.query('BEGIN');
    await two.query('BEGIN');
    await one.query(sql, ['one@staff.example']);
    // It waits for the other hand, and then sees what that did.
    const second = two.query(sql, ['two@staff.example']).catch((error: unknown) => error);
    await one.query('SELECT pg_sleep(0.1)');
    await one.query('COMMIT');
    expect(await second).toMatchObject({ constraint: 'staff_users_last_superadmin' });
  } finally {
    await two.query('ROLLBACK');
    await one.query('ROLLBACK');
    one.release();
    two.release();
  }
  await staffContext(test, 'superadmin', 'one@staff.example');
  await test.prisma.staffUser.updateMany({ data: { isActive: true } });
});
