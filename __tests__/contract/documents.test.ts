import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface Manifest {
  name: string;
  inputs: Record<string, { required?: boolean; default?: string }>;
  outputs: Record<string, unknown>;
  runs: { using: string; main: string };
}
const action = parse(read('action.yml')) as Manifest;

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
