/**
 * Emulators that share one time with the actions that are played against them.
 */
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../emulator/emulator.ts';
import { SharedTime } from './shared-time.ts';

/** An emulator on a time that all actions share that `play` runs against it. */
export interface TimedEmulator extends Emulator {
  readonly clock: SharedTime;
}

/**
 * @param options with the time it is to share; default: a new one. One that is given goes on when the emulator is
 * closed: several emulators can share it, with one storage emulator
 */
export async function startTimedEmulator({
  clock: given,
  ...options
}: Omit<EmulatorOptions, 'clock'> & { readonly clock?: SharedTime } = {}): Promise<TimedEmulator> {
  const clock = given ?? (await SharedTime.start());
  const emulator = await startEmulator({
    ...options,
    clock: given?.part() ?? clock,
    azuriteOptions: clock.storageOptions,
  });
  const leave = clock.waitFor(emulator);
  const close = emulator.close.bind(emulator);
  return Object.assign(emulator, {
    clock,
    close: async () => {
      await close();
      leave();
    },
  });
}

/** The time that an emulator shares with the actions; `undefined` if it runs in real time. */
export function timeOf({ clock }: Emulator): SharedTime | undefined {
  return clock instanceof SharedTime ? clock : undefined;
}
