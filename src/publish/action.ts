/**
 * The action that publishes, as the edge runs it: its inputs, the real services, and its run.
 */
import { PublicationApi } from '../custom-vision/publication-api.ts';
import { runResourceStep } from '../edge.ts';
import type { Env } from '../env.ts';
import { Failure } from '../report/failure.ts';
import { runnerReport as report } from '../report/report.ts';
import { systemClock } from '../time/clock.ts';
import { readPublishInputs } from './inputs.ts';
import { publish } from './main.ts';
import { PublishOutputs } from './outputs.ts';

const CANCELLED = new Failure('cancelled', 'Cancelled', [
  'The run was cancelled before it changed anything.',
  'Next: run the workflow again, it picks up where this run stopped.',
]);

/** Runs it as a step of a job: it never rejects. */
export async function publishStep(env: Env): Promise<void> {
  const outputs = new PublishOutputs();
  await runResourceStep(env, {
    outputs,
    cancelled: CANCELLED,
    leastRole: 'Deployment',
    read: readPublishInputs,
    run: async (inputs, { api, patience, resource }, signal) => {
      return await publish(inputs, {
        resource,
        inProject: (id) => new PublicationApi(id, api, patience, report.mask),
        clock: systemClock,
        report,
        signal,
        outputs,
        env,
      });
    },
  });
}
