import { describe, expect, it } from 'vitest';
import type { Condition } from '../../scripts/mutation/condition.js';
import { CONDITIONS } from '../../scripts/mutation/conditions.js';
import { SPARING_CONDITIONS } from '../../scripts/mutation/reading-conditions.js';
import { sourceFiles } from './source-rules.js';
import { type FoundCondition, stateConditions } from './state-conditions.js';

const LISTED: Condition[] = [...CONDITIONS, ...SPARING_CONDITIONS];
const files = sourceFiles('src/services');
const found = files.flatMap(stateConditions);
const say = ({ file, line, text }: FoundCondition) => `${file}:${line} ${text}`;

/** What taking out this entry of the list takes out of its file. */
function dropped({ file, drop, within = drop }: Condition): FoundCondition[] {
  const text = files.find(({ path }) => path === file)?.text ?? '';
  const from = text.indexOf(within) + within.indexOf(drop);
  return found.filter((one) => one.file === file && one.from >= from && one.to <= from + drop.length);
}

describe('every condition on a state in a statement that writes, or decides what is written', () => {
  it('is on the list of those that `npm run mutation -- conditions` takes out', () => {
    const listed = new Set(LISTED.flatMap(dropped));
    expect(found.filter((condition) => !listed.has(condition)).map(say)).toEqual([]);
  });

  it('is taken out by itself, so that none hides behind its neighbour', () => {
    const together = LISTED.map(dropped).filter(({ length }) => length > 1);
    expect(together.map((conditions) => conditions.map(say))).toEqual([]);
  });

  it('is written once where the list says that it stands', () => {
    const lost = LISTED.filter(({ file, drop, within = drop }) => {
      const text = files.find(({ path }) => path === file)?.text ?? '';
      return text.split(within).length !== 2 || within.split(drop).length !== 2;
    });
    expect(lost).toEqual([]);
  });
});

describe('a condition on a state is found', () => {
  it.each([
    ["db.invoice.update({ where: { id, status: 'pending' }, data: { status: 'paid' } })", ["status: 'pending'"]],
    ["db.invoice.updateMany({ data: {}, where: { NOT: { status: 'paid' } } })", ["status: 'paid'"]],
    ['db.mail.deleteMany({ where: { OR: [{ status }, { attempts: { gt: 3 } }] } })', ['status', 'attempts: { gt: 3 }']],
    ['const open = { usedAt: null }; db.token.updateMany({ where: { ...open, id }, data })', ['usedAt: null']],
    ["const where = { status: 'sent' }; db.mail.updateMany({ where, data })", ["status: 'sent'"]],
    [
      "db.$executeRaw`UPDATE mails m SET status = 'sent' WHERE m.status <> 'dead' AND m.id = 1`",
      ["m.status <> 'dead'"],
    ],
    [
      'db.$executeRaw`DELETE FROM mails WHERE id = $' + '{id} AND attempts > $' + '{most}`',
      ['attempts > $' + '{most}'],
    ],
    [
      "db.$executeRaw`INSERT INTO mails SELECT id FROM users WHERE status IN ('a', 'b') AND used_at IS NULL`",
      ["status IN ('a', 'b')", 'used_at IS NULL'],
    ],
    ['db.$executeRaw`UPDATE contracts SET x = 1 WHERE NOT billing_enabled`', ['NOT billing_enabled']],
    ["db.mail.findMany({ where: { status: 'sent' } })", ["status: 'sent'"]],
    ["db.invoice.findFirst({ include: { payments: { where: { status: 'failed' } } } })", ["status: 'failed'"]],
    ["db.$queryRaw`SELECT id FROM mails WHERE status = 'sent' FOR UPDATE`", ["status = 'sent'"]],
  ])('%s', (text, conditions) => {
    expect(stateConditions({ path: 'src/services/x.ts', text }).map((condition) => condition.text)).toEqual(conditions);
  });

  it.each([
    "db.mail.update({ where: { id }, data: { status: 'sent', sentAt: null } })",
    "db.$executeRaw`UPDATE mails SET status = 'sent' WHERE id = 1`",
  ])('and nothing else: %s', (text) => {
    expect(stateConditions({ path: 'src/services/x.ts', text })).toEqual([]);
  });

  it('not where a file only shows or judges', () => {
    const text = "db.mail.findMany({ where: { status: 'sent' } })";
    for (const path of ['src/services/x/list-x.ts', 'src/services/x/get-x.ts', 'src/services/verification/x.ts'])
      expect(stateConditions({ path, text })).toEqual([]);
  });
});
