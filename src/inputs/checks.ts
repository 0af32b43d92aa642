/**
 * Checks whether the inputs fit together, and fit the runner.
 */
import { checkCredentials } from './credential-checks.ts';
import { type Env, given } from '../env.ts';
import { LONGEST_NAME_BYTES } from './parsers.ts';
import { GUID, type InputReader } from './reader.ts';
import type { Inputs } from './inputs.ts';
import { artifactNames } from '../custom-vision/platforms.ts';
import { githubProxyByTls, proxyProblem } from '../network/proxies.ts';
import { hasArtifactService } from '../github/workflow-run.ts';

/**
 * Adds the problems that only show when inputs are compared with each other or with the environment.
 * @throws Failure in a workflow from a fork that lacks all credentials: everything else that is missing follows from it
 */
export function checkTogether(inputs: Inputs, reader: InputReader, env: Env): void {
  checkProject(reader);
  checkTraining(inputs, reader);
  checkCredentials(inputs, reader, env);
  checkProxies(inputs, reader, env);
  checkUpload(inputs, reader, env);
}

function checkProject(reader: InputReader): void {
  const names = ['project-id', 'project-name'];
  const set = names.filter((name) => reader.text(name) !== '');
  if (set.length === 0) {
    reader.problem('project-id', 'is missing, and so is project-name', `expected ${GUID}, or project-name`);
  }
  if (set.length === 2 && reader.accepted(...names)) {
    reader.problem('project-name', 'project-id is given as well', 'expected one of the two');
  }
}

function checkTraining(inputs: Inputs, reader: InputReader): void {
  const { trainingType, reservedBudgetHours, timeoutMinutes, onTimeout } = inputs;
  if (reader.accepted('training-type', 'reserved-budget-hours')) {
    if (trainingType === 'Advanced' && reservedBudgetHours < 1) {
      reader.problem(
        'reserved-budget-hours',
        '0 is too little for training-type: Advanced',
        'expected at least 1, such as: 1',
      );
    }
    if (trainingType === 'Regular' && reservedBudgetHours > 0) {
      reader.problem(
        'reserved-budget-hours',
        'a regular training has no budget',
        'expected 0, or training-type: Advanced',
      );
    }
  }
  if (reader.accepted('timeout-minutes', 'on-timeout') && timeoutMinutes === 0 && onTimeout === 'fail') {
    reader.problem(
      'timeout-minutes',
      '0 leaves no time to wait, and on-timeout is fail',
      'expected at least 1, or on-timeout: detach to start and leave',
    );
  }
}

function checkUpload(inputs: Inputs, reader: InputReader, env: Env): void {
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
  const needed = uploadsArtifacts(inputs, env) ? ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'] : [];
  for (const variable of needed.filter((name) => given(env[name]) === undefined)) {
    reader.problem(
      'upload-artifact',
      `the runner has not set ${variable}, so there is nowhere to upload to`,
      'expected a run on GitHub Actions, or: false',
    );
  }
}

function checkProxies(inputs: Inputs, reader: InputReader, env: Env): void {
  const expected = 'expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT';
  const proxy = proxyProblem(env);
  if (proxy !== undefined) {
    reader.problem(proxy.name, proxy.what, expected);
    return;
  }
  const name = uploadsArtifacts(inputs, env) ? githubProxyByTls(env.ACTIONS_RESULTS_URL, env) : undefined;
  if (name !== undefined) {
    reader.problem(
      name,
      'it names a proxy by https://, which GitHub’s own packages cannot reach, and artifacts go by them',
      `${expected}, or NO_PROXY with GitHub’s hosts in it`,
    );
  }
}

/** Whether this run uploads artifacts. */
export function uploadsArtifacts({ uploadArtifact }: Pick<Inputs, 'uploadArtifact'>, env: Env): boolean {
  return uploadArtifact && hasArtifactService(env);
}
