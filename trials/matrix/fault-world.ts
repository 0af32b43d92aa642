/**
 * A project, the emulated training API, storage and artifacts in one process and in virtual time, and attempts of a
 * workflow run on them: the code of the action from `run` on, with its own client of the training API.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Faults } from '../../emulator/custom-vision/resource/faults.ts';
import type { Project } from '../../emulator/custom-vision/resource/project.ts';
import { CustomVisionService } from '../../emulator/custom-vision/resource/resource.ts';
import { ProjectApi } from '../../src/custom-vision/project-api.ts';
import { endOf } from '../fakes/ending.ts';
import { Inbox } from '../../src/wait/inbox.ts';
import { run } from '../../src/main.ts';
import { Outputs } from '../../src/report/outputs.ts';
import type { Inputs } from '../../src/inputs/inputs.ts';
import type { Platform } from '../../src/custom-vision/platforms.ts';
import type { ResourceServices } from '../../src/services.ts';
import { TrainingApi } from '../../src/custom-vision/training-api.ts';
import { ResourceApi } from '../../src/custom-vision/resource-api.ts';
import type { WorkflowRun } from '../../src/github/workflow-run.ts';
import { FakeArtifacts } from '../fakes/fake-artifacts.ts';
import { FakeContainer } from '../fakes/fake-container.ts';
import { fakeInputs } from '../fakes/fake-inputs.ts';
import { FakeQueue } from '../fakes/fake-queue.ts';
import { CONTAINER_URI } from '../fakes/fake-services.ts';
import { RecordedReport } from '../fakes/recorded-report.ts';
import { emulatedHttp } from './emulated-http.ts';
import { FaultyArtifacts, FaultyContainer, FaultyQueue } from './faulty-storage.ts';
import { MemoryStorage } from './memory-storage.ts';
import { StorageRequests } from './storage-faults.ts';
import { VirtualTime } from './virtual-time.ts';

export const TRAINING_KEY = 'the-training-key-of-the-matrix';
export const TIMEOUT_MINUTES = 60;
const TAKES = { trainingSeconds: 150, exportSeconds: 30, modelBytes: 3_000 };
const ENDPOINT = 'https://name.cognitiveservices.azure.com';

export type Platforms = readonly [Platform, ...Platform[]];

export interface FaultRun {
  readonly status: string;
  /** Of the failure; empty where there is none. */
  readonly title: string;
  readonly message: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly report: RecordedReport;
  /** Virtual. */
  readonly tookMs: number;
}

export class FaultWorld {
  readonly faults = new Faults();
  readonly artifacts = new FakeArtifacts();
  readonly time: VirtualTime;
  readonly queue: FakeQueue;
  readonly container = new FakeContainer(CONTAINER_URI);
  readonly storage: MemoryStorage;
  readonly requests: StorageRequests;
  readonly project: Project;
  /** Operations of the training API in the order of their answers. */
  readonly operations: string[] = [];
  /** What the service has accepted, whatever it answered. */
  readonly started = { trainings: 0, exports: 0 };
  readonly service: CustomVisionService;
  readonly platforms: Platforms;
  private readonly changes: Partial<Inputs>;

  constructor(platforms: Platforms, changes: Partial<Inputs> = {}) {
    this.platforms = platforms;
    this.changes = changes;
    this.time = new VirtualTime(async () => {
      await this.service.idle();
    });
    this.queue = new FakeQueue(this.time);
    this.storage = new MemoryStorage(this.queue, this.container);
    this.requests = new StorageRequests(this.time);
    this.service = new CustomVisionService({
      clock: this.time,
      storage: this.storage,
      behavior: TAKES,
      faults: this.faults,
    });
    this.project = this.service.projects.add({ name: 'Matrix' });
    const { trainings, exports } = this.service;
    const [train, start] = [trainings.train.bind(trainings), exports.start.bind(exports)];
    trainings.train = (...request) => {
      const iteration = train(...request);
      this.started.trainings += 1;
      return iteration;
    };
    exports.start = (...request) => {
      const started = start(...request);
      this.started.exports += 1;
      return started;
    };
  }

  /** From now on nothing goes wrong any more. */
  mend(): void {
    this.faults.clear();
    this.requests.rule = undefined;
  }

  /** Lets an attempt of the workflow run happen from its beginning to its end. */
  async run(attempt: number): Promise<FaultRun> {
    const folder = await mkdtemp(path.join(tmpdir(), 'fault-matrix-'));
    try {
      return await this.time.until(this.attempt(attempt, folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async attempt(attempt: number, tempFolder: string): Promise<FaultRun> {
    const began = this.time.now();
    const report = new RecordedReport();
    const written = new Map<string, string>();
    const outputs = new Outputs((name, value) => written.set(name, value));
    const { signal } = new AbortController();
    const [status, failure] = await endOf(
      run(this.inputs(), this.services(attempt, tempFolder, report, outputs, signal), signal),
    );
    outputs.finish(status);
    return {
      status,
      title: failure?.title ?? '',
      message: failure?.message ?? '',
      outputs: Object.fromEntries(written),
      report,
      tookMs: this.time.now() - began,
    };
  }

  private inputs() {
    const [first, ...others] = this.platforms;
    const target = (platform: Platform) => ({ platform, flavor: null });
    return fakeInputs({
      project: { id: this.project.id },
      platforms: [target(first), ...others.map(target)],
      timeoutMinutes: TIMEOUT_MINUTES,
      ...this.changes,
    });
  }

  private services(
    attempt: number,
    tempFolder: string,
    report: RecordedReport,
    outputs: Outputs,
    signal: AbortSignal,
  ): ResourceServices {
    const clock = this.time;
    // In the middle: the factors that spread requests are all 1.
    const random = (): number => 0.5;
    const http = emulatedHttp(
      { service: this.service, trainingKey: TRAINING_KEY, faults: this.faults },
      clock,
      ({ operation }) => {
        this.operations.push(operation ?? 'none');
      },
    );
    const api = new TrainingApi(ENDPOINT, { key: TRAINING_KEY }, { httpClient: http });
    const patience = { clock, signal, random, onFirstRetry: () => undefined };
    const workflow: WorkflowRun = {
      runId: '4711',
      attempt,
      url: 'https://github.com/owner/repo/actions/runs/4711',
      tempFolder,
    };
    const queue = new FaultyQueue(this.queue, this.requests);
    return {
      login: { busy: false },
      resource: new ResourceApi(api, patience),
      inProject: (projectId) => ({
        customVision: new ProjectApi(projectId, api, patience, report.mask),
        openDownload: (uri) => this.storage.open(uri),
      }),
      queue,
      inbox: new Inbox(queue, clock, report),
      container: new FaultyContainer(this.container, this.requests),
      artifacts: new FaultyArtifacts(this.artifacts, this.requests),
      workflow: () => Promise.resolve(workflow),
      env: {},
      clock,
      report,
      outputs,
      random,
    };
  }
}
