/**
 * The rules of the relay, each broken by a change of its code, and what has to notice that: an objection of the simulation
 * in some world.
 */
import path from 'node:path';
import { copied, type Change } from '../mutant.ts';
import { RELAY, type RelayCode } from './relay-code.ts';
import { drawRelayWorld, type RelayLimits } from './relay-plan.ts';
import { simulateRelay } from './simulate-relay.ts';

export interface BrokenRelayRule {
  readonly rule: string;
  readonly what: string;
  /** A world that noticed it, and was quick; others are played where it no longer does. */
  readonly seed: number;
  readonly change: Change;
}

/** Worlds that are quick to play, and still have everything in them. */
export const SMALL: RelayLimits = { days: 2, trainings: 12 };
const MOST_SEEDS = 80;

export const BROKEN_RELAY_RULES: readonly BrokenRelayRule[] = [
  {
    rule: 'the state decides',
    what: 'a message counts as an end',
    seed: 1,
    change: ends(
      "if (runId === undefined || (state !== 'completed' && state !== 'failed')) {",
      'if (runId === undefined) {',
    ),
  },
  {
    rule: 'the state decides',
    what: 'the service is asked for each message',
    seed: 19,
    change: ends('const key = keyOf(notification);', 'const key = `${keyOf(notification)} ${heard.size}`;'),
  },
  {
    rule: 'one thing never stops the others',
    what: 'an iteration that is not there ends the sweep',
    seed: 849,
    change: ends('if (isAbsent(refusal)) {', 'if (isAbsent(refusal)) { stopped = true;'),
  },
  {
    rule: 'one thing never stops the others',
    what: 'a run that is not there ends the sweep',
    seed: 1531,
    change: resume("'not found': ['given up', 'no such run'],", ''),
  },
  {
    rule: 'nothing ends untold',
    what: 'what nobody has named is passed over',
    seed: 180,
    change: ends("outcome(one, 'given up', 'unnamed')", "outcome(one, 'delivered', 'seen')"),
  },
  {
    rule: 'nothing ends untold',
    what: 'what failed for a reason of its own is passed over',
    seed: 26,
    change: plan(
      "return { kind: 'given up', why: isCancelled ?",
      "return { kind: 'delivered', why: isCancelled ?",
    ),
  },
  {
    rule: 'nobody is run again without a reason',
    what: 'what somebody has cancelled is run again',
    seed: 9,
    change: plan("job.conclusion === 'timed_out' ||", "job.conclusion !== 'success' ||"),
  },
  {
    rule: 'nobody is run again without a reason',
    what: 'a run that goes on is looked at like one that has ended',
    seed: 13,
    change: plan('|| jobs.some(({ conclusion }) => conclusion === null)) {', ') {'),
  },
  {
    rule: 'no run is run again twice for one end',
    what: 'a sweep asks for it twice',
    seed: 1,
    change: resume(
      'await this.rerun(runId, due);',
      'await this.rerun(runId, due); await this.rerun(runId, due).catch(() => undefined);',
    ),
  },
  {
    rule: 'no run is run again twice for one end',
    what: 'an attempt that came after a message does not count',
    seed: 10,
    change: plan('isGood(only) && isBefore(only, ended)', 'isGood(only)'),
  },
  {
    rule: 'earlier jobs are not repeated',
    what: 'the whole run is run again',
    seed: 13,
    change: resume('if (isOne && job !== undefined) {', 'if (isOne && job === undefined) {'),
  },
  {
    rule: 'every end is found',
    what: 'the copy of a job is asked what it has said',
    seed: 8,
    change: resume('[0] ?? job;', '[-1] ?? job;'),
  },
  {
    rule: 'every end is found',
    what: 'a runner that was lost counts as a failure of its own',
    seed: 406,
    change: plan('|| (says(LOST) && nobodySaw);', ';'),
  },
  {
    rule: 'every end is found',
    what: 'an export whose message was lost is not looked for',
    seed: 131,
    change: plan('|| now - to > EXPORT_MS;', ';'),
  },
  {
    rule: 'every end is found',
    what: 'the service is never read through',
    seed: 657,
    change: reconcile('if (reconcileHours === 0) {', 'if (reconcileHours >= 0) {'),
  },
  {
    rule: 'every end is found',
    what: 'the service is read through for first attempts only',
    seed: 131,
    change: reconcile('<= NEAR_MS || isLater);', '<= NEAR_MS);'),
  },
  {
    rule: 'it rests only when nothing is in flight',
    what: 'it disables itself while something is being trained',
    seed: 5,
    change: reconcile("iterations.filter(({ state }) => state === 'running').length", '0'),
  },
  {
    rule: 'the limits are kept',
    what: 'most-reruns is passed over',
    seed: 9,
    change: resume('if (this.resumed >= this.most) {', 'if (this.resumed < 0) {'),
  },
  {
    rule: 'the limits are kept',
    what: 'runs are run again without a rest',
    seed: 1,
    change: resume('const BETWEEN_WRITES_MS = 1_000;', 'const BETWEEN_WRITES_MS = 0;'),
  },
];

function ends(from: string, to: string): Change {
  return { file: 'ends', from, to };
}

function plan(from: string, to: string): Change {
  return { file: 'plan', from, to };
}

function resume(from: string, to: string): Change {
  return { file: 'resume', from, to };
}

function reconcile(from: string, to: string): Change {
  return { file: 'reconcile', from, to };
}

/** @returns what has noticed the broken rule, in words; `undefined` if nothing has */
export async function noticedInRelay(
  { what, seed: known, change }: BrokenRelayRule,
  folder: string,
): Promise<string | undefined> {
  const load = await copied<RelayCode>('relay', path.join(folder, what.replaceAll(/\W+/g, '-')), change);
  const [{ sweep = RELAY.sweep }, { rest = RELAY.rest }] = await Promise.all([load('sweep'), load('rest')]);
  for (const seed of [known, ...Array.from({ length: MOST_SEEDS }, (_none, index) => index + 1)]) {
    const { objections } = await simulateRelay(drawRelayWorld(seed, SMALL), { sweep, rest });
    if (objections[0] !== undefined) {
      return `seed ${seed}: ${objections[0]}`;
    }
  }
  return undefined;
}
