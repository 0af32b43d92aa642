/**
 * Checks whether the inputs fit together, and fit the runner.
 */
import { checkHosts, checkProxy, EXPECTED_PROXY } from './access.ts';
import { checkCredentials } from './credential-checks.ts';
import { type Env, given } from '../env.ts';
import { LONGEST_NAME_BYTES } from './parsers.ts';
import type { Comparison, InputReader } from './reader.ts';
import { checkWhichProject } from './which-project.ts';
import type { Inputs } from './inputs.ts';
import { artifactNames } from '../custom-vision/platforms.ts';
import { githubProxyByTls } from '../network/proxies.ts';
import { hasArtifactService } from '../github/workflow-run.ts';

/**
 * Adds the problems that only show when inputs are compared with each other or with the environment.
 * @throws Failure in a workflow from a fork that lacks all credentials: everything else that is missing follows from it
 */
export function checkTogether(inputs: Inputs, reader: InputReader, env: Env): void {
  const { endpoint, queue, container } = inputs;
  const hosts = [
    ['endpoint', endpoint],
    ['notification-queue-uri', queue.plain],
    ['export-model-container-uri', container.plain],
  ] as const;
  checkHosts(hosts, reader);
  checkWhichProject(reader);
  checkTraining(inputs, reader);
  checkCredentials(inputs, reader, env);
  checkProxies(inputs, reader, env);
  checkUpload(inputs, reader, env);
}

function checkTraining(inputs: Inputs, reader: InputReader): void {
  const { trainingType, reservedBudgetHours, timeoutMinutes, onTimeout } = inputs;
  reader.compare(
    [
      ['reserved-budget-hours', 'training-type'],
      trainingType === 'Advanced' && reservedBudgetHours < 1,
      '0 is too little for training-type: Advanced; expected at least 1, such as: 1',
    ],
    [
      ['reserved-budget-hours', 'training-type'],
      trainingType === 'Regular' && reservedBudgetHours > 0,
      'a regular training has no budget; expected 0, or training-type: Advanced',
    ],
    [
      ['timeout-minutes', 'on-timeout'],
      timeoutMinutes === 0 && onTimeout === 'fail',
      '0 leaves no time to wait, and on-timeout is fail; expected at least 1, or on-timeout: detach to start and leave',
    ],
  );
}

function checkUpload(inputs: Inputs, reader: InputReader, env: Env): void {
  const tooLong = artifactNames(inputs.artifactName, inputs.platforms).find(
    (name) => Buffer.byteLength(name) > LONGEST_NAME_BYTES,
  );
  const uploads = uploadsArtifacts(inputs, env);
  const nowhere =
    given(env.ACT) === undefined
      ? 'a run on GitHub Actions, or: false'
      : 'false, for this is nektos/act, whose artifact server refuses uploads that name a MIME type';
  reader.compare(
    [
      ['artifact-name', 'platforms'],
      tooLong !== undefined,
      `it is too long to have platform and flavor in it as well: ${tooLong}; expected a shorter name, such as: model.zip`,
    ],
    ...['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL'].map((variable): Comparison => [
      ['upload-artifact'],
      uploads && given(env[variable]) === undefined,
      `the runner has not set ${variable}, so there is nowhere to upload to; expected ${nowhere}`,
    ]),
  );
}

function checkProxies(inputs: Inputs, reader: InputReader, env: Env): void {
  const byTls = uploadsArtifacts(inputs, env) ? githubProxyByTls(env.ACTIONS_RESULTS_URL, env) : undefined;
  if (checkProxy(reader, env) && byTls !== undefined) {
    reader.problem(
      byTls,
      `it names a proxy by https://, which GitHub’s own packages cannot reach, and artifacts go by them; ${EXPECTED_PROXY}, or NO_PROXY with GitHub’s hosts in it`,
    );
  }
}

/** Whether this run uploads artifacts. */
export function uploadsArtifacts({ uploadArtifact }: Pick<Inputs, 'uploadArtifact'>, env: Env): boolean {
  return uploadArtifact && hasArtifactService(env);
}
