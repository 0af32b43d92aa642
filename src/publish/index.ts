/**
 * Where the process of the action that publishes begins. It listens first, and then loads the rest: a job may be
 * cancelled at once.
 */
import '../process-events.ts';

const { publishStep } = await import('./action.ts');
await publishStep(process.env);
