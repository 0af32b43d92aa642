/**
 * The action that brings the images of a repository into a project, as the edge runs it: its inputs, the real services,
 * and its run.
 */
import { ImageApi } from '../custom-vision/image-api.ts';
import { PacedApi } from '../custom-vision/pace.ts';
import { ProjectApi } from '../custom-vision/project-api.ts';
import { runResourceStep } from '../edge.ts';
import type { Env } from '../env.ts';
import { Failure } from '../report/failure.ts';
import { runnerReport as report } from '../report/report.ts';
import { systemClock } from '../time/clock.ts';
import { readDatasetInputs } from './inputs.ts';
import { syncDataset } from './main.ts';
import { DatasetOutputs } from './outputs.ts';

const CANCELLED = new Failure('cancelled', 'Cancelled', [
  'The run was cancelled. What it has sent is in the project.',
  'Next: run the workflow again, it picks up where this run stopped.',
]);

/** Runs it as a step of a job: it never rejects. */
export async function datasetStep(env: Env): Promise<void> {
  const outputs = new DatasetOutputs();
  await runResourceStep(env, {
    outputs,
    cancelled: CANCELLED,
    leastRole: 'Labeler',
    read: readDatasetInputs,
    run: async (inputs, { api, patience, resource }, signal) => {
      const paced = new PacedApi(api, systemClock);
      return await syncDataset(inputs, {
        resource,
        project: (id) => new ProjectApi(id, api, patience, report.mask),
        images: (id) => new ImageApi(id, paced, patience),
        clock: systemClock,
        report,
        signal,
        outputs,
        env,
      });
    },
  });
}
