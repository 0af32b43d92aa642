import { expect, test } from '@jest/globals';
import { type KnownProject, projectLine } from '../../../src/preflight/project-line.ts';
import { readDomain, readIteration, readTag } from '../../../src/custom-vision/entities.ts';
import { COMPACT, DETECTION } from '../../../trials/fakes/fake-domains.ts';
import { ITERATION, iterationJson, PROJECT } from '../../../trials/fakes/fake-services.ts';

const tags = (...counts: readonly (number | null)[]): KnownProject['tags'] =>
  counts.map((imageCount, index) => readTag({ id: PROJECT, name: `tag ${index}`, imageCount }));
const negative = readTag({ id: PROJECT, name: 'none', type: 'Negative', imageCount: 5 });
const iteration = readIteration(iterationJson(ITERATION, 'Completed'));

const SINGLE: KnownProject = {
  project: { id: PROJECT, name: 'Screws', classificationType: 'Multiclass' },
  domain: readDomain(COMPACT),
  iterations: [],
  tags: tags(20, 1),
};

test.each<[string, Partial<KnownProject>, string]>([
  ['tags that exclude each other', {}, 'has 2 tags on 21 images and no iterations.'],
  ['one of each', { tags: tags(1), iterations: [iteration] }, 'has 1 tag on 1 image and 1 iteration.'],
  ['an empty project', { tags: [] }, 'has no tags and no iterations.'],
  ['tags without images', { tags: tags(0, 0) }, 'has 2 tags on no images and no iterations.'],
  [
    'tags that may stand on one image',
    { project: { ...SINGLE.project, classificationType: 'Multilabel' } },
    'has 2 tags on at most 21 images (an image may have several) and no iterations.',
  ],
  [
    'a project for object detection, whatever its classification type',
    { domain: readDomain(DETECTION) },
    'has 2 tags on at most 21 images (an image may have several) and no iterations.',
  ],
  ['counts that are not told', { tags: tags(20, null) }, 'has 2 tags and no iterations.'],
  [
    'a negative tag',
    { tags: [...(tags(6) ?? []), negative] },
    'has 2 tags (one of them negative) on 11 images and no iterations.',
  ],
  [
    'tags that could not be read',
    { tags: undefined, iterations: [iteration, iteration] },
    'has 2 iterations.',
  ],
])('%s', (_what, changes, told) => {
  expect(projectLine({ ...SINGLE, ...changes })).toMatch(
    new RegExp(`, ${told.replaceAll(/[().]/g, '\\$&')}$`),
  );
});

test('names are quoted, and a domain that is not known is left out', () => {
  const project = { ...SINGLE.project, name: 'a\n::error::b' };
  expect(projectLine({ ...SINGLE, project, domain: undefined })).toBe(
    `Project "a\\x0a::error::b" (id ${PROJECT}), has 2 tags on at most 21 images (an image may have several) and no iterations.`,
  );
});
