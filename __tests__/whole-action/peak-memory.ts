/**
 * Preloaded into the action's process: says in a file how much memory it had at most, in kilobytes.
 */
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env.PEAK_MEMORY_FILE ?? '', String(process.resourceUsage().maxRSS));
});
