/** How to reach a running emulator. */

/** What a caller needs to know to use the emulator; printed by `start.ts`. */
export interface Connection {
  /** Of the training API, `http://127.0.0.1:PORT`. */
  endpoint: string;
  trainingKey: string;
  /** The project that exists from the start: it can be trained and exported, and is not integrated. */
  projectId: string;
  notificationQueueUri: string;
  exportModelContainerUri: string;
  storageAccountName: string;
  /** Base64. */
  storageAccountKey: string;
  /** `ACTIONS_RESULTS_URL` of a run. */
  resultsUrl: string;
  /** `ACTIONS_RUNTIME_TOKEN` of a run. */
  runtimeToken: string;
}

/** The JSON line for programs that start the emulator as a child process. */
export function connectionOf(emulator: Connection): Connection {
  return {
    endpoint: emulator.endpoint,
    trainingKey: emulator.trainingKey,
    projectId: emulator.projectId,
    notificationQueueUri: emulator.notificationQueueUri,
    exportModelContainerUri: emulator.exportModelContainerUri,
    storageAccountName: emulator.storageAccountName,
    storageAccountKey: emulator.storageAccountKey,
    resultsUrl: emulator.resultsUrl,
    runtimeToken: emulator.runtimeToken,
  };
}
