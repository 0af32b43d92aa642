/**
 * Preloaded into the action's process: a disk that is full when outputs are written, for so many writes from the first
 * one on that has the text.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { GITHUB_OUTPUT, FULL_DISK_FROM = '', FULL_DISK_WRITES = '1' } = process.env;
const append = fs.appendFileSync;
let left = Number(FULL_DISK_WRITES);
let isFull = false;

fs.appendFileSync = (file, text, options) => {
  isFull ||= String(text).startsWith(FULL_DISK_FROM);
  if (file === GITHUB_OUTPUT && isFull && left > 0) {
    left -= 1;
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  }
  append(file, text, options);
};
syncBuiltinESMExports();
