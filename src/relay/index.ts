/**
 * Where the process of the relay begins. It listens first, and then loads the rest: a job may be cancelled at once.
 */
import '../process-events.ts';

const { relayStep } = await import('./action.ts');
await relayStep(process.env);
