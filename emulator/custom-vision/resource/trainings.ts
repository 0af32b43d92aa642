/** Starts, ends, renames and deletes iterations. */
import { randomUUID } from 'node:crypto';
import { badRequest } from './api-error.ts';
import { leadMs, sendNotification } from './delivery.ts';
import type { ServiceContext } from './delivery.ts';
import type { MessageFault } from './faults/messages.ts';
import { ageForSeed, applySeed, TRAINING_ERROR } from './iteration-seed.ts';
import type { IterationSeed } from './iteration-seed.ts';
import { REGULAR_TRAINING } from './project.ts';
import type { Iteration, Project, TrainingRequest } from './project.ts';
import { findIteration } from './projects.ts';
import { checkBaseModel, checkTraining, fingerprint, isRunning, trainedTags } from './training-rules.ts';

const MS_PER_SECOND = 1000;
const MINUTES_PER_HOUR = 60;
/** How much of a training is over when its last part begins. */
const EVALUATION_BEGINS = 0.9;

export class Trainings {
  readonly #context: ServiceContext;
  /** How to take a running training off the clock, and how to end it, by iteration id. */
  readonly #running = new Map<string, { cancel: () => void; finish: () => void }>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** @throws ApiError see `checkTraining`; also for a base model that cannot be used. */
  train(projectId: string, request: TrainingRequest): Iteration {
    const project = this.#context.projects.findWritable(projectId);
    checkTraining(project, request);
    if (request.customBaseModel !== null) {
      const { projectId: baseProjectId, iterationId } = request.customBaseModel;
      checkBaseModel(project, findIteration(this.#context.projects.find(baseProjectId), iterationId));
    }
    project.lastTrained = fingerprint(project, request);
    const iteration = this.#newIteration(project, request);
    if (project.behavior.iterationCreated === 'training') iteration.created = iteration.began;
    project.iterations.push(iteration);
    this.#run(project, iteration);
    return iteration;
  }

  /** Adds an iteration to the project without a request. */
  add(projectId: string, seed: IterationSeed = {}): Iteration {
    const project = this.#context.projects.find(projectId);
    const now = this.#context.clock.now();
    ageForSeed(project, now);
    const iteration = this.#newIteration(project, { ...REGULAR_TRAINING, ...seed.request });
    applySeed(project, iteration, seed, now);
    if (iteration.status !== 'New') project.lastTrained = fingerprint(project, iteration.request);
    if (isRunning(iteration)) this.#run(project, iteration);
    return iteration;
  }

  /** @throws ApiError BadRequestIterationName, BadRequestIterationNameNotUnique */
  rename(projectId: string, iterationId: string, name: string): Iteration {
    const project = this.#context.projects.findWritable(projectId);
    const iteration = findIteration(project, iterationId);
    if (name.trim() === '') throw badRequest('BadRequestIterationName', 'An iteration needs a name.');
    if (project.iterations.some((other) => other !== iteration && other.name === name)) {
      throw badRequest(
        'BadRequestIterationNameNotUnique',
        `Another iteration of the project has the name "${name}".`,
      );
    }
    iteration.name = name;
    iteration.lastModified = this.#context.clock.now();
    return iteration;
  }

  /** @throws ApiError BadRequestIterationIsPublished, BadRequestIterationValidationFailed while it trains. */
  delete(projectId: string, iterationId: string): void {
    const project = this.#context.projects.findWritable(projectId);
    const iteration = findIteration(project, iterationId);
    if (iteration.publishName !== '') {
      throw badRequest('BadRequestIterationIsPublished', 'A published iteration cannot be deleted.');
    }
    if (isRunning(iteration)) {
      throw badRequest(
        'BadRequestIterationValidationFailed',
        'An iteration cannot be deleted while it trains.',
      );
    }
    if (isNewest(iteration, project) && project.behavior.trainingAfterDeletion === 'taken') {
      project.lastTrained = null;
    }
    project.iterations = project.iterations.filter((other) => other !== iteration);
  }

  /**
   * Ends a running training now instead of at its time. Where its message has a lead, the message is sent now and the
   * state follows after the lead; a second call ends it at once.
   */
  finish(projectId: string, iterationId: string): void {
    const { id } = findIteration(this.#context.projects.find(projectId), iterationId);
    this.#running.get(id)?.finish();
  }

  /** Drops a project's running trainings, without an end and without a message. */
  abandon(project: Project): void {
    for (const { id } of project.iterations) {
      this.#running.get(id)?.cancel();
      this.#running.delete(id);
    }
  }

  #newIteration(project: Project, request: TrainingRequest): Iteration {
    const now = this.#context.clock.now();
    const { id, created } = project.blank;
    const names = new Set(project.iterations.map((iteration) => iteration.name));
    let { number } = project.blank;
    while (names.has(`Iteration ${number}`)) number += 1;
    project.blank = { id: randomUUID(), created: Math.max(now, created + 1), number: number + 1 };
    return {
      id,
      name: `Iteration ${number}`,
      status: 'Training',
      created,
      began: now,
      evaluating: false,
      lastModified: now,
      trainedAt: null,
      domain: project.settings.domain,
      classificationType: project.settings.classificationType,
      request,
      trainingTimeInMinutes: 0,
      publishName: '',
      publishResourceId: '',
      trainingErrorDetails: null,
      tags: trainedTags(project, request),
      images: [...project.images],
      figures: project.figures,
      lateFigures: 0,
      exports: [],
    };
  }

  #run(project: Project, iteration: Iteration): void {
    const { clock } = this.#context;
    const fault = this.#context.faults.takeForMessage({ type: 'Training', projectId: project.id });
    const endsInMs = project.behavior.trainingSeconds * MS_PER_SECOND;
    const earlyMs = Math.min(endsInMs, leadMs(project, fault));
    let announced = false;
    let cancel: () => void;
    const end = (): void => {
      this.#end(project, iteration);
      if (!announced) this.#notify(project, iteration, fault);
    };
    const finish = (): void => {
      cancel();
      if (earlyMs === 0 || announced) {
        end();
        return;
      }
      announced = true;
      this.#notify(project, iteration, fault);
      cancel = clock.schedule(earlyMs, end);
    };
    cancel = clock.schedule(endsInMs - earlyMs, finish);
    const cancelEvaluation = clock.schedule(endsInMs * EVALUATION_BEGINS, () => {
      this.#evaluate(iteration);
    });
    this.#running.set(iteration.id, {
      cancel: () => {
        cancel();
        cancelEvaluation();
      },
      finish,
    });
  }

  /** The last part of a training: the service has a model, and measures it. */
  #evaluate(iteration: Iteration): void {
    iteration.evaluating = true;
    iteration.lastModified = this.#context.clock.now();
    iteration.trainingTimeInMinutes = trainingMinutes(iteration.request);
  }

  #end(project: Project, iteration: Iteration): void {
    const now = this.#context.clock.now();
    this.#running.get(iteration.id)?.cancel();
    this.#running.delete(iteration.id);
    const succeeded = project.behavior.trainingOutcome === 'completed';
    iteration.status = succeeded ? 'Completed' : 'Failed';
    iteration.trainedAt = succeeded ? now : null;
    iteration.lateFigures = project.behavior.lateFigures;
    iteration.lastModified = now;
    iteration.trainingTimeInMinutes = trainingMinutes(iteration.request);
    iteration.trainingErrorDetails = succeeded ? null : TRAINING_ERROR;
  }

  #notify(project: Project, iteration: Iteration, fault: MessageFault | undefined): void {
    const succeeded = project.behavior.trainingOutcome === 'completed';
    const notification = { projectId: project.id, iterationId: iteration.id, succeeded };
    sendNotification(this.#context, project, { type: 'Training', ...notification }, fault);
  }
}

/** Not what the clock says: trainings of three seconds and of six and a half minutes were both recorded as 1. */
function trainingMinutes({ reservedBudgetInHours }: TrainingRequest): number {
  return Math.max(1, reservedBudgetInHours * MINUTES_PER_HOUR);
}

function isNewest({ created }: Iteration, { iterations }: Project): boolean {
  return iterations.every((other) => other.created <= created);
}
