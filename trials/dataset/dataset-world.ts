/**
 * A workspace with a data set, the emulated training API in the same process and in virtual time, and runs of the action
 * on them, which can be ended at any of their requests.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RateLimits } from '../../emulator/custom-vision/http/rate-limits.ts';
import { DETECTION_GENERAL_COMPACT } from '../../emulator/custom-vision/resource/domains.ts';
import { Faults } from '../../emulator/custom-vision/resource/faults.ts';
import type { Image, Project } from '../../emulator/custom-vision/resource/project.ts';
import type { ServiceStorage } from '../../emulator/custom-vision/resource/storage.ts';
import { CustomVisionService } from '../../emulator/custom-vision/resource/resource.ts';
import type { Tier } from '../../emulator/custom-vision/resource/tier.ts';
import { ImageApi } from '../../src/custom-vision/image-api.ts';
import { PacedApi } from '../../src/custom-vision/pace.ts';
import { ProjectApi } from '../../src/custom-vision/project-api.ts';
import { ResourceApi } from '../../src/custom-vision/resource-api.ts';
import { TrainingApi } from '../../src/custom-vision/training-api.ts';
import type { DatasetInputs } from '../../src/dataset/inputs.ts';
import { syncDataset } from '../../src/dataset/main.ts';
import { DatasetOutputs } from '../../src/dataset/outputs.ts';
import { Failure } from '../../src/report/failure.ts';
import { endOf } from '../fakes/ending.ts';
import { RecordedReport } from '../fakes/recorded-report.ts';
import { emulatedHttp } from '../matrix/emulated-http.ts';
import { VirtualTime } from '../matrix/virtual-time.ts';

const TRAINING_KEY = 'the-training-key-of-the-data-set';
const ENDPOINT = 'https://name.cognitiveservices.azure.com';

export interface DatasetEnd {
  readonly status: string;
  /** Of the failure; empty where there is none. */
  readonly title: string;
  readonly message: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly report: RecordedReport;
  /** Those that were answered, in their order. */
  readonly operations: readonly string[];
  readonly tookMs: number;
}

/** Where a run is ended: at which of its requests, and whether the service has acted by then. */
export interface KillPoint {
  readonly request: number;
  readonly when: 'before' | 'after';
}

export class DatasetWorld {
  readonly faults = new Faults();
  readonly time: VirtualTime;
  readonly service: CustomVisionService;
  readonly project: Project;
  /** Absolute. */
  readonly workspace: string;
  private readonly tier: Tier;

  private constructor(
    workspace: string,
    tier: Tier,
    seed: Parameters<CustomVisionService['projects']['add']>[0],
  ) {
    this.workspace = workspace;
    this.tier = tier;
    this.time = new VirtualTime(async () => {
      await this.service.idle();
    });
    this.service = new CustomVisionService({
      clock: this.time,
      storage: NO_STORAGE,
      tier,
      faults: this.faults,
    });
    this.project = this.service.projects.add({ tags: [], ...seed });
  }

  /** @param kind of the project: `detection`, or a classification type */
  static async open(
    kind: 'Multilabel' | 'Multiclass' | 'detection' = 'Multilabel',
    tier: Tier = 'S0',
  ): Promise<DatasetWorld> {
    const workspace = await mkdtemp(path.join(tmpdir(), 'dataset-world-'));
    const seed =
      kind === 'detection'
        ? { domain: DETECTION_GENERAL_COMPACT }
        : { settings: { classificationType: kind } };
    return new DatasetWorld(workspace, tier, seed);
  }

  /** Writes files, by their paths below the workspace. */
  async write(files: Readonly<Record<string, Buffer | string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.workspace, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  async remove(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await rm(path.join(this.workspace, name), { recursive: true });
    }
  }

  async run(
    inputs: Partial<DatasetInputs> = {},
    { kill, env = {} }: { kill?: KillPoint; env?: NodeJS.ProcessEnv } = {},
  ): Promise<DatasetEnd> {
    return await this.time.until(this.attempt({ ...this.inputs(), ...inputs }, kill, env));
  }

