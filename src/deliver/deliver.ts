/**
 * Exports an iteration to every wanted platform and delivers the models. Platforms go side by side and share one wait;
 * flavors of one platform overwrite each other's backup, so each is fetched before the next is asked for.
 */
import { listBackups, type Subject } from './backup.ts';
import { type Delivery, fetchModel, uploadModel } from './one-model.ts';
import { Failure, type FailureStatus } from '../report/failure.ts';
import { ensureExported } from './export.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { singleFlight } from '../time/single-flight.ts';
import { type DeliveredModel, unknownModel } from '../report/outputs.ts';
import { artifactNames, type ExportTarget, formatTarget } from '../custom-vision/platforms.ts';
import { labelled } from '../report/report.ts';
import type { Services } from '../services.ts';
import type { Iteration } from '../custom-vision/entities.ts';
import { timeOut, type Waiting } from '../wait/wait.ts';

export interface Delivered {
  /** In the order of `platforms`; what is not known of one is `null`. */
  readonly models: readonly DeliveredModel[];
  /** Why some of them are missing. */
  readonly failure: Failure | undefined;
}

interface Wanted {
  readonly target: ExportTarget;
  readonly index: number;
  readonly artifactName: string;
}

/** What a run ends with where its models failed in several ways: the first of these. */
const GRAVEST: readonly FailureStatus[] = [
  'cancelled',
  'failed',
  'training-failed',
  'export-failed',
  'timed-out',
];

/** @throws the signal's reason when aborted, and what no model can be blamed for */
export async function deliverModels(
  iteration: Iteration,
  inputs: Inputs,
  services: Services,
  waiting: Waiting,
): Promise<Delivered> {
  const { customVision, outputs, report } = services;
  const subject: Subject = { projectId: customVision.projectId, iterationId: iteration.id };
  const models = inputs.platforms.map(unknownModel);
  const failures = new Map<number, unknown>();
  const askExports = singleFlight((mostMs: number) => customVision.getExports(iteration.id, 'once', mostMs));

  /** @returns its upload, which the next flavor need not wait for */
  const exportAndFetch = async ({ target, index, artifactName }: Wanted): Promise<() => Promise<void>> => {
    const own = inputs.platforms.length === 1 ? report : labelled(formatTarget(target), report);
    const [ownServices, ownWaiting] = [
      { ...services, report: own },
      { ...waiting, report: own },
    ];
    const earlier = new Map<string, string>();
    const onRequest = async (): Promise<void> => {
      const backups = await listBackups(subject, inputs.container, services, waiting.signal);
      backups.forEach(({ name, etag }) => earlier.set(name, etag));
      if (inputs.uploadArtifact && services.canUpload) {
        services.artifacts.prepare();
      }
    };
    const exported = await own.group('Export', () =>
      ensureExported(iteration, target, ownServices, ownWaiting, { onRequest, askExports }),
    );
    const onKnown: Delivery['onKnown'] = (model, digest) => {
      models[index] = model;
      outputs.setModel(index, model, digest);
    };
    const delivery: Delivery = { exported, subject, earlier, artifactName, onKnown };
    const fetched = await fetchModel(delivery, inputs, ownServices, ownWaiting);
    return async () => {
      await uploadModel(fetched, delivery, inputs, ownServices, ownWaiting);
    };
  };
  const inTurn = async (flavors: readonly Wanted[]): Promise<void> => {
    const uploads: Promise<void>[] = [];
    for (const [turn, wanted] of flavors.entries()) {
      const fail = (error: unknown): void => {
        failures.set(wanted.index, error);
      };
      // The first one is asked for also where the run is to start and leave.
      if (turn > 0 && waiting.deadline.passed) {
        fail(timeOut(`The export to ${formatTarget(wanted.target)} was not asked for`));
        continue;
      }
      const upload = await exportAndFetch(wanted).catch(fail);
      if (upload !== undefined) {
        uploads.push(upload().catch(fail));
      }
      waiting.signal.throwIfAborted();
    }
    await Promise.all(uploads);
  };

  await Promise.allSettled(byPlatform(inputs).map(inTurn));
  waiting.signal.throwIfAborted();
  return { models, failure: together(failures, inputs.platforms) };
}

/** The targets with their artifacts, those of one platform together. */
function byPlatform({ platforms, artifactName }: Inputs): Wanted[][] {
  const names = artifactNames(artifactName, platforms);
  const wanted = platforms.map((target, index) => ({
    target,
    index,
    artifactName: names[index] ?? artifactName,
  }));
  return [...Map.groupBy(wanted, ({ target }) => target.platform).values()];
}

/**
 * One failure as it is where one model was wanted; else which have failed, and each with its reason.
 * @throws what is no Failure: nothing that a model can be blamed for
 */
function together(
  failures: ReadonlyMap<number, unknown>,
  targets: readonly ExportTarget[],
): Failure | undefined {
  const reasons = [...failures].sort(([one], [other]) => one - other);
  const explained: Failure[] = [];
  for (const [, error] of reasons) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    explained.push(error);
  }
  const [first] = explained;
  if (first === undefined || targets.length === 1) {
    return first;
  }
  const status =
    GRAVEST.find((grave) => explained.some((failure) => failure.status === grave)) ?? first.status;
  const failed = reasons
    .map(([index]) => targets[index])
    .flatMap((target) => (target ? [formatTarget(target)] : []));
  return new Failure(
    status,
    explained.flatMap(({ headings }) => headings),
    [
      explained.length === targets.length
        ? `None of the ${targets.length} models could be delivered.`
        : `${explained.length} of ${targets.length} models could not be delivered: ${failed.join(', ')}. The others are (output models).`,
      ...explained.flatMap(({ message }, index) => [`${failed[index] ?? ''}: ${message}`]),
    ],
    { cause: new AggregateError(explained) },
  );
}
