import { expect, test } from '@jest/globals';
import { Failure } from '../../../src/report/failure.ts';
import { howToGoOn } from '../../../src/report/going-on.ts';
import { Outputs } from '../../../src/report/outputs.ts';

const ID = '0a1b2c3d-0000-4000-8000-00000000000a';

function advice(
  whenUnchanged: 'reuse' | 'retrain' | 'fail',
  end: unknown,
  given: string | null = null,
  known = ID,
): string {
  const outputs = new Outputs(() => undefined);
  outputs.set('iterationId', known);
  return howToGoOn(end, { whenUnchanged, iterationId: given }, outputs).join('\n');
}

test.each([
  ['a time-out', new Failure('timed-out', 'Timed out', [])],
  ['a cancel', new Failure('cancelled', 'Cancelled', [])],
  ['an export that failed', new Failure('export-failed', 'Export failed', [])],
  ['the artifact service', new Failure('failed', 'Artifact service', [])],
  ['a bug', new TypeError('bug')],
])('with retrain and fail, the end by %s names the iteration to go on with', (_what, end) => {
  expect(advice('retrain', end)).toContain(
    `give iteration-id: ${ID}; without it a new run of the workflow would pay`,
  );
  expect(advice('fail', end)).toContain(
    `give iteration-id: ${ID}; without it a new run of the workflow would end with`,
  );
  expect(advice('reuse', end)).toBe('');
});

test.each([
  ['no iteration is known', advice('retrain', new TypeError('bug'), null, '')],
  ['it was given', advice('retrain', new TypeError('bug'), ID)],
  ['its training failed', advice('retrain', new Failure('training-failed', 'Training failed', []))],
  ['nothing changed', advice('fail', new Failure('failed', 'Nothing changed', []))],
  [
    'the inputs were refused',
    howToGoOn(new TypeError('bug'), undefined, new Outputs(() => undefined)).join(),
  ],
])('nothing is said where %s', (_when, text) => {
  expect(text).toBe('');
});
