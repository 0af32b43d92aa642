/**
 * Runs a built action against the emulator, as the runner would:
 *
 *     npm run action -- --platforms ONNX
 *
 * The exit code is that of the action, and 2 for an invalid command line.
 */
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { answers, readConnection, type Connection } from './connection.ts';
import { summaryText } from './demo/summary-text.ts';
import { readActionManifest } from './github/runner/action-manifest.ts';
import { startAction, type ActionRun } from './github/runner/runner.ts';
import { ending, heading, logLine, print, table } from './github/runner/terminal.ts';
import { onLostParent } from './npm-parent.ts';
import { parseRunCommand, runHelp, type RunCommand } from './run-action/command-line.ts';
import { filledIn, namesFilledIn } from './run-action/filled-in.ts';
import { startByOptions } from './start-by-options.ts';
import { parseStartOptions, StartOptionError } from './start-options.ts';

const root = path.resolve(import.meta.dirname, '..');
/** Where `npm run emulator` says how to reach it. */
const CONNECTION_FILE = path.join(root, 'node_modules', '.emulator.json');

interface Reached {
  readonly connection: Connection;
  readonly how: string;
  readonly close: () => Promise<void>;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof StartOptionError ? 2 : 1;
}

async function main(args: readonly string[]): Promise<number> {
  const command = parseRunCommand(args, root);
  if (command.help) {
    print(runHelp(command, root, namesFilledIn(command)));
    return 0;
  }
  const { main: script } = readActionManifest(command.folder);
  if (!existsSync(script)) throw new Error(`${script} is missing: build it with \`npm run build\` first.`);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted.abort(signal);
    });
  }
  onLostParent(() => {
    interrupted.abort('SIGTERM');
  });
  const { connection, how, close } = await reach(command);
  try {
    heading('Emulator', how);
    interrupted.signal.throwIfAborted();
    const run = await runIt(command, connection, interrupted.signal);
    show(run);
    return run.exitCode ?? 1;
  } finally {
    await close();
  }
}

/** The emulator that runs already, or one for this run alone. */
async function reach({ action, startOptions }: RunCommand): Promise<Reached> {
  const running = startOptions.length > 0 ? undefined : readConnection(CONNECTION_FILE);
  if (running !== undefined && (await answers(running.endpoint))) {
    return {
      connection: running,
      how: `the one of npm run emulator, at ${running.endpoint}`,
      close: () => Promise.resolve(),
    };
  }
  const emulator = await startByOptions(parseStartOptions(startOptions));
  // Otherwise there is nothing to publish.
  if (action === 'publish') emulator.service.trainings.add(emulator.projectId);
  return {
    connection: emulator,
    how: `one for this run alone, at ${emulator.endpoint}; npm run emulator starts one that stays`,
    close: () => emulator.close(),
  };
}

async function runIt(command: RunCommand, connection: Connection, signal: AbortSignal): Promise<ActionRun> {
  const inputs = { ...filledIn(command, connection), ...command.inputs };
  const secrets = [connection.trainingKey, connection.storageAccountKey];
  heading(
    `Action ${command.action}`,
    Object.keys(command.inputs).length === 0 ? 'with its defaults' : given(command),
  );
  const action = startAction({
    actionFolder: command.folder,
    inputs,
    secrets,
    resultsUrl: connection.resultsUrl,
    runtimeToken: connection.runtimeToken,
    apiUrl: connection.githubApiUrl,
    githubToken: connection.githubToken,
    // npm runs scripts in the folder of package.json, and says where it was called.
    workspace: process.env.INIT_CWD ?? process.cwd(),
    tempFolder: mkdtempSync(path.join(tmpdir(), 'custom-vision-')),
    onLine: logLine,
  });
  const cancel = (): void => {
    // Ctrl+C reaches the action as well as this process, and a second signal would end it at once.
    if (signal.reason !== 'SIGINT' || !process.stdin.isTTY) void action.cancel();
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  const run = await action.ended;
  await run.cleanUp();
  return run;
}

function given({ inputs }: RunCommand): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

function show(run: ActionRun): void {
  if (run.summary !== '') {
    heading('Summary', 'as the page of the run would show it');
    for (const line of summaryText(run.summary)) print(line === '' ? '' : `  ${line}`);
  }
  heading('Outputs', '');
  table(Object.entries(run.outputs));
  heading('Kept', run.tempFolder);
  ending(run.conclusion === 'success', `The action ended with exit code ${run.exitCode ?? 'none'}.`);
}
