/**
 * Where actions and storage emulators connect to, to follow a test's time.
 */
import type { AddressInfo, Server, Socket } from 'node:net';
import { ActionFollower, StorageFollower } from './followers.ts';
import { listen } from './time-line.ts';

/** Not in the URL: Node keeps what it has compiled of a module by its URL, which has to be the same each time. */
export interface Following {
  readonly preload: string;
  readonly env: Readonly<Record<string, string>>;
}

export class TimeServer {
  /** Those that run, by id. */
  readonly actions = new Map<string, ActionFollower>();
  private readonly storages = new Set<StorageFollower>();
  private readonly server: Server;
  private readonly now: () => number;
  private readonly onIdle: () => void;
  private lastId = 0;

  /** @param onIdle called when an action has nothing to do but to wait */
  constructor(server: Server, now: () => number, onIdle: () => void) {
    this.server = server;
    this.now = now;
    this.onIdle = onIdle;
    server.on('connection', (line) => {
      this.connected(line);
    });
  }

  close(): void {
    this.server.close();
  }

  /** An action that is about to connect. @returns its id as well */
  expect(): { readonly id: string; readonly action: ActionFollower } {
    this.lastId += 1;
    const [id, action] = [String(this.lastId), new ActionFollower()];
    this.actions.set(id, action);
    return { id, action };
  }

  /** What a process needs to follow: a module of this folder that it preloads, and the variables that this reads. */
  follow(file: string, more: Readonly<Record<string, string>> = {}): Following {
    const { port } = this.server.address() as AddressInfo;
    const given = { port: String(port), now: String(this.now()), ...more };
    return {
      preload: new URL(file, import.meta.url).href,
      env: { FOLLOWED_TIME: new URLSearchParams(given).toString() },
    };
  }

  /** When the first of the actions goes on that wait. */
  get firstDue(): number | undefined {
    return [...this.actions.values()].flatMap(({ dueMs }) => dueMs ?? []).sort((a, b) => a - b)[0];
  }

  /** Tells those what time it is that wait for it. */
  wakeDue(): void {
    for (const action of this.actions.values()) {
      if (action.dueMs !== undefined && action.dueMs <= this.now()) {
        action.tell(this.now());
      }
    }
  }

  /** Resolves when all storage emulators know the time. */
  async tellStorages(ms: number): Promise<void> {
    await Promise.all([...this.storages].map((storage) => storage.tell(ms)));
  }

  private connected(line: Socket): void {
    line.unref();
    line.setNoDelay();
    let [action, storage]: [ActionFollower?, StorageFollower?] = [];
    listen(line, ([word, first = '', second = '']) => {
      if (word === 'storage') {
        storage = new StorageFollower(line);
        this.storages.add(storage);
        void storage.tell(this.now());
      } else if (word === 'seen') {
        storage?.seen(Number(first));
      } else if (word === 'action') {
        action = this.actions.get(first);
        action?.connect(line, this.now());
      } else {
        action?.idle(Number(first), Number(second));
        this.onIdle();
      }
    });
    line.once('close', () => {
      if (storage !== undefined) {
        this.storages.delete(storage);
        storage.closed();
      }
    });
  }
}
