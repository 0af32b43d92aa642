/**
 * Preloaded into the action's process: tells whether it ended because nothing was left to do, which no leaked timer,
 * listener or connection allows, and which a call of `process.exit` skips.
 */
import { writeFileSync } from 'node:fs';

process.once('beforeExit', () => {
  const file = process.env.NATURAL_END_FILE;
  if (file !== undefined) {
    writeFileSync(file, process.getActiveResourcesInfo().join('\n'));
  }
});
