/**
 * Plays a workflow file as GitHub does: its jobs after those that they need, each step with the inputs that its `with:`
 * comes to, and between jobs only what they pass on as outputs. What its steps do, the caller says.
 */
import { parse } from 'yaml';
import { type Contexts, filledIn, isTrue, type Scope, valueOf } from './expressions.ts';

export interface WorkflowStep {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface WorkflowJob {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly WorkflowStep[];
}

/** What a step came to. */
interface StepResult {
  readonly succeeded: boolean;
  /** Those that the runner passes on, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface PlayedJob {
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Stage {
  /** By name. */
  readonly vars: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Takes a step whose `with:` is filled in. */
  readonly take: (step: WorkflowStep, job: WorkflowJob & { readonly name: string }) => Promise<StepResult>;
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
  const condition = (job.if ?? '').replace(/^\$\{\{(.*)\}\}$/s, '$1');
  // A condition that asks nothing of how the jobs before went holds only where all went well.
  const asks = /\b(failure|success|always|cancelled)\(/.test(condition);
  const holds = condition === '' || isTrue(valueOf(condition, { contexts, functions }));
  if (!holds || (!asks && !functions.success)) {
    return { result: 'skipped', outputs: {} };
  }
  return await playSteps(name, job, { contexts, functions }, stage);
}

async function playSteps(name: string, job: WorkflowJob, scope: Scope, stage: Stage): Promise<PlayedJob> {
  let contexts: Contexts = scope.contexts;
  let succeeded = true;
  for (const step of job.steps) {
    const inputs = Object.entries(step.with ?? {}).map(([input, value]) => [
      input,
      filledIn(value, { ...scope, contexts }).trim(),
    ]);
    const filled = { ...step, with: Object.fromEntries(inputs) as Record<string, string> };
    const result = await stage.take(filled, { ...job, name });
    if (step.id !== undefined) {
      contexts = { ...contexts, ...named(`steps.${step.id}.outputs`, result.outputs) };
    }
    if (!result.succeeded) {
      succeeded = false;
      break;
    }
  }
  const outputs = Object.entries(job.outputs ?? {}).map(([output, value]) => [
    output,
    filledIn(value, { ...scope, contexts }),
  ]);
  return {
    result: succeeded ? 'success' : 'failure',
    outputs: Object.fromEntries(outputs) as Record<string, string>,
  };
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

function named(prefix: string, values: Readonly<Record<string, string>>): Contexts {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}
