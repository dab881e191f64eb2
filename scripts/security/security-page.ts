import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';
import type { Proof, Verdict } from './attack.js';

const VERDICTS: Record<Exclude<Verdict, 'proven'>, string> = {
  fails_untouched: 'its test fails as things are',
  not_missed: 'its test does not notice when the defence is taken out',
  did_not_run: 'without the defence its test did not even run',
  untried: 'not tried yet since this line was written or changed',
};

/** docs/security.md: what fell short, what is promised (preface.md, written by hand), the table. */
export async function securityPage(proofs: readonly Proof[]): Promise<string> {
  const preface = await readFile(path.join(projectFolder, 'scripts/security/preface.md'), 'utf8');
  const groups = [...new Set(proofs.map(({ attack }) => attack.group))];
  return `${[
    '# Security',
    `Made by \`npm run security\`, last on ${lastDay(proofs)} (UTC). ${proofs.filter(({ verdict }) => verdict === 'proven').length} of ${proofs.length} attacks are proven: a test tries each of them, passes as things are, and fails with the defence taken out of a copy of the sources. \`npm run security -- cookie\` renews the lines in which "cookie" occurs.`,
    '## What fell short',
    fellShort(proofs),
    preface.trim(),
    '## Attacks',
    ...groups.flatMap((group) => [`### ${group}`, tableOf(proofs.filter(({ attack }) => attack.group === group))]),
  ].join('\n\n')}\n`;
}

function lastDay(proofs: readonly Proof[]): string {
  return (
    proofs
      .map(({ day }) => day)
      .sort()
      .at(-1) ?? ''
  );
}

function fellShort(proofs: readonly Proof[]): string {
  const lines = proofs.flatMap(({ attack, verdict }) =>
    verdict === 'proven' ? [] : [`- ${attack.attack}: ${VERDICTS[verdict]}.`],
  );
  return lines.length === 0
    ? 'Nothing in the table; what it does not cover stands under “What is not promised”.'
    : lines.join('\n');
}

function tableOf(proofs: readonly Proof[]): string {
  const rows = proofs.map(({ attack: { attack, defence, test, without }, said, day }) => {
    const places = [...new Set(without.map(({ file }) => `[${file}](../${file})`))].join('<br>');
    return `| ${[attack, defence, `[${test.name}](../${test.file})`, places, `\`${said.replaceAll('`', "'")}\``, day].map(cell).join(' | ')} |`;
  });
  const head = [
    'What somebody tries',
    'What stands in the way',
    'Its test',
    'Where it stands',
    'Without it the test says',
    'Seen on',
  ];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
}

/** What a test says may quote the bytes of a picture: a page with control characters is no text to other programs. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\p{Cc}/gu, ' ');
}
