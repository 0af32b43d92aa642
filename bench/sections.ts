/**
 * Every section of the benchmark, in the order of the table. Each is loaded only when it is run.
 */
import type { Section } from './figure.ts';

export const SECTIONS: Readonly<Record<string, () => Promise<Section>>> = {
  'start-up': async () => (await import('./start-up/start-up.ts')).section,
  platforms: async () => (await import('./platforms/platforms.ts')).section,
};
