/** Notifications on their way to a project's queue. */
import type { Background } from './background.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import { forged } from './faults/messages.ts';
import type { MessageFault } from './faults/messages.ts';
import { messageText } from './notifications.ts';
import type { Notification } from './notifications.ts';
import type { Project } from './project.ts';
import type { Projects } from './projects.ts';
import type { ServiceStorage } from './storage.ts';

/** What trainings, exports and projects share. */
export interface ServiceContext {
  clock: Clock;
  storage: ServiceStorage;
  background: Background;
  projects: Projects;
  faults: Faults;
}

const MS_PER_SECOND = 1000;

/** Sends a message to the project's queue in the background, as often as its behaviour says. */
export function sendNotification(
  context: ServiceContext,
  project: Project,
  notification: Notification,
  fault: MessageFault | undefined,
): void {
  const { notifications } = project.behavior;
  if (notifications === 'lose') return;
  const copies = notifications === 'duplicate' ? 2 : 1;
  const send = sender(context, project, notification, fault, copies);
  const start = (): void => {
    context.background.start(send);
  };
  if (fault !== undefined && 'lateSeconds' in fault) {
    context.clock.schedule(fault.lateSeconds * MS_PER_SECOND, start);
  } else start();
}

/** Resolves when the test message is on the queue; at once if a fault makes the message late. */
export async function sendConnectionTest(context: ServiceContext, project: Project): Promise<void> {
  const test: Notification = { type: 'ConnectionTest', projectId: project.id };
  const fault = context.faults.takeForMessage(test);
  const send = sender(context, project, test, fault, 1);
  if (fault !== undefined && 'lateSeconds' in fault) {
    context.clock.schedule(fault.lateSeconds * MS_PER_SECOND, () => {
      context.background.start(send);
    });
  } else await send();
}

/** Returns the function that sends the message to the queue that the project has now. */
function sender(
  { storage }: ServiceContext,
  project: Project,
  notification: Notification,
  fault: MessageFault | undefined,
  usualCopies: number,
): () => Promise<void> {
  const queueUri = project.settings.notificationQueueUri;
  if (queueUri === null || (fault !== undefined && 'lost' in fault)) return () => Promise.resolve();
  const said = fault !== undefined && 'forged' in fault ? forged(notification, fault.forged) : notification;
  const whole = messageText(said, project.behavior);
  const text =
    fault !== undefined && 'garbled' in fault ? whole.slice(0, Math.ceil(whole.length / 2)) : whole;
  const copies = fault !== undefined && 'copies' in fault ? fault.copies : usualCopies;
  return async () => {
    for (let sent = 0; sent < copies; sent += 1) await storage.sendMessage(queueUri, text);
  };
}

/** How long before the state changes its message is sent, in milliseconds. */
export function leadMs(project: Project, fault: MessageFault | undefined): number {
  const seconds =
    fault !== undefined && 'earlySeconds' in fault ? fault.earlySeconds : project.behavior.notifyLeadSeconds;
  return seconds * MS_PER_SECOND;
}
