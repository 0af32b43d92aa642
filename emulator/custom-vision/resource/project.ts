/** The entities that the emulated service keeps. Times are milliseconds since 1970 in UTC. */
import { randomUUID } from 'node:crypto';
import type { ProjectBehavior } from './behavior.ts';
import type { Domain, Platform } from './domains.ts';
import type { FigureSettings } from './figures.ts';

export interface Tag {
  id: string;
  name: string;
  description: string | null;
  type: 'Regular' | 'Negative' | 'GeneralProduct';
}

/** A box around an object, as fractions of the image's width and height. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Region extends Box {
  id: string;
  tagId: string;
  created: number;
}

/** An image's files in the service's own storage: container and blob, as GetArtifact takes them after a slash. */
export interface ImageFile {
  path: string;
  /** The emulator resizes nothing: this has the same bytes. */
  thumbnail: string;
}

/** Not changed in place, because iterations keep the images as they were. */
export interface Image {
  id: string;
  created: number;
  /** In pixels. */
  width: number;
  height: number;
  /** The tags of its regions are included. */
  tagIds: readonly string[];
  /** When it got those of its tags that it did not come with, by their ids. */
  taggedAt: Readonly<Record<string, number>>;
  regions: readonly Region[];
  metadata: Readonly<Record<string, string>>;
  /** SHA-256 of the file in lower-case hex, by which the same file is recognized. `null`: there is no file. */
  digest: string | null;
  /** `null` for the images that projects are seeded with. */
  file: ImageFile | null;
}

export type ClassificationType = 'Multiclass' | 'Multilabel';

export interface ProjectSettings {
  domain: Domain;
  classificationType: ClassificationType | null;
  targetExportPlatforms: readonly Platform[];
  augmentationMethods: Readonly<Record<string, boolean>>;
  exportModelContainerUri: string | null;
  notificationQueueUri: string | null;
  /** Members of a newer service that the Swagger lacks: answers hold them, and a PATCH without them drops them. */
  unknown: Readonly<Record<string, unknown>>;
}

export interface ModelExport {
  platform: Platform;
  flavor: string | null;
  status: 'Exporting' | 'Done' | 'Failed';
  /** The link that was given last; empty until the export is done. */
  downloadUri: string;
  /** The same in the service's own storage, as GetArtifact takes it; empty until the export is done. */
  path: string;
  /** Size and digest of what was written, the digest in lower-case hex; `null` until the export is done. */
  package: { bytes: number; sha256: string } | null;
}

export interface CustomBaseModel {
  projectId: string;
  iterationId: string;
}

export interface TrainingRequest {
  trainingType: 'Regular' | 'Advanced';
  reservedBudgetInHours: number;
  forceTrain: boolean;
  /** Tag ids; empty: all tags. */
  selectedTags: readonly string[];
  customBaseModel: CustomBaseModel | null;
}

/**
 * The iteration that the next training fills. The service makes it with the project, and a new one the moment that a
 * training takes the old one; versions since v2.0 do not list it.
 */
interface BlankIteration {
  id: string;
  created: number;
  /** Goes on although iterations are deleted. */
  number: number;
}

export interface Iteration {
  id: string;
  name: string;
  /** `New`, `Staging`, `Training`, `Completed` and `Failed` are what the service is known to answer. */
  status: string;
  /** When the blank iteration was made, which is before its training began. */
  created: number;
  /** When its training began; no answer shows it. */
  began: number;
  /** Whether the training has come to its last part, in which the service tells the domain already. */
  evaluating: boolean;
  lastModified: number;
  trainedAt: number | null;
  domain: Domain;
  classificationType: ClassificationType | null;
  request: TrainingRequest;
  trainingTimeInMinutes: number;
  /** Empty unless published. */
  publishName: string;
  /** ARM id of the prediction resource that it was published to; empty unless published. */
  publishResourceId: string;
  trainingErrorDetails: string | null;
  /** What a test wants it to predict for any image: the probability of each tag, by name. */
  predicts?: Readonly<Record<string, number>>;
  /** The data set as it was when the training began. */
  tags: readonly Tag[];
  images: readonly Image[];
  /** Figures in place of those that follow from tags and images. */
  figures: FigureSettings;
  /** So many questions for its figures come too early. */
  lateFigures: number;
  exports: ModelExport[];
}

export interface Project {
  id: string;
  name: string;
  description: string | null;
  settings: ProjectSettings;
  created: number;
  lastModified: number;
  /** The service's disaster recovery mode: every writing call is refused. */
  readOnly: boolean;
  status: 'Succeeded' | 'Importing' | 'Failed';
  tags: Tag[];
  images: Image[];
  /** The trained ones, and those in training. */
  iterations: Iteration[];
  blank: BlankIteration;
  /** Fingerprint of data set and configuration at the last training; `null`: never trained. */
  lastTrained: string | null;
  /** Of the iterations that are trained from now on; a test may change it at any time. */
  figures: FigureSettings;
  /** A test may change it at any time; it decides what happens next. */
  behavior: ProjectBehavior;
}

export const ALL_AUGMENTATIONS: Readonly<Record<string, boolean>> = {
  rotation: true,
  scaling: true,
  translation: true,
  'horizontal flip': true,
  equalize: true,
  solarize: true,
  padtosquare: true,
};

export const REGULAR_TRAINING: Readonly<TrainingRequest> = {
  trainingType: 'Regular',
  reservedBudgetInHours: 0,
  forceTrain: false,
  selectedTags: [],
  customBaseModel: null,
};

export function imagesOfTag(tagId: string, images: readonly Image[]): number {
  return images.filter((image) => image.tagIds.includes(tagId)).length;
}

export function imagePaths(projectId: string, imageId: string): ImageFile {
  const place = (kind: string): string => `i-${plain(projectId)}/${kind}-${plain(imageId)}`;
  return { path: place('i'), thumbnail: place('t') };
}

/** An id as it stands in names of the service's own storage: without dashes. */
export function plain(id: string): string {
  return id.replaceAll('-', '');
}

/** Makes an image without a file; `image` gives its other members. */
export function newImage(image: Partial<Image> & Pick<Image, 'created'>): Image {
  return {
    id: randomUUID(),
    width: 0,
    height: 0,
    tagIds: [],
    taggedAt: {},
    regions: [],
    metadata: {},
    digest: null,
    file: null,
    ...image,
  };
}
