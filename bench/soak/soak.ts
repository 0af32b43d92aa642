/**
 * What a day of waiting leaves in memory.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Figure, Section } from '../figure.ts';
import type { Soaked } from './soak-process.ts';
import type { Surroundings } from './soaked-queue.ts';

const MOST_GROWTH_MB = 2;
const MB = 1_000_000;
const SCENES: readonly { surroundings: Surroundings; what: string }[] = [
  { surroundings: 'quiet', what: 'quiet queue' },
  { surroundings: 'crowded', what: 'crowd that moves twice a second' },
];

export const section: Section = {
  name: 'soak',
  title: 'Soak: 24 hours of waiting on a virtual clock, a forged message every 10 min',
  measure: async (say) => {
    const figures: Figure[] = [];
    for (const { surroundings, what } of SCENES) {
      say(`24 h, ${what}`);
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        path.join(import.meta.dirname, 'soak-process.ts'),
        surroundings,
      ]);
      figures.push(...soakFigures(what, JSON.parse(stdout) as Soaked));
    }
    return figures;
  },
};

function soakFigures(what: string, soaked: Soaked): Figure[] {
  const growthMb = (soaked.heapAtEnd - soaked.heapAtStart) / MB;
  const plain = (name: string, unit: Figure['unit'], ours: number): Figure => ({
    what: `${what}: ${name}`,
    unit,
    ours,
    baselines: [],
  });
  const zero = (name: string, ours: number): Figure => ({
    ...plain(name, 'count', ours),
    bar: { text: '0', met: ours === 0 },
  });
  return [
    plain('looks', 'count', soaked.looks),
    plain('questions to the service', 'count', soaked.questions),
    plain('heap at the start', 'MB', soaked.heapAtStart / MB),
    plain('heap after 24 h, still waiting', 'MB', soaked.heapAtEnd / MB),
    {
      ...plain('growth of the heap', 'MB', growthMb),
      bar: { text: `< ${MOST_GROWTH_MB} MB`, met: growthMb < MOST_GROWTH_MB },
    },
    plain('listeners on the signal while waiting', 'count', soaked.listenersWaiting),
    plain('timers and requests while waiting', 'count', soaked.timersWaiting),
    zero('listeners after the end', soaked.listenersAfter),
    zero('timers and requests after the end', soaked.timersAfter),
  ];
}
