import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isFromFork } from '../../../src/github/workflow-run.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fork-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function judged(eventName: string, payload: unknown): boolean {
  const file = path.join(folder, 'event.json');
  writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return isFromFork({
    GITHUB_EVENT_NAME: eventName,
    GITHUB_EVENT_PATH: file,
    GITHUB_REPOSITORY: 'octocat/models',
  });
}

const from = (repo: unknown): object => ({ pull_request: { head: { repo } } });

test.each([
  ['pull_request', from({ full_name: 'mona/models' }), true],
  ['pull_request', from(null), true],
  ['pull_request', from({ full_name: 'octocat/models' }), false],
  ['pull_request_review', from({ full_name: 'mona/models' }), true],
  ['pull_request_target', from({ full_name: 'mona/models' }), false],
  ['push', {}, false],
  ['pull_request', 'no JSON', false],
])('%s of %j is from a fork: %s', (event, payload, fork) => {
  expect(judged(event, payload)).toBe(fork);
});

test('without an event nothing says so', () => {
  expect(isFromFork({})).toBe(false);
  expect(isFromFork({ GITHUB_EVENT_NAME: 'pull_request' })).toBe(false);
});
