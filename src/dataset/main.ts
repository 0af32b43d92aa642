/**
 * The story of a run: read the files, read the project, plan, and carry the plan out. The project itself is the only
 * state, so a run that is started again goes on where an earlier one stopped.
 */
import path from 'node:path';
import { explained } from '../custom-vision/refusals.ts';
import { given } from '../env.ts';
import { counted } from '../report/counted.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import { carryOut, type Done } from './carry-out.ts';
import { countsOf } from './counts.ts';
import { Findings } from './findings.ts';
import { ensureTarget, findTarget, type Target } from './find-target.ts';
import { fitted } from './fit.ts';
import type { DatasetInputs } from './inputs.ts';
import { checkLimits } from './limits.ts';
import { told, writePlan } from './plan-file.ts';
import { type Plan, planFor } from './plan.ts';
import { NOTHING, type Present, readPresent } from './present.ts';
import { type ReadDataset, readDataset } from './read-dataset.ts';
import type { DatasetRun } from './run.ts';
import { DatasetStory } from './story.ts';

const MOST_SHOWN = 50;

/**
 * Runs to the end and sets every output but `status`.
 * @throws Failure; the signal's reason when aborted
 */
export async function syncDataset(inputs: DatasetInputs, run: DatasetRun): Promise<'succeeded' | 'dry-run'> {
  const story = new DatasetStory(inputs, run);
  try {
    await sync(inputs, run, story);
    await story.end();
    return inputs.dryRun ? 'dry-run' : 'succeeded';
  } catch (error) {
    await story.end(error);
    throw error;
  }
}

async function sync(inputs: DatasetInputs, run: DatasetRun, story: DatasetStory): Promise<void> {
  const { report, signal, outputs, env } = run;
  const findings = new Findings();
  const dataset = await report.group('Read the data set', async () => {
    const workspace = path.resolve(given(env.GITHUB_WORKSPACE) ?? '.');
    const read = await readDataset(inputs, workspace, findings, signal);
    report.info(`${counted(read.images.length, 'image')}.`);
    return read;
  });
  const target = await report.group('Read the project', () => findTarget(inputs, run));
  const projectId = 'id' in target.project ? target.project.id : null;
  outputs.set('projectId', projectId ?? '');
  const present =
    projectId === null
      ? NOTHING
      : await explained('read the images of the project', () => readPresent(run.images(projectId)));
  const wanted = fitted(dataset.images, target.kind, findings);
  findings.refuse();
  const plan = planFor(wanted, present, { delete: inputs.delete, prefix: dataset.folder.prefix });
  findings.tell(report);
  checkLimits(plan, present, target.kind, report);
  const counts = countsOf(plan, present);
  story.plan = plan;
  story.counts = counts;
  outputs.set('plan', await writePlan(plan, { inputs, present, projectId, counts }, run));
  told(plan).forEach((line) => {
    report.info(line);
  });
  if (inputs.dryRun) {
    report.info('This is a dry run: nothing was changed.');
    return;
  }
  await carriedOut(plan, present, dataset, { inputs, run, target, story });
}

interface Doing {
  readonly inputs: DatasetInputs;
  readonly run: DatasetRun;
  readonly target: Target;
  readonly story: DatasetStory;
}

async function carriedOut(
  plan: Plan,
  present: Present,
  { folder }: ReadDataset,
  doing: Doing,
): Promise<void> {
  const { run, inputs, story } = doing;
  const done: Done = { uploaded: [], failed: [], foreign: [], retagged: 0, deleted: 0 };
  story.done = done;
  const projectId = await ensureTarget(doing.target, run);
  run.outputs.set('projectId', projectId);
  const { clock, report, signal } = run;
  const fileOf = ({ path: file }: { readonly path: string }): string =>
    folder.absolute(file.slice(folder.prefix.length));
  const { concurrency } = inputs;
  const sending = { api: run.images(projectId), clock, report, signal, concurrency, fileOf };
  await explained('bring the images into the project', () => carryOut(plan, present, done, sending));
  warnOfForeign(done, run);
  refuseFailed(done);
}

function warnOfForeign({ foreign: images }: Done, { report }: DatasetRun): void {
  if (images.length > 0) {
    report.warning('Images of somebody else', [
      `The project has ${images.length === 1 ? 'an image' : `${images.length} images`} of the data set already, which this action did not put there. Their tags were left as they are:`,
      ...shortened(
        images.map((image) => foreign(image.path)),
        MOST_SHOWN,
      ),
      'Next: nothing, if their tags are right; else delete them in the portal, and run again.',
    ]);
  }
}

function refuseFailed({ failed, uploaded }: Done): void {
  if (failed.length > 0) {
    throw new Failure('failed', 'Images not uploaded', [
      `${failed.length} of the images did not get into the project; ${counted(uploaded.length, 'other')} did:`,
      ...shortened(
        failed.map(({ path: file, why }) => foreign(`${file}: ${why}`)),
        MOST_SHOWN,
      ),
      'Next: correct these files, or leave them out, and run again: what is in the project is not sent again.',
    ]);
  }
}