  private async attempt(
    inputs: DatasetInputs,
    kill: KillPoint | undefined,
    env: NodeJS.ProcessEnv,
  ): Promise<DatasetEnd> {
    const began = this.time.now();
    const [report, ended] = [new RecordedReport(), new AbortController()];
    const written = new Map<string, string>();
    const outputs = new DatasetOutputs((name, value) => written.set(name, value));
    const operations: string[] = [];
    const { signal } = ended;
    const killed = new Failure('cancelled', 'Cancelled', ['ended']);
    const limits = new RateLimits({ clock: this.time, tier: this.tier, retryAfter: 'on' });
    const options = { service: this.service, trainingKey: TRAINING_KEY, faults: this.faults, limits };
    const http = emulatedHttp(options, this.time, ({ operation }) => {
      operations.push(operation ?? 'none');
      if (kill?.when === 'after' && operations.length === kill.request) {
        ended.abort(killed);
      }
    });
    let sent = 0;
    const httpClient: typeof http = {
      async sendRequest(request) {
        sent += 1;
        if (kill?.when === 'before' && sent === kill.request) {
          ended.abort(killed);
        }
        signal.throwIfAborted();
        return await http.sendRequest(request);
      },
    };
    const api = new TrainingApi(ENDPOINT, { key: TRAINING_KEY }, { httpClient });
    const random = (): number => 0.5;
    const patience = { clock: this.time, signal, random, onFirstRetry: () => undefined };
    const paced = new PacedApi(api, this.time);
    const [status, failure] = await endOf(
      syncDataset(inputs, {
        resource: new ResourceApi(api, patience),
        project: (id) => new ProjectApi(id, api, patience, report.mask),
        images: (id) => new ImageApi(id, paced, patience),
        clock: this.time,
        report,
        signal,
        outputs,
        env: { GITHUB_WORKSPACE: this.workspace, RUNNER_TEMP: path.join(this.workspace, '.temp'), ...env },
      }),
    );
    outputs.finish(status);
    return {
      status,
      title: failure?.title ?? '',
      message: failure?.message ?? '',
      outputs: Object.fromEntries(written),
      report,
      operations,
      tookMs: this.time.now() - began,
    };
  }

  /** A client of the emulated service, for whoever asks it in another way. */
  client(): TrainingApi {
    const limits = new RateLimits({ clock: this.time, tier: this.tier, retryAfter: 'on' });
    const options = { service: this.service, trainingKey: TRAINING_KEY, faults: this.faults, limits };
    const httpClient = emulatedHttp(options, this.time, () => undefined);
    return new TrainingApi(ENDPOINT, { key: TRAINING_KEY }, { httpClient });
  }

  private inputs(): DatasetInputs {
    return {
      endpoint: ENDPOINT,
      trainingKey: TRAINING_KEY,
      clientId: null,
      tenantId: null,
      oidcAudience: null,
      project: { id: this.project.id },
      domain: null,
      classificationType: null,
      path: 'images',
      format: 'folders',
      delete: false,
      dryRun: false,
      concurrency: 20,
    };
  }

  /** What the project has, without ids and times, and sorted: two worlds can be compared by it. */
  state(project: Project = this.project): object {
    const tagName = (id: string): string => project.tags.find((tag) => tag.id === id)?.name ?? id;
    const imageState = ({ metadata, digest, tagIds, regions }: Image): object => ({
      metadata,
      digest,
      tags: tagIds.map(tagName).sort(),
      regions: regions
        .map(({ tagId, left, top, width, height }) => [tagName(tagId), left, top, width, height].join(' '))
        .sort(),
    });
    const images = project.images.map((image) => JSON.stringify(imageState(image))).sort();
    return { tags: project.tags.map(({ name, type }) => `${name} ${type}`).sort(), images };
  }

  /** The tags of an image, by its path; `undefined`: there is no image of it. */
  tagsOf(name: string): string[] | undefined {
    const image = this.project.images.find(({ metadata }) => metadata.path === name);
    return image?.tagIds.map((id) => this.project.tags.find((tag) => tag.id === id)?.name ?? id).sort();
  }

  async close(): Promise<void> {
    await this.service.close();
    await rm(this.workspace, { recursive: true, force: true });
  }
}

/** Nobody looks at the pictures that were sent. */
export const NO_STORAGE: ServiceStorage = {
  checkQueue: () => Promise.resolve(undefined),
  checkContainer: () => Promise.resolve(undefined),
  sendMessage: () => Promise.resolve(),
  writeTestBlob: () => Promise.resolve(),
  writeBackup: () => Promise.reject(new Error('nothing is exported')),
  setBackupState: () => Promise.reject(new Error('nothing is exported')),
  writeOwnCopy: async (name, content) => {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const part of content) {
      hash.update(part);
      bytes += part.length;
    }
    return { bytes, sha256: hash.digest('hex'), url: `https://service.blob.core.windows.net/${name}` };
  },
  link: (name) => `https://service.blob.core.windows.net/${name}?sig=none`,
  readOwnCopy: () => Promise.reject(new Error('nothing is kept')),
};
