/** The three messages of the storage integration, as its guide prints them. */
import { Buffer } from 'node:buffer';
import type { ProjectBehavior } from './behavior.ts';

export type Notification =
  | { type: 'ConnectionTest'; projectId: string }
  | { type: 'Training'; projectId: string; iterationId: string; succeeded: boolean }
  | {
      type: 'Export';
      projectId: string;
      iterationId: string;
      /** URL of the exported package; `null`: the export failed. */
      modelUri: string | null;
    };

/** The text that is put on the queue. */
export function messageText(notification: Notification, behavior: ProjectBehavior): string {
  const text = JSON.stringify({
    version: '1.0',
    type: notification.type,
    [behavior.contentCase]: content(notification),
  });
  return behavior.messageEncoding === 'base64' ? Buffer.from(text, 'utf8').toString('base64') : text;
}

function content(notification: Notification): Record<string, string> {
  const { projectId } = notification;
  switch (notification.type) {
    case 'ConnectionTest':
      return { projectId };
    case 'Training':
      return {
        projectId,
        iterationId: notification.iterationId,
        trainingStatus: notification.succeeded ? 'TrainingCompleted' : 'TrainingFailed',
      };
    case 'Export':
      return {
        projectId,
        iterationId: notification.iterationId,
        ...(notification.modelUri === null
          ? { exportStatus: 'ExportFailed' }
          : { exportStatus: 'ExportCompleted', modelUri: notification.modelUri }),
      };
  }
}
