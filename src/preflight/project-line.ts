/**
 * What a run is about, in one line at the start of its log: project, domain, images, tags and iterations.
 */
import type { Domain, Iteration, Project, Tag } from '../custom-vision/entities.ts';
import { counted } from '../report/counted.ts';
import { quoted } from '../report/foreign-text.ts';

/** What preflight has read; `undefined`: that is not known. */
export interface KnownProject {
  readonly project: Pick<Project, 'id' | 'name' | 'classificationType'>;
  readonly domain: Domain | undefined;
  readonly iterations: readonly Iteration[];
  readonly tags: readonly Tag[] | undefined;
}

export function projectLine({ project, domain, iterations, tags }: KnownProject): string {
  const where = domain === undefined ? '' : `, in the domain ${quoted(domain.name)}`;
  const images = tags === undefined ? '' : `${tagsOnImages(tags, isSingle(domain, project))} and `;
  return `Project ${quoted(project.name)} (id ${project.id})${where}, has ${images}${some(iterations.length, 'iteration')}.`;
}

/** Whether no image has several tags, so that the images of all tags are as many as there are. */
function isSingle(domain: Domain | undefined, { classificationType }: KnownProject['project']): boolean {
  return domain?.type === 'Classification' && classificationType === 'Multiclass';
}

/** Images without a tag are not counted: no training learns from them. */
function tagsOnImages(tags: readonly Tag[], single: boolean): string {
  const negative = tags.some((tag) => tag.negative) ? ' (one of them negative)' : '';
  const told = `${some(tags.length, 'tag')}${negative}`;
  const counts = tags.flatMap(({ imageCount }) => imageCount ?? []);
  if (tags.length === 0 || counts.length < tags.length) {
    return told;
  }
  const images = counts.reduce((sum, count) => sum + count, 0);
  return single || tags.length === 1 || images === 0
    ? `${told} on ${some(images, 'image')}`
    : `${told} on at most ${some(images, 'image')} (an image may have several)`;
}

/** `no images`, `1 image`, `2 images` */
function some(count: number, what: string): string {
  return count === 0 ? `no ${what}s` : counted(count, what);
}
