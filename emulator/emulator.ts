/**
 * Starts everything that a run of the action needs: storage (Azurite), the Custom Vision training API and the artifact
 * service, each on a free loopback port, with one project that is ready to be trained.
 */
import { randomBytes } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import type { QueueClient } from '@azure/storage-queue';
import type { Azurite } from './azurite.ts';
import { SystemClock } from './custom-vision/resource/clock.ts';
import type { Clock } from './custom-vision/resource/clock.ts';
import type { ExchangeListener } from './custom-vision/http/exchange.ts';
import { Faults } from './custom-vision/resource/faults.ts';
import type { Project } from './custom-vision/resource/project.ts';
import type { ProjectSeed } from './custom-vision/resource/project-seed.ts';
import { RateLimits } from './custom-vision/http/rate-limits.ts';
import { startTrainingServer } from './custom-vision/http/server.ts';
import { CustomVisionService } from './custom-vision/resource/resource.ts';
import { AzuriteStorage } from './custom-vision/resource/storage.ts';
import type { Tier } from './custom-vision/resource/tier.ts';
import type { Connection } from './connection.ts';
import type { Identities } from './custom-vision/http/handler.ts';
import { type Entra, startEntra } from './entra/entra.ts';
import { startArtifactService } from './github/artifacts/service.ts';
import type { ArtifactService } from './github/artifacts/service.ts';
import { type RestService, startRestService } from './github/rest/service.ts';
import { RequestLog } from './request-log.ts';
import type { RequestLogEntry } from './request-log.ts';
import type { StorageFront } from './storage-front.ts';
import { startStorage, type StorageOptions } from './start-storage.ts';

export interface EmulatorOptions extends StorageOptions {
  /** Whether callers can sign in by Entra ID as well. All but the artifact service then speak TLS. Default: no. */
  entra?: boolean;
  /** Default: real time. */
  clock?: Clock;
  /** Default: a log in memory. */
  log?: RequestLog;
  /** The pricing tier, which decides limits and rates. Default: unlimited. */
  tier?: Tier;
  /** Whether the answer 429 says when to try again. Default: on. */
  retryAfter?: 'on' | 'off';
  /** Called with every request to the training API and its answer, just before the answer is sent. */
  onExchange?: ExchangeListener;
}

/** A project with a queue and a container of its own. */
export interface SeededProject {
  projectId: string;
  notificationQueueUri: string;
  exportModelContainerUri: string;
  /** Both clients have the account's key. */
  queue: QueueClient;
  container: ContainerClient;
  /** The service's own record of the project, which a test may read and change. */
  project: Project;
}

interface StoredProjectSeed extends ProjectSeed {
  /** Whether the project is integrated with its queue and container already. Default: no. */
  integrated?: boolean;
}

export interface Emulator extends Connection {
  log: RequestLog;
  clock: Clock;
  azurite: Azurite;
  /** What stands before the containers, where something does. */
  front?: StorageFront;
  /** Present only if the option `entra` was set. */
  entra?: Entra;
  artifacts: ArtifactService;
  /** GitHub's REST API, of the repository `octocat/models`. */
  github: RestService;
  /** The domain model: projects, tags, images, iterations, exports. */
  service: CustomVisionService;
  /** The seeded project, in the form of those that are added later. */
  seeded: SeededProject;
  faults: Faults;
  /** Requests that no documented client sends: with an unknown path, method, parameter, member or body. */
  readonly refusals: readonly RequestLogEntry[];
  /** Makes a project with a queue and a container of its own, so that tests do not disturb each other. */
  addProject(seed?: StoredProjectSeed): Promise<SeededProject>;
  /** Stops everything that was started, after the messages and blobs on their way have arrived. Safe to call twice. */
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const log = options.log ?? new RequestLog();
  const faults = new Faults();
  const { clock = new SystemClock(), tier = 'unlimited', retryAfter = 'on' } = options;
  const trainingKey = randomBytes(16).toString('hex');
  const started: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const end of started.reverse()) await end();
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll());
  try {
    const logged = (entry: RequestLogEntry): void => {
      log.add(entry);
    };
    const entra = options.entra === true ? await startEntra(logged) : undefined;
    if (entra !== undefined)
      started.push(async () => {
        await entra.close();
      });
    const { azurite, front } = await startStorage(options, { entra, onRequest: logged, started });
    const storage = new AzuriteStorage(azurite, front);
    const service = new CustomVisionService({
      clock,
      storage,
      ...(options.behavior !== undefined && { behavior: options.behavior }),
      tier,
      faults,
    });
    started.push(async () => {
      await service.close();
    });
    const artifacts = await startArtifactService({
      azurite,
      onRequest: logged,
    });
    started.push(async () => {
      await artifacts.close();
    });
    const github = await startRestService({ clock, onRequest: logged });
    started.push(async () => {
      await github.close();
    });
    const training = await startTrainingServer({
      service,
      trainingKey,
      faults,
      log,
      limits: new RateLimits({ clock, tier, retryAfter }),
      ...(entra !== undefined && { tls: entra.authority.server, identities: identitiesOf(entra) }),
      ...(options.onExchange !== undefined && { onExchange: options.onExchange }),
    });
    started.push(async () => {
      await training.close();
    });

    const addProject = async (seed?: StoredProjectSeed): Promise<SeededProject> =>
      await storedProject(service, storage, seed);
    const seeded = await addProject({ name: 'Emulated project' });
    return {
      endpoint: training.endpoint,
      trainingKey,
      projectId: seeded.projectId,
      notificationQueueUri: seeded.notificationQueueUri,
      exportModelContainerUri: seeded.exportModelContainerUri,
      storageAccountName: azurite.accountName,
      storageAccountKey: azurite.accountKey,
      resultsUrl: artifacts.resultsUrl,
      runtimeToken: artifacts.runtimeToken,
      githubApiUrl: github.apiUrl,
      githubToken: github.api.tokens.issue({ actions: 'write', checks: 'read' }),
      log,
      clock,
      azurite,
      ...(front !== undefined && { front }),
      ...(entra !== undefined && { entra }),
      artifacts,
      github,
      service,
      seeded,
      faults,
      get refusals() {
        return log.entries.filter(({ refused }) => refused !== undefined);
      },
      addProject,
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function identitiesOf({ tokens, roles }: Entra): Identities {
  return {
    holderOf: (token) => tokens.holderOf(token, 'https://cognitiveservices.azure.com'),
    allows: (holder, dataAction) => roles.allows(holder, dataAction),
  };
}

async function storedProject(
  service: CustomVisionService,
  storage: AzuriteStorage,
  { integrated = false, settings, ...seed }: StoredProjectSeed = {},
): Promise<SeededProject> {
  const suffix = randomBytes(4).toString('hex');
  const queue = storage.queue(`notifications-${suffix}`);
  const container = storage.container(`models-${suffix}`);
  await Promise.all([queue.create(), container.create()]);
  const uris = { notificationQueueUri: queue.url, exportModelContainerUri: container.url };
  const project = service.projects.add({ ...seed, settings: { ...(integrated && uris), ...settings } });
  return { projectId: project.id, ...uris, queue, container, project };
}
