/**
 * Everything that is needed after the paid training is tried before it, and nothing is written.
 */
import { checkProject, type CheckedProject } from './check-project.ts';
import type { Clock } from '../time/clock.ts';
import { Failure } from '../report/failure.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { lifetimes, warnOfLifetimes } from './lifetimes.ts';
import type { ResourceServices } from '../services.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import { patiently } from '../storage/retry.ts';
import type { StorageUri } from '../storage/uri.ts';

/**
 * Reads the project, its domain and its iterations, peeks at the queue and lists the container.
 * @throws Failure that holds every trouble found, not only the first
 */
export async function preflight(
  inputs: Inputs,
  services: ResourceServices,
  signal: AbortSignal,
): Promise<CheckedProject> {
  const { queue, container, clock, report, workflow, env } = services;
  // The project is read first: the libraries for storage would hold up its request while they are loaded.
  const [project] = await Promise.allSettled([checkProject(inputs, services)]);
  signal.throwIfAborted();
  const others = await Promise.allSettled([
    patiently(inputs.queue, () => queue.peek(signal), { clock, signal }),
    patiently(inputs.container, () => container.list('', 1, signal), { clock, signal }),
    workflow(),
  ]);
  signal.throwIfAborted();
  const troubles = [project, ...others]
    .filter((finding) => finding.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  if (project.status === 'rejected' || troubles.length > 0) {
    throw together(troubles);
  }
  for (const [input, uri] of [
    ['notification-queue-uri', inputs.queue],
    ['export-model-container-uri', inputs.container],
  ] as const) {
    const expiry = expiresBefore(uri, clock, inputs.timeoutMinutes);
    if (expiry !== null) {
      report.warning('SAS expires early', [
        `The SAS in ${input} expires at ${expiry}, before timeout-minutes (${inputs.timeoutMinutes}) is used up: a long training could not be fetched.`,
        'Next: make it with a later expiry, or lower timeout-minutes.',
      ]);
    }
  }
  warnOfLifetimes(lifetimes(inputs, env, clock.now()), inputs.timeoutMinutes, clock, report);
  return project.value;
}

/** Joins several failures in one, so that the user sees all of them in one run. An error that is no Failure comes first. */
function together(all: readonly unknown[]): unknown {
  const troubles = all.filter(
    (trouble, index) => !all.slice(0, index).some((earlier) => isSameLogin(trouble, earlier)),
  );
  const failures = troubles.filter((trouble) => trouble instanceof Failure);
  const [first] = failures;
  if (first === undefined || failures.length < 2 || failures.length < troubles.length) {
    return troubles.find((trouble) => !(trouble instanceof Failure)) ?? first;
  }
  return new Failure(
    'failed',
    failures.flatMap(({ headings }) => headings),
    failures.map(({ message }) => message),
    { cause: new AggregateError(failures) },
  );
}

/** Whether two failures come from the same failed login, which several services needed. */
function isSameLogin(trouble: unknown, other: unknown): boolean {
  const [one, two] = [trouble, other].map((failure) =>
    failure instanceof Failure && failure.cause instanceof SignInError ? failure.cause : undefined,
  );
  return one !== undefined && two !== undefined && (one.code ?? one.message) === (two.code ?? two.message);
}

/** The expiry of a URI's SAS (its `se`), if it comes before the run has to end. */
function expiresBefore(uri: StorageUri, clock: Clock, timeoutMinutes: number): string | null {
  const expiry = uri.sas === null ? null : new URLSearchParams(uri.sas).get('se');
  const at = expiry === null ? NaN : Date.parse(expiry);
  return at < clock.now() + timeoutMinutes * 60_000 ? new Date(at).toISOString() : null;
}
