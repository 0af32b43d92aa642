/**
 * Asks the iteration what it sees in an image that the user knows, before anything is changed: a model that fails there
 * is never published.
 */
import type { Iteration, Prediction, Project } from '../custom-vision/entities.ts';
import { nearNames } from '../custom-vision/names.ts';
import { explained } from '../custom-vision/refusals.ts';
import { Failure } from '../report/failure.ts';
import { foreign, quoted } from '../report/foreign-text.ts';
import type { SmokeTest } from './inputs.ts';
import type { PublishRun } from './run.ts';

const MOST_SHOWN = 5;

/** What the iteration saw. */
export interface Seen {
  /** The five most probable, the best first. */
  readonly best: readonly Prediction[];
  /** Of the expected tag, from 0 to 1; `null`: it is not among the answers. */
  readonly probability: number | null;
}

/**
 * Sets the output.
 * @param onSeen is told what the iteration saw, whether that is good enough or not
 * @throws Failure `smoke-test-failed` if it saw something else, or was not sure enough
 */
export async function passSmokeTest(
  { iteration, project }: { readonly iteration: Iteration; readonly project: Project },
  test: SmokeTest,
  { customVision, outputs, report }: PublishRun,
  onSeen: (seen: Seen) => void,
): Promise<void> {
  const { image, expectedTag, minimumProbability } = test;
  report.info(`Asking iteration ${iteration.id} what it sees in ${quoted(image.file)}.`);
  const all = await explained(`test iteration ${iteration.id} with the smoke image`, () =>
    customVision.quickTest(iteration.id, image.bytes),
  );
  const found = all.find((one) => isTag(one, expectedTag));
  const probability = found?.probability ?? null;
  const best = all.slice(0, MOST_SHOWN);
  onSeen({ best, probability });
  outputs.set('smokeProbability', probability === null ? '' : figure(probability));
  const wrong = whatIsWrong(all, found, test, project);
  if (wrong !== undefined) {
    throw new Failure('smoke-test-failed', 'Smoke test failed', [
      `Iteration ${iteration.id} does not see in ${quoted(image.file)} what it should: ${wrong}. Nothing was changed.`,
      best.length === 0 ? 'It sees nothing at all in it.' : 'What it sees, the most probable first:',
      ...best.map((one) => foreign(`${figure(one.probability)} ${one.tagName}`)),
      'Next: look whether expected-tag and smoke-image fit together; if they do, train on more such images and publish that iteration; or, if this will do, lower minimum-probability.',
    ]);
  }
  report.info(
    `It sees ${quoted(expectedTag)} with a probability of ${figure(probability ?? 0)}, at least ${minimumProbability} was wanted.`,
  );
}

function isTag({ tagId, tagName }: Prediction, wanted: string): boolean {
  return tagName === wanted || tagId === wanted.toLowerCase();
}

/** One tag of several may hold for an image, but in a project that gives each image one. */
function whatIsWrong(
  all: readonly Prediction[],
  found: Prediction | undefined,
  { expectedTag, minimumProbability }: SmokeTest,
  { classificationType }: Project,
): string | undefined {
  const tag = quoted(expectedTag);
  if (found === undefined) {
    const [near] = nearNames(
      expectedTag,
      all.map(({ tagName }) => tagName),
    );
    return `${tag} is not among its answers${near === undefined ? '' : `, but ${quoted(near)} is`}`;
  }
  const isOnlyOne = classificationType === 'Multiclass' && !found.hasBox;
  const [first] = all;
  if (isOnlyOne && first !== undefined && first.probability > found.probability) {
    return `${quoted(first.tagName)} is more probable than ${tag}`;
  }
  return found.probability < minimumProbability
    ? `${tag} has a probability of ${figure(found.probability)}, and at least ${minimumProbability} is wanted`
    : undefined;
}

/** At most four digits, cut off and not rounded: what is too low never looks as if it were enough. */
export function figure(probability: number): string {
  return String(Math.floor(probability * 10_000 + 1e-6) / 10_000);
}
