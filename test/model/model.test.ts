import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { verifyTruths } from '../../src/services/verification/verify-truths.js';
import { useServer } from '../support/http.js';
import type { Model } from './account.js';
import { type Business, newBusiness, type Office, openOffice } from './business.js';
import { CONTRACT_DOINGS, NOW } from './contracts-over-http.js';
import { type Deed, deed, OPENING, type What, words } from './deeds.js';
import { apply, choose, newModel, type Result } from './model.js';
import { MONEY_DOINGS } from './money-over-http.js';
import { expected, observe } from './observe.js';
import { PEOPLE_DOINGS } from './people-over-http.js';
import { UNNOTICED_DOINGS } from './unnoticed-over-http.js';

/** A failure prints its seed; MODEL_SEED=… runs that one again, MODEL_RUNS=… runs more of them. */
const seed = process.env.MODEL_SEED;
const RUNS = Number(process.env.MODEL_RUNS ?? 2);

const server = useServer({ poolSize: 12, startsAt: NOW });
let office: Office;
beforeAll(async () => {
  office = await openOffice(server);
});

/** Does it over HTTP; null where the answer does not say whether it was done. */
const DOINGS: Record<What, (business: Business, deed: Deed) => Promise<boolean | null>> = {
  ...MONEY_DOINGS,
  ...PEOPLE_DOINGS,
  ...CONTRACT_DOINGS,
  ...UNNOTICED_DOINGS,
};

/** Up to three people act at the same moment: some order of their deeds must explain every answer and what is there now. */
class Moment implements fc.AsyncCommand<Model, Business> {
  private deeds: Deed[] = [];

  constructor(private readonly wishes: { deeds: Deed[]; isBold: boolean }[]) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, business: Business): Promise<void> {
    this.deeds = this.wishes.map(({ deeds, isBold }) => choose(model, deeds, isBold));
    const results = await Promise.all(this.deeds.map((each) => DOINGS[each.what](business, each)));
    const seen = await observe(business);
    const orders = permutations(this.deeds.flatMap(steps));
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
    return this.deeds.map(words).join(' | ');
  }
}

/** Whoever else comes may come between the rounds of the job: two, since two contracts of an account can be due. */
function steps({ what }: Deed, place: number): number[] {
  return what === 'invoicePeriods' ? [place, place] : [place];
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
  return items.flatMap((item, place) => permutations(items.toSpliced(place, 1)).map((rest) => [item, ...rest]));
}

async function brokenTruths(): Promise<string[]> {
  const findings = await verifyTruths(server);
  return findings.map(({ truth, row, wrong }) => `${truth.number}. ${truth.says}: ${row} ${wrong}`);
}

it(
  'whatever three tenants, two colleagues and a program do at once is what some order of it would do',
  async () => {
    const begin = fc.integer({ min: 4, max: OPENING.length });
    const wish = fc.record({
      deeds: fc.array(deed, { minLength: 100, maxLength: 100 }),
      isBold: fc.constantFrom(true, false, false),
    });
    const moment = fc.array(wish, { minLength: 1, maxLength: 3, size: 'max' }).map((wishes) => new Moment(wishes));
    await fc.assert(
      fc.asyncProperty(begin, fc.commands([moment], { maxCommands: 32, size: 'max' }), async (begins, commands) => {
        const business = newBusiness(office);
        for (const each of OPENING.slice(0, begins)) {
          await DOINGS[each.what](business, each);
          await observe(business);
        }
        await fc.asyncModelRun(() => ({ model: newModel(begins), real: business }), commands);
      }),
      { numRuns: RUNS, endOnFailure: true, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
  },
  300_000 + RUNS * 60_000,
);
