/**
 * Why the service trains nothing, or why a training failed: lines for the message of a failure that stands already. So
 * the run reads what they need only once, and gives up soon.
 * Source of the minima: the service's documentation, "5 images per tag" for classification, 15 for object detection.
 */
import {
  type Domain,
  type Iteration,
  newest,
  newestFirst,
  type Project,
  type Tag,
} from '../custom-vision/entities.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { adviceFor } from '../custom-vision/refusals.ts';
import { notRead, type ServiceError } from '../custom-vision/service-error.ts';
import { shortened } from '../report/failure.ts';
import { foreign } from '../report/foreign-text.ts';
import type { Run } from '../services.ts';
import { isDeletable } from './room.ts';

const LONGEST_LOOK_MS = 10_000;
/** A project may have hundreds of tags. */
const MOST_TAGS_LISTED = 20;
const MOST_ITERATIONS_LISTED = 10;

/** What a training needs. A negative tag does not count as a tag. */
const LEAST = {
  Multiclass: { tags: 2, images: 5, needs: 'classification needs 2 tags, and at least 5 images of each' },
  Multilabel: {
    tags: 1,
    images: 5,
    needs: 'classification needs 2 tags, in a multilabel project one, and at least 5 images of each',
  },
  ObjectDetection: { tags: 1, images: 15, needs: 'object detection needs at least 15 images of each tag' },
};

/** What was asked for in vain. */
interface Asked {
  /** Ids of the tags that were to be trained; none: all. */
  readonly selectedTags: readonly string[];
  /** The iterations that were to make room for it and are still there, in lines for the user. */
  readonly refusedRoom: readonly string[];
}

/**
 * What the project has, if the service refused a training because of too few images or too many iterations.
 */
export async function whyRefused(
  error: ServiceError,
  { selectedTags, refusedRoom }: Asked,
  { customVision, workflow }: Run,
): Promise<string[]> {
  switch (adviceFor(error).heading) {
    case 'Too few images or tags':
      return await customVision.getTags(null, LONGEST_LOOK_MS).then(
        (tags) =>
          imageCounts(
            tags.filter(
              ({ id, negative }) => !negative && (selectedTags.length === 0 || selectedTags.includes(id)),
            ),
          ),
        (trouble: unknown) => [notRead('How many images each tag has', trouble)],
      );
    case 'Negative tag':
      return await customVision.getTags(null, LONGEST_LOOK_MS).then(
        (tags) => tags.filter(({ negative }) => negative).map(({ id, name }) => foreign(`${name} (${id})`)),
        (trouble: unknown) => [notRead('Which tag that is', trouble)],
      );
    case 'Too many iterations': {
      const { runId } = await workflow();
      // They are read anew, since what is published may have changed since the run began.
      const deletable = await customVision.getIterations(LONGEST_LOOK_MS).then(
        (all) => deletableIterations(all, runId),
        (trouble: unknown) => [notRead('Which iterations could be deleted', trouble)],
      );
      return refusedRoom.length === 0
        ? deletable
        : ['The service did not delete these for keep-iterations:', ...refusedRoom, ...deletable];
    }
    default:
      return [];
  }
}

/** Why a training failed, in safe lines: what the service says, and the images if they were too few. */
export async function failureDetails(iteration: Iteration, customVision: ProjectApi): Promise<string[]> {
  const { trainingErrorDetails } = iteration;
  return [
    ...(trainingErrorDetails === null ? [] : [foreign(trainingErrorDetails)]),
    ...(await tooFewImages(iteration, customVision)),
  ];
}

/**
 * The images of each tag as they were when a training that failed began.
 * @returns nothing if there were enough images, or if that cannot be told
 */
export async function tooFewImages(
  { id, domainId }: Pick<Iteration, 'id' | 'domainId'>,
  customVision: ProjectApi,
): Promise<string[]> {
  try {
    const [all, project, domains] = await Promise.all([
      customVision.getTags(id, LONGEST_LOOK_MS),
      customVision.getProject(undefined, LONGEST_LOOK_MS),
      customVision.getDomains(LONGEST_LOOK_MS),
    ]);
    return fewImages(
      all,
      domains.find((one) => one.id === (domainId ?? project.domainId)),
      project,
    );
  } catch {
    return [];
  }
}

/**
 * Says so if the images of the tags may be too few for a training.
 * @param domain `undefined`: nothing is known of what it needs
 */
export function fewImages(all: readonly Tag[], domain: Domain | undefined, project: Project): string[] {
  const least = domain && leastOf(domain, project);
  const tags = all.filter(({ negative }) => !negative);
  const enough =
    least === undefined ||
    (tags.length >= least.tags && tags.every(({ imageCount }) => (imageCount ?? Infinity) >= least.images));
  return enough ? [] : [`These may be too few images: ${least.needs}.`, ...imageCounts(tags)];
}

/** What a project is for, the type of its domain says: one of object detection has a classification type as well. */
function leastOf(
  { type }: Domain,
  { classificationType }: Project,
): (typeof LEAST)[keyof typeof LEAST] | undefined {
  if (type === 'ObjectDetection') {
    return LEAST.ObjectDetection;
  }
  return type === 'Classification'
    ? LEAST[classificationType === 'Multilabel' ? 'Multilabel' : 'Multiclass']
    : undefined;
}

function imageCounts(tags: readonly Tag[]): string[] {
  if (tags.length === 0) {
    return ['There are no tags.'];
  }
  const lines = [...tags]
    .sort((a, b) => (a.imageCount ?? Infinity) - (b.imageCount ?? Infinity))
    .map(({ name, imageCount }) => foreign(`${imageCount ?? 'unknown'}: ${name}`));
  return ['Images of each tag, the fewest first:', ...shortened(lines, MOST_TAGS_LISTED)];
}

/**
 * Which iterations of a full project the user could delete. Without `keep-iterations` the action only names them.
 * @param runId of this workflow run: another job of it may be exporting what it has trained, so that is not named
 */
function deletableIterations(all: readonly Iteration[], runId: string): string[] {
  const inUse = newest(all.filter(({ state }) => state === 'completed'));
  const deletable = newestFirst(all)
    .reverse()
    .filter(
      (iteration) =>
        isDeletable(iteration) && iteration !== inUse && !iteration.name.startsWith(`gh-${runId}-`),
    );
  if (deletable.length === 0) {
    return [
      `None of the ${all.length} iterations can be deleted just so: they are published, being trained, of this workflow run, or the newest that is trained. Take one back from where it is published first, or train in another project.`,
    ];
  }
  // When a training failed, no answer says.
  const lines = deletable.map(({ id, name, state, trainedAt }) => {
    const day = trainedAt === null ? '' : `, ${new Date(trainedAt).toISOString().slice(0, 10)}`;
    return foreign(`${id} ${name} (${state === 'failed' ? 'its training failed' : `trained${day}`})`);
  });
  return [
    'These could be deleted, the oldest first; they are not published, and none is the newest that is trained:',
    ...shortened(lines, MOST_ITERATIONS_LISTED),
  ];
}
