/**
 * Trouble with the disk: nothing that asking the other side again could mend.
 */
import { errorCode } from '../network/connection-errors.ts';

const CODES = new Set([
  'EACCES',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EISDIR',
  'EMFILE',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

export function isOfTheDisk(error: unknown): boolean {
  return CODES.has(errorCode(error) ?? '');
}
