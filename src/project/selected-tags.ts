/**
 * `selected-tags`: which of a project's tags a training learns.
 */
import { explained } from '../custom-vision/refusals.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';

/** A project may have hundreds. */
const MOST_LISTED = 50;

/**
 * @param wanted names or ids; none: all tags, and the service is not asked
 * @returns their ids, each once, in the order of the input
 * @throws Failure that names every one that the project has not, and those that it has
 */
export async function selectTags(wanted: readonly string[], customVision: ProjectApi): Promise<string[]> {
  if (wanted.length === 0) {
    return [];
  }
  const { projectId } = customVision;
  const tags = await explained(`read the tags of the project ${projectId}`, () => customVision.getTags());
  const selected = new Set<string>();
  const unknown: string[] = [];
  for (const text of wanted) {
    const tag = tags.find(({ id }) => id === text.toLowerCase()) ?? tags.find(({ name }) => name === text);
    if (tag === undefined) {
      unknown.push(text);
    } else {
      selected.add(tag.id);
    }
  }
  if (unknown.length > 0) {
    throw new Failure('failed', 'Unknown tag', [
      `selected-tags names what is no tag of the project ${projectId}: ${unknown.map(quoted).join(', ')}.`,
      ...(tags.length === 0 ? ['The project has no tags.'] : ['Its tags:']),
      ...tags.slice(0, MOST_LISTED).map(({ id, name }) => foreign(`${name} (${id})`)),
      ...(tags.length > MOST_LISTED ? [`… and ${tags.length - MOST_LISTED} more.`] : []),
      'Next: give the names as they are written there, or the ids: an id where a name holds a comma. Nothing was trained.',
    ]);
  }
  return [...selected];
}
