/**
 * Reads a data set: the list of its images, and then each of their files, a few at a time, of which it keeps no bytes.
 */
import type { DatasetInputs } from './inputs.ts';
import { counted } from '../report/counted.ts';
import { Failure } from '../report/failure.ts';
import { quoted } from '../report/foreign-text.ts';
import { type Dataset, openDataset } from './annotation-file.ts';
import { regionsOf } from './boxes.ts';
import { listCoco } from './coco.ts';
import type { Findings } from './findings.ts';
import { asProblem, type DatasetFolder, FileProblem } from './folder.ts';
import { listFolders } from './folders.ts';
import { type ImageFile, MOST_IMAGE_BYTES, readImageFile } from './image-file.ts';
import { listJsonl } from './jsonl.ts';
import { Room } from './room.ts';
import { sideBySide } from './side-by-side.ts';
import { byText, type ListedImage, type Listing, type PixelSize, type WantedImage } from './wanted.ts';

/** As many as keep the disk busy. Each takes up to 6 MB. */
const READ_AT_ONCE = 4;
/** Of a value in an image's metadata. */
const LONGEST_PATH = 256;

export interface ReadDataset {
  readonly folder: DatasetFolder;
  /** By path. */
  readonly images: readonly WantedImage[];
}

/** @throws Failure if there is no data set; everything else that is wrong goes into the findings */
export async function readDataset(
  { path, format }: Pick<DatasetInputs, 'path' | 'format'>,
  workspace: string,
  findings: Findings,
  signal: AbortSignal,
): Promise<ReadDataset> {
  const { folder, annotations } = await openDataset(path, format, workspace);
  const { images: listed, ignored } = await list({ folder, annotations }, format, findings);
  if (ignored.length > 0) {
    const some = ignored.slice(0, 3).map((file) => folder.named(file));
    findings.oddity(
      counted(ignored.length, 'other file'),
      `${ignored.length === 1 ? 'it is no image by its name' : 'they are no images by their names'}, and left out: ${some.join(', ')}${ignored.length > 3 ? ', …' : ''}`,
    );
  }
  const images: WantedImage[] = [];
  const once = eachOnce(listed, folder, findings);
  // As many as are read at once, each used again.
  const rooms: Room[] = [];
  await sideBySide(
    once,
    READ_AT_ONCE,
    async (image) => {
      const room = rooms.pop() ?? new Room(MOST_IMAGE_BYTES);
      const wanted = await readOne(image, { folder, findings, room });
      images.push(...(wanted === undefined ? [] : [wanted]));
      rooms.push(room);
    },
    signal,
  );
  findings.refuse();
  if (images.length === 0) {
    // A mirror of nothing would empty the project.
    throw new Failure('failed', 'Dataset refused', [
      `The data set ${quoted(path)} has no image. Nothing was sent, and nothing was changed.`,
      'Next: check the inputs path and format.',
    ]);
  }
  return { folder, images: images.sort((a, b) => byText(a.path, b.path)) };
}

async function list(
  { folder, annotations }: Dataset,
  format: DatasetInputs['format'],
  findings: Findings,
): Promise<Listing> {
  if (annotations === null) {
    return await listFolders(folder, findings);
  }
  try {
    return await (format === 'coco' ? listCoco : listJsonl)(folder, annotations, findings);
  } catch (error) {
    if (!(error instanceof FileProblem)) {
      throw error;
    }
    findings.problem(folder.named(annotations), error.message);
    return { images: [], ignored: [] };
  }
}

function eachOnce(listed: readonly ListedImage[], folder: DatasetFolder, findings: Findings): ListedImage[] {
  const first = new Map<string, ListedImage>();
  for (const image of listed) {
    const other = first.get(image.file);
    if (other === undefined) {
      first.set(image.file, image);
    } else {
      findings.problem(
        image.where ?? '',
        `the image ${folder.named(image.file)} is listed at ${other.where ?? ''} as well`,
      );
    }
  }
  return [...first.values()];
}

async function readOne(
  listed: ListedImage,
  { folder, findings, room }: { folder: DatasetFolder; findings: Findings; room: Room },
): Promise<WantedImage | undefined> {
  const path = folder.named(listed.file);
  const where = listed.where === null ? path : `${listed.where}, ${path}`;
  if (path.length > LONGEST_PATH) {
    findings.problem(where, `its path has ${path.length} characters, and the service keeps ${LONGEST_PATH}`);
    return undefined;
  }
  let file: ImageFile;
  try {
    file = await readImageFile(folder, listed.file, room);
  } catch (error) {
    findings.problem(where, asProblem(error).message);
    return undefined;
  }
  if (file.misnamed !== null) {
    findings.oddity(where, `its bytes are ${file.misnamed}, whatever its name says`);
  }
  const regions = regionsOf(listed.boxes, drawnOn(listed, file, where, findings), findings);
  const tags = [...new Set(listed.tags)].sort(byText);
  return { path, sha256: file.sha256, bytes: file.bytes, tags, regions, negative: listed.negative };
}

/** The size of the picture that the boxes of an image were drawn on: as it is stored, or as EXIF data turns it. */
function drawnOn(listed: ListedImage, file: ImageFile, where: string, findings: Findings): PixelSize {
  const stored = { width: file.width, height: file.height };
  const turned = file.turned === 'sideways' ? { width: file.height, height: file.width } : stored;
  if (listed.boxes.length === 0) {
    return stored;
  }
  if (file.turned !== 'no') {
    findings.oddity(
      where,
      'its EXIF data turns it, and programs differ in whether its boxes go by that: check them in the portal, or store the picture upright',
    );
  }
  const { size } = listed;
  const fits = (one: PixelSize): boolean =>
    size === null || (size.width === one.width && size.height === one.height);
  const found = [stored, turned].find(fits);
  if (found === undefined) {
    const said = `${size?.width ?? 0} × ${size?.height ?? 0}`;
    findings.problem(
      where,
      `the list gives it ${said} pixels, and the file has ${file.width} × ${file.height}: its boxes are of another picture`,
    );
  }
  return found ?? stored;
}
