/**
 * What makes the processes cheaper of which the tests start hundreds. It changes nothing of what they do.
 */
import path from 'node:path';
import type { AzuriteOptions } from '../emulator/azurite.ts';

/** Room for what a process allocates in its first second: the heap would grow by one collection after the other. */
const ROOM = '--min-semi-space-size=32';

/** Options of Node for a process that ends soon: no threads are started to make code faster that has run by then. */
export const SHORT_LIVED: readonly string[] = [ROOM, '--v8-pool-size=0'];

/** Azurite as the action `emulator` brings it along: one file takes half as long to load as the package's thousands. */
export const BUILT_AZURITE = {
  script: path.join(import.meta.dirname, '..', 'dist', 'emulator', 'azurite', 'index.js'),
  nodeOptions: [ROOM],
} as const satisfies AzuriteOptions;
