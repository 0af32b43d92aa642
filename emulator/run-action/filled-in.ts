/** What `npm run action` gives an action that was not given it: whatever the emulator knows. */
import type { Connection } from '../connection.ts';
import type { RunCommand } from './command-line.ts';

/** An input by its name; one that says the same in another way keeps it from being filled in. */
const KNOWN: Readonly<Record<string, { value: (connection: Connection) => string; unless?: string }>> = {
  endpoint: { value: ({ endpoint }) => endpoint },
  'training-key': { value: ({ trainingKey }) => trainingKey, unless: 'client-id' },
  'project-id': { value: ({ projectId }) => projectId, unless: 'project-name' },
  'notification-queue-uri': { value: ({ notificationQueueUri }) => notificationQueueUri },
  'export-model-container-uri': { value: ({ exportModelContainerUri }) => exportModelContainerUri },
  'storage-account-key': { value: ({ storageAccountKey }) => storageAccountKey, unless: 'client-id' },
};
/** It takes the id of any prediction resource: nothing looks it up. */
const PREDICTION_RESOURCE =
  '/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/emulated/providers/Microsoft.CognitiveServices/accounts/prediction';
const OF_ACTION: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  publish: { 'iteration-id': 'newest', 'prediction-resource-id': PREDICTION_RESOURCE },
};

type Asked = Pick<RunCommand, 'action' | 'declared' | 'inputs'>;

/** @returns the names of the inputs that are filled in */
export function namesFilledIn({ action, declared, inputs }: Asked): string[] {
  const names = Object.entries(KNOWN)
    .filter(([, { unless }]) => unless === undefined || !(unless in inputs))
    .map(([name]) => name);
  // What takes a name away needs neither of them.
  const further = inputs.unpublish === 'true' ? [] : Object.keys(OF_ACTION[action] ?? {});
  return [...names, ...further].filter((name) => name in declared && !(name in inputs));
}

export function filledIn(asked: Asked, connection: Connection): Record<string, string> {
  return Object.fromEntries(
    namesFilledIn(asked).map((name) => [
      name,
      KNOWN[name]?.value(connection) ?? OF_ACTION[asked.action]?.[name] ?? '',
    ]),
  );
}
