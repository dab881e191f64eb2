import { beforeAll, expect, it } from 'vitest';
import { dataModel } from '../../src/admin/datamodel.js';
import { RESOURCES } from '../../src/admin/resources/index.js';
import { sortableColumns } from '../../src/admin/sortable.js';
import { type Colleague, signIn } from '../admin/office.js';
import { signUpAndConfirm } from '../support/factories.js';
import { useServer } from '../support/http.js';

const server = useServer();
let boss: Colleague;
let tenants: { accountId: number }[];

beforeAll(async () => {
  boss = await signIn(server, 'superadmin');
  tenants = [await signUpAndConfirm(server), await signUpAndConfirm(server)];
});

function cursor(content: unknown): string {
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
}

async function list(model: string, query: Record<string, string>) {
  return boss.get(`/resources/${model}/actions/list?${new URLSearchParams(query)}`);
}

const VALUES = ["1') OR ('1'='1", '2026-99-99\u0000', null];

it('forged cursors are rows of the list or a sentence, whatever value they name in whatever order', async () => {
  const { length: rows } = await server.prisma.payment.findMany({ select: { id: true } });
  for (const definition of RESOURCES) {
    const asked = [...sortableColumns(definition)].flatMap(([sortBy, within]) =>
      VALUES.map(async (value) => {
        const narrowed = within === '' ? {} : { [`filters.${within}`]: '1' };
        const after = cursor([sortBy, 'asc', value, 1]);
        const { status, body } = await list(definition.model, { sortBy, direction: 'asc', after, ...narrowed });
        const where = `${definition.model} after ${sortBy} = ${JSON.stringify(value)}: ${status} ${body.error ?? ''}`;
        expect([200, 400], where).toContain(status);
      }),
    );
    await Promise.all(asked);
  }
  expect(await server.prisma.payment.count()).toBe(rows);
});

it('a cursor compares no column but the one its list is sorted by', async () => {
  const models = dataModel.models.filter(({ name }) => RESOURCES.some(({ model }) => model === name));
  for (const { name, fields } of models) {
    // Two that are shown somewhere and all that smell of a secret: what is compared does not depend on which.
    const names = fields.filter((field) => field.name !== 'id').map((field) => field.name);
    const others = names.filter((column, number) => number < 2 || /hash|secret|token|key|epoch|note/i.test(column));
    const answers = await Promise.all(
      others.map((column, number) =>
        list(name, {
          sortBy: 'id',
          direction: 'desc',
          [number % 2 === 0 ? 'after' : 'before']: cursor([column, 'desc', '1', 1]),
        }),
      ),
    );
    const told = answers.map(({ status, body }) => [status, body.code]);
    expect([name, told]).toEqual([name, others.map(() => [400, 'bad_cursor'])]);
  }
});

it.each([
  'x',
  '%00',
  cursor('null'),
  cursor('[]'),
  cursor('{"0":"id"}'),
  cursor('["id","desc","1",1e400]'),
  cursor(['id', 'desc', '1', 2_147_483_648]),
  cursor(['id', 'desc', '1', 0]),
  cursor(['id', 'desc', '1', '1; DROP TABLE payments']),
  cursor(['id', 'desc; DROP TABLE payments', '1', 1]),
  cursor(['id', 'desc', { gt: 1 }, 1]),
  cursor(['id', 'desc', 'x'.repeat(5_000), 1]),
  cursor('['.repeat(4_000)),
])('%s is no cursor', async (after) => {
  const { status, body } = await list('Payment', { sortBy: 'id', direction: 'desc', after });
  expect([status, body.code]).toEqual([400, 'bad_cursor']);
});

it('a cursor leads out of no filter', async () => {
  const [mine] = tenants;
  const beyond = cursor(['id', 'desc', null, 2_000_000_000]);
  const { status, body } = await list('Payment', {
    'filters.account': String(mine?.accountId),
    sortBy: 'id',
    direction: 'desc',
    after: beyond,
  });
  expect(status).toBe(200);
  expect(body.records?.map(({ populated }) => populated.account?.id)).toEqual([mine?.accountId]);
});
