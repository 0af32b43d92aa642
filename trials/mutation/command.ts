/**
 * Changes files of src in one place at a time, and runs the unit tests that import the file: a change that no test
 * notices has lived.
 *
 * npm run mutate                      the files that have to have 90 % of their mutants killed
 * npm run mutate -- FILE…             these files, such as src/wait/inbox.ts
 */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { EQUIVALENTS } from './equivalents.ts';
import { isEnough, judge, LEAST_SHARE } from './judgement.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const WATCHED = [
  'src/deliver/upload-model.ts',
  'src/github/artifacts.ts',
  'src/wait/inbox.ts',
  'src/wait/receiver.ts',
  'src/deliver/export.ts',
  'src/custom-vision/operation.ts',
  'src/storage/retry.ts',
];

const named = process.argv.slice(2).map((file) => path.relative(ROOT, path.resolve(file)));
let failed = false;
for (const file of named.length === 0 ? WATCHED : named) {
  const source = await readFile(path.join(ROOT, file), 'utf8');
  const tests = await testsOf(file);
  if (tests.length === 0) {
    throw new Error(`No unit test imports ${file}, and its folder has none.`);
  }
  const mutants = await mutate(file, tests);
  const judgement = judge(file, source, mutants, EQUIVALENTS);
  for (const line of judgement.lived) {
    console.log(`lived   ${line}`);
  }
  for (const { from, to } of judgement.unmatched) {
    console.log(`no such mutant has lived: ${file}: ${from} → ${to}`);
  }
  const { killed, all } = judgement;
  const share = all === 0 ? 0 : Math.floor((1_000 * killed) / all) / 10;
  console.log(
    `${isEnough(judgement) ? 'ok    ' : 'FAILED'}  ${file}: ${killed} of ${all} killed (${share} %)`,
  );
  failed ||= !isEnough(judgement);
}
if (failed) {
  console.log(`At least ${LEAST_SHARE * 100} % of the mutants of each file have to be killed.`);
  process.exitCode = 1;
}

/** The unit tests that import the file themselves, or else all of its folder: they reach it through its neighbours. */
async function testsOf(file: string): Promise<string[]> {
  const tests = globSync('__tests__/unit/**/*.test.ts', { cwd: ROOT });
  const texts = await Promise.all(tests.map((test) => readFile(path.join(ROOT, test), 'utf8')));
  const own = tests.filter((_test, index) => texts[index]?.includes(`/${file}'`));
  const folder = path.join('__tests__', 'unit', path.relative('src', path.dirname(file)));
  return own.length > 0 ? own : tests.filter((test) => path.dirname(test) === folder);
}

async function mutate(file: string, tests: readonly string[]) {
  process.chdir(ROOT);
  return await new Stryker({
    mutate: [file],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: 'jest.config.js',
      config: { testMatch: tests.map((test) => `**/${test}`), reporters: [] },
      enableFindRelatedTests: false,
    },
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: 'perTest',
    // What a text says is the business of the whole action's tests.
    mutator: { excludedMutations: ['StringLiteral'] },
    concurrency: 2,
    // Only an endless loop may end so: on a machine that has other things to do as well, two seconds count mutants as
    // killed that no test notices, and more of them each time.
    timeoutMS: 20_000,
    disableTypeChecks: false,
    reporters: [],
    ignorePatterns: ['dist', 'docs'],
    tempDirName: path.join(tmpdir(), 'custom-vision-train-export-mutants'),
  }).runMutationTest();
}
