/** Storage that remembers what the service did, for tests of the domain alone. */
import { Buffer } from 'node:buffer';
import type { WrittenPackage } from '../../../emulator/custom-vision/resource/own-copies.ts';
import type { ServiceStorage } from '../../../emulator/custom-vision/resource/storage.ts';

export interface Content {
  projectId: string;
  iterationId?: string;
  trainingStatus?: string;
  exportStatus?: string;
  modelUri?: string;
}

export class RecordingStorage implements ServiceStorage {
  /** In order: `message URI TEXT`, `test URI`, `backup URI/NAME`, `copy NAME`. */
  readonly events: string[] = [];
  readonly messages: string[] = [];
  /** URIs that cannot be used. */
  readonly broken = new Set<string>();
  backupsFail = false;
  /** How many links were given. */
  linked = 0;
  /** The bytes of the backups, in their order. */
  readonly backups: Buffer[] = [];
  readonly #copies = new Map<string, Buffer>();

  checkQueue(uri: string): Promise<string | undefined> {
    return Promise.resolve(this.broken.has(uri) ? 'it is broken' : undefined);
  }

  checkContainer(uri: string): Promise<string | undefined> {
    return this.checkQueue(uri);
  }

  sendMessage(uri: string, text: string): Promise<void> {
    this.messages.push(text);
    this.events.push(`message ${uri} ${text}`);
    return Promise.resolve();
  }

  writeTestBlob(uri: string): Promise<void> {
    this.events.push(`test ${uri}`);
    return Promise.resolve();
  }

  async writeBackup(uri: string, name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
    if (this.backupsFail) throw new Error('the container is gone');
    this.events.push(`backup ${uri}/${name}`);
    const bytes = await collect(content);
    this.backups.push(bytes);
    return { bytes: bytes.length, sha256: '0'.repeat(64), url: `${uri}/${name}` };
  }

  setBackupState(uri: string, name: string, state: string): Promise<void> {
    this.events.push(`${state} ${uri}/${name}`);
    return Promise.resolve();
  }

  async writeOwnCopy(name: string, content: AsyncIterable<Buffer>): Promise<WrittenPackage> {
    this.events.push(`copy ${name}`);
    const bytes = await collect(content);
    this.#copies.set(name, bytes);
    return { bytes: bytes.length, sha256: '0'.repeat(64), url: this.link(name) };
  }

  link(name: string): string {
    this.linked += 1;
    return `https://service.example/${name}?sig=secret${this.linked}`;
  }

  readOwnCopy(name: string): Promise<Buffer> {
    return Promise.resolve(this.#copies.get(name) ?? Buffer.alloc(0));
  }

  /** The last message's content, whatever case it is spelled in. */
  get lastContent(): Content {
    const message = JSON.parse(this.messages.at(-1) ?? '{}') as { Content: Content };
    return message.Content;
  }
}

async function collect(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A service on a manual clock, whose packages are small. */
export const QUICK = { trainingSeconds: 60, exportSeconds: 10, modelBytes: 2000 } as const;

/** The code of the refusal that `act` ends with. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'accepted';
}
