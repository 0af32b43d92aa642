/**
 * What has to hold when something went wrong during a run, whatever it ended with: nothing is trained or exported
 * twice, and the next attempt mends what is left.
 */
import { createHash } from 'node:crypto';
import { leaksInText, type Secrets } from '../leaks.ts';
import { unless } from './cell.ts';
import type { Expected } from './fault-expectations.ts';
import { type FaultRun, type FaultWorld, TIMEOUT_MINUTES, TRAINING_KEY } from './fault-world.ts';

/** A question that is asked at the deadline may wait for its answer this long; then the run takes its leave. */
const LATE_MS = 100_000;

/** @returns in what the run with the trouble is not as it should be */
export function objectionsToRun(run: FaultRun, expected: Expected, world: FaultWorld): string[] {
  const { status, message, tookMs } = run;
  return [
    ...unless(status === expected.status, `it ended ${status} and not ${expected.status}: ${message}`),
    ...unless(
      status !== expected.status || expected.says.test(message),
      `it says ${JSON.stringify(message)} and not ${expected.says.source}`,
    ),
    ...unless(message === '' || message.includes('Next: '), 'its error does not say what to do next'),
    ...unless(
      tookMs <= TIMEOUT_MINUTES * 60_000 + LATE_MS,
      `it took ${Math.round(tookMs / 60_000)} min and has ${TIMEOUT_MINUTES}`,
    ),
    ...unless(world.started.trainings <= 1, `${world.started.trainings} trainings were started`),
  ];
}

/** @param runs all attempts; the last one was not disturbed */
export function objectionsToEnd(runs: readonly FaultRun[], world: FaultWorld): string[] {
  const { started, project, platforms, container, artifacts } = world;
  // Others were trained before.
  const iteration = project.iterations.at(-1);
  const last = runs.at(-1);
  if (last?.status !== 'succeeded') {
    return [`the last of ${runs.length} runs ended ${last?.status ?? ''}: ${last?.message ?? ''}`];
  }
  const models = JSON.parse(last.outputs.models ?? '[]') as { platform: string; sha256: string }[];
  const known = runs.map(({ outputs }) => outputs.iterationId ?? '').filter((id) => id !== '');
  return [
    ...unless(started.trainings === 1, `${started.trainings} trainings were started`),
    ...unless(started.exports === platforms.length, `${started.exports} exports were started`),
    ...unless(
      known.every((id) => id === iteration?.id),
      `the runs name the iterations ${known.join(', ')}`,
    ),
    ...unless(artifacts.names.length === platforms.length, `the artifacts are ${artifacts.names.join(', ')}`),
    ...unless(
      models.map(({ platform }) => platform).join() === platforms.join(),
      `the output models has ${models.map(({ platform }) => platform).join(', ')}`,
    ),
    ...models.flatMap(({ platform, sha256 }) => {
      const name = `${project.id} - ${iteration?.id ?? ''}.${platform}`;
      const exported = iteration?.exports.find((done) => done.platform === platform)?.package?.sha256;
      const backup = container.bytesOf(name);
      // A backup that was overwritten is what the container holds.
      const right = [exported, ...(backup === undefined ? [] : [sha256Of(backup)])];
      return unless(right.includes(sha256), `the model of ${platform} is not what was exported`);
    }),
    ...leaks(runs, world),
  ];
}

function leaks(runs: readonly FaultRun[], world: FaultWorld): string[] {
  const secrets: Secrets = [
    ['training key', TRAINING_KEY],
    ...[...world.storage.own.keys()].map(
      (link) => ['signature', new URL(link).searchParams.get('sig') ?? ''] as const,
    ),
  ];
  return runs.flatMap(({ report, outputs }) =>
    leaksInText(
      [...report.said.map(({ text }) => text), ...Object.values(outputs)].join('\n'),
      'report or outputs',
      secrets,
    ),
  );
}

function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
