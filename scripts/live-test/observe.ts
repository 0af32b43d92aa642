/**
 * Integrates the project, trains and exports it by plain requests, and writes down what the service puts into the queue.
 * The action does not run yet: it would clear its notifications away before they are read here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { plainText, type State } from './project.ts';
import type { Resources, Version } from './resources.ts';

const VERSIONS: readonly Version[] = ['v3.3', 'v3.4-preview'];
const LOOK_MS = 1000;
/** How long a message may take after the service itself has said that it is done. */
const MESSAGE_MS = 60_000;
const TRAINING_MS = 40 * 60_000;
const EXPORT_MS = 10 * 60_000;

interface Project {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

export async function observe(resources: Resources, state: State): Promise<State> {
  const messages = new Messages(resources, state.projectId);
  const echoedBy = await integrate(resources, state.projectId);
  await messages.waitFor('ConnectionTest');
  const begun = Date.now();
  const at = `/projects/${state.projectId}`;
  const { id } = (await resources.tell(`POST ${at}/train?forceTrain=false`)) as { id: string };
  const isOver = (status: string): boolean => status === 'Completed' || status === 'Failed';
  const status = await statusAfter(
    async () => ((await resources.tell(`GET ${at}/iterations/${id}`)) as { status: string }).status,
    { isOver, within: TRAINING_MS },
  );
  const training = `${status} after ${Math.round((Date.now() - begun) / 1000)} s`;
  await messages.waitFor('Training');
  if (status === 'Completed') {
    await resources.tell(`POST ${at}/iterations/${id}/export?platform=ONNX`);
    await statusAfter(
      async () => {
        const [exported] = (await resources.tell(`GET ${at}/iterations/${id}/export`)) as {
          status: string;
        }[];
        return exported?.status ?? 'none';
      },
      { isOver: (each) => each === 'Done' || each === 'Failed', within: EXPORT_MS },
    );
    await messages.waitFor('Export');
  }
  return { ...state, echoedBy, messages: messages.texts, training };
}

/** As Microsoft's guide has it, on one version after the other. @returns those whose answer shows the two URIs */
async function integrate(resources: Resources, projectId: string): Promise<string[]> {
  const echoedBy: string[] = [];
  for (const version of VERSIONS) {
    const call = `/projects/${projectId}`;
    const { name, settings } = (await resources.tell(`GET ${call}`)) as Project;
    const uris = {
      notificationQueueUri: resources.queue.url,
      exportModelContainerUri: resources.container.url,
    };
    const body = { name, description: '', status: 'Succeeded', settings: { ...settings, ...uris } };
    const answer = await resources.ask(`PATCH ${call}`, { version, body });
    const echoed = (answer.status === 200 ? (answer.body as Project).settings : {}) as Partial<typeof uris>;
    if (echoed.notificationQueueUri != null && echoed.exportModelContainerUri != null) {
      echoedBy.push(version);
    }
  }
  return echoedBy;
}

async function statusAfter(
  ask: () => Promise<string>,
  { isOver, within }: { isOver: (status: string) => boolean; within: number },
): Promise<string> {
  const end = Date.now() + within;
  for (;;) {
    const status = await ask();
    if (isOver(status) || Date.now() >= end) return status;
    await sleep(LOOK_MS);
  }
}

class Messages {
  readonly #seen = new Map<string, string>();
  readonly #resources: Resources;
  readonly #projectId: string;

  constructor(resources: Resources, projectId: string) {
    this.#resources = resources;
    this.#projectId = projectId;
  }

  /** As they stand in the queue. */
  get texts(): string[] {
    return [...this.#seen.values()];
  }

  /** Waits until one of this type is there, or for as long as it is worth while. None is taken. */
  async waitFor(type: string): Promise<void> {
    const end = Date.now() + MESSAGE_MS;
    for (;;) {
      const { peekedMessageItems } = await this.#resources.queue.peekMessages({ numberOfMessages: 32 });
      for (const { messageId, messageText } of peekedMessageItems) {
        if (plainText(messageText).includes(this.#projectId)) this.#seen.set(messageId, messageText);
      }
      const isThere = this.texts.some((text) => plainText(text).includes(`"${type}"`));
      if (isThere || Date.now() >= end) return;
      await sleep(LOOK_MS);
    }
  }
}
