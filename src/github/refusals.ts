/**
 * What it means when the artifact service refuses or is out of reach, and what the user can do about it. The toolkit's
 * errors tell kinds apart by their text only.
 */
import type { Env } from '../env.ts';
import {
  causes,
  errorCode,
  isOfCertificate,
  isTransientStatus,
  networkAdvice,
  statusCode,
} from '../network/connection-errors.ts';
import { ForeignAnswer } from '../network/foreign-answer.ts';
import { githubProxyFor, proxyAdvice } from '../network/proxies.ts';
import type { Advice } from '../report/headings.ts';
import { ArtifactListError } from './artifact-list.ts';

/** The toolkit's words for what the service calls `insufficient usage`. */
const QUOTA = /Artifact storage quota has been hit|insufficient usage/;

/** Whether the same request may well succeed a moment later. */
export function mayPass(error: unknown): boolean {
  const status = statusCode(error);
  if (status !== undefined) {
    return isTransientStatus(status);
  }
  // A host that nobody knows is a wrong address far more often than trouble that passes.
  const isUnknown = causes(error).some((cause) => errorCode(cause) === 'ENOTFOUND');
  return reasonOf(error) === 'no answer' && !isUnknown && !isOfCertificate(error);
}

/** @param error of the toolkit or of `listArtifacts` */
export function artifactAdvice(error: unknown, env: Env): Advice {
  const said = error instanceof Error ? error.message : String(error);
  if (QUOTA.test(said)) {
    return {
      heading: 'Artifact storage used up',
      next: 'delete artifacts or packages of the account that owns this repository, or raise its budget for Actions storage; GitHub counts anew within 6 to 12 hours. Then run again',
    };
  }
  if (error instanceof ArtifactListError && error.proxy !== undefined) {
    return {
      heading: 'No way through the proxy',
      next: proxyAdvice(error.proxy, error.statusCode ?? null),
    };
  }
  const heading =
    reasonOf(error) === 'something else answered' ? 'Something else answered' : 'Artifact service';
  return { heading, next: `${nextOf(error, said, env)}${proxyHint(env)}` };
}

function nextOf(error: unknown, said: string, env: Env): string {
  if (env.ACT !== undefined) {
    return 'set upload-artifact: false: this is nektos/act, whose artifact server refuses uploads that name a MIME type';
  }
  switch (reasonOf(error)) {
    case 'not asked':
      return 'run this job on a runner of GitHub Actions, which sets that variable, or set upload-artifact: false';
    case 'something else answered':
      return `see what answers for ${hostOf(env)}: a proxy or a sign-in page stands between this runner and GitHub`;
    case 'no answer':
      return networkAdvice(error) ?? `let this runner reach ${hostOf(env)}, and run again`;
    case 'refused':
    case undefined:
      return /\b40[13]\b/.test(said)
        ? 'run the job again, which gives it a new token; if that does not help, set upload-artifact: false'
        : 'run again';
  }
}

/** The toolkit's errors do not tell a proxy's refusal from GitHub's. */
function proxyHint(env: Env): string {
  const proxy = githubProxyFor(env.ACTIONS_RESULTS_URL, env);
  return proxy === undefined
    ? ''
    : `; if that does not help, see that the proxy ${proxy.url} (${proxy.variable}) lets this runner through to GitHub’s hosts`;
}

function reasonOf(error: unknown): ArtifactListError['reason'] | undefined {
  if (error instanceof ForeignAnswer) {
    return 'something else answered';
  }
  return error instanceof ArtifactListError ? error.reason : undefined;
}

function hostOf({ ACTIONS_RESULTS_URL: url }: Env): string {
  return URL.parse(url ?? '')?.host ?? 'the artifact service';
}
