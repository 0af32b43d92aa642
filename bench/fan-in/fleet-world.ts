/**
 * What real fleets run against: storage on disk with stale notifications, the tap in front of its queues, and the
 * emulated service, whose trainings end when the measurement ends them.
 */
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import { parseNotification } from '../../src/wait/notification.ts';
import { queueClient } from '../emulated-run.ts';
import { withFolder } from '../kept-folder.ts';
import { RoundTrips } from '../round-trips.ts';
import type { FleetResult } from './fleet.ts';
import { type QueueTap, startQueueTap } from './queue-tap.ts';
import { StaleStorage, type StaleQueue } from './stale-storage.ts';

/** When a training of the fleet begins and ends, in milliseconds since the fleet began. */
export interface Term {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** A project of the fleet, which knows the shared queue already. */
interface FleetProject {
  readonly projectId: string;
  /** When the service accepted the request for a training, by `performance.now()`. */
  readonly accepted: Promise<number>;
  /** Begins a training without a request, as the portal would. */
  readonly beginTraining: () => string;
  /** Ends the training that runs, and sends its notification. */
  readonly endTraining: () => void;
}

export interface FleetWorld {
  readonly emulator: Emulator;
  addProject(queueName: string): Promise<FleetProject>;
  queueUri(queueName: string): string;
  /** Begins to measure calls to a queue of its own. */
  roundTrips(): RoundTrips;
}

/** The results of the runs on one queue. */
export interface FleetOutcome {
  readonly queueName: string;
  readonly succeeded: number;
  readonly terms: readonly Term[];
  readonly projectIds: readonly string[];
  /** The median time of one call to a queue while trainings ended. */
  readonly roundTripMs: number;
}

/** No training ends by itself. */
const NEVER_S = 86_400;
const EXPORT_S = 2;
const MODEL_BYTES = 20_000;
const QUIET: StaleQueue = { name: 'quiet', stale: 1 };

/**
 * Runs fleets on these queues, and counts what they do.
 * @returns by the name of the queue
 */
export async function measureFleets(
  queues: readonly StaleQueue[],
  live: (world: FleetWorld) => Promise<readonly FleetOutcome[]>,
): Promise<Map<string, FleetResult>> {
  return await withFolder(async (folder) => {
    const storage = await StaleStorage.fill(folder, [...queues, QUIET]);
    const azurite = await storage.start();
    const acceptances = new Map<string, (at: number) => void>();
    const knownAt = new Map<string, number>();
    let tap: QueueTap | undefined;
    let emulator: Emulator | undefined;
    let outcomes: readonly FleetOutcome[];
    try {
      tap = await startQueueTap(azurite.queueEndpoint);
      emulator = await startEmulator({
        azurite: { ...azurite, queueEndpoint: tap.endpoint },
        behavior: { trainingSeconds: NEVER_S, exportSeconds: EXPORT_S, modelBytes: MODEL_BYTES },
        onExchange: (exchange) => {
          const projectId = /\/projects\/([^/]+)/.exec(exchange.path)?.[1] ?? '';
          if (exchange.operation === 'TrainProject' && exchange.status === 200) {
            acceptances.get(projectId)?.(performance.now());
          } else if (saysCompleted(exchange) && !knownAt.has(projectId)) {
            knownAt.set(projectId, performance.now());
          }
        },
      });
      outcomes = await live(worldOf(emulator, tap, acceptances));
    } finally {
      await emulator?.close();
      await tap?.close();
      await azurite.stop();
    }
    const left = await storage.inspect();
    const results = outcomes.map((outcome): [string, FleetResult] => {
      const { queueName } = outcome;
      const traffic = tap.traffic(queueName);
      const stale = storage.ids.get(queueName) ?? new Set();
      const found = new Map(left.get(queueName)?.map(({ id, received }) => [id, received]));
      const receives = [...traffic.received].filter(([id]) => !stale.has(id));
      return [
        queueName,
        {
          runs: outcome.projectIds.length,
          succeeded: outcome.succeeded,
          reactionsMs: reactions(outcome.projectIds, traffic.putAt, knownAt),
          queueCalls: traffic.calls,
          staleReceives: [...stale].map((id) => found.get(id) ?? traffic.received.get(id) ?? 0),
          // The run that deletes a message has received it once as its owner.
          liveForeignReceives:
            receives.reduce((sum, [, times]) => sum + times, 0) -
            receives.filter(([id]) => traffic.deleted.has(id)).length,
          lost: [...stale].filter((id) => !found.has(id)).length,
          roundTripMs: outcome.roundTripMs,
        },
      ];
    });
    return new Map(results);
  });
}

function worldOf(
  emulator: Emulator,
  tap: QueueTap,
  acceptances: Map<string, (at: number) => void>,
): FleetWorld {
  const queueUri = (queueName: string): string => `${tap.endpoint}/${queueName}`;
  return {
    emulator,
    queueUri,
    roundTrips: () => new RoundTrips(queueClient(emulator, queueUri(QUIET.name))),
    addProject: async (queueName) => {
      const { exportModelContainerUri } = emulator;
      const { projectId, project } = await emulator.addProject({
        settings: { notificationQueueUri: queueUri(queueName), exportModelContainerUri },
      });
      const { trainings } = emulator.service;
      const accepted = Promise.withResolvers<number>();
      acceptances.set(projectId, accepted.resolve);
      return {
        projectId,
        accepted: accepted.promise,
        beginTraining: () => trainings.add(projectId, { status: 'Training' }).id,
        endTraining: () => {
          const iteration = project.iterations.at(-1);
          if (iteration === undefined) {
            throw new Error(`the training of project ${projectId} is to end, but was not begun`);
          }
          trainings.finish(projectId, iteration.id);
        },
      };
    },
  };
}

function saysCompleted({ operation, status, responseBody }: Exchange): boolean {
  return (
    operation === 'GetIteration' &&
    status === 200 &&
    (JSON.parse(responseBody.toString()) as { status?: unknown }).status === 'Completed'
  );
}

/** The reaction of every run that has learned of the end of its training. */
function reactions(
  projectIds: readonly string[],
  putAt: ReadonlyMap<string, number>,
  knownAt: ReadonlyMap<string, number>,
): number[] {
  const toldAt = new Map<string, number>();
  for (const [text, at] of putAt) {
    const notification = parseNotification(text);
    if (notification?.type === 'Training') {
      toldAt.set(notification.projectId, at);
    }
  }
  return projectIds.flatMap((projectId) => {
    const [told, known] = [toldAt.get(projectId), knownAt.get(projectId)];
    return told === undefined || known === undefined ? [] : [Math.max(0, known - told)];
  });
}
