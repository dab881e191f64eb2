import fc from 'fast-check';
import { PLANS, type Rights, SEATS } from './account.js';

/** Everything that somebody can do: how often it is drawn, and which of the drawn values it looks at. */
const DEEDS = {
  signUp: { often: 3, reads: ['address', 'signupPlan'] },
  confirm: { often: 50, reads: ['by', 'invoice'] },
  approve: { often: 120, reads: ['colleague', 'payment'] },
  approveAll: { often: 12, reads: ['colleague'] },
  withdraw: { often: 100, reads: ['by', 'payment'] },
  reject: { often: 60, reads: ['colleague', 'payment'] },
  record: { often: 20, reads: ['colleague', 'invoice'] },
  recordOutside: { often: 10, reads: ['colleague', 'invoice'] },
  void: { often: 20, reads: ['colleague', 'invoice'] },
  choosePlan: { often: 4, reads: ['by', 'plan'] },
  changePlan: { often: 2, reads: ['colleague', 'plan'] },
  transfer: { often: 4, reads: ['plan', 'months'] },
  adjust: { often: 1, reads: ['colleague', 'amount'] },
  oneOff: { often: 1, reads: ['colleague'] },
  suspend: { often: 2, reads: ['colleague', 'unpaid'] },
  reactivate: { often: 16, reads: ['colleague'] },
  cancel: { often: 1, reads: ['colleague'] },
  letIn: { often: 12, reads: ['colleague'] },
  turnAway: { often: 6, reads: ['colleague'] },
  reopen: { often: 60, reads: ['colleague'] },
  invite: { often: 20, reads: ['by', 'address', 'role', 'pays', 'signs'] },
  revoke: { often: 10, reads: ['by', 'invitation'] },
  accept: { often: 200, reads: ['address'] },
  changeRole: { often: 30, reads: ['by', 'person', 'role', 'pays', 'signs'] },
  handOver: { often: 12, reads: ['by', 'person'] },
  remove: { often: 40, reads: ['by', 'person'] },
  draft: { often: 4, reads: ['colleague', 'person'] },
  send: { often: 40, reads: ['colleague', 'contract'] },
  sign: { often: 120, reads: ['by', 'contract'] },
  decline: { often: 60, reads: ['by', 'contract'] },
  countersign: { often: 200, reads: ['colleague', 'contract'] },
  declineAsSeller: { often: 80, reads: ['colleague', 'contract'] },
  revise: { often: 12, reads: ['colleague', 'contract'] },
  addItem: { often: 10, reads: ['colleague', 'contract'] },
  terminate: { often: 4, reads: ['colleague', 'contract'] },
  enableBilling: { often: 120, reads: ['colleague', 'contract', 'manual'] },
  disableBilling: { often: 20, reads: ['colleague', 'contract'] },
  release: { often: 160, reads: ['colleague', 'contract', 'month'] },
  invoicePeriods: { often: 60, reads: [] },
  remind: { often: 20, reads: ['colleague', 'contract'] },
  renewByItself: { often: 20, reads: ['colleague', 'contract', 'manual'] },
  editDraft: { often: 20, reads: ['colleague', 'contract'] },
  profile: { often: 4, reads: ['by'] },
  forgetPassword: { often: 2, reads: ['address'] },
  resendVerification: { often: 2, reads: ['by'] },
  verifyEmail: { often: 2, reads: ['address'] },
  signOut: { often: 2, reads: ['by'] },
  pauseItem: { often: 20, reads: ['colleague', 'contract'] },
  resumeItem: { often: 20, reads: ['colleague', 'contract'] },
  completeItem: { often: 10, reads: ['colleague', 'contract'] },
  resend: { often: 20, reads: ['by', 'invitation'] },
  chore: { often: 6, reads: ['colleague', 'chore', 'manual', 'signupPlan'] },
} as const satisfies Record<string, { often: number; reads: (keyof Dice)[] }>;

export type What = keyof typeof DEEDS;

