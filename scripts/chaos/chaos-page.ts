import { cpus } from 'node:os';
import { brokenIn, type Experiment, type Finding } from './finding.js';

export interface Played {
  experiment: Experiment;
  findings: Finding[];
  seconds: number;
}

/** docs/chaos.md: what fell short first, then a table per experiment. */
export function chaosPage(played: Played[], seconds: number): string {
  return `${[
    '# Chaos',
    `Made by \`npm run chaos\` on ${new Date().toISOString().slice(0, 10)} (UTC) in ${seconds.toFixed(0)} s: ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. Real server and worker processes on a real PostgreSQL, over HTTP; each experiment has a database of its own. "In the middle" is certain: the transaction was seen to wait inside PostgreSQL when the fault struck. "Done once" counts every row that belongs to a deed: with its ledger, audit and mail, and none of them twice.`,
    '## What fell short',
    fellShort(played),
    ...played.flatMap(({ experiment, findings, seconds: taken }) => [
      `## ${experiment.title}`,
      `\`npm run chaos -- ${experiment.name}\` (${taken.toFixed(0)} s)`,
      tableOf(findings),
    ]),
  ].join('\n\n')}\n`;
}

function fellShort(played: Played[]): string {
  const broken = brokenIn(played.flatMap(({ findings }) => findings));
  if (broken.length === 0) return 'No promise of the tables below was broken in this run.';
  return broken.map(({ done, seen }) => `- ${done}: ${seen}`).join('\n');
}

function tableOf(findings: Finding[]): string {
  const rows = findings.map(({ done, promised, seen, holds }) => [done, promised, seen, holds ? 'kept' : '**broken**']);
  const head = ['What was done', 'What was promised', 'What was seen', 'Verdict'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>');
}
