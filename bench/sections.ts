/**
 * Every section of the benchmark, in the order of the table. Each is loaded only when it is run.
 */
import type { Section } from './figure.ts';

export const SECTIONS: Readonly<Record<string, () => Promise<Section>>> = {
  reaction: async () => (await import('./waits/reaction.ts')).section,
  calls: async () => (await import('./waits/calls.ts')).section,
  'fan-in': async () => (await import('./fan-in/fan-in.ts')).section,
  soak: async () => (await import('./soak/soak.ts')).section,
  'start-up': async () => (await import('./start-up/start-up.ts')).section,
  platforms: async () => (await import('./platforms/platforms.ts')).section,
  relay: async () => (await import('./relay/relay.ts')).section,
  dataset: async () => (await import('./dataset/dataset.ts')).section,
  transfer: async () => (await import('./transfer/transfer.ts')).section,
};
