/**
 * What has to hold when a run was ended somewhere and run again until it succeeded.
 */
import type { Iteration } from '../../emulator/custom-vision/resource/project.ts';
import type { Artifact } from '../../emulator/github/artifacts/service.ts';
import type { ActionRun } from '../../emulator/github/runner/runner.ts';
import type { RequestLogEntry } from '../../emulator/request-log.ts';
import { unless } from './cell.ts';

type Trained = Pick<Iteration, 'id' | 'exports'>;
type Requested = Pick<RequestLogEntry, 'method' | 'path' | 'query' | 'status'>;

export interface Outcome {
  readonly platforms: readonly string[];
  /** In their order; the last one is the one that succeeded, if any did. */
  readonly runs: readonly Pick<ActionRun, 'outputs' | 'log'>[];
  readonly iterations: readonly Trained[];
  readonly requests: readonly Requested[];
  /** Those of other jobs left out. */
  readonly artifacts: readonly Pick<Artifact, 'id' | 'name' | 'digest' | 'finalized'>[];
  /** Texts of this project's messages that are left, when all were delivered. */
  readonly leftMessages: readonly string[];
}

/** @returns what does not hold */
export function objectionsTo(outcome: Outcome): string[] {
  const { runs, iterations, requests, platforms, leftMessages } = outcome;
  const [iteration, ...others] = iterations;
  const last = runs.at(-1);
  if (last?.outputs.status !== 'succeeded') {
    return [
      `the last of ${runs.length} runs ended ${last?.outputs.status ?? 'without a status'}:`,
      last?.log ?? '',
    ];
  }
  const trainings = accepted(requests, /\/train$/);
  const known = runs.map(({ outputs }) => outputs.iterationId ?? '').filter((id) => id !== '');
  return [
    ...unless(others.length === 0, `${iterations.length} iterations instead of one`),
    ...unless(trainings.length === 1, `${trainings.length} trainings were started`),
    ...unless(
      known.every((id) => id === iteration?.id),
      `the runs name the iterations ${known.join(', ')}`,
    ),
    ...platforms.flatMap((platform) => {
      const exports = accepted(requests, /\/export$/).filter(({ query }) => query === `platform=${platform}`);
      return unless(exports.length === 1, `${exports.length} exports to ${platform} were started`);
    }),
    ...unless(
      iteration?.exports.length === platforms.length,
      `${iteration?.exports.length ?? 0} exports instead of ${platforms.length}`,
    ),
    ...artifactObjections(outcome, iteration),
    ...leftMessages.map((text) => `left on the queue: ${text}`),
  ];
}

function artifactObjections(
  { platforms, artifacts, runs }: Outcome,
  iteration: Trained | undefined,
): string[] {
  const finished = artifacts.filter(({ finalized }) => finalized);
  const models = JSON.parse(runs.at(-1)?.outputs.models ?? '[]') as {
    platform: string;
    sha256: string;
    artifactId: number;
    artifactName: string;
  }[];
  return [
    ...unless(
      finished.length === platforms.length,
      `${finished.length} finished artifacts: ${finished.map(({ name }) => name).join(', ')}`,
    ),
    ...unless(
      models.map(({ platform }) => platform).join() === platforms.join(),
      `the output models has ${models.map(({ platform }) => platform).join(', ')}`,
    ),
    ...models.flatMap(({ platform, sha256, artifactId, artifactName }) => {
      const exported = iteration?.exports.find((done) => done.platform === platform)?.package?.sha256;
      const artifact = finished.find(({ id }) => id === artifactId);
      return [
        ...unless(sha256 === exported, `the model of ${platform} is not what was exported`),
        ...unless(
          artifact?.digest === `sha256:${exported ?? ''}`,
          `the artifact of ${platform} is another model`,
        ),
        ...unless(artifact?.name === artifactName, `the artifact of ${platform} has another name than told`),
      ];
    }),
  ];
}

function accepted(requests: readonly Requested[], path: RegExp): Requested[] {
  return requests.filter((entry) => entry.method === 'POST' && entry.status === 200 && path.test(entry.path));
}
