/**
 * Simulates fleets in a thread of its own: each message holds a fleet to simulate, each answer its result.
 */
import { parentPort } from 'node:worker_threads';
import { protocols } from './protocols.ts';
import { type FleetPlan, simulatedFleet } from './simulated-fleet.ts';

parentPort?.on('message', (plan: FleetPlan) => {
  void simulatedFleet(plan, protocols[plan.protocol]).then((result) => {
    parentPort?.postMessage(result);
  });
});
