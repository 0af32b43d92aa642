/** A project of the emulator with one of everything that an operation may name, and calls to it. */
import { Buffer } from 'node:buffer';
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import type { Exchange } from '../../emulator/custom-vision/http/exchange.ts';
import { DETECTION_GENERAL_COMPACT, type Domain } from '../../emulator/custom-vision/resource/domains.ts';
import { startEmulator, type Emulator, type SeededProject } from '../../emulator/emulator.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';

export interface World {
  project: SeededProject;
  /** By their names in the Swagger's paths. */
  ids: Readonly<Record<string, string>>;
  imageIds: readonly string[];
  /** Of the first image; none where nothing is detected. */
  regionIds: readonly string[];
  /** An uploaded image's path in the service's own storage. */
  artifactPath: string;
  /** Lets the project be imported. */
  token: string;
}

export interface ApiCall {
  method: string;
  /** Below the base path, with names in braces that `ids` gives. */
  path: string;
  /** Without the leading `?`. */
  query?: string;
  /** An object is sent as JSON, a form as it is. */
  body?: unknown;
  /** Default: the emulator's. */
  key?: string;
}

/** What `Recorder.call` has recorded; the answer is parsed if it is JSON. */
export interface Told {
  exchange: Exchange;
  status: number;
  answer: unknown;
}

/** A picture of one pixel. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Only what detects objects has regions. */
export function seedFor(operation: string): { domain?: Domain } {
  return operation.endsWith('ImageRegions') ? { domain: DETECTION_GENERAL_COMPACT } : {};
}

/** The emulator, and everything that went to it and came from it. */
export class Recorder {
  readonly emulator: Emulator;
  readonly exchanges: Exchange[];

  readonly #readOnly = new Map<string, Promise<World>>();

  private constructor(emulator: Emulator, exchanges: Exchange[]) {
    this.emulator = emulator;
    this.exchanges = exchanges;
  }

  static async start(): Promise<Recorder> {
    const exchanges: Exchange[] = [];
    const emulator = await startEmulator({
      azuriteOptions: BUILT_AZURITE,
      // Nothing that was started ends: no test waits for it.
      behavior: { trainingSeconds: Infinity, exportSeconds: Infinity, modelBytes: 50_000 },
      onExchange: (exchange) => exchanges.push(exchange),
    });
    return new Recorder(emulator, exchanges);
  }

  async call(version: ApiVersion, call: ApiCall, ids: World['ids'] = {}): Promise<Told> {
    const { method, query = '', body, key = this.emulator.trainingKey } = call;
    const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no-${name}`);
    const isForm = body instanceof FormData;
    const before = this.exchanges.length;
    const response = await fetch(
      `${this.emulator.endpoint}/customvision/${version}/training${path}${query === '' ? '' : `?${query}`}`,
      {
        method,
        headers: {
          'Training-Key': key,
          ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
        },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    const exchange = this.exchanges[before];
    if (exchange === undefined) throw new Error(`${method} ${path} was not recorded.`);
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { exchange, status: response.status, answer: isJson ? JSON.parse(text) : undefined };
  }

  /** The same world each time, for calls that change nothing. */
  async readOnlyWorld(seed: Parameters<Emulator['addProject']>[0] = {}): Promise<World> {
    const key = JSON.stringify(seed);
    const world = this.#readOnly.get(key) ?? this.world(seed);
    this.#readOnly.set(key, world);
    return await world;
  }

  /** Trained, exported, with an image that was uploaded over the API. */
  async world(seed: Parameters<Emulator['addProject']>[0] = {}): Promise<World> {
    const project = await this.emulator.addProject(seed);
    const { projectId } = project;
    const { service } = this.emulator;
    const iteration = service.trainings.add(projectId);
    await service.exports.add(projectId, iteration.id, { platform: 'ONNX' });
    await this.call('v3.4-preview', {
      method: 'POST',
      path: `/projects/${projectId}/images/files`,
      body: { images: [{ contents: PICTURE }] },
    });
    const { tags, images } = project.project;
    const file = images.at(-1)?.file ?? null;
    // Seeded images have no file, those of the service always have one.
    project.project.images = images.map((image) => ({ ...image, file }));
    const { domain } = project.project.settings;
    const [imageId = '', tagId = ''] = [images[0]?.id, tags[0]?.id];
    const box = { imageId, tagId, left: 0.5, top: 0.5, width: 0.25, height: 0.25 };
    const { created } =
      domain.type === 'ObjectDetection' ? service.imageChanges.addRegions(projectId, [box]) : { created: [] };
    return {
      project,
      ids: {
        projectId,
        iterationId: iteration.id,
        tagId,
        domainId: domain.id,
      },
      imageIds: images.map(({ id }) => id),
      regionIds: created.map(({ id }) => id),
      artifactPath: file?.path ?? '',
      token: service.transfer.export(projectId).token,
    };
  }

  async close(): Promise<void> {
    await this.emulator.close();
  }
}

/** Another picture than `PICTURE` each time: what follows the end of a PNG is not looked at. */
export function newPicture(): Buffer {
  return Buffer.concat([Buffer.from(PICTURE, 'base64'), Buffer.from(crypto.randomUUID())]);
}
