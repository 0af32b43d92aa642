/**
 * An open file in memory, as far as a part file needs one: a write is there at once.
 */
import type { FileHandle } from 'node:fs/promises';

export function memoryHandle(bytes: Buffer): FileHandle {
  const handle = {
    writev: (chunks: readonly Buffer[], position: number) => {
      const bytesWritten = Buffer.concat(chunks).copy(bytes, position);
      return Promise.resolve({ bytesWritten });
    },
    read: (into: Buffer, offset: number, length: number, position: number) => {
      const bytesRead = bytes.copy(into, offset, position, position + length);
      return Promise.resolve({ bytesRead });
    },
  };
  return handle as unknown as FileHandle;
}
