import { type Deed, newDeeds } from './deeds.js';
import { type Finding, finding } from './finding.js';
import { closeGate, type Gate } from './gate.js';
import type { Colleague, Reply } from './http-client.js';
import { until } from './patience.js';
import type { Site } from './site.js';

export interface Fault {
  /** "kill -9 of the server" */
  name: string;
  /** Everybody is inside a transaction, before its audit entry; afterwards the gate is open. */
  strike(gate: Gate): Promise<Finding[]>;
  /** Brings back what a supervisor would bring back; nothing where the product recovers by itself. */
  mend?(): Promise<unknown>;
  /** The answers that are right, besides none where the server was killed. */
  expects: { codes: string[]; mayBreakOff?: boolean; maySucceed?: boolean; withinMs: number };
}

const NOTHING_CHANGED = /nothing (was|has been) (changed|submitted)/i;

/** The deeds of a fault, and the whole installation after them. */
export async function playRound(site: Site, staff: Colleague, fault: Fault): Promise<Finding[]> {
  return [...(await playFault(site, staff, fault)), await afterwards(site)];
}

/** Five people in the middle of five things when the fault strikes; then it is looked at what they were told and what is so. */
export async function playFault(site: Site, staff: Colleague, fault: Fault): Promise<Finding[]> {
  const deeds = await newDeeds(site, staff);
  const gate = await closeGate(site, 'audit_entries');
  const sending = deeds.map((deed) => deed.send());
  const lines: Finding[] = [];
  try {
    await gate.heldUp(deeds.length);
    lines.push(...(await fault.strike(gate)));
  } finally {
    await gate.open();
  }
  const replies = await Promise.all(sending);
  await fault.mend?.();
  const recovered = await until('the server is ready again', () => isReady(site), 60_000);
  for (const [index, deed] of deeds.entries()) {
    const reply = replies[index];
    if (reply !== undefined) lines.push(await judge(fault, deed, reply));
  }
  const seen = `ready after ${(recovered / 1000).toFixed(1)} s`;
  return [
    ...lines,
    finding(`${fault.name}: recovery`, 'ready again without a restart of what was not killed', seen, []),
  ];
}

async function judge(fault: Fault, deed: Deed, first: Reply): Promise<Finding> {
  const complaints: string[] = [];
  const acknowledged = first.status >= 200 && first.status < 300;
  const isRightRefusal = first.status === 503 && fault.expects.codes.includes(first.code);
  const brokeOff = first.status === 0 && fault.expects.mayBreakOff === true;
  if (!isRightRefusal && !brokeOff && !(acknowledged && fault.expects.maySucceed === true))
    complaints.push(`it was answered ${first.status} ${first.code} "${first.sentence}"`);
  if (first.ms > fault.expects.withinMs) complaints.push(`the answer took ${first.ms} ms`);
  const before = await deed.timesDone();
  if (acknowledged && before !== deed.claims(first))
    complaints.push(`${deed.claims(first)} of it was acknowledged and ${before} is done`);
  if (!acknowledged && ![0, 1].includes(before)) complaints.push(`${before} of it is done`);
  if (NOTHING_CHANGED.test(first.sentence) && before !== 0) complaints.push('"nothing was changed" was not true');
  const repeats = [await deed.send()];
  if (deed.keyed) repeats.push(await deed.send());
  for (const repeat of repeats)
    if (!deed.saysDone(repeat)) complaints.push(`the repeat was answered ${repeat.status} "${repeat.sentence}"`);
  const [one, two] = repeats;
  if (one !== undefined && two !== undefined && one.text !== two.text)
    complaints.push('two repeats were answered differently');
  if (acknowledged && deed.keyed && one?.text !== first.text)
    complaints.push('the repeat was not told what the first was');
  const after = await deed.timesDone();
  if (after !== 1) complaints.push(`after the repeat it is done ${after} times`);
  return finding(
    `${fault.name}, in the middle of: ${deed.name}`,
    promise(fault, deed),
    `${told(first)}; ${howMuch(before)}, after the repeat done once`,
    complaints,
  );
}

function promise(fault: Fault, { keyed }: Deed): string {
  const answer = fault.expects.mayBreakOff === true ? 'no answer or 503' : '503 and a sentence';
  return `${answer} within ${fault.expects.withinMs / 1000} s; whole or not at all; ${keyed ? 'a repeat with its key' : 'a repeat'} does it once`;
}

function told({ status, code, ms }: Reply): string {
  return status === 0 ? 'no answer' : `${status}${code === '' ? '' : ` ${code}`} after ${(ms / 1000).toFixed(1)} s`;
}

function howMuch(times: number): string {
  if (times === 0) return 'nothing done';
  return times === 1 ? 'done once' : `${Math.round(times * 100)} % done, as reported`;
}

/** The rows among themselves, the files beside the rows. */
export async function afterwards(site: Site): Promise<Finding> {
  const orphans = await site.orphans();
  const swept = orphans.length === 0 ? 0 : await site.sweepOrphans();
  const left = await site.orphans();
  const wrong = await site.verify();
  const complaints = [...wrong];
  if (left.length > 0) complaints.push(`${left.length} files without a row were not swept`);
  if (swept !== orphans.length) complaints.push(`${swept} of ${orphans.length} orphans were swept`);
  return finding(
    'afterwards',
    'npm run verify clean; files and rows agree',
    `verify ${wrong.length === 0 ? 'clean' : 'not clean'}; ${orphans.length} orphaned slips, all swept by their job`,
    complaints,
  );
}

async function isReady(site: Site): Promise<boolean> {
  return (await fetch(`${site.baseUrl}/readyz`).catch(() => null))?.status === 200;
}
