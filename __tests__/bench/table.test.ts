import { expect, test } from '@jest/globals';
import type { Figure } from '../../bench/figure.ts';
import { formatTable } from '../../bench/table.ts';

const FIGURE: Figure = { what: 'reaction', unit: 's', ours: 0.51234, baselines: [] };

function rowOf(figure: Partial<Figure>): string {
  const rows = formatTable([{ title: 'Title', figures: [{ ...FIGURE, ...figure }] }]).split('\n');
  expect(rows).toHaveLength(4);
  expect(rows[2]).toBe('| **Title** | | | | |');
  return rows[3] ?? '';
}

test('a figure stands beside its baselines and its floor, with the ratios', () => {
  expect(
    rowOf({
      baselines: [
        { name: 'loop', value: 1.02468 },
        { name: 'idle', value: 0 },
      ],
      floor: { name: 'round trip', value: 0.005 },
    }),
  ).toBe('| reaction | 0.512 s | loop: 1.02 (ours 0.5 ×)<br>idle: 0 | round trip: 0.005 (ours 102 ×) |  |');
});

test('a baseline that could not be had says why', () => {
  expect(rowOf({ baselines: [{ name: 'loop', value: null, why: 'takes hours' }] })).toContain(
    'loop: not measured (takes hours)',
  );
});

test('a bar that is missed stands out', () => {
  expect(rowOf({ bar: { text: '≤ 1 s', met: true } })).toContain('| met: ≤ 1 s |');
  expect(rowOf({ bar: { text: '≤ 1 s', met: false } })).toContain('| **missed**: ≤ 1 s |');
});

test('large numbers are whole, small ones keep three digits', () => {
  expect(rowOf({ ours: 4_879.6 })).toContain('| 4,880 s |');
  expect(rowOf({ ours: 0.000_631_2 })).toContain('| 0.000631 s |');
});
