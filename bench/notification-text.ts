/**
 * A notification as the guide prints it: plain JSON with a capital `Content`.
 */
import type { Notification } from '../src/wait/notification.ts';

export function notificationText({ type, ...content }: Notification): string {
  return JSON.stringify({ version: '1.0', type, Content: content });
}
