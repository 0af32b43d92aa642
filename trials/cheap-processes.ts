/**
 * What makes the processes cheaper of which the tests start hundreds. It changes nothing of what they do.
 */
import path from 'node:path';
import type { AzuriteOptions } from '../emulator/azurite.ts';

/**
 * Options of Node: room for what a process allocates in its first second. The heap would begin with a megabyte and
 * grow by one collection after the other.
 */
export const YOUNG_HEAP: readonly string[] = ['--min-semi-space-size=32'];

/** Azurite as the action `emulator` brings it along: one file takes half as long to load as the package's thousands. */
export const BUILT_AZURITE = {
  script: path.join(import.meta.dirname, '..', 'dist', 'emulator', 'azurite', 'index.js'),
  nodeOptions: YOUNG_HEAP,
} as const satisfies AzuriteOptions;
