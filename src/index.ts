/**
 * Where the process begins. It listens first, and then loads the rest: a job may be cancelled at once.
 */
import './process-events.ts';

const { trainAndExport } = await import('./action.ts');
await trainAndExport(process.env);
