/**
 * The format `coco`: one JSON file with `images`, `annotations` and `categories`, as tools for labelling export it.
 * Boxes are in pixels. Source: the COCO data format, object detection.
 */
import { lstat } from 'node:fs/promises';
import { readAnnotations } from './annotation-file.ts';
import type { Findings } from './findings.ts';
import type { DatasetFolder } from './folder.ts';
import { lineOfError, linesOfEntries } from './json-lines.ts';
import { tagName } from './tag-name.ts';
import type { ListedBox, ListedImage, Listing, PixelSize } from './wanted.ts';

type Json = Readonly<Record<string, unknown>>;

/** An entry of one of the three lists, and where it stands. */
interface Entry {
  readonly json: Json;
  readonly where: string;
}

interface Labelled {
  readonly tags: Set<string>;
  readonly boxes: ListedBox[];
}

/** Where the images may lie, if not where the names of their files say. */
const IMAGES = 'images/';

export async function listCoco(folder: DatasetFolder, file: string, findings: Findings): Promise<Listing> {
  const lists = readLists(await readAnnotations(folder, file), folder.named(file), findings);
  const categories = new Map<unknown, string>();
  for (const { json, where } of lists.categories) {
    categories.set(json.id, tagName(json.name, where, findings));
  }
  const labels = labelsByImage(lists, categories, findings);
  const prefix = await prefixOf(folder, lists.images);
  const images = lists.images.flatMap(({ json, where }): ListedImage[] => {
    if (typeof json.file_name !== 'string' || json.file_name === '') {
      findings.problem(where, 'the image has no file_name');
      return [];
    }
    const { tags, boxes } = labels.get(json.id) ?? { tags: [], boxes: [] };
    const image = `${prefix}${json.file_name.replace(/^\.\//, '')}`;
    return [{ file: image, tags: [...tags], boxes, negative: false, where, size: sizeOf(json) }];
  });
  return { images, ignored: [] };
}

const LISTS = ['images', 'annotations', 'categories'] as const;

function readLists(
  text: string,
  name: string,
  findings: Findings,
): Readonly<Record<(typeof LISTS)[number], readonly Entry[]>> {
  const found = { images: [] as Entry[], annotations: [] as Entry[], categories: [] as Entry[] };
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    findings.problem(
      `${name}:${lineOfError(text)}`,
      `it is no JSON: ${error instanceof Error ? error.message : ''}`,
    );
    return found;
  }
  if (!isObject(whole)) {
    findings.problem(
      name,
      'it is no COCO file: it must be a JSON object with images, annotations and categories',
    );
    return found;
  }
  const lines = linesOfEntries(text);
  for (const list of LISTS) {
    const entries = whole[list];
    if (!Array.isArray(entries)) {
      findings.problem(name, `it is no COCO file: it has no list ${list}`);
      continue;
    }
    entries.forEach((json: unknown, index) => {
      const where = `${name}:${lines.get(list)?.[index] ?? 1}`;
      if (isObject(json)) {
        found[list].push({ json, where: `${where} (${list.slice(0, -1)} ${shown(json.id)})` });
      } else {
        findings.problem(where, `entry ${index + 1} of ${list} is no object`);
      }
    });
  }
  return found;
}

function labelsByImage(
  { images, annotations }: { images: readonly Entry[]; annotations: readonly Entry[] },
  categories: ReadonlyMap<unknown, string>,
  findings: Findings,
): ReadonlyMap<unknown, Labelled> {
  const labels = new Map<unknown, Labelled>();
  for (const { json, where } of images) {
    if (labels.has(json.id)) {
      findings.problem(where, 'two images have this id');
    }
    labels.set(json.id, { tags: new Set(), boxes: [] });
  }
  for (const { json, where } of annotations) {
    const labelled = labels.get(json.image_id);
    const tag = categories.get(json.category_id);
    if (labelled === undefined) {
      findings.problem(where, `there is no image with the image_id ${shown(json.image_id)}`);
    } else if (tag === undefined) {
      findings.problem(where, `there is no category with the category_id ${shown(json.category_id)}`);
    } else if (json.iscrowd === 1) {
      findings.oddity(where, 'it is of a crowd (iscrowd), whose box is none of one object: left out');
    } else {
      labelled.tags.add(tag);
      const box = boxOf(json, tag, where, findings);
      labelled.boxes.push(...(box === undefined ? [] : [box]));
    }
  }
  return labels;
}

/** An annotation without a box, as of a classification, has its category alone. */
function boxOf(json: Json, tag: string, where: string, findings: Findings): ListedBox | undefined {
  if (json.bbox === undefined || json.bbox === null) {
    return undefined;
  }
  const numbers = Array.isArray(json.bbox) ? json.bbox.filter((number) => Number.isFinite(number)) : [];
  const [left, top, width, height] = numbers as number[];
  if (
    numbers.length !== 4 ||
    left === undefined ||
    top === undefined ||
    width === undefined ||
    height === undefined
  ) {
    findings.problem(where, 'its bbox must be four numbers: left, top, width and height in pixels');
    return undefined;
  }
  return { tag, left, top, width, height, unit: 'pixels', where };
}

function sizeOf({ width, height }: Json): PixelSize | null {
  return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
    ? { width, height }
    : null;
}

/** Looks where the first image lies whose file is there at all. */
async function prefixOf(folder: DatasetFolder, images: readonly Entry[]): Promise<'' | typeof IMAGES> {
  const isThere = async (file: string): Promise<boolean> =>
    await lstat(folder.absolute(file)).then(
      () => true,
      () => false,
    );
  for (const { json } of images) {
    const name = String(json.file_name);
    if (await isThere(name)) {
      return '';
    }
    if (await isThere(`${IMAGES}${name}`)) {
      return IMAGES;
    }
  }
  return '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(id: unknown): string {
  return id === undefined ? 'without an id' : JSON.stringify(id);
}
