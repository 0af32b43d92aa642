/**
 * The action that publishes, as the edge runs it: its inputs, the real services, and its run.
 */
import { type Connection, connect } from '../custom-vision/connection.ts';
import { PublicationApi } from '../custom-vision/publication-api.ts';
import { runStep } from '../edge.ts';
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
  let connection: Connection | undefined;
  const action = {
    outputs,
    cancelled: CANCELLED,
    run: async (signal: AbortSignal) => {
      const inputs = readPublishInputs(report.mask, env);
      connection = await connect(inputs, { env, signal, leastRole: 'Deployment' });
      const { api, patience, resource } = connection;
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
    busy: () => connection?.login.busy === true,
  };
  await runStep(action, env);
}
