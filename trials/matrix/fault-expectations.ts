/**
 * What a run may end with when something goes wrong: the right result where the trouble passes or can be got around,
 * else the right error.
 */
import type { Trouble } from './troubles.ts';

export interface Expected {
  readonly status: 'succeeded' | 'failed' | 'export-failed' | 'timed-out';
  /** What the failure says of it. */
  readonly says: RegExp;
}

const SUCCEEDS: Expected = { status: 'succeeded', says: /^$/ };
const TIMES_OUT: Expected = { status: 'timed-out', says: /timeout-minutes is used up/ };
/** The service acts all the same, and a later look shows it. */
const ACTED = ['500-after', '503-after', 'reset-after', 'truncate', 'not-json', 'slow-90s'];
const REFUSED = /^40[013](-|$)/;
const OF_THE_API = '400-';
/** A name is a convenience, there is room for the next training all the same, and no rule asks for the figures. */
const NOT_NEEDED = ['UpdateIteration', 'DeleteIteration', 'GetIterationPerformance', 'GetTags'];

/** @param models how many the run is to deliver */
export function expectedOf(trouble: Trouble, models: number): Expected {
  switch (trouble.place) {
    case 'training':
      return expectedOfOperation(trouble, models);
    case 'queue':
      return expectedOfQueue(trouble);
    case 'container':
      return expectedOfContainer(trouble, models);
    case 'artifacts':
      return expectedOfArtifacts(trouble);
    case 'message':
    case 'blob':
      // A message only says when to look, and without a backup there is the export's own link.
      return SUCCEEDS;
  }
}

function expectedOfOperation({ target, nth, fault, lasts }: Trouble, models: number): Expected {
  const once = lasts === 'once';
  const refused = REFUSED.test(fault) || (fault === '404' && !once);
  const fails: Expected = { status: 'failed', says: answerTo(fault) };
  if (NOT_NEEDED.includes(target) || fault === 'slow-30s') {
    return SUCCEEDS;
  }
  switch (target) {
    case 'TrainProject':
    case 'ExportIteration': {
      const status = target === 'TrainProject' ? 'failed' : 'export-failed';
      // Only a refusal of the API itself says that nothing was started: after any other, the run looks and asks again.
      return fault.startsWith(OF_THE_API) || (!once && !ACTED.includes(fault))
        ? { ...fails, status }
        : SUCCEEDS;
    }
    case 'UpdateProject':
      // The one version of the API may not know what the other does.
      return once ? (fault.startsWith('400') ? SUCCEEDS : refused ? fails : SUCCEEDS) : fails;
    case 'GetIteration':
      return refused ? fails : once ? SUCCEEDS : TIMES_OUT;
    case 'GetExports':
      // At first each model asks for itself; later they wait, and ask until the time is up.
      return refused ? fails : once ? SUCCEEDS : nth > models ? TIMES_OUT : fails;
    default:
      return refused || !once ? fails : SUCCEEDS;
  }
}

/** The queue is tried twice before anything is paid for; from then on no trouble with it ends the run. */
function expectedOfQueue({ target, nth, fault, lasts }: Trouble): Expected {
  const passes = lasts === 'once' && !REFUSED.test(fault) && fault !== '404';
  return target !== 'peek' || nth > 2 || passes
    ? SUCCEEDS
    : { status: 'failed', says: /Could not read the queue .*notification-queue-uri/ };
}

/** The service is asked for a list before anything is paid for: a 5xx there is only a warning. */
function expectedOfArtifacts({ target, nth, fault }: Trouble): Expected {
  if (target !== 'find-artifact' || nth > 1) {
    return fault === 'hang'
      ? TIMES_OUT
      : { status: 'failed', says: /Could not store the model as an artifact/ };
  }
  return /^(429|5)/.test(fault) ? SUCCEEDS : { status: 'failed', says: /Could not ask the artifact service/ };
}

/** It is listed before the start, and before each export; a backup that cannot be read then is not needed. */
function expectedOfContainer({ target, nth }: Trouble, models: number): Expected {
  return target === 'list' || (target === 'list-backups' && nth <= models)
    ? { status: 'failed', says: /Could not list the container .*export-model-container-uri/ }
    : SUCCEEDS;
}

/** How a failure tells what the service answered. */
function answerTo(fault: string): RegExp {
  const status = /^\d+/.exec(fault)?.[0];
  if (status !== undefined) {
    return new RegExp(`the service answered ${status}`);
  }
  return ['truncate', 'not-json'].includes(fault) ? /the service answered 200/ : /no answer arrived/;
}
