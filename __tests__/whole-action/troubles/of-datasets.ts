/**
 * What goes wrong where images are brought into a project.
 */
import { jpeg, png } from '../../../trials/dataset/pictures.ts';
import { bringing, writeFiles } from '../dataset-scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import type { Scene, Trouble } from './trouble.ts';

/** A step with these files. */
async function brings(
  { emulator, project, folder }: Scene,
  files: Readonly<Record<string, Buffer | string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ScenarioOptions> {
  await writeFiles(folder, files);
  return { ...bringing(emulator, project, folder), inputs };
}

/** Six images of one tag: as many as a training needs. */
function bolts(): Record<string, Buffer> {
  return Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`images/bolt/${n}.png`, png(n)]));
}

/** Six images that have all of these tags. */
function manyTags(count: number): Record<string, Buffer | string> {
  const tags = Array.from({ length: count }, (_, n) => `tag ${n}`);
  const lines = Array.from({ length: 6 }, (_, n) => {
    const size = Math.ceil(count / 6);
    return JSON.stringify({ path: `bolt/${n}.png`, tags: tags.slice(n * size, (n + 1) * size) });
  });
  return { ...bolts(), 'images/labels.jsonl': lines.join('\n') };
}

const JSONL = { format: 'jsonl' };
const MULTILABEL = { tags: [], settings: { classificationType: 'Multilabel' as const } };

function tagAnswered(code: string, more: Pick<Trouble, 'title'> & Partial<Trouble>): Trouble {
  return {
    name: `CreateTag is answered 400 ${code}`,
    seed: MULTILABEL,
    ...more,
    arrange: async (scene) => {
      const when = more.title === null ? 'after' : 'before';
      scene.emulator.faults.add({
        operation: 'CreateTag',
        fault: { status: 400, when, code, message: 'No.' },
      });
      const negative = code === 'BadRequestMultipleNegativeTag';
      return await brings(scene, negative ? { 'images/_negative/1.png': png(1) } : bolts());
    },
  };
}

export const OF_DATASETS: readonly Trouble[] = [
  {
    name: 'a data set with a pointer of Git LFS and an image in no folder',
    title: 'Dataset refused',
    seed: MULTILABEL,
    says: () => [
      'The data set has 2 problems. Nothing was sent, and nothing was changed:\n| images/a.png: it lies in no folder',
      '\n| images/bolt/b.png: it is a pointer of Git LFS',
      '\nNext: correct them in the repository, and run again.',
    ],
    arrange: (scene) =>
      brings(scene, {
        'images/a.png': png(1),
        'images/bolt/b.png': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
      }),
  },
  {
    name: 'a data set with more tags than a project takes',
    title: 'Dataset too large',
    seed: MULTILABEL,
    says: () => [
      'the project would have 6 images and 600 tags',
      '100000 images and 500 tags a project at most',
    ],
    arrange: (scene) => brings(scene, manyTags(600), JSONL),
  },
  {
    name: 'a data set with more tags than the free tier takes',
    title: 'Dataset needs a paid tier',
    status: 'dry-run',
    seed: MULTILABEL,
    says: () => ['the project would have 6 images and 60 tags', 'F0 takes 5000 images and 50 tags'],
    arrange: (scene) => brings(scene, manyTags(60), { ...JSONL, 'dry-run': 'true' }),
  },
  {
    name: 'an image that the service does not take',
    title: 'Images not uploaded',
    seed: MULTILABEL,
    says: () => [
      '1 of the images did not get into the project; 6 others did:\n| images/bolt/long.png: the service does not take a picture of this width and height\nNext: ',
    ],
    arrange: (scene) => brings(scene, { ...bolts(), 'images/bolt/long.png': png(9, 20_000, 4) }),
  },
  {
    name: 'an image that somebody else has put into the project',
    title: 'Images of somebody else',
    status: 'succeeded',
    seed: MULTILABEL,
    says: () => ['The project has an image of the data set already', '\n| images/bolt/0.png\nNext: '],
    arrange: async (scene) => {
      const { service } = scene.emulator;
      const image = { name: 'theirs.png', content: png(0), tagIds: [], regions: [] };
      await service.images.upload(scene.project.projectId, [image]);
      return await brings(scene, bolts());
    },
  },
  {
    name: 'an image whose name does not fit its bytes',
    title: 'Images worth a look',
    status: 'succeeded',
    seed: MULTILABEL,
    says: () => ['| images/bolt/x.gif: its bytes are JPEG, whatever its name says'],
    arrange: (scene) => brings(scene, { ...bolts(), 'images/bolt/x.gif': jpeg(1) }),
  },
  {
    name: 'a tag with fewer images than a training needs',
    title: 'Too few images of a tag',
    status: 'succeeded',
    seed: MULTILABEL,
    says: () => ['at least 5 images of each tag', '\n| nut: 1\nNext: '],
    arrange: (scene) => brings(scene, { ...bolts(), 'images/nut/9.png': png(9) }),
  },
  tagAnswered('BadRequestExceedTagPerProjectLimit', {
    title: 'Quota used up',
    code: 'BadRequestExceedTagPerProjectLimit',
    says: () => [
      'Could not bring the images into the project: the service answered 400 BadRequestExceedTagPerProjectLimit.\n| No.',
      '\nNext: the project has as many tags as the pricing tier',
    ],
  }),
  // As after an answer that was lost: the tag is there.
  ...['BadRequestTagNameNotUnique', 'BadRequestMultipleNegativeTag'].map((code) =>
    tagAnswered(code, { title: null, answered: code, status: 'succeeded', saysOnce: '1 new tag:' }),
  ),
];
