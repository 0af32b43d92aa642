/**
 * Reads `selected-tags`: the tags of the project that a training learns.
 */
import type { Tag } from '../custom-vision/entities.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { explained } from '../custom-vision/refusals.ts';
import { Failure, shortened } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';

/** A project may have hundreds of tags. */
const MOST_LISTED = 50;

/**
 * @param wanted names or ids; none: all tags, and the service is not asked
 * @returns their ids, each once, in the order of the input
 * @throws Failure that names every tag that the project does not have, and the tags that it has; or the negative one
 */
export async function selectTags(
  wanted: readonly string[],
  customVision: Pick<ProjectApi, 'projectId' | 'getTags'>,
): Promise<string[]> {
  if (wanted.length === 0) {
    return [];
  }
  const { projectId } = customVision;
  const tags = await explained(`read the tags of the project ${projectId}`, () => customVision.getTags());
  const find = (text: string): Tag | undefined =>
    tags.find(({ id }) => id === text.toLowerCase()) ?? tags.find(({ name }) => name === text);
  const unknown = wanted.filter((text) => find(text) === undefined);
  if (unknown.length > 0) {
    throw new Failure('failed', 'Unknown tag', [
      `The project ${projectId} does not have these tags of selected-tags: ${unknown.map(quoted).join(', ')}.`,
      tags.length === 0 ? 'The project has no tags.' : 'Its tags:',
      ...shortened(
        tags.map(({ id, name }) => foreign(`${name} (${id})`)),
        MOST_LISTED,
      ),
      'Next: give the names as they are written there, or the ids; for a tag whose name holds a comma, give its id. Nothing was trained.',
    ]);
  }
  const found = wanted.flatMap((text) => find(text) ?? []);
  const negative = found.filter((tag) => tag.negative);
  if (negative.length > 0) {
    throw new Failure('failed', 'Negative tag', [
      `selected-tags names the negative tag of the project ${projectId}, which marks images that show nothing of the others, and is not learned:`,
      ...new Set(negative.map(({ id, name }) => foreign(`${name} (${id})`))),
      'Next: leave it out of selected-tags. Nothing was trained.',
    ]);
  }
  return [...new Set(found.map(({ id }) => id))];
}
