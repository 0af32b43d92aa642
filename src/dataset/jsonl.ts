/**
 * The format `jsonl`: one JSON object a line, for one image each:
 * `{"path": "a.jpg", "tags": ["bolt"], "regions": [{"tag": "bolt", "left": 0.1, …}], "negative": false}`.
 * Boxes are shares of the image, as the service has them.
 */
import { readAnnotations } from './annotation-file.ts';
import type { Findings } from './findings.ts';
import type { DatasetFolder } from './folder.ts';
import { tagName } from './tag-name.ts';
import type { ListedBox, ListedImage, Listing } from './wanted.ts';

const MEMBERS = ['path', 'tags', 'regions', 'negative'];
const BOX = ['left', 'top', 'width', 'height'] as const;
const REGION_MEMBERS = ['tag', ...BOX];

export async function listJsonl(folder: DatasetFolder, file: string, findings: Findings): Promise<Listing> {
  const text = await readAnnotations(folder, file);
  const images: ListedImage[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() !== '') {
      const where = `${folder.named(file)}:${index + 1}`;
      const image = imageOf(line, where, findings);
      images.push(...(image === undefined ? [] : [image]));
    }
  });
  return { images, ignored: [] };
}

function imageOf(line: string, where: string, findings: Findings): ListedImage | undefined {
  const json = parsed(line, where, findings);
  if (json === undefined) {
    return undefined;
  }
  refuseUnknown(json, MEMBERS, where, findings);
  const { path, tags = [], regions = [], negative = false } = json;
  if (typeof path !== 'string' || path === '') {
    findings.problem(where, 'it has no "path", the path of the image below the folder of this file');
    return undefined;
  }
  if (!Array.isArray(tags) || !Array.isArray(regions) || typeof negative !== 'boolean') {
    findings.problem(where, '"tags" and "regions" must be lists, and "negative" true or false');
    return undefined;
  }
  const boxes = regions.flatMap((region: unknown) => boxOf(region, where, findings) ?? []);
  const names = tags.map((tag: unknown) => tagName(tag, where, findings));
  return {
    file: path.replace(/^\.\//, ''),
    tags: [...names, ...boxes.map(({ tag }) => tag)],
    boxes,
    negative,
    where,
    size: null,
  };
}

function boxOf(region: unknown, where: string, findings: Findings): ListedBox | undefined {
  if (!isObject(region)) {
    findings.problem(where, 'a region must be an object with tag, left, top, width and height');
    return undefined;
  }
  refuseUnknown(region, REGION_MEMBERS, where, findings);
  const [left, top, width, height] = BOX.map((name) => region[name]);
  const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
  if (!isNumber(left) || !isNumber(top) || !isNumber(width) || !isNumber(height)) {
    findings.problem(
      where,
      'a region needs left, top, width and height, numbers from 0 to 1: shares of the image',
    );
    return undefined;
  }
  return { tag: tagName(region.tag, where, findings), left, top, width, height, unit: 'shares', where };
}

function parsed(
  line: string,
  where: string,
  findings: Findings,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(line);
    if (isObject(json)) {
      return json;
    }
    findings.problem(where, 'the line is no JSON object');
  } catch (error) {
    findings.problem(where, `the line is no JSON: ${error instanceof Error ? error.message : ''}`);
  }
  return undefined;
}

function refuseUnknown(
  json: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
  findings: Findings,
): void {
  for (const name of Object.keys(json).filter((member) => !known.includes(member))) {
    findings.problem(where, `there is no member "${name}"; known are ${known.join(', ')}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
