/**
 * What a day of waiting leaves behind in the process.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Section } from '../figure.ts';
import type { DayOfWaiting } from './day-of-waiting.ts';

const SCRIPT = path.join(import.meta.dirname, 'day-of-waiting.ts');
const MB = 1_000_000;
const MOST_GROWTH_MB = 2;

export const section: Section = {
  name: 'soak',
  title: 'Soak: 24 virtual hours of one wait, a foreign notification a minute',
  measure: async (say) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', SCRIPT]);
    const day = JSON.parse(stdout) as DayOfWaiting;
    say(`${day.looks} looks, ${day.questions} questions`);
    const growth = (day.heapAtEnd - day.heapAtStart) / MB;
    return [
      { what: 'looks', unit: 'calls', ours: day.looks, baselines: [] },
      { what: 'training API calls', unit: 'calls', ours: day.questions, baselines: [] },
      {
        what: 'heap after half an hour',
        unit: 'MB',
        ours: day.heapAtStart / MB,
        baselines: [],
      },
      {
        what: 'heap after 24 h',
        unit: 'MB',
        ours: day.heapAtEnd / MB,
        baselines: [],
        bar: {
          text: `grown by ${growth.toFixed(2)} MB < ${MOST_GROWTH_MB} MB`,
          met: growth < MOST_GROWTH_MB,
        },
      },
      {
        what: 'listeners left on the signal',
        unit: 'count',
        ours: day.listeners,
        baselines: [],
        bar: { text: '0', met: day.listeners === 0 },
      },
      {
        what: 'timers and requests left',
        unit: 'count',
        ours: day.pending,
        baselines: [],
        bar: { text: '0', met: day.pending === 0 },
      },
    ];
  },
};
