/**
 * How many calls to the service and to the queue a wait makes, and what they cost.
 */
import { mean } from '../distribution.ts';
import type { Figure, Section } from '../figure.ts';
import { callsUsd, runnerUsd, TRAINING_API_CALLS_PER_SECOND } from '../prices.ts';
import { labelOf, measuredWaits } from './measured-waits.ts';
import type { MeasuredWaits, WaitResult, WayName } from './wait-result.ts';
import { BASELINES } from './ways.ts';

const LONGEST_WAIT_S = 6 * 3_600;
const MOST_LOOKS = 5_000;
const MOST_TRAINING_API_CALLS = 45;
/** Costs are given for so many waits, because one wait costs too little to read easily. */
const PRICED_WAITS = 1_000;

export const section: Section = {
  name: 'calls',
  title: 'Calls: what one wait asks for, and its price',
  measure: async (say) => (await measuredWaits(say)).flatMap(figures),
};

function figures(waits: MeasuredWaits): Figure[] {
  const label = labelOf(waits);
  const compared = (
    what: string,
    unit: Figure['unit'],
    of: (result: WaitResult) => number,
    floor?: Figure['floor'],
  ): Figure => {
    const value = (way: WayName): number => mean(waits.results[way].map(of));
    return {
      what: `${what}, ${label}`,
      unit,
      ours: value('ours'),
      baselines: BASELINES.map((baseline) => ({ name: baseline.name, value: value(baseline.way) })),
      ...(floor === undefined ? {} : { floor }),
    };
  };
  const callsPrice = (wait: WaitResult): number =>
    PRICED_WAITS * callsUsd({ queue: wait.queueCalls, trainingApi: wait.trainingApiCalls });
  return [
    compared('training API calls a wait', 'calls', ({ trainingApiCalls }) => trainingApiCalls, {
      name: 'one read of the state',
      value: 1,
    }),
    compared('queue calls a wait', 'calls', ({ queueCalls }) => queueCalls, {
      name: 'one look',
      value: 1,
    }),
    compared(
      'waits at once that the limit of the training API allows',
      'count',
      ({ trainingApiCalls }) => (TRAINING_API_CALLS_PER_SECOND * waits.waitS) / trainingApiCalls,
    ),
    compared(`price of the calls of ${PRICED_WAITS.toLocaleString('en-US')} waits`, 'USD', callsPrice),
    compared(
      'the same and the runner while it does not know of the end',
      'USD',
      (wait) => callsPrice(wait) + PRICED_WAITS * runnerUsd(wait.reactionMs),
    ),
    ...(waits.waitS === LONGEST_WAIT_S ? limits(waits, label) : []),
  ];
}

function limits({ results }: MeasuredWaits, label: string): Figure[] {
  const most = (what: string, of: (result: WaitResult) => number, limit: number): Figure => {
    const value = Math.max(...results.ours.map(of));
    return {
      what: `most ${what} of any wait, ${label}`,
      unit: 'calls',
      ours: value,
      baselines: BASELINES.map(({ way, name }) => ({ name, value: Math.max(...results[way].map(of)) })),
      bar: { text: `≤ ${limit.toLocaleString('en-US')}`, met: value <= limit },
    };
  };
  return [
    most('looks', ({ looks }) => looks, MOST_LOOKS),
    most('training API calls', ({ trainingApiCalls }) => trainingApiCalls, MOST_TRAINING_API_CALLS),
  ];
}
