/** Starts the emulator as a command line says. */
import { readFileSync } from 'node:fs';
import { parseFaults } from './custom-vision/resource/faults/parse.ts';
import { parseFigures } from './custom-vision/resource/figures.ts';
import { OPERATIONS } from './custom-vision/http/operations.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { RequestLog } from './request-log.ts';
import { needsFront } from './start-storage.ts';
import { StartOptionError, type StartOptions } from './start-options.ts';

type EmulatorPart = Omit<StartOptions, 'help' | 'connectionFile' | 'lifetimeMinutes'>;

/** @throws StartOptionError for a file that cannot be read, or written */
export async function startByOptions(given: EmulatorPart): Promise<Emulator> {
  const { behavior, tier, retryAfter, requestLog, faults, figures } = given;
  const operations = OPERATIONS.map(({ id }) => id);
  const rules = read('faults', 'rules', faults, (text) => parseFaults(text, operations)) ?? [];
  const set = read('figures', 'figures', figures, parseFigures);
  const storageFront =
    needsFront(behavior.backup) ||
    rules.some((rule) => 'blob' in rule && 'state' in rule.fault && needsFront(rule.fault.state));
  const emulator = await startEmulator({
    behavior,
    tier,
    retryAfter,
    storageFront,
    log: openLog(requestLog),
    // The bundle has Azurite as a script of its own.
    azuriteOptions: { script: process.env.AZURITE_SCRIPT },
  });
  for (const rule of rules) emulator.faults.add(rule);
  if (set !== undefined) emulator.seeded.project.figures = set;
  return emulator;
}

function read<T>(
  option: string,
  what: string,
  file: string | undefined,
  parse: (text: string) => T,
): T | undefined {
  if (file === undefined) return undefined;
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([`--${option} must be a file of ${what}:\n${reason}`]);
  }
}

function openLog(file: string | undefined): RequestLog {
  try {
    return new RequestLog(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([`--request-log must be a file that can be written: ${reason}.`]);
  }
}
