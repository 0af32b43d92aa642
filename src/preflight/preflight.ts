/**
 * Everything that is needed after the paid training is tried before it, and nothing is written.
 */
import { checkArtifacts } from './check-artifacts.ts';
import type { CheckedProject } from '../project/checked-project.ts';
import { checkProject } from './check-project.ts';
import { Failure } from '../report/failure.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { lifetimes } from './lifetimes.ts';
import { githubProxyFor } from '../network/proxies.ts';
import type { ResourceRun } from '../services.ts';
import { SignInError } from '../entra/sign-in-error.ts';
import { patiently } from '../storage/retry.ts';

/**
 * Reads the project, its domain and its iterations, peeks at the queue, lists the container, and asks the artifact
 * service.
 * @throws Failure that holds every trouble found, not only the first
 */
export async function preflight(inputs: Inputs, run: ResourceRun): Promise<CheckedProject> {
  const { queue, container, clock, deadline, report, workflow, env, signal } = run;
  // The project is read first: the libraries for storage would hold up its request while they are loaded.
  const [project] = await Promise.allSettled([checkProject(inputs, run)]);
  signal.throwIfAborted();
  const waiting = { clock, signal };
  const checkingArtifacts = Promise.allSettled([checkArtifacts(inputs, run)]);
  const others = await Promise.allSettled([
    patiently(inputs.queue, () => queue.peek(signal), { ...waiting, beside: inputs.container }),
    patiently(inputs.container, () => container.list('', 1, signal), { ...waiting, beside: inputs.queue }),
    workflow(),
  ]);
  const [artifacts] = await checkingArtifacts;
  signal.throwIfAborted();
  const troubles = [project, ...others]
    .filter((finding) => finding.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  // A proxy that stops the other requests stops this one as well: that is one trouble, told where it is known better.
  const isOfProxy = githubProxyFor(env.ACTIONS_RESULTS_URL, env) !== undefined && troubles.length > 0;
  if (artifacts.status === 'rejected' && !isOfProxy) {
    troubles.push(artifacts.reason);
  }
  if (project.status === 'rejected' || troubles.length > 0) {
    throw together(troubles);
  }
  for (const { heading, what, loss, next, endsAt } of lifetimes(inputs, env, clock.now())) {
    if (endsAt < deadline.at) {
      report.warning(heading, [
        `${what}, before timeout-minutes (${inputs.timeoutMinutes}) is used up: ${loss}.`,
        `Next: ${next}.`,
      ]);
    }
  }
  return project.value;
}

/** Joins several failures in one, so that the user sees all of them in one run. An error that is no Failure comes first. */
function together(troubles: readonly unknown[]): unknown {
  const reasons = troubles.map(reasonOf);
  const failures = troubles
    .filter((_trouble, index) => reasons.indexOf(reasons[index]) === index)
    .filter((trouble) => trouble instanceof Failure);
  const unexpected = troubles.find((trouble) => !(trouble instanceof Failure));
  return unexpected !== undefined || failures.length === 1
    ? (unexpected ?? failures[0])
    : new Failure(
        'failed',
        failures.flatMap(({ headings }) => headings),
        failures.map(({ message }) => message),
        { cause: new AggregateError(failures) },
      );
}

/** The same for all failures that come from one failed login, which several services needed. */
function reasonOf(trouble: unknown): unknown {
  const login =
    trouble instanceof Failure && trouble.cause instanceof SignInError ? trouble.cause : undefined;
  return login === undefined ? trouble : (login.code ?? login.message);
}
