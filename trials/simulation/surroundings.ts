/** What a simulated run is put into: the code that it waits by, its queue and network, and who hears of what it does. */
import type { Inbox } from '../../src/wait/inbox.ts';
import type { waitFor } from '../../src/wait/wait.ts';
import type { Network } from './network.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { Timeline } from './timeline.ts';

/** The code under test. */
export interface WaitCode {
  readonly Inbox: typeof Inbox;
  readonly waitFor: typeof waitFor;
}

export interface Surroundings {
  readonly timeline: Timeline;
  readonly queue: SimulatedQueue;
  readonly network: Network;
  readonly mayUpdate: boolean;
  readonly code: WaitCode;
  readonly tell: (what: string) => void;
  readonly object: (what: string) => void;
}
