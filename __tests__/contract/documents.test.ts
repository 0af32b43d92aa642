import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { withExamples } from '../../scripts/readme-tables.ts';
import { sourcesOf } from '../../scripts/workflows/sources.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Workflow {
  jobs: Record<string, { steps: { id?: string; uses?: string; with?: object }[] }>;
}

interface Manifest {
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
}

test('README shows the examples as they are', () => {
  const readme = read('README.md');
  const shown: string[] = [];
  const fresh = withExamples(readme, (name) => {
    shown.push(name);
    return read(`examples/${name}`);
  });
  expect(readme).toBe(fresh);
  expect(shown).toEqual(['minimal.yml', 'oidc.yml', 'publish.yml']);
});

test('from an empty subscription to the first model it takes four commands', () => {
  const [, page = ''] = read('docs/SETUP.md').split('## From an empty subscription');
  const [, block = ''] = /```sh\n([^]*?)```/.exec(page) ?? [];
  const lines = block.trimEnd().split('\n');
  expect(lines.at(-1)).toContain('setup/github.sh');
  expect(lines.length).toBeLessThanOrEqual(4);
  expect(read('README.md')).toContain('Four commands create everything');
});

test('README is short, but for what is generated', () => {
  const own = read('README.md').replaceAll(/<!-- (inputs|outputs|example)\b[^]*?<!-- \/\1 -->/g, '');
  expect(own.split('\n').length).toBeLessThanOrEqual(200);
});

test('every workflow uses only inputs and outputs that exist of the actions of this repository', () => {
  const workflows = sourcesOf(ROOT).filter(({ kind }) => kind === 'workflow');
  const steps = workflows.flatMap(({ text }) => {
    const { jobs } = parse(text) as Workflow;
    return Object.values(jobs).flatMap((job) => job.steps.map((step) => ({ step, job })));
  });
  const own = steps.filter(({ step }) => /^(OWNER|[.])\//.test(step.uses ?? ''));
  expect(own.length).toBeGreaterThan(10);
  for (const { step, job } of own) {
    const folder = (step.uses ?? '').replace(/^(OWNER\/[^/@]+|[.])\/?|@.*$/g, '');
    const declared = parse(read(path.join(folder, 'action.yml'))) as Manifest;
    const given = Object.keys(step.with ?? {});
    expect(Object.keys(declared.inputs)).toEqual(expect.arrayContaining(given));
    const required = Object.entries(declared.inputs).filter(([, input]) => input.required === true);
    expect(given).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    const used = [...JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.(\w+)/g)].flatMap(
      ([, id, name = '']) => (id === step.id ? [name] : []),
    );
    expect(Object.keys(declared.outputs)).toEqual(expect.arrayContaining(used));
  }
});

test('one file asks for inputs, one writes outputs, one has timers, one sets the exit code', () => {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => file.endsWith('.ts'));
  const uses = (pattern: RegExp): string[] => files.filter((file) => pattern.test(read(`src/${file}`)));
  expect(uses(/\bget(Multiline|Boolean)?Input\(|INPUT_/)).toEqual(['inputs/step-reader.ts']);
  expect(uses(/core\.setOutput/)).toEqual(['report/step-outputs.ts']);
  expect(uses(/node:timers/)).toEqual(['time/clock.ts']);
  expect(uses(/process\.exitCode/)).toEqual(['edge.ts']);
});

test('the bundle that action.yml names is there, with the licences of what is in it', () => {
  const licences = read('dist/licenses.txt');
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) {
    expect(licences).toContain(`${name} ${version}\n`);
  }
});

test('dates are read in a zone far from UTC while tests run', () => {
  expect(new Date(2026, 0, 1).getTimezoneOffset()).toBe(300);
});
