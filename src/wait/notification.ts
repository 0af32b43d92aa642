/**
 * The messages that Custom Vision writes to the queue of an integrated project.
 * Source: the guide "Integrate Azure storage for notifications and backup". It prints `Content`, and does not say
 * whether the text is base64: either case of the member and either encoding is accepted.
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
      /** A hint for the name of the backup blob; foreign text, never fetched. */
      readonly modelUri: string | null;
    };

/**
 * Reads a queue message.
 * @returns `undefined` for everything that is no notification: somebody else's work
 */
export function parseNotification(text: string): Notification | undefined {
  const { type, ...message } =
    parseJson(text) ?? parseJson(Buffer.from(text, 'base64').toString('utf8')) ?? {};
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

function parseJson(text: string): Record<string, unknown> | undefined {
  // Most of what is no notification is no object either; to throw and catch an error for each would cost the most.
  if (!/^\s*\{/.test(text)) {
    return undefined;
  }
  try {
    return members(JSON.parse(text));
  } catch {
    // Not JSON: another encoding, or somebody else's message.
    return undefined;
  }
}

function members(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
