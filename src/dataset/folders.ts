/**
 * The format `folders`: an image has the tag that its folder is called. The folder `_negative` holds images that show
 * nothing of the tags. Folders inside of a tag's folder belong to the tag.
 */
import type { Findings } from './findings.ts';
import type { DatasetFolder } from './folder.ts';
import { isImageName } from './image-file.ts';
import { tagName } from './tag-name.ts';
import type { ListedImage, Listing } from './wanted.ts';

const NEGATIVE = '_negative';

export async function listFolders(folder: DatasetFolder, findings: Findings): Promise<Listing> {
  const images: ListedImage[] = [];
  const ignored: string[] = [];
  const walk = async (below: string, tag: string | null): Promise<void> => {
    for (const entry of await folder.entries(below)) {
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith('.')) {
        continue;
      }
      if (entry.isDirectory()) {
        await walk(file, tag ?? entry.name);
      } else if (entry.isSymbolicLink()) {
        findings.problem(
          folder.named(file),
          'it is a symbolic link, and links are not followed: put the file itself there',
        );
      } else if (!isImageName(entry.name)) {
        ignored.push(file);
      } else if (tag === null) {
        findings.problem(
          folder.named(file),
          `it lies in no folder, whose name would be its tag: move it into one, or into ${NEGATIVE}`,
        );
      } else {
        const negative = tag === NEGATIVE;
        const tags = negative ? [] : [tagName(tag, folder.named(file), findings)];
        images.push({ file, tags, boxes: [], negative, where: null, size: null });
      }
    }
  };
  await walk('', null);
  return { images, ignored };
}
