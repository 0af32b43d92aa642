/** The action in `emulator`: its inputs are the options of the shell, and its outputs what the emulator says of itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { INPUTS } from '../../emulator/action/inputs.ts';
import { connectionOf, type Connection } from '../../emulator/connection.ts';
import { parseRunCommand, actionsIn } from '../../emulator/run-action/command-line.ts';
import { CHOICE_OPTIONS, RESOURCE_OPTIONS } from '../../emulator/start-option-table.ts';
import { START_OPTIONS, startHelp } from '../../emulator/start-options.ts';
import { withTables } from '../../scripts/readme-tables.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const { inputs, outputs, runs } = parse(read('emulator/action.yml')) as {
  inputs: Record<string, { description: string; default?: string }>;
  outputs: Record<string, unknown>;
  runs: unknown;
};

test('its README has its inputs and outputs', async () => {
  const readme = read('emulator/README.md');
  expect(readme).toBe(await withTables(readme, read('emulator/action.yml')));
});

test('its inputs are the options of the shell, with their defaults', () => {
  expect(Object.keys(inputs).sort()).toEqual([...INPUTS].sort());
  const offered = [...startHelp().matchAll(/^ {2}--([a-z-]+) [NW].*\((.*)\)$/gm)];
  expect(offered.length).toBeGreaterThan(20);
  const differing = offered.filter(([, name = '', value]) => inputs[name]?.default !== value);
  // In a job somebody has to end it if the job does not.
  expect(differing.map(([, name]) => name)).toEqual(['lifetime-minutes']);
});

test('the description of an input names every value that it takes', () => {
  const missing = Object.entries({ ...CHOICE_OPTIONS, ...RESOURCE_OPTIONS }).filter(([name, { choices }]) =>
    choices.some((choice) => inputs[name]?.description.includes(`\`${choice}\``) !== true),
  );
  expect(missing).toEqual([]);
});

test('the options that are no inputs are in the README as well', () => {
  const shown = [...read('emulator/README.md').matchAll(/`--([a-z-]+)`/g)].map(([, name]) => name);
  expect(START_OPTIONS.filter((name) => !INPUTS.includes(name) && !shown.includes(name))).toEqual([]);
});

test('its outputs are what the emulator says of itself, and the log of requests', () => {
  const said = Object.keys(connectionOf({} as Connection));
  expect(Object.keys(outputs)).toEqual([...said, 'requestLog']);
});

test('it is started and ended by the bundle of its own', () => {
  const main = '../dist/emulator/index.js';
  expect(runs).toEqual({ using: 'node24', main, post: main });
});

test('no action has an input that is called like an option of the emulator', () => {
  const actions = [...actionsIn(ROOT).keys()];
  expect(actions).toEqual(expect.arrayContaining(['train', 'dataset', 'publish']));
  const taken = actions.flatMap((action) =>
    Object.keys(parseRunCommand(['--action', action], ROOT).declared).filter((name) =>
      START_OPTIONS.includes(name),
    ),
  );
  expect(taken).toEqual([]);
});
