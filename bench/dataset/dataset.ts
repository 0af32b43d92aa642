/**
 * How long it takes to bring images into a project, how many calls that is, and how much memory; beside the loop of the
 * service's Python quickstart. Time is virtual: a request takes 20 ms, and the service takes ten a second.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Figure, Section } from '../figure.ts';
import { builtRunMegabytes } from './built-run.ts';
import type { Measured } from './measured.ts';

const COUNTS = [10, 100, 1_000, 10_000];
const REQUESTS_PER_SECOND = 10;
const MOST_TIMES_THE_RATE = 1.15;
/** What else a run asks: project, domains, tags, images, and the tag that it creates. */
const OTHER_REQUESTS = 6;
const MOST_MEGABYTES = 150;
const PROCESS = path.join(import.meta.dirname, 'dataset-process.ts');

export const section: Section = {
  name: 'dataset',
  title: 'Data sets: images of 100 kB into a project (virtual time)',
  async measure(say) {
    const figures: Figure[] = [];
    for (const count of COUNTS) {
      say(`${count} images`);
      const [ours, quickstart] = [await measured('ours', count), await measured('quickstart', count)];
      figures.push(...figuresOf(count, ours, quickstart, await builtRunMegabytes(count)));
    }
    return figures;
  },
};

async function measured(way: 'ours' | 'quickstart', count: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, way, String(count)]);
  const found = JSON.parse(stdout) as Measured;
  if (found.images !== count) {
    throw new Error(`${way} brought ${found.images} of ${count} images`);
  }
  return found;
}

function figuresOf(count: number, ours: Measured, quickstart: Measured, megabytes: number): Figure[] {
  const baseline = (value: number) => [
    { name: "the quickstart's loop, batches of 64 without metadata", value },
  ];
  const rateSeconds = (count + OTHER_REQUESTS) / REQUESTS_PER_SECOND;
  const mostSeconds = MOST_TIMES_THE_RATE * rateSeconds;
  return [
    {
      what: `${count} images, time`,
      unit: 's',
      ours: ours.seconds,
      baselines: baseline(quickstart.seconds),
      floor: { name: 'the rate limit, one image a request', value: rateSeconds },
      bar: {
        text: `≤ 1.15 × the rate limit = ${mostSeconds.toFixed(1)} s`,
        met: ours.seconds <= mostSeconds,
      },
    },
    {
      what: `${count} images, calls`,
      unit: 'calls',
      ours: ours.requests,
      baselines: baseline(quickstart.requests),
    },
    {
      what: `${count} images, memory of the built action`,
      unit: 'MB',
      ours: megabytes,
      baselines: [],
      bar: { text: `≤ ${MOST_MEGABYTES} MB`, met: megabytes <= MOST_MEGABYTES },
    },
  ];
}
