/** Exports of trained iterations: a caller asks for one, the service writes it and announces it. */
import { badRequest } from './api-error.ts';
import { backupName, leaveBehind, writeBackup } from './backups.ts';
import type { BackupPlace } from './backups.ts';
import { leadMs, sendNotification } from './delivery.ts';
import type { ServiceContext } from './delivery.ts';
import type { Platform } from './domains.ts';
import { checkExport } from './export-rules.ts';
import { openPackage } from './model-package.ts';
import type { PackageOptions } from './package-files.ts';
import type { Iteration, ModelExport, Project } from './project.ts';
import { plain } from './project.ts';
import { findIteration } from './projects.ts';
import type { WrittenPackage } from './own-copies.ts';

/** An export that exists before a test begins. `Done` writes the package to storage as a real export does. */
export interface ExportSeed {
  platform: Platform;
  flavor?: string;
  /** Default: `Done`. One that is `Exporting` ends by itself like any export. */
  status?: ModelExport['status'];
}

interface Delivery {
  /** The service's own copy. */
  own: WrittenPackage;
  /** Its name in the service's own storage. */
  path: string;
  /** What the message links to: the backup, or the service's own copy where no container is integrated. */
  link: string;
}

const MS_PER_SECOND = 1000;

export class Exports {
  readonly #context: ServiceContext;
  /** The links that the service has given; a test may put another one in their place. */
  readonly #links = new WeakMap<ModelExport, string>();
  /** How to end a running export. */
  readonly #running = new Map<ModelExport, () => void>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** @throws ApiError if the iteration cannot be exported so, or if it already is. A failed export may be repeated. */
  start(projectId: string, iterationId: string, platform: string, flavor: string | null): ModelExport {
    const project = this.#context.projects.findWritable(projectId);
    const iteration = findIteration(project, iterationId);
    const checked = checkExport(iteration, platform, flavor);
    const earlier = iteration.exports.find((other) => other.platform === platform && other.flavor === flavor);
    if (earlier !== undefined && earlier.status !== 'Failed') {
      throw badRequest('BadRequestExportAlreadyInProgress', `${iteration.id} is already queued for export`);
    }
    const started = newExport(checked, flavor);
    iteration.exports = [...iteration.exports.filter((other) => other !== earlier), started];
    this.#run(project, iteration, started);
    return started;
  }

  /** Adds an export to the iteration without a request; no message is sent for it. */
  async add(projectId: string, iterationId: string, seed: ExportSeed): Promise<ModelExport> {
    const project = this.#context.projects.find(projectId);
    const iteration = findIteration(project, iterationId);
    const added = newExport(seed.platform, seed.flavor ?? null);
    const status = seed.status ?? 'Done';
    if (status === 'Done') this.#finish(added, await this.#write(project, iteration, added));
    if (status === 'Exporting') this.#run(project, iteration, added);
    if (status === 'Failed') this.#finish(added, null);
    iteration.exports.push(added);
    return added;
  }

  /** The exports of an iteration, each with a link that is good for 24 hours from now. */
  list(projectId: string, iterationId: string): readonly ModelExport[] {
    const { exports } = findIteration(this.#context.projects.find(projectId), iterationId);
    for (const done of exports) {
      if (done.downloadUri !== '' && done.downloadUri === this.#links.get(done)) this.#giveLink(done);
    }
    return exports;
  }

  #giveLink(done: ModelExport): void {
    done.downloadUri = this.#context.storage.link(done.path);
    this.#links.set(done, done.downloadUri);
  }

  #finish(running: ModelExport, delivery: Delivery | null): void {
    running.status = delivery === null ? 'Failed' : 'Done';
    if (delivery === null) return;
    const { bytes, sha256 } = delivery.own;
    running.path = delivery.path;
    running.package = { bytes, sha256 };
    this.#giveLink(running);
  }

