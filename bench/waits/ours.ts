/**
 * The action's own way of waiting, as `run` calls it.
 */
import { Inbox } from '../../src/wait/inbox.ts';
import { waitFor } from '../../src/wait/wait.ts';
import { silentReport } from '../silent-report.ts';
import type { Way } from './way.ts';

/** The default of `reconcile-minutes`. */
const RECONCILE_MS = 15 * 60_000;

export const ours: Way = ({ queue, clock, deadline, signal, random }) => {
  const inbox = new Inbox(queue, clock, silentReport);
  const waiting = {
    inbox,
    clock,
    deadline,
    signal,
    report: silentReport,
    random,
    reconcileMs: RECONCILE_MS,
    warned: new Set<string>(),
  };
  return {
    wait: async (isOurs, ask) => {
      const question = async (): Promise<true | undefined> => ((await ask()) ? true : undefined);
      await waitFor({ what: 'what is measured', isOurs, ask: question }, waiting);
    },
    close: () => inbox.close(signal),
  };
};
