/**
 * The inputs of the action that publishes, read once and checked together before the first request. What each means
 * stands in publish/action.yml.
 */
import type { Env } from '../env.ts';
import {
  type Access,
  checkHosts,
  checkLogin,
  checkProxy,
  lockOfResource,
  readAccess,
} from '../inputs/access.ts';
import { parseGuid, parseName } from '../inputs/parsers.ts';
import type { InputReader } from '../inputs/reader.ts';
import { stepReader } from '../inputs/step-reader.ts';
import { checkWhichProject, readWhichProject, type WhichProject } from '../inputs/which-project.ts';
import { looksLikeKey, parsePredictionResource } from './prediction-resource.ts';
import { readSmokeImage, type SmokeImage } from './smoke-image.ts';

/** The defaults of publish/action.yml. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  unpublish: 'false',
  'minimum-probability': '0.5',
  'dry-run': 'false',
};

const EXPECTED = {
  iteration: 'the id of an iteration (a GUID), such as: ${{ needs.train.outputs.iterationId }}, or: newest',
  publishName: 'the name under which applications ask for the model, such as: production',
  resource:
    'the Resource ID of the prediction resource, such as: /subscriptions/SUBSCRIPTION-ID/resourceGroups/GROUP/providers/Microsoft.CognitiveServices/accounts/NAME',
  image: 'the path of a JPEG, PNG, GIF or BMP of at most 6 MB, such as: test/bolt.jpg',
  tag: 'the name or id of the tag that the image shows, such as: bolt',
};

/** What the iteration has to see in an image before anything is changed. */
export interface SmokeTest {
  readonly image: SmokeImage;
  /** Name or id. */
  readonly expectedTag: string;
  /** From 0 to 1. */
  readonly minimumProbability: number;
}

interface Common extends Access {
  readonly project: WhichProject;
  readonly publishName: string;
  /** Say what would happen, and change nothing. */
  readonly dryRun: boolean;
}

interface Publishing extends Common {
  readonly unpublish: false;
  /** A lower-case GUID, or the newest that is trained. */
  readonly iterationId: string;
  /** ARM id. */
  readonly predictionResourceId: string;
  readonly smokeTest: SmokeTest | null;
}

interface Unpublishing extends Common {
  readonly unpublish: true;
  /** Takes the name from this iteration only, as in `Publishing`; `null`: whichever bears it. */
  readonly iterationId: string | null;
}

export type PublishInputs = Publishing | Unpublishing;

/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
export function readPublishInputs(mask: (secret: string) => void, env: Env): PublishInputs {
  const declared = {
    defaults: DEFAULTS,
    keys: ['training-key'],
    urls: ['endpoint', 'prediction-resource-id'],
  };
  const reader = stepReader(declared, mask, env);
  const given = reader.text('prediction-resource-id');
  if (looksLikeKey(given)) {
    mask(given);
  }
  const common: Common = {
    ...readAccess(reader),
    project: readWhichProject(reader),
    publishName: reader.required('publish-name', EXPECTED.publishName, parseName, ''),
    dryRun: reader.boolean('dry-run'),
  };
  const unpublish = reader.boolean('unpublish');
  const iterationId = reader.optional('iteration-id', EXPECTED.iteration, parseIteration);
  const predictionResourceId = reader.optional(
    'prediction-resource-id',
    EXPECTED.resource,
    parsePredictionResource,
  );
  const smokeTest = readSmokeTest(reader);
  checkHosts([['endpoint', common.endpoint]], reader);
  checkWhichProject(reader);
  checkTarget(unpublish, reader);
  checkLogin(common, [lockOfResource(common)], reader, env);
  checkProxy(reader, env);
  reader.refuse();
  return unpublish
    ? { ...common, unpublish, iterationId }
    : {
        ...common,
        unpublish,
        iterationId: iterationId ?? '',
        predictionResourceId: predictionResourceId ?? '',
        smokeTest,
      };
}

function parseIteration(text: string): string {
  return text.toLowerCase() === 'newest' ? 'newest' : parseGuid(text);
}

function readSmokeTest(reader: InputReader): SmokeTest | null {
  const image = reader.optional('smoke-image', EXPECTED.image, readSmokeImage);
  const expectedTag = reader.optional('expected-tag', EXPECTED.tag, parseName);
  const minimumProbability = reader.share('minimum-probability', 0.5);
  return image === null || expectedTag === null ? null : { image, expectedTag, minimumProbability };
}

function checkTarget(unpublish: boolean, reader: InputReader): void {
  const has = (name: string): boolean => reader.text(name) !== '';
  const isDefault = reader.text('minimum-probability') === DEFAULTS['minimum-probability'];
  reader.compare(
    [
      ['iteration-id'],
      !unpublish && !has('iteration-id'),
      `is missing; expected ${EXPECTED.iteration}. Where it comes from previousIterationId: that output is empty if no iteration bore the name before`,
    ],
    [
      ['prediction-resource-id'],
      !unpublish && !has('prediction-resource-id'),
      `is missing; expected ${EXPECTED.resource}`,
    ],
    [
      ['smoke-image', 'unpublish'],
      unpublish && has('smoke-image'),
      'nothing is tested with unpublish: true; expected no smoke-image, or unpublish: false',
    ],
    [
      ['expected-tag', 'smoke-image'],
      has('smoke-image') && !has('expected-tag'),
      `is missing, and smoke-image is given; expected ${EXPECTED.tag}`,
    ],
    [
      ['smoke-image', 'expected-tag'],
      !has('smoke-image') && has('expected-tag'),
      `is missing, and expected-tag is given; expected ${EXPECTED.image}`,
    ],
    [
      ['minimum-probability', 'smoke-image'],
      !has('smoke-image') && !isDefault,
      `it asks for nothing without a smoke-image; expected ${EXPECTED.image}, as smoke-image`,
    ],
  );
}
