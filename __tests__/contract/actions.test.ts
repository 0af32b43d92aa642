import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { withTables } from '../../scripts/readme-tables.ts';
import { DATASET_DEFAULTS as OF_DATASET, readDatasetInputs } from '../../src/dataset/inputs.ts';
import { DatasetOutputs } from '../../src/dataset/outputs.ts';
import { DEFAULTS as OF_ROOT, readInputs } from '../../src/inputs/read-inputs.ts';
import { DEFAULTS as OF_PUBLISH, readPublishInputs } from '../../src/publish/inputs.ts';
import { PublishOutputs } from '../../src/publish/outputs.ts';
import { DEFAULTS as OF_RELAY, readRelayInputs } from '../../src/relay/inputs.ts';
import { RelayOutputs } from '../../src/relay/outputs.ts';
import { Outputs } from '../../src/report/outputs.ts';
import type { StepOutputs } from '../../src/report/step-outputs.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const read = (...file: string[]): string => readFileSync(path.join(ROOT, ...file), 'utf8');

interface Input {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

interface Manifest {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly main: string };
}

type Write = (name: string) => void;

interface Action {
  readonly folder: string;
  readonly main: string;
  /** Those that the code has. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly readInputs: () => unknown;
  readonly outputs: (write: Write) => Pick<StepOutputs<never>, 'finish'>;
}

const nothing = (): void => undefined;
const ACTIONS: readonly Action[] = [
  {
    folder: '.',
    main: 'dist/index.js',
    defaults: OF_ROOT,
    readInputs: () => readInputs(nothing, {}),
    outputs: (write) => new Outputs(write),
  },
  {
    folder: 'dataset',
    main: '../dist/dataset/index.js',
    defaults: OF_DATASET,
    readInputs: () => readDatasetInputs(nothing, {}),
    outputs: (write) => new DatasetOutputs(write),
  },
  {
    folder: 'publish',
    main: '../dist/publish/index.js',
    defaults: OF_PUBLISH,
    readInputs: () => readPublishInputs(nothing, {}),
    outputs: (write) => new PublishOutputs(write),
  },
  {
    folder: 'relay',
    main: '../dist/relay/index.js',
    // GitHub fills it in; the code itself has none.
    defaults: { ...OF_RELAY, 'github-token': '${{ github.token }}' },
    readInputs: () => readRelayInputs(nothing, {}),
    outputs: (write) => new RelayOutputs(write),
  },
];
const manifestOf = (folder: string): Manifest => parse(read(folder, 'action.yml')) as Manifest;

/** Inputs of one name that mean something else in different actions, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'project-name': 'publishing creates no project',
  domain: 'the root action needs one that can be exported',
  'classification-type': 'the root action says more of what it is for',
  'notification-queue-uri': 'the relay only peeks',
  'storage-account-key': 'the relay has one URI',
  'dry-run': 'each says what it does not do',
  'iteration-id': 'one goes on with the iteration, the other publishes it',
};

let saved: NodeJS.ProcessEnv;
beforeEach(() => {
  saved = process.env;
});
afterEach(() => {
  process.env = saved;
});

describe.each(ACTIONS)('The action in $folder', ({ folder, main, defaults, readInputs: ask, outputs }) => {
  const { inputs, outputs: declared, runs } = manifestOf(folder);

  test('has its inputs and outputs in its README', async () => {
    const readme = read(folder, 'README.md');
    expect(readme).toBe(await withTables(readme, read(folder, 'action.yml')));
  });

  test('has the defaults of its action.yml in its code', () => {
    const all = Object.entries(inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    );
    expect(defaults).toEqual(Object.fromEntries(all));
  });

  test('asks for every input of its action.yml, and for no other', () => {
    const asked = new Set<string>();
    process.env = new Proxy(
      {},
      {
        get: (_env, name) => {
          if (typeof name === 'string' && name.startsWith('INPUT_')) {
            asked.add(name.slice('INPUT_'.length).toLowerCase());
          }
          return undefined;
        },
      },
    );
    // Nothing is given, so they are refused.
    expect(ask).toThrow('is missing');
    expect([...asked].sort()).toEqual(Object.keys(inputs).sort());
  });

  test('writes every output of its action.yml, and no other', () => {
    const written: string[] = [];
    outputs((name) => {
      written.push(name);
    }).finish('failed');
    expect(written.sort()).toEqual(Object.keys(declared).sort());
  });

  test('is started from the bundle of its own', () => {
    expect(runs).toEqual({ using: 'node24', main });
  });
});

const shared = ACTIONS.flatMap(({ folder }, index) =>
  ACTIONS.slice(index + 1).flatMap((other) => {
    const [one, two] = [manifestOf(folder).inputs, manifestOf(other.folder).inputs];
    const names = Object.keys(one).filter((name) => name in two && !(name in DIFFERENT));
    return names.map((name) => ({ name, first: one[name], second: two[name], folder, other: other.folder }));
  }),
);

test.each(shared)('$name is the same input in $folder and in $other', ({ first, second }) => {
  expect(second).toEqual(first);
});

test('every input that means something else is one of several actions', () => {
  const counts = Object.keys(DIFFERENT).map(
    (name) => ACTIONS.filter(({ folder }) => name in manifestOf(folder).inputs).length,
  );
  expect(Math.min(...counts)).toBeGreaterThan(1);
});
