/**
 * Reads what octokit gives of runs, jobs and annotations: what is missing, or of another type, is unknown.
 */
import { type Annotation, type Job, type ListedRun, RunsError } from './workflow-runs.ts';

export function readRun(run: unknown): ListedRun {
  return {
    id: id(run),
    attempt: count(run, 'run_attempt') ?? 1,
    completed: text(run, 'status') === 'completed',
    conclusion: text(run, 'conclusion'),
    createdAt: time(run, 'created_at'),
    updatedAt: time(run, 'updated_at'),
  };
}

export function readJob(job: unknown): Job {
  return {
    id: id(job),
    name: text(job, 'name') ?? '',
    attempt: count(job, 'run_attempt') ?? 1,
    conclusion: text(job, 'status') === 'completed' ? (text(job, 'conclusion') ?? '') : null,
    startedAt: time(job, 'started_at'),
    completedAt: time(job, 'completed_at'),
  };
}

export function readAnnotation(annotation: unknown): Annotation {
  return { title: text(annotation, 'title') ?? '', message: text(annotation, 'message') ?? '' };
}

/** @param member where the answer has it; none: the answer is the list @throws RunsError if GitHub gave no list */
export function list(data: unknown, member?: string): unknown[] {
  const found = member === undefined ? data : of(data, member);
  if (!Array.isArray(found)) {
    throw new RunsError('something else answered', 'an answer without the list that was asked for');
  }
  return found;
}

function of(value: unknown, name: string): unknown {
  return (Object(value) as Record<string, unknown>)[name];
}

function id(value: unknown): string {
  return String(of(value, 'id'));
}

function text(value: unknown, name: string): string | null {
  const found = of(value, name);
  return typeof found === 'string' ? found : null;
}

function count(value: unknown, name: string): number | null {
  const found = of(value, name);
  return typeof found === 'number' ? found : null;
}

function time(value: unknown, name: string): number | null {
  const ms = Date.parse(text(value, name) ?? '');
  return Number.isNaN(ms) ? null : ms;
}
