/**
 * `iteration-id`: which iteration a run attaches to, that of an id, the newest trained one, or a published one.
 */
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { type Iteration, newestFirst } from '../custom-vision/entities.ts';
import { newestTrained } from '../custom-vision/newest-trained.ts';
import type { IterationChoice } from '../inputs/iteration-choice.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { Services } from '../services.ts';
import { findAttached, newestLines } from './attach.ts';

const MOST_NAMES_LISTED = 20;

/**
 * Finds the iteration, and tells which it is where its id was not given.
 * @param all the project's iterations
 * @throws Failure if there is no such iteration, or if no model can come of it
 */
export async function findChosen(
  choice: IterationChoice,
  all: readonly Iteration[],
  { customVision, report }: Pick<Services, 'customVision' | 'report'>,
): Promise<Iteration> {
  if (choice !== 'newest' && 'id' in choice) {
    return await findAttached(choice.id, all, customVision);
  }
  const { iteration, lines } =
    choice === 'newest' ? newest(all, customVision) : published(choice.publishName, all, customVision);
  lines.forEach((line) => {
    report.info(line);
  });
  return iteration;
}

interface Found {
  readonly iteration: Iteration;
  /** For the log. */
  readonly lines: readonly string[];
}

/** A newer one that is not trained is told: nobody should take the model for one of the newest images. */
function newest(all: readonly Iteration[], { projectId }: ProjectApi): Found {
  const { iteration, newer } = newestTrained(all);
  if (iteration === undefined) {
    throw new Failure('failed', 'Iteration not found', [
      `iteration-id is newest, but the project ${projectId} has no iteration that is trained.`,
      ...newestLines(newer),
      newer[0]?.state === 'running'
        ? 'Next: run again when that training has ended; or give its id as iteration-id, to wait for it.'
        : 'Next: leave iteration-id out to train; or check that the project is the right one.',
    ]);
  }
  return {
    iteration,
    lines: [
      `iteration-id is newest: iteration ${iteration.id} is taken, the newest one that is trained. Its name:`,
      foreign(iteration.name),
      ...newer.map(({ id, state }) =>
        state === 'failed'
          ? `Iteration ${id} is newer, but its training failed: no model can come of it.`
          : `Iteration ${id} is newer, but is still being trained. To wait for it: iteration-id: ${id}.`,
      ),
    ],
  };
}

function published(name: string, all: readonly Iteration[], { projectId }: ProjectApi): Found {
  const known = newestFirst(all).filter(
    ({ state, publishName }) => state === 'completed' && publishName !== null,
  );
  // One name may stand for an iteration each in several prediction resources.
  const [iteration, ...older] = known.filter(({ publishName }) => publishName === name);
  if (iteration === undefined) {
    throw new Failure('failed', 'Iteration not found', [
      `No iteration of the project ${projectId} is published under the name ${quoted(name)}, which iteration-id names.`,
      ...(known.length === 0
        ? ['None is published at all.']
        : [
            'The names that there are:',
            ...shortened(
              known.map(({ id, publishName }) => foreign(`${publishName ?? ''} (iteration ${id})`)),
              MOST_NAMES_LISTED,
            ),
          ]),
      'Next: check the name in iteration-id (upper and lower case count), and that the project is the right one; or leave iteration-id out to train.',
    ]);
  }
  return {
    iteration,
    lines: [
      `Iteration ${iteration.id} is published under the name ${quoted(name)}: it is taken.`,
      ...older.map(({ id }) => `So is iteration ${id}, which is older: it is not taken.`),
    ],
  };
}
