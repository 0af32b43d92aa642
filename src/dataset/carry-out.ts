/**
 * Carries out a plan. Each step can be repeated, and none leaves the project so that a later run would not come to the
 * same end: what takes the place of an image is there before the image goes.
 */
import {
  type ImageApi,
  type ImageTag,
  MOST_DELETED,
  MOST_REGIONS,
  MOST_TAGGED,
  MOST_UNTAGGED,
  type NewRegion,
} from '../custom-vision/image-api.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { counted } from '../report/counted.ts';
import type { Plan } from './plan.ts';
import type { Present } from './present.ts';
import { sendImages, type Sending, type Sent } from './send-images.ts';
import { sideBySide } from './side-by-side.ts';

/** What was done; it is filled while the run goes on. */
export interface Done extends Sent {
  retagged: number;
  deleted: number;
}

export async function carryOut(
  plan: Plan,
  present: Present,
  done: Done,
  doing: Omit<Sending, 'tagIds'>,
): Promise<void> {
  const { api, signal } = doing;
  const tagIds = new Map(present.tags.map(({ name, id }) => [name, id]));
  for (const tag of plan.newTags) {
    tagIds.set(tag.name, await createTag(tag, api));
  }
  await remove(plan, 'gone', done, api);
  await relabel(plan, tagIds, done, api);
  await sideBySide(
    plan.rename,
    doing.concurrency,
    async ({ image: { id, sha256 }, path }) => {
      if (!(await api.updateMetadata(id, { path, sha256 }))) {
        done.failed.push({ path, why: 'its new path could not be stored with the image' });
      }
    },
    signal,
  );
  await sendImages(plan.create, done, { ...doing, tagIds });
  await remove(plan, 'replaced', done, api);
}

const MOST_TRIES = 3;

/** A lost answer may hide that the tag is there, and another run may have made it meanwhile. */
async function createTag({ name, negative }: Plan['newTags'][number], api: ImageApi): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await api.createTag(name, negative ? 'Negative' : 'Regular')).id;
    } catch (error) {
      if (!(error instanceof ServiceError && (error.mayHaveActed || TAKEN.includes(error.code ?? '')))) {
        throw error;
      }
      const tags = await api.getTags();
      const found = tags.find((tag) => tag.negative === negative && (negative || tag.name === name));
      if (found !== undefined) {
        return found.id;
      }
      if (attempt === MOST_TRIES) {
        throw error;
      }
    }
  }
}

const TAKEN = ['BadRequestTagNameNotUnique', 'BadRequestMultipleNegativeTag'];

/** Where an image is replaced, only after its file has been sent. */
async function remove(plan: Plan, why: 'gone' | 'replaced', done: Done, api: ImageApi): Promise<void> {
  const failed = new Set(done.failed.map(({ path }) => path));
  const images = plan.remove.filter((one) => one.why === why && !failed.has(one.image.path));
  for (const batch of batches(images, MOST_DELETED)) {
    await takeAway(batch, (some) => api.removeImages(some.map(({ image }) => image.id)));
    done.deleted += batch.length;
  }
}

/** What goes, goes first: an image of a multiclass project has room for one tag only. */
async function relabel(
  { retag, reregion }: Plan,
  tagIds: ReadonlyMap<string, string>,
  done: Done,
  api: ImageApi,
): Promise<void> {
  const idOf = (tag: string): string => tagIds.get(tag) ?? '';
  const goes = Map.groupBy(
    retag.flatMap(({ image, remove: tags }) => tags.map((tagId) => ({ imageId: image.id, tagId }))),
    ({ tagId }) => tagId,
  );
  for (const [tagId, entries] of goes) {
    for (const batch of batches(entries, MOST_UNTAGGED)) {
      const idsOf = (some: typeof batch): string[] => some.map(({ imageId }) => imageId);
      await takeAway(batch, (some) => api.removeTag(idsOf(some), tagId));
    }
  }
  const regions = reregion.flatMap((change) => change.remove);
  for (const batch of batches(regions, MOST_REGIONS)) {
    await takeAway(batch, (some) => api.removeRegions(some));
  }
  const tags = retag.flatMap(({ image, add }) =>
    add.map((tag): ImageTag => ({ imageId: image.id, tagId: idOf(tag) })),
  );
  const boxes = reregion.flatMap(({ image, add }) =>
    add.map(({ tag, ...box }): NewRegion => ({ imageId: image.id, tagId: idOf(tag), ...box })),
  );
  let exceeded = 0;
  for (const batch of batches(tags, MOST_TAGGED)) {
    exceeded += await api.addTags(batch);
  }
  for (const batch of batches(boxes, MOST_REGIONS)) {
    exceeded += await api.addRegions(batch);
  }
  if (exceeded > 0) {
    done.failed.push({
      path: 'Labels',
      why: `the service did not take ${counted(exceeded, 'tag or box', 'tags or boxes')} on images that have as many as they may have`,
    });
  }
  done.retagged = new Set([...retag, ...reregion].map(({ image }) => image)).size;
}

function batches<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/**
 * Takes a batch away. The service refuses it as a whole if one of it is gone already, as after an answer that was lost:
 * then each goes alone, and what is not there does not matter.
 */
async function takeAway<T>(batch: T[], take: (some: T[]) => Promise<void>): Promise<void> {
  try {
    await take(batch);
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
    for (const one of batch) {
      await take([one]).catch((again: unknown) => {
        if (!isGone(again)) {
          throw again;
        }
      });
    }
  }
}

/** A project that is gone says so by a code of its own. */
function isGone(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    error.httpStatus === 404 &&
    error.code?.startsWith('NotFound') === true &&
    error.code !== 'NotFoundProject'
  );
}
