/**
 * Preloaded into the action's process: a disk on which the model changes before the artifact client reads it.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const read = fs.createReadStream;

fs.createReadStream = (file, options) => {
  if (String(file).endsWith('.zip')) {
    fs.appendFileSync(String(file), 'more');
  }
  return read(file, options);
};
syncBuiltinESMExports();
