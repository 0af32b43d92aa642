/**
 * The relay, as the edge runs it: its inputs, the real services, and its run.
 */
import { ProjectApi } from '../custom-vision/project-api.ts';
import { runResourceStep } from '../edge.ts';
import type { Env } from '../env.ts';
import { octokitFor } from '../github/octokit.ts';
import { OctokitRuns } from '../github/octokit-runs.ts';
import { Failure } from '../report/failure.ts';
import { runnerReport as report } from '../report/report.ts';
import { storageCredential } from '../storage/client.ts';
import { AzureQueue } from '../storage/queue.ts';
import { systemClock as clock } from '../time/clock.ts';
import { readRelayInputs } from './inputs.ts';
import { relay } from './main.ts';
import { RelayOutputs } from './outputs.ts';

const CANCELLED = new Failure('cancelled', 'Cancelled', [
  'The sweep was cancelled. What it has run again goes on; the messages are where they were.',
  'Next: nothing, the next sweep sees to the rest.',
]);

/** Runs it as a step of a job: it never rejects. */
export async function relayStep(env: Env): Promise<void> {
  const outputs = new RelayOutputs();
  await runResourceStep(env, {
    outputs,
    cancelled: CANCELLED,
    leastRole: 'Reader',
    read: readRelayInputs,
    run: async (inputs, { api, patience, resource, login }, signal) => {
      const { queue, storageAccountKey, githubToken } = inputs;
      return await relay(inputs, {
        resource,
        inProject: (id) => new ProjectApi(id, api, patience, report.mask),
        queue: new AzureQueue(
          queue,
          () => storageCredential(queue, storageAccountKey, login.credential),
          clock,
        ),
        runs: new OctokitRuns({ env, clock, signal }, () => octokitFor(githubToken, env, report)),
        clock,
        report,
        signal,
        workflow: workflowFile(env),
        asked: () => api.sent,
        outputs,
        env,
      });
    },
  });
}

/** GitHub says `OWNER/REPOSITORY/.github/workflows/FILE@REF`. */
function workflowFile({ GITHUB_WORKFLOW_REF: ref }: Env): string | null {
  return /\/\.github\/workflows\/([^/@]+)@/.exec(ref ?? '')?.[1] ?? null;
}
