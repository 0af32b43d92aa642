/**
 * Where the process of the action that brings images into a project begins. It listens first, and then loads the rest: a
 * job may be cancelled at once.
 */
import '../process-events.ts';
import { setFlagsFromString } from 'node:v8';

// What a run keeps is small, and what it sends is garbage at once. Node would let its memory grow with that, to more than
// twice as much for 10,000 images, rather than clear it away more often.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');

const { datasetStep } = await import('./action.ts');
await datasetStep(process.env);
