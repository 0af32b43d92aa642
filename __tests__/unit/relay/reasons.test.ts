import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { nextSteps, REASONS, type Why } from '../../../src/relay/reasons.ts';

const README = readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'relay', 'README.md'), 'utf8');
/** Nothing waits, and nobody is to do anything. */
const NOT_TOLD = ['job', 'whole run', 'whole run, for want of checks: read', 'seen', 'no iteration'];

test('the README names every reason that the outputs give', () => {
  const given = Object.keys(REASONS).filter((why) => !NOT_TOLD.includes(why));
  expect(given.filter((why) => !README.includes(`\`${why}\``))).toEqual([]);
});

test('a next step that several need is said once', () => {
  const all: Why[] = ['failed', 'too old', 'failed', 'no such run'];
  expect(nextSteps(all)).toEqual([
    'Next: see in the run why, and run it again by hand.',
    'Next: start the workflow anew, with this iteration-id.',
  ]);
});
