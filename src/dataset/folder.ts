/**
 * The folder of a data set, and the files in it. Nothing outside of it is read: no symbolic link is followed, and no path
 * that leads out of it.
 */
import type { Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Room } from './room.ts';
import { byText } from './wanted.ts';

/** Thrown with what is wrong with a file, in words that go on after its path. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}

/** More than an annotation file has that the service's 100,000 images fit in. */
const MOST_BYTES = 1_024 * 1_048_576;

/** What Git LFS leaves in place of a file that it did not fetch. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

export class DatasetFolder {
  /** Absolute, without links. */
  readonly root: string;
  /** What stands before a file's path to make it one below the workspace, such as `images/`. */
  readonly prefix: string;
  /** Folders below the root that are known to be no links. */
  private readonly plain = new Set<string>(['']);

  private constructor(root: string, prefix: string) {
    this.root = root;
    this.prefix = prefix;
  }

  /** @param given absolute @param workspace absolute; a folder outside of it goes by its own name */
  static async open(given: string, workspace: string): Promise<DatasetFolder> {
    const [root, base] = await Promise.all([realpath(given), realpath(workspace).catch(() => workspace)]);
    const below = path.relative(base, root).split(path.sep).join('/');
    const inside = below !== '..' && !below.startsWith('../') && !path.isAbsolute(below);
    const name = inside ? below : path.basename(root);
    return new DatasetFolder(root, name === '' ? '' : `${name}/`);
  }

  /** A file as it is named in the project, and to the user. */
  named(file: string): string {
    return `${this.prefix}${file}`;
  }

  absolute(file: string): string {
    return path.join(this.root, ...file.split('/'));
  }

  /** What is in a folder, in the order of names. */
  async entries(folder: string): Promise<Dirent[]> {
    const found = await readdir(this.absolute(folder), { withFileTypes: true });
    return found.sort((a, b) => byText(a.name, b.name));
  }

  /**
   * Reads a file whole.
   * @param room for the longest file that is read; `null`: the file gets a buffer of its own
   * @param tooLarge what is said of a longer one, which is not read
   * @returns the part of the room that the file fills
   * @throws FileProblem
   */
  async read(file: string, room: Room | null, tooLarge: (bytes: number) => string): Promise<Buffer> {
    await this.refuseLinks(file);
    try {
      await using handle = await open(
        this.absolute(file),
        constants.O_RDONLY | ((constants.O_NOFOLLOW as number | undefined) ?? 0),
      );
      const { size, isFile } = await handle
        .stat()
        .then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
      if (!isFile) {
        throw new FileProblem('it is no file');
      }
      if (size > (room?.most ?? MOST_BYTES)) {
        throw new FileProblem(tooLarge(size));
      }
      const bytes = room === null ? await handle.readFile() : await fill(handle, room.for(size));
      refusePointer(bytes);
      return bytes;
    } catch (error) {
      throw asProblem(error);
    }
  }

  /** @throws FileProblem for a path that leads out of the folder, or by a link */
  async refuseLinks(file: string): Promise<void> {
    const parts = file.split('/');
    if (path.isAbsolute(file) || /^[A-Za-z]:|\\/.test(file) || parts.some((part) => part === '..')) {
      throw new FileProblem('its path leads out of the folder of the data set, where nothing is read');
    }
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const below = parts.slice(0, depth).join('/');
      if (!this.plain.has(below)) {
        const stat = await lstat(this.absolute(below)).catch((error: unknown) => {
          throw asProblem(error);
        });
        if (stat.isSymbolicLink()) {
          throw new FileProblem(
            'it is a symbolic link, or lies behind one, and links are not followed: put the file itself there',
          );
        }
        if (stat.isDirectory()) {
          this.plain.add(below);
        }
      }
    }
  }
}

async function fill(handle: FileHandle, memory: Buffer): Promise<Buffer> {
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(memory, filled, memory.length - filled, null);
    filled += bytesRead;
    if (bytesRead === 0 || filled === memory.length) {
      // Who reads a header that is cut off may look a little further: there is nothing of the file before.
      memory.fill(0, filled, filled + 64);
      return memory.subarray(0, filled);
    }
  }
}

function refusePointer(bytes: Buffer): void {
  if (bytes.subarray(0, LFS_POINTER.length).toString('latin1') === LFS_POINTER) {
    throw new FileProblem(
      'it is a pointer of Git LFS, not the file itself: check out with actions/checkout and lfs: true',
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'the runner may not read it',
  EPERM: 'the runner may not read it',
  ELOOP: 'it is a symbolic link, and links are not followed: put the file itself there',
  EISDIR: 'it is a folder',
};

/** @returns what the file system says, as a problem of the file; throws everything else */
export function asProblem(error: unknown): FileProblem {
  if (error instanceof FileProblem) {
    return error;
  }
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) {
    throw error;
  }
  return new FileProblem(REASONS[code] ?? `it cannot be read (${code})`);
}
