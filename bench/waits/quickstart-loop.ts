/**
 * The loop of the service's quickstarts: read the iteration every second until it is trained. It needs no queue.
 */
import type { Way } from './way.ts';

const PAUSE_MS = 1_000;

export const quickstartLoop: Way = ({ clock, deadline, signal }) => ({
  wait: async (_isOurs, ask) => {
    while (!(await ask()) && !deadline.passed) {
      await clock.sleep(PAUSE_MS, signal);
    }
  },
  close: () => Promise.resolve(),
});
