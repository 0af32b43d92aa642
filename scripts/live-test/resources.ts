/** The resources that the live test asks, as the variables of its steps name them. */
import { ContainerClient, StorageSharedKeyCredential as BlobKey } from '@azure/storage-blob';
import { QueueClient, StorageSharedKeyCredential as QueueKey } from '@azure/storage-queue';

export type Version = 'v3.3' | 'v3.4-preview';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export class Resources {
  readonly queue: QueueClient;
  readonly container: ContainerClient;
  readonly #endpoint: string;
  readonly #key: string;

  /** @throws Error that names the variables that are missing */
  constructor(env: NodeJS.ProcessEnv) {
    const names = ['ENDPOINT', 'TRAINING_KEY', 'QUEUE_URI', 'CONTAINER_URI', 'STORAGE_KEY'] as const;
    const missing = names.filter((name) => (env[name] ?? '') === '');
    if (missing.length > 0) {
      throw new Error(
        `The variables ${missing.join(', ')} are missing. Next: set up the repository, as docs/LIVE-TEST.md says.`,
      );
    }
    const [endpoint, key, queue, container, storageKey] = names.map((name) => env[name] ?? '');
    this.#endpoint = (endpoint ?? '').replace(/\/$/, '');
    this.#key = key ?? '';
    const account = accountOf(queue ?? '');
    this.queue = new QueueClient(queue ?? '', new QueueKey(account, storageKey ?? ''));
    this.container = new ContainerClient(container ?? '', new BlobKey(account, storageKey ?? ''));
  }

  /** Asks the training API. @param headers in place of the key */
  async ask(
    call: string,
    {
      version = 'v3.4-preview',
      body,
      headers,
    }: { version?: Version; body?: unknown; headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const [method = '', path = ''] = call.split(' ');
    const response = await fetch(`${this.#endpoint}/customvision/${version}/training${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(headers ?? { 'Training-Key': this.#key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  }

  /** As `ask`. @throws Error where the answer is no success */
  tell = async (call: string, options: Parameters<Resources['ask']>[1] = {}): Promise<unknown> => {
    const { status, body } = await this.ask(call, options);
    if (status >= 300) {
      throw new Error(`${call.split('?')[0] ?? ''} was answered ${status}: ${JSON.stringify(body)}`);
    }
    return body;
  };
}

/** The first label of the host, or the first segment of the path where the host is an address. */
function accountOf(uri: string): string {
  const { hostname, pathname } = new URL(uri);
  return /^[\d.]+$|^localhost$/.test(hostname)
    ? (pathname.split('/')[1] ?? '')
    : (hostname.split('.')[0] ?? '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
