import type { Experiment, Finding } from './finding.js';
import type { Ground, OwnGround } from './ground.js';
import { type Colleague, startWorkday } from './http-client.js';
import type { Running } from './process.js';
import { type Fault, playRound } from './round.js';
import { openSite, type Site } from './site.js';

/** An installation whose server runs, and a colleague signed in. */
export interface Stage {
  site: Site;
  staff: Colleague;
  server: Running;
}

/** Each fault strikes an installation of its own, so that any can be asked for alone. */
export function faultExperiment(
  name: string,
  title: string,
  fault: (stage: Stage, ground: OwnGround) => Fault,
): Experiment {
  const run = (ground: OwnGround) =>
    onStage(ground, {}, (stage) => playRound(stage.site, stage.staff, fault(stage, ground)));
  return { name, title, run };
}

export async function onStage(
  ground: Ground,
  settings: Record<string, string>,
  play: (stage: Stage) => Promise<Finding[]>,
): Promise<Finding[]> {
  const site = await openSite(ground, settings);
  try {
    const server = await site.startServer();
    return await play({ site, server, staff: await startWorkday(site.baseUrl) });
  } finally {
    await site.close();
  }
}
