import { type Account, type Model, newAccount } from './account.js';
import { CONTRACT_MOVES, invoiceFirstDue } from './contracts.js';
import { type Deed, OPENING, type What } from './deeds.js';
import { approveAll, MONEY_MOVES } from './money.js';
import { isTaken, PEOPLE_MOVES } from './people.js';
import { UNNOTICED_MOVES } from './unnoticed.js';

/** Done, refused, or how many were approved or invoiced. */
export type Result = boolean | number;

type Move = (account: Account, deed: Deed, model: Model) => boolean;

const MOVES: Record<Exclude<What, 'signUp' | 'approveAll' | 'invoicePeriods'>, Move> = {
  ...MONEY_MOVES,
  ...PEOPLE_MOVES,
  ...CONTRACT_MOVES,
  ...UNNOTICED_MOVES,
};

/**
 * What the product is meant to do, written a second time and small. Each deed answers whether it would be done, and
 * moves the model when it is.
 */
export function apply(model: Model, deed: Deed): Result {
  const { what } = deed;
  if (what === 'approveAll') return approveAll(model);
  if (what === 'signUp') {
    if (isTaken(model, deed.address)) return false;
    model.push(newAccount(deed.signupPlan, deed.address));
    return true;
  }
  if (what === 'invoicePeriods') return model.filter(invoiceFirstDue).length;
  const account = model[deed.who];
  return account !== undefined && MOVES[what](account, deed, model);
}

/**
 * Of many wishes the first that can come true now. The bold one comes too early: it could come true only after another
 * wish, and so it must be refused, unless that one is done at the same moment.
 */
export function choose(model: Model, wishes: Deed[], isBold: boolean): Deed {
  const possible = wishes.find((each) => comesTrue(model, each));
  const chosen = (isBold ? tooEarly(model, wishes) : possible) ?? possible ?? wishes[0];
  if (chosen === undefined) throw new Error('nobody wishes anything');
  return chosen;
}

function tooEarly(model: Model, wishes: Deed[]): Deed | undefined {
  const impossible = wishes.filter((each) => !comesTrue(model, each));
  for (const first of wishes.filter((each) => !impossible.includes(each))) {
    const then = structuredClone(model);
    apply(then, first);
    const early = impossible.find((each) => comesTrue(then, each));
    if (early !== undefined) return early;
  }
  return undefined;
}

function comesTrue(model: Model, each: Deed): boolean {
  return Number(apply(structuredClone(model), each)) > 0;
}

export function newModel(begins: number): Model {
  const model: Model = [];
  for (const each of OPENING.slice(0, begins))
    if (Number(apply(model, each)) === 0) throw new Error(`the opening does not begin: ${each.what}`);
  return model;
}
