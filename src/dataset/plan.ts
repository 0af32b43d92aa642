/**
 * What has to be done so that the project has the images of the files. A pure function of the two: running it again on
 * what an earlier run left, whole or killed, leads to the same end.
 */
import type { Tag } from '../custom-vision/entities.ts';
import type { Present, PresentImage } from './present.ts';
import { byText, type WantedImage, type WantedRegion } from './wanted.ts';

/** An image whose tags change. Its regions are another matter. */
interface Retag {
  readonly image: PresentImage;
  readonly path: string;
  /** Names. */
  readonly add: readonly string[];
  /** Ids. */
  readonly remove: readonly string[];
}

export interface Reregion {
  readonly image: PresentImage;
  readonly path: string;
  readonly add: readonly WantedRegion[];
  /** Ids of regions. */
  readonly remove: readonly string[];
}

/** `gone`: its file is; `replaced`: its file has other bytes now, whose image takes its place. */
interface Removal {
  readonly image: PresentImage;
  readonly why: 'gone' | 'replaced';
}

export interface Plan {
  readonly newTags: readonly { readonly name: string; readonly negative: boolean }[];
  readonly create: readonly WantedImage[];
  readonly retag: readonly Retag[];
  readonly reregion: readonly Reregion[];
  /** The same bytes and labels, under another path. */
  readonly rename: readonly { readonly image: PresentImage; readonly path: string }[];
  readonly remove: readonly Removal[];
  /** How many images stay as they are; renamed ones count. */
  readonly leave: number;
  /** How many of ours stay although their file is gone. */
  readonly kept: number;
}

export interface PlanOptions {
  readonly delete: boolean;
  /** What the paths of this data set begin with: images of another one are not deleted. */
  readonly prefix: string;
}

/** The tag of negative images, where the project has none. */
const NEGATIVE_NAME = 'Negative';

export function planFor(wanted: readonly WantedImage[], present: Present, options: PlanOptions): Plan {
  const { tags, ours } = present;
  const negative = tags.find((tag) => tag.negative)?.name ?? NEGATIVE_NAME;
  const idOf = new Map(tags.map(({ id, name }) => [name, id]));
  const bySha = new Map(ours.map((image) => [image.sha256, image]));
  const paths = new Set(wanted.map(({ path }) => path));
  const [create, retag, reregion, rename] = [[], [], [], []] as [
    WantedImage[],
    Retag[],
    Reregion[],
    Plan['rename'][number][],
  ];
  const used = new Set<PresentImage>();
  for (const image of wanted.map((one) => (one.negative ? { ...one, tags: [negative] } : one))) {
    const there = bySha.get(image.sha256);
    if (there === undefined) {
      create.push(image);
      continue;
    }
    used.add(there);
    retag.push(...retagOf(image, there, idOf));
    reregion.push(...reregionOf(image, there, idOf));
    if (there.path !== image.path) {
      rename.push({ image: there, path: image.path });
    }
  }
  const rest = ours.filter((image) => !used.has(image));
  const remove = rest.flatMap((image) => removalOf(image, paths, options));
  const changed = new Set([...retag, ...reregion].map(({ image }) => image));
  return {
    newTags: newTagsOf(wanted, tags, negative),
    create,
    retag,
    reregion,
    rename,
    remove,
    leave: used.size - changed.size,
    kept: rest.length - remove.length,
  };
}

function retagOf(wanted: WantedImage, there: PresentImage, idOf: ReadonlyMap<string, string>): Retag[] {
  const ids = wanted.tags.map((name) => idOf.get(name));
  // A tag goes with the last of its regions: those are removed by themselves.
  const boxed = new Set([...there.regions.map(({ tagId }) => tagId)]);
  const remove = there.tagIds.filter((id) => !ids.includes(id) && !boxed.has(id));
  const comes = new Set(wanted.regions.map(({ tag }) => tag));
  const add = wanted.tags.filter((name) => {
    const id = idOf.get(name);
    return !comes.has(name) && (id === undefined || !there.tagIds.includes(id));
  });
  return add.length + remove.length === 0 ? [] : [{ image: there, path: wanted.path, add, remove }];
}

function reregionOf(wanted: WantedImage, there: PresentImage, idOf: ReadonlyMap<string, string>): Reregion[] {
  const free = new Set(there.regions);
  const add = wanted.regions.filter((region) => {
    const same = [...free].find((one) => one.tagId === idOf.get(region.tag) && isSameBox(one, region));
    return same === undefined || !free.delete(same);
  });
  const remove = [...free].map(({ id }) => id);
  return add.length + remove.length === 0 ? [] : [{ image: there, path: wanted.path, add, remove }];
}

/** The service keeps numbers of seven digits. */
const SAME = 1e-5;

function isSameBox(a: Omit<WantedRegion, 'tag'>, b: Omit<WantedRegion, 'tag'>): boolean {
  return (['left', 'top', 'width', 'height'] as const).every((side) => Math.abs(a[side] - b[side]) < SAME);
}

function removalOf(image: PresentImage, paths: ReadonlySet<string>, options: PlanOptions): Removal[] {
  if (paths.has(image.path)) {
    return [{ image, why: 'replaced' }];
  }
  return options.delete && image.path.startsWith(options.prefix) ? [{ image, why: 'gone' }] : [];
}

function newTagsOf(wanted: readonly WantedImage[], tags: readonly Tag[], negative: string): Plan['newTags'] {
  const known = new Set(tags.map(({ name }) => name));
  const names = new Set(wanted.flatMap((image) => image.tags).filter((name) => !known.has(name)));
  const needsNegative = wanted.some((image) => image.negative) && !tags.some((tag) => tag.negative);
  return [
    ...[...names].sort(byText).map((name) => ({ name, negative: false })),
    ...(needsNegative ? [{ name: negative, negative: true }] : []),
  ];
}
