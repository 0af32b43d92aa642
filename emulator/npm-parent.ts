/**
 * npm starts a shell, which starts the script: a signal for npm ends the shell with it, and reaches nobody else.
 */

const LOOK_EVERY_MS = 200;

/**
 * @param lost is called once when this process was started by npm, and the shell in between has ended; not where a
 *   terminal has closed, which ends both of them as well, though `nohup` asks for this process to go on
 */
export function onLostParent(lost: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  let hungUp = false;
  process.on('SIGHUP', () => {
    hungUp = true;
  });
  let isGone = false;
  const looking = setInterval(() => {
    // The signal of a terminal may come a moment after the end of the shell.
    if (isGone && !hungUp) lost();
    if (isGone) clearInterval(looking);
    isGone = process.ppid !== parent;
  }, LOOK_EVERY_MS).unref();
}
