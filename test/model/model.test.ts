import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { useServer } from '../support/http.js';
import { type Business, expected, newModel, newTenants, observe, openBusiness, perform } from './business.js';
import { apply, type Deed, type Model, PLANS, type Result } from './model.js';

/** A failure prints its seed; MODEL_SEED=… runs that one again, MODEL_RUNS=… runs more of them. */
const seed = process.env.MODEL_SEED;
const RUNS = Number(process.env.MODEL_RUNS ?? 4);

const server = useServer({ poolSize: 12 });
let office: Omit<Business, 'tenants'>;
beforeAll(async () => {
  office = await openBusiness(server);
});

const index = fc.nat({ max: 3 });
const plan = fc.constantFrom(...Object.keys(PLANS));
const common = { who: fc.nat({ max: 2 }), amount: fc.integer({ min: -3_000, max: 3_000 }), nonce: fc.nat() };
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ ...common, what: fc.constant('confirm' as const), invoice: index }) },
  { weight: 4, arbitrary: fc.record({ ...common, what: fc.constant('approve' as const), payment: index }) },
  { weight: 3, arbitrary: fc.record({ ...common, what: fc.constant('approveAll' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('withdraw' as const), payment: index }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('reject' as const), payment: index }) },
  { weight: 3, arbitrary: fc.record({ ...common, what: fc.constant('record' as const), invoice: index }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('void' as const), invoice: index }) },
  { weight: 3, arbitrary: fc.record({ ...common, what: fc.constant('choosePlan' as const), plan }) },
  { weight: 3, arbitrary: fc.record({ ...common, what: fc.constant('changePlan' as const), plan }) },
  {
    weight: 4,
    arbitrary: fc.record({ ...common, what: fc.constant('transfer' as const), months: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ ...common, what: fc.constant('adjust' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('oneOff' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('suspend' as const), unpaid: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('reactivate' as const) }) },
  { weight: 1, arbitrary: fc.record({ ...common, what: fc.constant('cancel' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...common, what: fc.constant('letIn' as const) }) },
  { weight: 1, arbitrary: fc.record({ ...common, what: fc.constant('turnAway' as const) }) },
  { weight: 1, arbitrary: fc.record({ ...common, what: fc.constant('reopen' as const) }) },
);

/** Up to three people act at the same moment: some order of their deeds must explain every answer and what is there now. */
class Moment implements fc.AsyncCommand<Model, Business> {
  constructor(private readonly deeds: Deed[]) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, business: Business): Promise<void> {
    const results = await Promise.all(this.deeds.map((each) => perform(business, each)));
    const seen = await observe(business);
    const orders = permutations(this.deeds.map((_, place) => place));
    const stories = orders.map((order) => told(model, this.deeds, order));
    const true_ = stories.find(
      (story) => agrees(story.results, results) && JSON.stringify(expected(story.model)) === JSON.stringify(seen),
    );
    // Of what no order explains, the first is shown beside what was seen.
    if (true_ === undefined) expect({ results, seen }).toEqual(shown(stories[0], results));
    else model.splice(0, model.length, ...true_.model);
    expect(await brokenTruths()).toEqual([]);
  }

  toString(): string {
    return this.deeds.map(({ what, who, ...rest }) => `${what} of ${who} ${JSON.stringify(rest)}`).join(' | ');
  }
}

interface Story {
  model: Model;
  results: Result[];
}

function told(before: Model, deeds: Deed[], order: number[]): Story {
  const model = structuredClone(before);
  const results: Result[] = [];
  for (const place of order) {
    const each = deeds[place];
    if (each !== undefined) results[place] = apply(model, each);
  }
  return { model, results };
}

function agrees(told: Result[], answered: (Result | null)[]): boolean {
  return answered.every((result, place) => result === null || result === told[place]);
}

function shown(story: Story | undefined, answered: (Result | null)[]): object {
  const results = answered.map((result, place) => (result === null ? null : story?.results[place]));
  return { results, seen: expected(story?.model ?? []) };
}

function permutations(items: number[]): number[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

async function brokenTruths(): Promise<string[]> {
  const findings = await verifyTruths(server);
  return findings.map(({ truth, row, wrong }) => `${truth.number}. ${truth.says}: ${row} ${wrong}`);
}

it('whatever three tenants, two colleagues and a program do at once is what some order of it would do', async () => {
  const moment = fc.array(deed, { minLength: 1, maxLength: 3, size: 'max' }).map((deeds) => new Moment(deeds));
  await fc.assert(
    fc.asyncProperty(fc.commands([moment], { maxCommands: 20, size: 'max' }), async (commands) => {
      const business = { ...office, tenants: await newTenants(server) };
      await fc.asyncModelRun(() => ({ model: newModel(), real: business }), commands);
    }),
    { numRuns: RUNS, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
  );
}, 120_000);
