/**
 * Plays a workflow file as GitHub does: its jobs after those that they need, each leg of a matrix for itself, each step
 * with the inputs that its `with:` comes to, and between jobs only what they pass on as outputs. What its steps do, the
 * caller says.
 */
import { parse } from 'yaml';
import { type Contexts, filledIn, isTrue, type Scope, valueOf } from './expressions.ts';
import { legsOf, type Strategy } from './matrix.ts';

type Texts = Readonly<Record<string, string>>;

interface WorkflowStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Texts;
  readonly env?: Texts;
  readonly 'continue-on-error'?: string;
}

/** A step as it is taken: `with:` and `env:` are filled in, that of its job included. */
export interface TakenStep extends WorkflowStep {
  /** `JOB.ID`, or where it has no id, `JOB.PLACE`; of a matrix `JOB (VALUE, VALUE).ID`. */
  readonly label: string;
  readonly with: Texts;
  readonly env: Texts;
}

interface WorkflowJob {
  readonly strategy?: Strategy;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Texts;
  readonly outputs?: Texts;
  readonly env?: Texts;
  readonly steps: readonly WorkflowStep[];
}

/** A job with its name; of a matrix, that of the leg. */
export interface NamedJob extends WorkflowJob {
  readonly name: string;
}

/** What a step came to. */
export interface StepResult {
  readonly succeeded: boolean;
  /** Those that the runner passes on, by name. */
  readonly outputs: Texts;
}

export interface PlayedJob {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Texts;
  /** The labels of the steps that failed, and of those that were left out. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

export interface Stage {
  /** By name. */
  readonly vars: Texts;
  readonly secrets: Texts;
  /** Further values by their whole name, such as `runner.temp`. */
  readonly others?: Texts;
  readonly take: (step: TakenStep, job: NamedJob) => Promise<StepResult>;
}

/** @returns the jobs by name, in the order that they were played in @throws Error for a workflow that needs what is not there */
export async function playWorkflow(text: string, stage: Stage): Promise<Readonly<Record<string, PlayedJob>>> {
  const { jobs } = parse(text, { schema: 'failsafe' }) as { jobs: Record<string, WorkflowJob> };
  const played: Record<string, PlayedJob> = {};
  const waiting = new Map(Object.entries(jobs));
  while (waiting.size > 0) {
    const ready = [...waiting].find(([, job]) => needsOf(job).every((name) => played[name] !== undefined));
    if (ready === undefined) {
      throw new Error(`these jobs need what is not there: ${[...waiting.keys()].join(', ')}`);
    }
    const [name, job] = ready;
    waiting.delete(name);
    played[name] = await playJob(name, job, played, stage);
  }
  return played;
}

async function playJob(
  name: string,
  job: WorkflowJob,
  played: Readonly<Record<string, PlayedJob>>,
  stage: Stage,
): Promise<PlayedJob> {
  const needed = allNeeded(job, played);
  const contexts = {
    ...stage.others,
    ...named('vars', stage.vars),
    ...named('secrets', stage.secrets),
    ...ofNeeds(job, played),
  };
  const functions = {
    failure: needed.some(({ result }) => result === 'failure'),
    success: needed.every(({ result }) => result === 'success'),
    always: true,
    cancelled: false,
  };
  if (!holds(job.if, { contexts, functions })) {
    return { result: 'skipped', outputs: {}, failed: [], skipped: [] };
  }
  if (job.strategy === undefined) {
    return await playSteps(name, job, contexts, stage);
  }
  const legs: PlayedJob[] = [];
  for (const leg of legsOf(job.strategy, { contexts, functions })) {
    const hasFailed = legs.some(({ result }) => result === 'failure');
    if (hasFailed && job.strategy['fail-fast'] !== 'false') {
      // GitHub cancels those that are under way; here they have not begun.
      break;
    }
    const legName = `${name} (${Object.values(leg).join(', ')})`;
    legs.push(await playSteps(legName, job, { ...contexts, ...named('matrix', leg) }, stage));
  }
  return together(legs);
}

/** The legs of a matrix as one job. Of outputs with one name the last one stays. */
function together(legs: readonly PlayedJob[]): PlayedJob {
  const given = legs.flatMap(({ outputs }) => Object.entries(outputs).filter(([, value]) => value !== ''));
  return {
    result: legs.every(({ result }) => result === 'success') ? 'success' : 'failure',
    outputs: Object.fromEntries(given),
    failed: legs.flatMap(({ failed }) => failed),
    skipped: legs.flatMap(({ skipped }) => skipped),
  };
}

/** The `if:` of a job or a step: one that asks nothing of how it went before holds only where all went well. */
function holds(text = '', scope: Scope): boolean {
  const condition = text.replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const asks = /\b(failure|success|always|cancelled)\(/.test(condition);
  return (
    (asks || scope.functions.success === true) && (condition === '' || isTrue(valueOf(condition, scope)))
  );
}

async function playSteps(name: string, job: WorkflowJob, known: Contexts, stage: Stage): Promise<PlayedJob> {
  let contexts = known;
  let succeeded = true;
  const [failed, skipped]: [string[], string[]] = [[], []];
  const scope = (): Scope => ({
    contexts,
    functions: { success: succeeded, failure: !succeeded, always: true, cancelled: false },
  });
  for (const [at, step] of job.steps.entries()) {
    const label = `${name}.${step.id ?? at}`;
    if (!holds(step.if, scope())) {
      skipped.push(label);
      continue;
    }
    const env = allFilled({ ...job.env, ...step.env }, scope());
    const taken = { ...step, label, env, with: allFilled(step.with, scope()) };
    const result = await stage.take(taken, { ...job, name });
    if (step.id !== undefined) {
      contexts = { ...contexts, ...named(`steps.${step.id}.outputs`, result.outputs) };
    }
    if (!result.succeeded) {
      failed.push(label);
      succeeded &&= step['continue-on-error'] === 'true';
    }
  }
  return {
    result: succeeded ? 'success' : 'failure',
    outputs: allFilled(job.outputs, scope()),
    failed,
    skipped,
  };
}

function allFilled(texts: Texts = {}, scope: Scope): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filledIn(text, scope)]));
}

function needsOf({ needs }: WorkflowJob): readonly string[] {
  return typeof needs === 'string' ? [needs] : (needs ?? []);
}

/** The jobs that a job needs. */
function allNeeded(job: WorkflowJob, played: Readonly<Record<string, PlayedJob>>): PlayedJob[] {
  return needsOf(job).flatMap((name) => played[name] ?? []);
}

function ofNeeds(job: WorkflowJob, played: Readonly<Record<string, PlayedJob>>): Contexts {
  const all = needsOf(job).map((name) => ({
    ...named(`needs.${name}.outputs`, played[name]?.outputs ?? {}),
    [`needs.${name}.result`]: played[name]?.result ?? '',
  }));
  return Object.assign({}, ...all) as Contexts;
}

function named(prefix: string, values: Texts): Contexts {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
