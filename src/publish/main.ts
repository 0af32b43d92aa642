/**
 * The story of a run that publishes: read what there is, test the iteration, and bring about what is wanted. It reads
 * first and acts only if needed, so a run that is started again goes on where an earlier one stopped.
 */
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import { seconds } from './absence.ts';
import { describe, ensure } from './ensure.ts';
import { findTarget, type Target } from './find-target.ts';
import type { PublishInputs } from './inputs.ts';
import { after, nextStep, type Wanted } from './publication.ts';
import type { PublishServices } from './run.ts';
import { passSmokeTest } from './smoke-test.ts';
import { PublishStory } from './story.ts';

/**
 * Runs to the end and sets every output but `status`.
 * @throws Failure; the signal's reason when aborted
 */
export async function publish(
  inputs: PublishInputs,
  services: PublishServices,
): Promise<'succeeded' | 'dry-run'> {
  const story = new PublishStory(inputs, services);
  try {
    await bringAbout(inputs, services, story);
    const status = inputs.dryRun ? 'dry-run' : 'succeeded';
    await story.end(status);
    return status;
  } catch (error) {
    await story.end(error instanceof Failure ? error.status : 'failed', error);
    throw error;
  }
}

async function bringAbout(
  inputs: PublishInputs,
  services: PublishServices,
  story: PublishStory,
): Promise<void> {
  const { outputs, report } = services;
  outputs.set('publishName', inputs.publishName);
  // Nothing is changed yet.
  if (outputs.unwritten !== undefined) {
    throw outputs.unwritten;
  }
  const target = await report.group('Look what is published', () => findTarget(inputs, services));
  const { project, iterations, run } = target;
  story.project = project;
  const wanted = wantedOf(inputs, target);
  const first = nextStep(wanted, iterations);
  outputs.set('iterationId', wanted.iterationId ?? (first?.kind === 'unpublish' ? first.iteration.id : ''));
  if (first === null) {
    report.info(alreadySo(wanted));
    return;
  }
  await test(inputs, target, story);
  if (inputs.dryRun) {
    story.plan = planOf(wanted, target);
    story.plan.forEach((line) => {
      report.info(`A run without dry-run would ${line}.`);
    });
    return;
  }
  const { ended } = await report.group('Publish', () => ensure(wanted, iterations, run));
  if (ended !== undefined) {
    story.away = ended;
    report.notice('Name was away', [
      `The service takes no new name for what is published: iteration ${wanted.iterationId ?? ''} had to lose the name ${quoted(ended.name)} first, and was away for ${seconds(ended.ms)}.`,
      ...(ended.name === wanted.name ? [] : [`Nothing answers under ${quoted(ended.name)} any more.`]),
    ]);
  }
  report.info(`Done: ${nowSo(wanted)}.`);
}

function wantedOf(inputs: PublishInputs, { iteration }: Target): Wanted {
  const name = inputs.publishName;
  return inputs.unpublish
    ? { kind: 'unpublished', name, iterationId: iteration?.id ?? null }
    : {
        kind: 'published',
        name,
        iterationId: iteration?.id ?? '',
        predictionResourceId: inputs.predictionResourceId,
      };
}

async function test(inputs: PublishInputs, target: Target, story: PublishStory): Promise<void> {
  const { iteration, project, run } = target;
  if (!inputs.unpublish && inputs.smokeTest !== null && iteration !== null) {
    const { smokeTest } = inputs;
    await run.report.group('Smoke test', () =>
      passSmokeTest({ iteration, project }, smokeTest, run, (seen) => {
        story.seen = seen;
      }),
    );
  }
}

/** Each step that would be taken, in words that follow "would ". */
function planOf(wanted: Wanted, { iterations }: Target): string[] {
  const plan: string[] = [];
  let known = iterations;
  for (let step = nextStep(wanted, known); step !== null; step = nextStep(wanted, known)) {
    plan.push(describe(step, wanted));
    known = after(step, wanted, known);
  }
  return plan;
}

function nowSo(wanted: Wanted): string {
  return wanted.kind === 'published'
    ? `iteration ${wanted.iterationId} is published as ${quoted(wanted.name)}`
    : `no iteration${wanted.iterationId === null ? '' : ` ${wanted.iterationId}`} is published as ${quoted(wanted.name)}`;
}

function alreadySo(wanted: Wanted): string {
  return `Nothing is to be done: ${nowSo(wanted)} already.`;
}
