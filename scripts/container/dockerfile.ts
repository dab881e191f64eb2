import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from '../../src/project-folder.js';

export interface Instruction {
  word: string;
  /** What follows it, continued lines joined and comments left out. */
  rest: string;
}

export interface Stage {
  image: string;
  name: string;
  steps: Instruction[];
}

export function readDockerfile(file = path.join(projectFolder, 'Dockerfile')): Stage[] {
  const stages: Stage[] = [];
  for (const { word, rest } of instructionsOf(readFileSync(file, 'utf8'))) {
    if (word === 'FROM') {
      const [image = '', , name = ''] = rest.split(/\s+/);
      stages.push({ image, name, steps: [] });
    } else stages.at(-1)?.steps.push({ word, rest });
  }
  return stages;
}

function instructionsOf(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*#/.test(line));
  const whole = lines.join('\n').replace(/\\\n\s*/g, ' ');
  return whole.split('\n').map((line) => {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return { word: word.toUpperCase(), rest };
  });
}

/** `["node", "dist/src/server.js"]`, and what a HEALTHCHECK runs. */
export function commandOf(stage: Stage, word: 'CMD' | 'HEALTHCHECK'): string[] {
  const rest = stage.steps.findLast((step) => step.word === word)?.rest ?? '';
  return JSON.parse(rest.slice(rest.indexOf('['))) as string[];
}
