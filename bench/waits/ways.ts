/**
 * The ways of waiting that are compared.
 */
import { ours } from './ours.ts';
import { quickstartLoop } from './quickstart-loop.ts';
import { triggerBackOff } from './trigger-back-off.ts';
import type { WayName } from './wait-result.ts';
import type { Way } from './way.ts';

export const ways: Readonly<Record<WayName, Way>> = {
  ours,
  quickstart: quickstartLoop,
  trigger: triggerBackOff,
};

/** The names in the table. */
export const BASELINES = [
  { way: 'quickstart', name: 'GetIteration every 1 s' },
  { way: 'trigger', name: 'Functions trigger, 100 ms to 60 s' },
] as const;
