/**
 * Which iterations of a full project the user could delete. The action only names them, and never deletes any.
 */
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { notRead } from '../custom-vision/service-error.ts';
import { shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import { type Iteration, newest, newestFirst } from '../custom-vision/entities.ts';

const MOST_LISTED = 10;
const LONGEST_LOOK_MS = 10_000;

/**
 * Reads them anew, since what is published may have changed since the run began. If that fails, a line says so.
 * @param runId of this workflow run: another job of it may be exporting what it has trained, so that is not named
 * @returns lines, one an iteration, the oldest first
 */
export async function deletableIterations(runId: string, customVision: ProjectApi): Promise<string[]> {
  let all: readonly Iteration[];
  try {
    all = await customVision.getIterations(LONGEST_LOOK_MS);
  } catch (error) {
    return [notRead('Which iterations could be deleted', error)];
  }
  const inUse = newest(all.filter(({ state }) => state === 'completed'));
  const deletable = newestFirst(all)
    .reverse()
    .filter(
      (iteration) =>
        (iteration.state === 'completed' || iteration.state === 'failed') &&
        iteration.publishName === null &&
        iteration !== inUse &&
        !iteration.name.startsWith(`gh-${runId}-`),
    );
  if (deletable.length === 0) {
    return [
      `None of the ${all.length} iterations can be deleted just so: they are published, being trained, of this workflow run, or the newest that is trained. Take one back from where it is published first, or train in another project.`,
    ];
  }
  return [
    'These could be deleted, the oldest first; they are not published, and none is the newest that is trained:',
    ...shortened(deletable.map(line), MOST_LISTED),
  ];
}

function line({ id, name, state, created, trainedAt }: Iteration): string {
  const day = new Date(trainedAt ?? created).toISOString().slice(0, 10);
  return foreign(`${id} ${name} (${state === 'failed' ? 'its training failed' : 'trained'}, ${day})`);
}