  /** Ends the running exports of an iteration to a platform, of all its flavors, now instead of at their time. */
  finish(projectId: string, iterationId: string, platform: string): void {
    const { exports } = findIteration(this.#context.projects.find(projectId), iterationId);
    for (const running of exports.filter((one) => one.platform === platform)) this.#running.get(running)?.();
  }

  #run(project: Project, iteration: Iteration, running: ModelExport): void {
    const { background, clock, faults, projects } = this.#context;
    const fault = faults.takeForMessage({ type: 'Export', projectId: project.id });
    const endsInMs = project.behavior.exportSeconds * MS_PER_SECOND;
    const earlyMs = Math.min(endsInMs, leadMs(project, fault));
    const end = (): void => {
      this.#running.delete(running);
      cancel();
      if (!projects.has(project)) return;
      background.start(async () => {
        const delivery = await this.#outcome(project, iteration, running);
        if (earlyMs === 0) this.#finish(running, delivery);
        else {
          clock.schedule(earlyMs, () => {
            this.#finish(running, delivery);
          });
        }
        const modelUri = delivery?.link ?? null;
        const notification = { projectId: project.id, iterationId: iteration.id, modelUri };
        sendNotification(this.#context, project, { type: 'Export', ...notification }, fault);
      });
    };
    const cancel = clock.schedule(endsInMs - earlyMs, end);
    this.#running.set(running, end);
  }

  /** @returns `null` if the export failed, because its behaviour says so or because storage refused it. */
  async #outcome(project: Project, iteration: Iteration, running: ModelExport): Promise<Delivery | null> {
    try {
      if (project.behavior.exportOutcome === 'failed') {
        const place = backupPlace(project, iteration, running);
        const options = this.#packageOf(project, iteration, running);
        if (place !== null) await leaveBehind(this.#context, place, options);
        return null;
      }
      return await this.#write(project, iteration, running);
    } catch (error) {
      this.#context.background.errors.push(error instanceof Error ? error : new Error(String(error)));
      return null;
    }
  }

  /** Writes the service's own copy and the backup. */
  async #write(project: Project, iteration: Iteration, running: ModelExport): Promise<Delivery> {
    const { storage } = this.#context;
    const options = this.#packageOf(project, iteration, running);
    const ownName = ownCopyName(project.id, iteration.id, running);
    const own = await storage.writeOwnCopy(ownName, openPackage(options));
    let link = own.url;
    const place = backupPlace(project, iteration, running);
    if (place !== null) {
      link = `${place.containerUri.replace(/\/$/, '')}/${encodeURIComponent(place.name)}`;
      await writeBackup(this.#context, place, options);
    }
    return { own, path: ownName, link };
  }

  #packageOf(project: Project, iteration: Iteration, { platform, flavor }: ModelExport): PackageOptions {
    return {
      platform,
      flavor,
      domainType: iteration.domain.type,
      iterationId: iteration.id,
      labels: iteration.tags.map((tag) => tag.name),
      exportedAt: this.#context.clock.now(),
      sizeBytes: project.behavior.modelBytes,
      packaging: project.behavior.packaging,
      labelLineEnd: project.behavior.labelLineEnd === 'CRLF' ? '\r\n' : '\n',
    };
  }
}

/** `null` where no container is integrated. */
function backupPlace(project: Project, iteration: Iteration, exported: ModelExport): BackupPlace | null {
  const { exportModelContainerUri: containerUri } = project.settings;
  return containerUri === null
    ? null
    : { project, containerUri, name: backupName(project, iteration.id, exported) };
}

/** Of the service's own copy: the flavor is in it, so that no two exports of an iteration share one. */
function ownCopyName(
  projectId: string,
  iterationId: string,
  { platform, flavor }: Pick<ModelExport, 'platform' | 'flavor'>,
): string {
  const kind = flavor === null ? platform : `${platform}.${flavor}`;
  return `m-${plain(projectId)}/${plain(iterationId)}.${kind}.zip`;
}

function newExport(platform: Platform, flavor: string | null): ModelExport {
  return { platform, flavor, status: 'Exporting', downloadUri: '', path: '', package: null };
}
