import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { withTables } from '../../scripts/readme-tables.ts';
import { DEFAULTS } from '../../src/inputs/read-inputs.ts';
import { Outputs } from '../../src/report/outputs.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Manifest {
  name: string;
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
  runs: { using: string; main: string };
}
const action = parse(read('action.yml')) as Manifest;

test('README has the inputs and outputs of action.yml', async () => {
  expect(read('README.md')).toBe(await withTables(read('README.md'), read('action.yml')));
});

test('README uses only inputs and outputs that exist', () => {
  const usage = /```yaml\n([^]*?)```/.exec(read('README.md'))?.[1] ?? '';
  const workflow = parse(usage) as {
    jobs: Record<string, { outputs?: Record<string, string>; steps: { uses?: string; with?: object }[] }>;
  };
  const step = workflow.jobs.train?.steps.find(({ uses }) => uses?.startsWith('OWNER/') === true);
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
  const required = Object.entries(action.inputs).filter(([, input]) => input.required === true);
  expect(Object.keys(step?.with ?? {})).toEqual(expect.arrayContaining(required.map(([name]) => name)));
  const used = Object.values(workflow.jobs.train?.outputs ?? {}).map(
    (value) => /steps\.model\.outputs\.(\w+)/.exec(value)?.[1],
  );
  expect(used.length).toBeGreaterThan(0);
  expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(used));
});

test('the code has the defaults of action.yml', () => {
  const defaults = Object.entries(action.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default]],
  );
  expect(DEFAULTS).toEqual(Object.fromEntries(defaults));
});

test('the code writes the outputs of action.yml, all of them and no others', () => {
  const written: string[] = [];
  new Outputs((name) => {
    written.push(name);
  }).finish('failed');
  expect(written.sort()).toEqual(Object.keys(action.outputs).sort());
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
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  const licences = read('dist/licenses.txt');
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) {
    expect(licences).toContain(`${name} ${version}\n`);
  }
});

test('dates are read in a zone far from UTC while tests run', () => {
  expect(new Date(2026, 0, 1).getTimezoneOffset()).toBe(300);
});
