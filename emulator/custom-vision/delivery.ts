/** Notifications on their way to a project's queue. */
import type { Background } from './background.ts';
import type { Clock } from './clock.ts';
import { messageText } from './notifications.ts';
import type { Notification } from './notifications.ts';
import type { Project } from './project.ts';
import type { Projects } from './projects.ts';
import type { ServiceStorage } from './storage.ts';

/** What the parts of the service share. */
export interface ServiceContext {
  clock: Clock;
  storage: ServiceStorage;
  background: Background;
  projects: Projects;
}

/** Sends a message to the project's queue, if it has one, as often as its behaviour says. */
export function sendNotification(
  context: ServiceContext,
  project: Project,
  notification: Notification,
): void {
  const { behavior } = project;
  const queueUri = project.settings.notificationQueueUri;
  if (queueUri === null || behavior.notifications === 'lose') return;
  const times = behavior.notifications === 'duplicate' ? 2 : 1;
  const text = messageText(notification, behavior);
  context.background.start(async () => {
    for (let sent = 0; sent < times; sent += 1) await context.storage.sendMessage(queueUri, text);
  });
}
