/**
 * The messages that Custom Vision writes to the queue of an integrated project.
 * Source: the guide "Integrate Azure storage for notifications and backup". It prints `Content`, and does not say
 * whether the text is base64, and of which encoding: either case of the member, UTF-8 and UTF-16 are accepted.
 */
import { guidOf } from '../custom-vision/names.ts';

/** Ids are lower-case GUIDs. */
export type Notification =
  | { readonly type: 'ConnectionTest'; readonly projectId: string }
  | { readonly type: 'Training'; readonly projectId: string; readonly iterationId: string }
  | {
      readonly type: 'Export';
      readonly projectId: string;
      readonly iterationId: string;
      /** Only its ending counts, as a hint whose export has ended; foreign text, which names no blob and is never fetched. */
      readonly modelUri: string | null;
    };

/**
 * Reads a queue message.
 * @returns `undefined` for everything that is no notification: somebody else's work
 */
export function parseNotification(text: string): Notification | undefined {
  const { type, ...message } = parseJson(text) ?? parseJson(decoded(Buffer.from(text, 'base64'))) ?? {};
  const content = members(message.Content ?? message.content);
  const [projectId, iterationId] = [guidOf(content?.projectId), guidOf(content?.iterationId)];
  if (type === 'ConnectionTest' && projectId !== undefined) {
    return { type, projectId };
  }
  if (projectId === undefined || iterationId === undefined) {
    return undefined;
  }
  if (type === 'Training') {
    return { type, projectId, iterationId };
  }
  const modelUri = typeof content?.modelUri === 'string' ? content.modelUri : null;
  return type === 'Export' ? { type, projectId, iterationId, modelUri } : undefined;
}

const UTF_8 = new TextDecoder();
const UTF_16_LE = new TextDecoder('utf-16le');
const UTF_16_BE = new TextDecoder('utf-16be');

/** In UTF-16, one byte of the brace that JSON begins with is zero; or the byte order mark before it tells. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (second === 0 || (first === 0xff && second === 0xfe)) {
    return UTF_16_LE.decode(bytes);
  }
  return (first === 0 || (first === 0xfe && second === 0xff) ? UTF_16_BE : UTF_8).decode(bytes);
}

function parseJson(text: string): Record<string, unknown> | undefined {
  // Most of what is no notification is no object either; to throw and catch an error for each would cost the most.
  if (!/^\s*\{/.test(text)) {
    return undefined;
  }
  try {
    // A byte order mark counts as a blank here.
    return members(JSON.parse(text.trim()));
  } catch {
    // Not JSON: another encoding, or somebody else's message.
    return undefined;
  }
}

function members(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
