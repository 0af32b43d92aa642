/** Iterations that exist before a test begins: with times as those of the live service. */
import { isRunning } from './training-rules.ts';
import type { FigureSettings } from './figures.ts';
import type { Iteration, Project, TrainingRequest } from './project.ts';

/** An iteration that exists before a test begins, in any state. */
export interface IterationSeed {
  /** Default: `Completed`. An iteration with the status `Training` ends by itself like any training. */
  status?: string;
  /** Default: `Iteration N`. */
  name?: string;
  /** Milliseconds since 1970. Default: when the training before it began; the first one: a day ago. */
  created?: number;
  /**
   * When its training began, and so the `created` of the iteration after it. Default: now if it runs, else a minute
   * before it was trained, or before now, but not before `created`.
   */
  began?: number;
  /** Default: the time of `created` if that is given, else now; `null` if the status is not `Completed`. */
  trainedAt?: number | null;
  /** Default: as the latest of the three above. */
  lastModified?: number;
  /** Several iterations may be published, each under a name of its own. */
  publishName?: string;
  /** Default: the id of a made-up prediction resource, if published. */
  publishResourceId?: string;
  request?: Partial<TrainingRequest>;
  /** What it predicts for any image: the probability of each tag, by name. Default: it depends on the image. */
  predicts?: Readonly<Record<string, number>>;
  /** Default: those of the project. */
  figures?: FigureSettings;
  /** How many questions for its figures come too early. Default: none. */
  lateFigures?: number;
}

const SEEDED_RESOURCE =
  '/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/emulated/providers/Microsoft.CognitiveServices/accounts/prediction';
const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
export const TRAINING_ERROR =
  'The training pipeline stopped: the emulator was told to let this training fail.';

/** A project that has been trained before a test begins is older than the test. */
export function ageForSeed(project: Project, now: number): void {
  if (project.iterations.length > 0) return;
  project.created = Math.min(project.created, now - MS_PER_DAY);
  project.blank.created = project.created;
}

/** Gives the iteration what the seed says of it, and adds it to the project. */
export function applySeed(project: Project, iteration: Iteration, seed: IterationSeed, now: number): void {
  iteration.status = seed.status ?? 'Completed';
  iteration.created = seed.created ?? iteration.created;
  iteration.trainedAt = seed.trainedAt ?? (iteration.status === 'Completed' ? (seed.created ?? now) : null);
  iteration.began = seed.began ?? beginOfSeed(iteration, now);
  iteration.lastModified =
    seed.lastModified ?? Math.max(iteration.created, iteration.began, iteration.trainedAt ?? 0);
  iteration.name = seed.name ?? iteration.name;
  iteration.figures = seed.figures ?? iteration.figures;
  iteration.lateFigures = seed.lateFigures ?? iteration.lateFigures;
  iteration.publishName = seed.publishName ?? '';
  iteration.publishResourceId =
    seed.publishResourceId ?? (iteration.publishName === '' ? '' : SEEDED_RESOURCE);
  if (seed.predicts !== undefined) iteration.predicts = seed.predicts;
  if (iteration.status === 'Completed') iteration.trainingTimeInMinutes = 1;
  if (iteration.status === 'Failed') iteration.trainingErrorDetails = TRAINING_ERROR;
  project.iterations.push(iteration);
  project.blank.created = Math.max(...project.iterations.map(({ began }) => began));
}

function beginOfSeed({ status, created, trainedAt }: Iteration, now: number): number {
  if (isRunning({ status })) return now;
  return Math.max(created + 1, (trainedAt ?? now) - MS_PER_MINUTE);
}
