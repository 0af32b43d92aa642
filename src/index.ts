/**
 * Where the process begins. It listens first, and then loads the rest: a job may be cancelled at once.
 */
import './process-events.ts';

const { runStep } = await import('./edge.ts');
await runStep(process.env);