/** What nobody but the back-office notices. */
const CHORES = [
  ...(['hire', 'changeColleague', 'dismiss', 'readmit', 'inviteColleagueAgain', 'settleIn', 'comeIn'] as const),
  ...(['forgetOwnPassword', 'newToken', 'revokeToken'] as const),
  ...(['retryMail', 'revealMail', 'retryDocument', 'link', 'correctLink', 'unlink', 'labs', 'openAccount'] as const),
  ...(['editPlan', 'editSeller', 'editMethod', 'jobs'] as const),
];

export type Chore = (typeof CHORES)[number];

/** Early places are drawn more often: there is somebody, or something, at nearly all of them. */
const DICE = {
  who: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
  by: fc.constantFrom(0, 0, 0, 1, 2),
  colleague: fc.constantFrom<0 | 1>(0, 1),
  person: fc.constantFrom(0, 0, 1, 1, 2),
  address: fc.constantFrom<number>(0, 1, 3, 3, 4, 4, 5, 5),
  role: fc.constantFrom<Rights['role']>('owner', 'admin', 'billing', 'viewer'),
  pays: fc.boolean(),
  signs: fc.boolean(),
  invitation: fc.nat({ max: 2 }),
  invoice: fc.nat({ max: 4 }),
  payment: fc.nat({ max: 3 }),
  contract: fc.constantFrom(0, 0, 1),
  month: fc.constantFrom(0, 0, 1, 2),
  plan: fc.constantFrom(...Object.keys(PLANS)),
  signupPlan: fc.constantFrom(...Object.keys(SEATS)),
  months: fc.integer({ min: 1, max: 3 }),
  amount: fc.integer({ min: -3_000, max: 3_000 }),
  unpaid: fc.boolean(),
  manual: fc.boolean(),
  chore: fc.constantFrom(...CHORES),
  nonce: fc.nat(),
};

type Dice = { [Name in keyof typeof DICE]: (typeof DICE)[Name] extends fc.Arbitrary<infer Value> ? Value : never };

export interface Deed extends Dice {
  what: What;
}

const PLAIN: Dice = {
  who: 0,
  by: 0,
  colleague: 0,
  person: 0,
  address: 0,
  role: 'viewer',
  pays: false,
  signs: false,
  invitation: 0,
  invoice: 0,
  payment: 0,
  contract: 0,
  month: 0,
  plan: 'starter',
  signupPlan: 'managed-trial',
  months: 1,
  amount: 0,
  unpaid: false,
  manual: false,
  chore: 'jobs',
  nonce: 0,
};

/**
 * A usual story: one is let in, one has to pay, one waits, and the first one takes in a colleague and signs a contract that
 * is billed. Each run begins somewhere in it, so that what comes late is not seen rarely.
 */
export const OPENING: Deed[] = [
  { ...PLAIN, what: 'signUp' },
  { ...PLAIN, what: 'signUp', address: 1, signupPlan: 'starter' },
  { ...PLAIN, what: 'signUp', address: 2 },
  { ...PLAIN, what: 'letIn' },
  { ...PLAIN, what: 'invite', address: 3, role: 'admin', signs: true },
  { ...PLAIN, what: 'draft' },
  { ...PLAIN, what: 'send' },
  { ...PLAIN, what: 'accept', address: 3 },
  // Two are invited to the one seat that is left.
  { ...PLAIN, what: 'invite', address: 4, role: 'billing' },
  { ...PLAIN, what: 'invite', address: 5 },
  { ...PLAIN, what: 'sign' },
  { ...PLAIN, what: 'countersign' },
  { ...PLAIN, what: 'enableBilling' },
  { ...PLAIN, what: 'invoicePeriods' },
];

const kinds = (Object.keys(DEEDS) as What[]).map((what) => ({
  weight: DEEDS[what].often,
  arbitrary: fc.constant(what),
}));

export const deed: fc.Arbitrary<Deed> = fc.record({ what: fc.oneof(...kinds), ...DICE });

export function words(each: Deed): string {
  const read = Object.fromEntries(DEEDS[each.what].reads.map((name) => [name, each[name]]));
  return `${each.what} of ${each.who} ${JSON.stringify({ ...read, nonce: each.nonce })}`;
}
