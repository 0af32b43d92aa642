/** A call of an endpoint, and what it finds in the repository. */
import type { Place } from './json.ts';
import { notFound } from './refusal.ts';
import type { Attempt, Job, Run, Workflow } from './run.ts';

export interface Call extends Place {
  /** Absolute. */
  readonly url: URL;
  /** The path's variable parts by name. */
  readonly values: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** `undefined`: no body. */
  readonly body?: unknown;
}

/** By its id or the name of its file. */
export function workflowOf({ repository, values }: Call): Workflow {
  const { workflow: wanted = '' } = values;
  const found = repository.workflows.find(
    ({ id, path }) => String(id) === wanted || path.endsWith(`/${wanted}`),
  );
  if (found === undefined) throw notFound();
  return found;
}

export function runOf({ repository, values }: Call): Run {
  const run = repository.run(Number(values.run));
  if (run === undefined) throw notFound();
  return run;
}

export function attemptOf(call: Call): Attempt {
  const attempt = runOf(call).attempts[Number(call.values.attempt) - 1];
  if (attempt === undefined) throw notFound();
  return attempt;
}

export function jobOf({ repository, values }: Call): Job {
  const job = repository.jobs.get(Number(values.job));
  if (job === undefined || job.status === 'blocked' || repository.run(job.run.id) === undefined)
    throw notFound();
  return job;
}
