/**
 * Inputs that do not fit together, or not the runner they are given on.
 */
import { checkCredentials, signsInByOidc } from './credential-checks.ts';
import { type Env, given } from '../env.ts';
import { LONGEST_NAME_BYTES } from './parsers.ts';
import type { InputReader } from './reader.ts';
import type { Inputs } from './inputs.ts';
import { artifactNames } from '../custom-vision/platforms.ts';
import { githubProxyByTls, proxyProblem } from '../network/proxies.ts';
import { hasArtifactService } from '../github/workflow-run.ts';

/**
 * Adds what no input alone can be blamed for.
 * @throws Failure in a workflow from a fork that lacks all credentials: whatever else is missing follows from that
 */
export function checkTogether(inputs: Inputs, reader: InputReader, env: Env): void {
  const { queue, container } = inputs;
  const timeIsGiven = reader.accepted('timeout-minutes', 'on-timeout');
  if (timeIsGiven && inputs.timeoutMinutes === 0 && inputs.onTimeout === 'fail') {
    reader.problem(
      'timeout-minutes',
      '0 leaves no time to wait, and on-timeout is fail',
      'expected at least 1, or on-timeout: detach to start and leave',
    );
  }
  if (
    inputs.storageAccountKey !== null &&
    queue.account !== '' &&
    container.account !== '' &&
    queue.account !== container.account &&
    queue.sas === null &&
    container.sas === null
  ) {
    reader.problem(
      'storage-account-key',
      'it is the key of one account, but the two URIs name two',
      'expected URIs with a SAS each',
    );
  }
  checkCredentials(inputs, reader, env);
  checkProxies(inputs, reader, env);
  const tooLong = artifactNames(inputs.artifactName, inputs.platforms).find(
    (name) => Buffer.byteLength(name) > LONGEST_NAME_BYTES,
  );
  if (reader.accepted('artifact-name', 'platforms') && tooLong !== undefined) {
    reader.problem(
      'artifact-name',
      `it is too long to have platform and flavor in it as well: ${tooLong}`,
      'expected a shorter name, such as: model.zip',
    );
  }
  if (uploadsArtifacts(inputs, env)) {
    for (const variable of ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL']) {
      if (given(env[variable]) === undefined) {
        reader.problem(
          'upload-artifact',
          `the runner has not set ${variable}, so there is nowhere to upload to`,
          'expected a run on GitHub Actions, or: false',
        );
      }
    }
  }
}

function checkProxies(inputs: Inputs, reader: InputReader, env: Env): void {
  const expected = 'expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT';
  const proxy = proxyProblem(env);
  if (proxy !== undefined) {
    reader.problem(proxy.name, proxy.what, expected);
    return;
  }
  const needed = [
    uploadsArtifacts(inputs, env) ? env.ACTIONS_RESULTS_URL : undefined,
    signsInByOidc(inputs) ? env.ACTIONS_ID_TOKEN_REQUEST_URL : undefined,
  ];
  for (const name of new Set(needed.flatMap((url) => githubProxyByTls(url, env) ?? []))) {
    reader.problem(
      name,
      'it names a proxy by https://, which GitHub’s own packages cannot reach, and artifacts and OIDC tokens go by them',
      `${expected}, or NO_PROXY with GitHub’s hosts in it`,
    );
  }
}

/** Whether this run uploads artifacts. */
export function uploadsArtifacts({ uploadArtifact }: Pick<Inputs, 'uploadArtifact'>, env: Env): boolean {
  return uploadArtifact && hasArtifactService(env);
}
