/**
 * From messages to trainings that have ended: a message only says that something may have, the service's state decides.
 */
import type { Iteration } from '../custom-vision/entities.ts';
import { runIn } from '../custom-vision/names.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import type { View } from '../storage/queue.ts';
import { parseNotification } from '../wait/notification.ts';
import type { Why } from './reasons.ts';
import type { Ended, Outcome, RelayRun, Subject } from './run.ts';

/** What a view tells of an iteration. */
export interface Heard extends Subject {
  /** When the newest message about it was written, in milliseconds since the epoch. */
  readonly heardAt: number;
}

/** Each iteration that the messages are about, once: doubled messages cost nothing. */
export function heardIn({ messages }: View): Heard[] {
  const heard = new Map<string, Heard>();
  for (const { text, insertedAt } of messages) {
    const notification = parseNotification(text);
    if (notification === undefined || notification.type === 'ConnectionTest') {
      continue;
    }
    const { projectId, iterationId } = notification;
    const key = keyOf(notification);
    const heardAt = Math.max(insertedAt, heard.get(key)?.heardAt ?? 0);
    heard.set(key, { projectId, iterationId, heardAt });
  }
  return [...heard.values()];
}

export function keyOf({ projectId, iterationId }: Subject): string {
  return `${projectId} ${iterationId}`;
}

/** Whether no run goes on, and none waits for its turn. */
export function isIdle(outcomes: readonly Outcome[]): boolean {
  return outcomes.every(({ kind }) => kind !== 'resumed' && kind !== 'waiting');
}

export interface Ends {
  readonly ended: readonly Ended[];
  /** What is to be said of the others. */
  readonly others: readonly Outcome[];
  /** The first reason why the service did not tell of some of them. */
  readonly trouble: ServiceError | null;
  /** Whether that holds for all of them, so that it was asked no more. */
  readonly stopped: boolean;
  /** Whether the service told of any. */
  readonly known: boolean;
}

/**
 * Asks the service once for each iteration. After trouble that is not about one of them it is asked no more.
 * @throws the signal's reason
 */
export async function endsOf(heard: readonly Heard[], { inProject }: RelayRun): Promise<Ends> {
  const ended: Ended[] = [];
  const others: Outcome[] = [];
  let [trouble, stopped, known]: [ServiceError | null, boolean, boolean] = [null, false, false];
  for (const one of heard) {
    if (stopped) {
      others.push(outcome(one, 'waiting', 'service in trouble'));
      continue;
    }
    try {
      const iteration = await inProject(one.projectId).getIteration(one.iterationId);
      known = true;
      const found = endIn(iteration, one.projectId, one.heardAt);
      if (found === undefined) {
        others.push(notEnded(iteration, one));
      } else {
        ended.push(found);
      }
    } catch (error) {
      const refusal = serviceError(error);
      if (isAbsent(refusal)) {
        known = true;
        others.push(outcome(one, 'delivered', 'no iteration'));
        continue;
      }
      trouble ??= refusal;
      stopped = !isOfOne(refusal);
      others.push(
        stopped
          ? outcome(one, 'waiting', 'service in trouble')
          : outcome(one, 'given up', 'service refuses', { said: refusal.detail }),
      );
    }
  }
  return { ended, others, trouble, stopped, known };
}

/** @throws what is no error of the service's client */
export function serviceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) {
    return error;
  }
  throw error;
}

/** Whether the service itself refuses, so that it may well tell of another project. */
export function isOfOne({ ofTheApi, transient }: ServiceError): boolean {
  return ofTheApi && !transient;
}

function notEnded({ state }: Iteration, one: Heard): Outcome {
  return state === 'running' || state === 'new'
    ? outcome(one, 'waiting', 'training goes on')
    : outcome(one, 'given up', 'unnamed');
}

/** @returns `undefined` while its training goes on, and of an iteration that no run has named */
export function endIn(
  { id, name, state, created: madeAt, trainedAt, lastModified }: Iteration,
  projectId: string,
  heardAt: number | null,
): Ended | undefined {
  const runId = runIn(name);
  if (runId === undefined || (state !== 'completed' && state !== 'failed')) {
    return undefined;
  }
  // The service says when a training ended well; the end of one that failed is what last changed its iteration.
  const endedAt = trainedAt ?? lastModified ?? heardAt ?? 0;
  return { projectId, iterationId: id, runId, madeAt, endedAt, heardAt };
}

export function outcome(
  { projectId, iterationId, runId = null }: Subject & { readonly runId?: string | null },
  kind: Outcome['kind'],
  why: Why,
  more: Partial<Pick<Outcome, 'attempt' | 'said'>> = {},
): Outcome {
  return { projectId, iterationId, runId, kind, why, attempt: null, said: null, ...more };
}

/** The API says so by a code; a 404 without one is the gateway's. */
function isAbsent({ httpStatus, code }: ServiceError): boolean {
  return httpStatus === 404 && code?.startsWith('NotFound') === true;
}
