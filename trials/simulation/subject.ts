/**
 * What an activity of a run is about, and which notifications are of it, as the steps of the action tell them.
 */
import type { Notification } from '../../src/wait/notification.ts';
import type { IsOurs } from './conduct.ts';

export function ours(subject: Notification): IsOurs {
  return (notification) =>
    notification.type === subject.type &&
    sameIteration(subject)(notification) &&
    !namesAnother(notification, subject);
}

/** Those that the run claims at its end. */
export function sameIteration(subject: Notification): IsOurs {
  return (notification) =>
    notification.type !== 'ConnectionTest' &&
    subject.type !== 'ConnectionTest' &&
    notification.projectId === subject.projectId &&
    notification.iterationId === subject.iterationId;
}

/** A notification of an export may name its blob, and so its platform. */
function namesAnother(notification: Notification, subject: Notification): boolean {
  return (
    notification.type === 'Export' &&
    subject.type === 'Export' &&
    notification.modelUri !== null &&
    notification.modelUri !== subject.modelUri
  );
}
