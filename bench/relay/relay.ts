/**
 * What a sweep of the relay costs, by how many trainings are in flight and how many of them have ended: beside a sweep that
 * asks for each of them, and beside runners that wait.
 */
import type { Figure, Section } from '../figure.ts';
import { type MeasuredSweep, measuredSweep, PROJECTS } from './measured-sweep.ts';

const IN_FLIGHT = [1, 100, 1_000];
const ENDED = [0, 1, 10, 31];
/** More than one look at the queue shows, so that the projects are read through as well: what fits into a minute. */
const ENDED_IN_A_MINUTE = 45;
const MANY_ENDED = 100;
/** Of each training that ended: the service is asked for it once, GitHub for the jobs of its run, and to run one again. */
const REQUESTS_EACH = 3;
/** One look at the queue, and one at the relay's own earlier runs. */
const REQUESTS_A_SWEEP = 2;
/** The projects, the iterations of each, and ten pages of runs. */
const REQUESTS_TO_READ_THROUGH = 1 + PROJECTS + 10;
const RUNNER_S = 60;
/** From the start of its job to its first request, and back: what a hosted runner takes beside the sweep, at most. */
const OF_THE_JOB_S = 6;
/** What a sweep needs beside a second for each re-run, where that is more than a minute. */
const BESIDE_RERUNS_S = 15;
const SWEEP_EVERY_S = 1_800;

export const section: Section = {
  name: 'relay',
  title: 'The relay: one sweep (virtual time; a request to GitHub takes 0.3 s, to the service 0.15 s)',
  async measure(say) {
    const figures: Figure[] = [];
    for (const ended of ENDED) {
      let few: MeasuredSweep | undefined;
      for (const inFlight of IN_FLIGHT.filter((count) => count >= ended)) {
        say(`${inFlight} in flight, ${ended} ended`);
        const measured = await checkedSweep(inFlight, ended, false);
        few ??= measured;
        figures.push(...figuresOf({ inFlight, ended, measured, few }));
      }
    }
    say('1000 in flight, what reads the projects through');
    for (const ended of [1, ENDED_IN_A_MINUTE, MANY_ENDED]) {
      figures.push(...(await readingThrough(ended)));
    }
    return figures;
  },
};

async function checkedSweep(inFlight: number, ended: number, readsThrough: boolean): Promise<MeasuredSweep> {
  const measured = await measuredSweep(inFlight, ended, readsThrough);
  if (measured.resumed !== ended) {
    throw new Error(`${measured.resumed} of ${ended} runs were run again`);
  }
  return measured;
}

interface Row {
  readonly inFlight: number;
  readonly ended: number;
  readonly measured: MeasuredSweep;
  /** The same with the fewest in flight. */
  readonly few: MeasuredSweep;
}

function figuresOf({ inFlight, ended, measured, few }: Row): Figure[] {
  const what = `${inFlight.toLocaleString('en-US')} in flight, ${ended} ended`;
  const sent = requestsOf(measured);
  const most = REQUESTS_EACH * ended + REQUESTS_A_SWEEP;
  const flat = few === measured ? '' : ', and as many as with fewer in flight';
  const seconds = measured.seconds + OF_THE_JOB_S;
  return [
    {
      what: `requests of a sweep, ${what}`,
      unit: 'calls',
      ours: sent,
      baselines: [{ name: 'asking for each that is in flight', value: inFlight + 2 * ended + 1 }],
      floor: { name: 'a re-run of each that ended', value: ended },
      bar: {
        text: `≤ ${REQUESTS_EACH} × ${ended} + ${REQUESTS_A_SWEEP} = ${most}${flat}`,
        met: sent <= most && sent === requestsOf(few),
      },
    },
    {
      what: `time of the runner, ${what}`,
      unit: 's',
      ours: seconds,
      baselines: [{ name: 'runners that wait until the next sweep', value: inFlight * SWEEP_EVERY_S }],
      bar: { text: `≤ ${RUNNER_S} s`, met: seconds <= RUNNER_S },
    },
  ];
}

/** Once a day, and where the queue does not show all, the projects are read through as well. */
async function readingThrough(ended: number): Promise<Figure[]> {
  const measured = await checkedSweep(1_000, ended, true);
  const what = `1,000 in flight in ${PROJECTS} projects, ${ended} ended, ${ended === 1 ? 'the first sweep of a day' : 'more than a look shows'}`;
  const sent = requestsOf(measured);
  const most = REQUESTS_EACH * ended + REQUESTS_A_SWEEP + REQUESTS_TO_READ_THROUGH;
  const seconds = measured.seconds + OF_THE_JOB_S;
  // GitHub asks for a second between two requests that change something, and is paid by the minute.
  const minutes = ended <= ENDED_IN_A_MINUTE ? 1 : Math.ceil((ended + BESIDE_RERUNS_S) / RUNNER_S);
  return [
    {
      ...{ what: `requests of a sweep, ${what}`, unit: 'calls', ours: sent, baselines: [] },
      bar: {
        text: `≤ ${REQUESTS_EACH} × ${ended} + ${most - REQUESTS_EACH * ended} = ${most}`,
        met: sent <= most,
      },
    },
    {
      ...{ what: `time of the runner, ${what}`, unit: 's', ours: seconds, baselines: [] },
      floor: { name: 'a second for each re-run, as GitHub asks for', value: ended },
      bar: {
        text: `≤ ${minutes} × ${RUNNER_S} s${minutes === 1 ? '' : ': a second for each that ended, and 15 s'}`,
        met: seconds <= minutes * RUNNER_S,
      },
    },
  ];
}

function requestsOf({ requests }: MeasuredSweep): number {
  return requests.queue + requests.service + requests.github;
}
