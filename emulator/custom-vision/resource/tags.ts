/** A project's tags: adds, changes and removes them. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound } from './api-error.ts';
import type { Project, Tag } from './project.ts';

export type NewTag = Omit<Tag, 'id'>;

/** @throws ApiError NotFoundTag */
export function findTag({ tags }: { tags: readonly Tag[] }, tagId: string): Tag {
  const tag = tags.find(({ id }) => id === tagId);
  if (tag === undefined) throw notFound('NotFoundTag', `There is no tag ${tagId}.`);
  return tag;
}

/**
 * @param limit how many tags the project may have
 * @throws ApiError for an invalid name or type, or for one tag too many
 */
export function addTag(project: Project, tag: NewTag, limit = Infinity): Tag {
  checkTag(project, tag);
  if (project.tags.length >= limit) {
    throw badRequest(
      'BadRequestExceedTagPerProjectLimit',
      `The project has ${project.tags.length} of ${limit} tags.`,
    );
  }
  const added = { id: randomUUID(), ...tag };
  project.tags.push(added);
  return added;
}

/** Replaces the tag by a new one of the same id, because iterations keep the old one. */
export function changeTag(project: Project, tagId: string, changes: NewTag): Tag {
  const old = findTag(project, tagId);
  checkTag(project, changes, old);
  const changed = { id: old.id, ...changes };
  project.tags = project.tags.map((tag) => (tag === old ? changed : tag));
  return changed;
}

/** Removes the tag, also from every image and its regions. */
export function removeTag(project: Project, tagId: string): void {
  const removed = findTag(project, tagId);
  project.tags = project.tags.filter((tag) => tag !== removed);
  project.images = project.images.map((image) => ({
    ...image,
    tagIds: image.tagIds.filter((id) => id !== tagId),
    regions: image.regions.filter((region) => region.tagId !== tagId),
  }));
}

function checkTag(project: Project, { name, type }: NewTag, old?: Tag): void {
  const others = project.tags.filter((tag) => tag !== old);
  if (name.trim() === '') throw badRequest('BadRequestTagName', 'A tag needs a name.');
  if (others.some((tag) => tag.name === name)) {
    throw badRequest('BadRequestTagNameNotUnique', `The project has a tag "${name}" already.`);
  }
  if (type === 'Negative' && others.some((tag) => tag.type === 'Negative')) {
    throw badRequest('BadRequestMultipleNegativeTag', 'The project has a negative tag already.');
  }
  if (type === 'GeneralProduct' && others.some((tag) => tag.type === 'GeneralProduct')) {
    throw badRequest('BadRequestMultipleGeneralProductTag', 'The project has a general product tag already.');
  }
}
