import type { StaffRole } from '@prisma/client';
import { beforeAll, describe, expect, it } from 'vitest';
import { dataModel, type Field, type Model, modelNamed } from '../../src/admin/datamodel.js';
import type { AdminAction } from '../../src/admin/define-resource.js';
import type { DialogField } from '../../src/admin/operation-action.js';
import { may, POLICY } from '../../src/admin/policy.js';
import { type Colleague, signIn } from '../admin/office.js';
import { activeTenant, type PayingTenant } from '../support/factories.js';
import { useServer } from '../support/http.js';
import { type Row, type Rows, rowsWritten } from '../support/rows.js';
import { ACTION_BODIES } from './action-bodies.js';
import type { Body, Stage } from './action-body.js';
import { business, forged, traces } from './forged.js';
import { ACTIONS, nameOf, type ReadyAction, readyActions } from './ready-actions.js';

const server = useServer({ startsAt: '2026-03-10T09:30:00Z' });
const ROLES = ['superadmin', 'finance', 'support', 'operations', 'auditor'] as const;
const colleagues = new Map<StaffRole, Colleague>();
const plain = new Map<string, Plain>();
let tenant: PayingTenant;

beforeAll(async () => {
  for (const role of ROLES) colleagues.set(role, await signIn(server, role));
  tenant = await activeTenant(server);
  for (const request of await readyActions(ACTIONS, stageOf('superadmin')))
    plain.set(request.name, await doPlainly(request));
});

function stageOf(role: StaffRole): Stage {
  const colleague = colleagues.get(role);
  if (colleague === undefined) throw new Error(`nobody is signed in as ${role}`);
  return { server, colleague, tenant };
}

it('the table of bodies names every action of the policy, and none beside', () => {
  const known = Object.entries(POLICY).flatMap(([resource, policy]) =>
    Object.keys('actions' in policy ? policy.actions : {}).map((action) => `${resource}.${action}`),
  );
  expect(Object.keys(ACTION_BODIES).toSorted()).toEqual(known.toSorted());
  expect(ACTIONS.map(nameOf).toSorted()).toEqual(known.toSorted());
});

describe.each(ROLES)('with the role %s nobody writes a column through an action', (role) => {
  const allowed = ACTIONS.filter(({ resource, action }) => may(role, resource, action));
  const refused = ACTIONS.filter((action) => !allowed.includes(action));

  it('each does exactly what its dialog asks for, whatever column is sent beside', async () => {
    for (const { name, action, address, body } of await readyActions(allowed, stageOf(role))) {
      const asked = plainly(action);
      const sent = { ...columnsBeside(action, asked), ...body };
      const { answer, wrote } = await rowsWritten(server, () => stageOf(role).colleague.post(address, sent));
      expect([name, answer.status, answer.body.error]).toEqual([name, 200, undefined]);
      expect([name, answer.body.exceptions ?? []]).toEqual([name, []]);
      expect([name, traces(wrote)]).toEqual([name, {}]);
      expect([name, outline(wrote)]).toEqual([name, outline(asked.wrote)]);
    }
  });

  it('those that the role may not are refused and write nothing', async () => {
    const { answer, wrote } = await rowsWritten(server, () =>
      Promise.all(
        refused.map(async (action) => {
          const { address, body } = plainly(action);
          return [nameOf(action), (await stageOf(role).colleague.post(address, body)).status];
        }),
      ),
    );
    expect(answer).toEqual(refused.map((action) => [nameOf(action), 403]));
    expect(business(wrote)).toEqual({});
  });
});

interface Plain extends ReadyAction {
  /** What the dialog asks for: by these names nothing is forged. */
  fields: DialogField[];
  wrote: Rows;
}

/** The action done once as its dialog asks for it and with nothing beside, to know what it writes. */
async function doPlainly(request: ReadyAction): Promise<Plain> {
  const { name, address, body } = request;
  const { colleague } = stageOf('superadmin');
  const { preview } = (await colleague.get(`${address}?recordIds=${body.recordIds}`)).body;
  const fields = (preview?.fields ?? []) as DialogField[];
  const missing = fields.filter((field) => field.required && !field.onlyIf && !(field.name in body));
  expect([name, missing]).toEqual([name, []]);
  const { answer, wrote } = await rowsWritten(server, () => colleague.post(address, body));
  expect([name, answer.status, answer.body.error]).toEqual([name, 200, undefined]);
  return { ...request, fields, wrote };
}

function plainly(action: AdminAction): Plain {
  const done = plain.get(nameOf(action));
  if (done === undefined) throw new Error(`${nameOf(action)} was not done`);
  return done;
}

/** Every column there is, under its name in the model and in the database; first those that the action is about. */
function columnsBeside({ resource }: AdminAction, { fields, wrote }: Plain): Body {
  const asked = new Set(fields.map(({ name }) => name));
  const own = modelNamed(resource);
  const touched = dataModel.models.filter((model) => wrote[tableOf(model)] !== undefined);
  const sent: Body = {};
  for (const model of [own, ...touched, ...dataModel.models]) {
    const [row = {}] = wrote[tableOf(model)] ?? [];
    for (const field of model.fields.filter(({ kind }) => kind !== 'object')) {
      for (const name of [field.name, columnOf(field)])
        if (!asked.has(name)) sent[name] ??= forged(field, row[columnOf(field)]);
    }
  }
  return sent;
}

/**
 * What can be compared between two times the same was done: of each table the rows with the columns that hold something,
 * and what those hold that have few values.
 */
function outline(rows: Rows): Record<string, string[]> {
  const outlines = Object.entries(business(rows)).map(([table, each]): [string, string[]] => [
    table,
    [...new Set(each.map((row) => outlineOf(table, row)))].toSorted(),
  ]);
  return Object.fromEntries(outlines.toSorted(([one], [other]) => one.localeCompare(other)));
}

function outlineOf(table: string, row: Row): string {
  const enums = new Set(
    dataModel.models
      .filter((model) => tableOf(model) === table)
      .flatMap(({ fields }) => fields.flatMap((field) => (field.kind === 'enum' ? [columnOf(field)] : []))),
  );
  return Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([column, value]) => (typeof value === 'boolean' || enums.has(column) ? `${column}=${value}` : column))
    .join(' ');
}

const tableOf = ({ name, dbName }: Model) => dbName ?? name;
const columnOf = ({ name, dbName }: Field) => dbName ?? name;
