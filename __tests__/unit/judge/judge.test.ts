import { describe, expect, test } from '@jest/globals';
import type { Gate } from '../../../src/inputs/gate.ts';
import { type BrokenRule, judge } from '../../../src/judge/judge.ts';
import type { Metrics } from '../../../src/judge/metrics.ts';

const NOTHING_ASKED: Gate = {
  minimums: { precision: null, recall: null, averagePrecision: null },
  minimumFor: 'model',
  noWorseThan: 'none',
  tolerance: 0.02,
};

function gate(changes: Partial<Omit<Gate, 'minimums'>>, minimums: Partial<Gate['minimums']> = {}): Gate {
  return { ...NOTHING_ASKED, ...changes, minimums: { ...NOTHING_ASKED.minimums, ...minimums } };
}

function metrics(changes: Partial<Metrics> = {}): Metrics {
  return {
    iterationId: 'this',
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    precision: 0.9,
    recall: 0.8,
    averagePrecision: 0.85,
    deviations: { precision: 0, recall: 0 },
    tags: [
      { id: '1', name: 'bolt', images: 30, precision: 0.95, recall: 0.9, averagePrecision: 0.9 },
      { id: '2', name: 'nut', images: 30, precision: 0.85, recall: 0.7, averagePrecision: 0.8 },
    ],
    ...changes,
  };
}

const EARLIER = metrics({ iterationId: 'earlier', tags: [] });

interface Case {
  readonly what: string;
  readonly gate: Gate;
  readonly candidate?: Metrics;
  readonly incumbent?: Metrics | null;
  readonly broken: readonly Partial<BrokenRule>[];
}

const CASES: readonly Case[] = [
  { what: 'a minimum that is reached', gate: gate({}, { precision: 0.8 }), broken: [] },
  { what: 'a minimum that is reached exactly', gate: gate({}, { precision: 0.9 }), broken: [] },
  {
    what: 'a minimum that is missed by little',
    gate: gate({}, { precision: 0.9001 }),
    broken: [{ figure: 'precision', tag: null, found: 0.9, least: 0.9001, than: 'minimum' }],
  },
  {
    what: 'each minimum by itself',
    gate: gate({}, { precision: 0.95, recall: 0.95, averagePrecision: 0.95 }),
    broken: [{ figure: 'precision' }, { figure: 'recall' }, { figure: 'averagePrecision' }],
  },
  {
    what: 'a minimum of 0 where there is a figure of 0',
    gate: gate({}, { recall: 0 }),
    candidate: metrics({ recall: 0 }),
    broken: [],
  },
  {
    what: 'a figure that is missing and that a minimum needs, even one of 0',
    gate: gate({}, { averagePrecision: 0 }),
    candidate: metrics({ averagePrecision: null }),
    broken: [{ figure: 'averagePrecision', found: null, least: 0, than: 'minimum' }],
  },
  {
    what: 'a figure that is missing and that nothing needs',
    gate: gate({}, { precision: 0.5 }),
    candidate: metrics({ averagePrecision: null }),
    broken: [],
  },
  { what: 'a tag below the minimum of the model', gate: gate({}, { recall: 0.75 }), broken: [] },
  {
    what: 'a tag below the minimum of tags',
    gate: gate({ minimumFor: 'tags' }, { recall: 0.75 }),
    broken: [{ figure: 'recall', tag: 'nut', found: 0.7, least: 0.75 }],
  },
  {
    what: 'the model and its tags below the minimum of tags',
    gate: gate({ minimumFor: 'tags' }, { recall: 0.85 }),
    broken: [
      { figure: 'recall', tag: null, found: 0.8 },
      { figure: 'recall', tag: 'nut', found: 0.7 },
    ],
  },
  {
    what: 'tags without figures',
    gate: gate({ minimumFor: 'tags' }, { recall: 0.5 }),
    candidate: metrics({
      tags: [{ id: '1', name: 'bolt', images: null, precision: null, recall: null, averagePrecision: null }],
    }),
    broken: [{ figure: 'recall', tag: 'bolt', found: null }],
  },
  { what: 'no incumbent', gate: gate({ noWorseThan: 'previous' }), incumbent: null, broken: [] },
  {
    what: 'the incumbent that is this very iteration',
    gate: gate({ noWorseThan: 'published', tolerance: 0 }),
    incumbent: metrics({ recall: 1 }),
    broken: [],
  },
  {
    what: 'figures as those of the incumbent',
    gate: gate({ noWorseThan: 'previous', tolerance: 0 }),
    broken: [],
  },
  {
    what: 'a fall by exactly the tolerance',
    gate: gate({ noWorseThan: 'previous', tolerance: 0.1 }),
    candidate: metrics({ precision: 0.8, recall: 0.7, averagePrecision: 0.75 }),
    broken: [],
  },
  {
    what: 'a fall by more than the tolerance, of one figure of three',
    gate: gate({ noWorseThan: 'published', tolerance: 0.02 }),
    candidate: metrics({ precision: 1, recall: 0.77, averagePrecision: 1 }),
    broken: [{ figure: 'recall', tag: null, found: 0.77, theirs: 0.8, than: 'published' }],
  },
  {
    what: 'a figure that the incumbent does not have',
    gate: gate({ noWorseThan: 'previous' }),
    incumbent: { ...EARLIER, averagePrecision: null },
    broken: [{ figure: 'averagePrecision', found: 0.85, least: null, than: 'previous' }],
  },
  {
    what: 'a figure that only the incumbent has',
    gate: gate({ noWorseThan: 'previous' }),
    candidate: metrics({ recall: null }),
    broken: [{ figure: 'recall', found: null, than: 'previous' }],
  },
  {
    what: 'tags that were renamed since, which nothing compares',
    gate: gate({ noWorseThan: 'previous' }),
    candidate: metrics({ tags: metrics().tags.map((tag) => ({ ...tag, name: `new ${tag.name}` })) }),
    broken: [],
  },
  {
    what: 'a minimum and a fall together',
    gate: gate({ noWorseThan: 'previous', tolerance: 0 }, { precision: 0.85 }),
    candidate: metrics({ precision: 0.8 }),
    broken: [
      { figure: 'precision', than: 'minimum' },
      { figure: 'precision', than: 'previous' },
    ],
  },
];

describe('a model that is judged', () => {
  test.each(CASES)('$what', ({ gate: asked, candidate = metrics(), incumbent = EARLIER, broken }) => {
    const verdict = judge(candidate, incumbent, asked);
    expect(verdict.broken).toEqual(broken.map((rule) => expect.objectContaining(rule) as unknown));
    expect(verdict.gate).toBe(broken.length === 0 ? 'passed' : 'failed');
  });

  test('nothing is asked: no verdict, however bad it is', () => {
    const bad = metrics({ precision: 0, recall: null });
    expect(judge(bad, EARLIER, NOTHING_ASKED)).toEqual({ gate: 'none', broken: [] });
  });
});
