/** What the live test creates, and that it is gone afterwards. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Resources } from './resources.ts';
import { tinyPng } from './tiny-png.ts';

/** What the steps of the test hand on to each other. */
export interface State {
  readonly projectId: string;
  /** When the test began: milliseconds since the epoch. */
  readonly begun: number;
  /** On which versions of the API setting the two URIs was answered with them. */
  readonly echoedBy?: readonly string[];
  /** Texts of the messages about the project, as they stood in the queue. */
  readonly messages?: readonly string[];
  /** How the training ended, and after how many seconds. */
  readonly training?: string;
}

/** General (compact), for classification. */
const DOMAIN = '0732100f-1a38-4e49-a514-c9b44c697ab5';
const TAGS = ['light', 'dark'];
const IMAGES_A_TAG = 5;
const SIDE_PIXELS = 256;
/** More own messages than this test can leave: it has seen them all when none of them is its own. */
const MOST_LOOKS = 5;

const stateFile = (folder: string): string => path.join(folder, 'live-test.json');

export function readState(folder: string): State {
  return JSON.parse(readFileSync(stateFile(folder), 'utf8')) as State;
}

export function writeState(folder: string, state: State): void {
  writeFileSync(stateFile(folder), JSON.stringify(state));
}

/** Creates a project with the fewest images that can be trained. @param name its name, of this run alone */
export async function prepare(resources: Resources, folder: string, name: string): Promise<State> {
  const query = new URLSearchParams({ name, domainId: DOMAIN, classificationType: 'Multiclass' });
  const project = (await resources.tell(`POST /projects?${query.toString()}`)) as { id: string };
  const state = { projectId: project.id, begun: Date.now() };
  // At once, so that whatever comes now, it is removed at the end.
  writeState(folder, state);
  for (const [at, tag] of TAGS.entries()) {
    const { id } = (await resources.tell(`POST /projects/${project.id}/tags?name=${tag}`)) as { id: string };
    const images = Array.from({ length: IMAGES_A_TAG }, (_, index) => ({
      name: `${tag}-${index}`,
      contents: tinyPng(0xf0f0f0 - 0xd0d0d0 * at + 0x010203 * index, SIDE_PIXELS).toString('base64'),
    }));
    await resources.tell(`POST /projects/${project.id}/images/files`, { body: { images, tagIds: [id] } });
  }
  return state;
}

/** The service writes plain JSON or base64. */
export function plainText(text: string): string {
  return text.trimStart().startsWith('{') ? text : Buffer.from(text, 'base64').toString();
}

/** Deletes the project, its backups and its messages, and nothing else. */
export async function remove(
  { tell, container, queue }: Resources,
  { projectId, begun }: State,
): Promise<void> {
  await tell(`DELETE /projects/${projectId}`);
  for await (const { name, properties } of container.listBlobsFlat()) {
    const ofTest =
      name.startsWith('CustomVision-TestPermission/') && properties.lastModified.getTime() >= begun - 60_000;
    if (ofTest || name.startsWith(projectId)) {
      await container.deleteBlob(name);
    }
  }
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { receivedMessageItems } = await queue.receiveMessages({
      numberOfMessages: 32,
      visibilityTimeout: 30,
    });
    const own = receivedMessageItems.filter(({ messageText }) => plainText(messageText).includes(projectId));
    for (const each of receivedMessageItems) {
      const { messageId, popReceipt, messageText } = each;
      await (own.includes(each)
        ? queue.deleteMessage(messageId, popReceipt)
        : queue.updateMessage(messageId, popReceipt, messageText, 0));
    }
    if (own.length === 0) return;
  }
}
