import { expect, test } from '@jest/globals';
import { type Equivalent, isEnough, judge, type Mutant } from '../../trials/mutation/judgement.ts';

const FILE = 'src/a.ts';
const SOURCE = ['const a = 1;', 'if (a >', '    2) {', '}'].join('\n');

function mutant(status: string, replacement = 'false'): Mutant {
  return { status, replacement, location: { start: { line: 2, column: 5 }, end: { line: 3, column: 6 } } };
}

function times(count: number, status: string): Mutant[] {
  return Array.from({ length: count }, () => mutant(status));
}

function entry(more: Partial<Equivalent> = {}): Equivalent {
  return { file: FILE, from: 'a > 2', to: 'false', reason: 'because', ...more };
}

test('a mutant that lived is told with its place and its change', () => {
  const judgement = judge(FILE, SOURCE, [mutant('Survived'), mutant('Killed')], []);
  expect(judgement).toEqual({
    killed: 1,
    all: 2,
    lived: ['src/a.ts:2: a > 2 → false'],
    unmatched: [],
  });
  expect(isEnough(judgement)).toBe(false);
});

test.each([
  [[...times(9, 'Killed'), ...times(1, 'Survived')], true],
  [[...times(8, 'Killed'), ...times(1, 'Survived')], false],
  [[...times(9, 'Timeout'), ...times(1, 'NoCoverage')], true],
  [[...times(8, 'Killed'), ...times(1, 'NoCoverage')], false],
  [[...times(8, 'Killed'), ...times(9, 'CompileError')], true],
  [[], false],
])('nine of ten have to be killed (case %#)', (mutants, expected) => {
  expect(isEnough(judge(FILE, SOURCE, mutants, []))).toBe(expected);
});

test('an equivalent one does not count, and an entry that matches none fails', () => {
  const mutants = [mutant('Killed'), mutant('Survived')];
  expect(judge(FILE, SOURCE, mutants, [entry()])).toMatchObject({ all: 1, lived: [], unmatched: [] });
  for (const stale of [entry({ from: 'a > 3' }), entry({ to: 'true' })]) {
    const judgement = judge(FILE, SOURCE, times(9, 'Killed'), [stale]);
    expect(judgement.unmatched).toEqual([stale]);
    expect(isEnough(judgement)).toBe(false);
  }
  expect(judge(FILE, SOURCE, mutants, [entry({ file: 'src/b.ts' })]).unmatched).toEqual([]);
});
