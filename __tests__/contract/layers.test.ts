import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..', '..');
const CRUISER = path.join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
const CONFIG = path.join(ROOT, '.dependency-cruiser.mjs');

/** A small project that breaks the rules only where something is planted. */
const FILES: Readonly<Record<string, string>> = {
  'src/index.ts': "import './main.ts';",
  'src/main.ts': "import './train/train.ts'; import './time/clock.ts';",
  'src/train/train.ts': "import './start.ts'; import '../storage/queue.ts';",
  'src/train/start.ts': "import type { A } from './end.ts'; export type B = A;",
  'src/train/end.ts': 'export type A = number;',
  'src/storage/queue.ts': "import type { Clock } from '../time/clock.ts'; export type Queue = Clock;",
  'src/time/clock.ts': 'export type Clock = number;',
  // Planted, with what it needs:
  'src/time/above.ts': "import type { Queue } from '../storage/queue.ts'; export type C = Queue;",
  'src/train/beside.ts': "import '../deliver/zip.ts';",
  'src/deliver/zip.ts': 'export {};',
  'src/report/one.ts': "import type { Two } from './two.ts'; export type One = Two | 1;",
  'src/report/two.ts': "import type { One } from './one.ts'; export type Two = One | 2;",
  'src/elsewhere/lost.ts': "import '../main.ts';",
  'src/main-of-other.ts': "import './elsewhere/lost.ts'; import './time/nowhere.ts';",
  'src/wait/tested.ts': "import '../../__tests__/fake.ts';",
  '__tests__/fake.ts': 'export {};',
  'emulator/start.ts': "import '../src/index.ts';",
  'trials/play.ts': "import '../src/index.ts'; import '../emulator/start.ts';",
};

/** What is wrong, in which file, with which import, and the rule that says so. */
const PLANTED: [what: string, from: string, to: string, rule: string][] = [
  [
    'a type from a higher line',
    'src/time/above.ts',
    'src/storage/queue.ts',
    'src/time/ imports what stands below it',
  ],
  [
    'a neighbour on the same line',
    'src/train/beside.ts',
    'src/deliver/zip.ts',
    'src/train/ imports what stands below it',
  ],
  ['a circle of types', 'src/report/one.ts', 'src/report/two.ts', 'no circle'],
  [
    'a folder that is not in the table',
    'src/main-of-other.ts',
    'src/elsewhere/lost.ts',
    'every file of src stands in a folder of the table',
  ],
  ['a file that does not exist', 'src/main-of-other.ts', './time/nowhere.ts', 'everything resolves'],
  ['a test', 'src/wait/tested.ts', '__tests__/fake.ts', 'nothing imports a test'],
  [
    'the action, from the emulator',
    'emulator/start.ts',
    'src/index.ts',
    'emulator imports nothing of this project but emulator',
  ],
];

interface Cruised {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

let folder: string;
let cruised: Cruised;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
  for (const [file, text] of Object.entries({ ...FILES, 'tsconfig.json': '{}', 'package.json': '{}' })) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const args = ['--config', CONFIG, '--output-type', 'json', 'src', 'emulator', 'trials', '__tests__'];
  const { stdout } = spawnSync(process.execPath, [CRUISER, ...args], { cwd: folder, encoding: 'utf8' });
  cruised = JSON.parse(stdout) as Cruised;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('every file is looked at', () => {
  expect(cruised.summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(FILES).length);
});

test.each(PLANTED)('%s is reported', (_what, from, to, rule) => {
  expect(cruised.summary.violations).toContainEqual(
    expect.objectContaining({ from, to, rule: { name: rule, severity: 'error' } }),
  );
});

test('nothing else is reported', () => {
  const planted = new Set(PLANTED.map(([, from]) => from));
  expect(cruised.summary.violations.filter(({ from }) => !planted.has(from))).toEqual([]);
});
