/**
 * Fits a data set to the project: what kind of labels it takes, how many of them, and one image for the same bytes. Pure.
 */
import { counted } from '../report/counted.ts';
import type { Findings } from './findings.ts';
import { byText, type Labels, type WantedImage } from './wanted.ts';

/** What the project takes. */
export interface ProjectKind {
  readonly detects: boolean;
  /** Whether an image has one tag at most. */
  readonly single: boolean;
}

/** Source of the limits: the service's page of limits and quotas. */
const MOST_TAGS = 100;
const MOST_REGIONS = 300;

export function fitted(images: readonly WantedImage[], kind: ProjectKind, findings: Findings): WantedImage[] {
  const hasBoxes = images.some(({ regions }) => regions.length > 0);
  if (kind.detects && !hasBoxes) {
    findings.problem(
      'The project',
      'it detects objects, and the data set has no boxes: use format: coco or jsonl with boxes, or a project of classification',
    );
    return [];
  }
  const labelled = images.map((image) => ({ ...image, ...labelsFor(image, kind) }));
  const once = eachOnce(labelled, kind, findings);
  for (const image of once) {
    check(image, kind, findings);
  }
  return once;
}

function labelsFor({ tags, regions, negative }: Labels, { detects }: ProjectKind): Labels {
  return { tags, negative, regions: detects ? regions : [] };
}

function check({ path, tags, regions, negative }: WantedImage, kind: ProjectKind, findings: Findings): void {
  const bare = tags.filter((tag) => !regions.some((region) => region.tag === tag));
  if (negative && tags.length > 0) {
    findings.problem(path, `it is negative, and has the tags ${tags.join(', ')}: it can be one of the two`);
  } else if (negative && kind.detects) {
    findings.problem(path, 'it is negative, and object detection has no negative images');
  } else if (kind.detects && bare.length > 0) {
    findings.problem(path, `the project detects objects, and there is no box for ${bare.join(', ')}`);
  } else if (kind.single && tags.length > 1) {
    findings.problem(
      path,
      `it has the tags ${tags.join(', ')}, and the project takes one an image (Multiclass)`,
    );
  } else if (tags.length > MOST_TAGS || regions.length > MOST_REGIONS) {
    findings.problem(
      path,
      `it has ${counted(tags.length, 'tag')} and ${counted(regions.length, 'box', 'boxes')}, and the service takes ${MOST_TAGS} and ${MOST_REGIONS} an image`,
    );
  } else if (tags.length === 0 && !negative) {
    findings.oddity(path, 'it has no tag: the service keeps it, and does not train with it');
  }
}

/** The service keeps the same bytes once, whatever their path. */
function eachOnce(images: readonly WantedImage[], kind: ProjectKind, findings: Findings): WantedImage[] {
  const first = new Map<string, WantedImage>();
  for (const image of images) {
    const other = first.get(image.sha256);
    if (other === undefined) {
      first.set(image.sha256, image);
    } else if (sameLabels(image, other)) {
      findings.oddity(image.path, `it has the same bytes as ${other.path}, and the project has them once`);
    } else if (!kind.detects && !kind.single && !image.negative && !other.negative) {
      const tags = [...new Set([...other.tags, ...image.tags])].sort(byText);
      findings.oddity(
        image.path,
        `it has the same bytes as ${other.path}, so the image has the tags of both: ${tags.join(', ')}`,
      );
      first.set(image.sha256, { ...other, tags });
    } else {
      findings.problem(image.path, `it has the same bytes as ${other.path}, but is labelled differently`);
    }
  }
  return [...first.values()];
}

function sameLabels(a: Labels, b: Labels): boolean {
  const text = ({ tags, regions, negative }: Labels): string => JSON.stringify([tags, regions, negative]);
  return text(a) === text(b);
}
