/** What the workflows in `examples` find in a repository that is set up for the emulator. */
import type { SeededProject } from '../../emulator/emulator.ts';
import type { Stage } from '../../trials/workflow/player.ts';
import { RESOURCE } from './publish-scenario.ts';
import type { TimedEmulator } from './time/timed-emulator.ts';

/** The variables and secrets that docs/SETUP.md names, but for those of OIDC. */
export function setUpFor(
  { endpoint, trainingKey, storageAccountKey }: TimedEmulator,
  project: SeededProject,
): Pick<Stage, 'vars' | 'secrets'> {
  return {
    secrets: { CUSTOM_VISION_TRAINING_KEY: trainingKey, STORAGE_ACCOUNT_KEY: storageAccountKey },
    vars: {
      CUSTOM_VISION_ENDPOINT: endpoint,
      CUSTOM_VISION_PROJECT_ID: project.projectId,
      NOTIFICATION_QUEUE_URI: project.notificationQueueUri,
      EXPORT_MODEL_CONTAINER_URI: project.exportModelContainerUri,
      PREDICTION_RESOURCE_ID: RESOURCE,
    },
  };
}

/** The folder of the action that a step uses. @param uses `OWNER/NAME[/FOLDER]@COMMIT` */
export function folderOf(uses: string): string {
  return /^OWNER\/[\w-]+(?:\/(\w+))?@COMMIT$/.exec(uses)?.[1] ?? '.';
}
