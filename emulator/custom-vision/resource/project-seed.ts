/** Projects that a test or the command seeds the emulator with. */
import { randomUUID } from 'node:crypto';
import type { ProjectBehavior } from './behavior.ts';
import { type Domain, GENERAL_COMPACT } from './domains.ts';
import type { FigureSettings } from './figures.ts';
import type { Project, ProjectSettings, Tag } from './project.ts';
import { defaultSettings } from './project-settings.ts';

export interface TagSeed {
  name: string;
  /** How many images carry this tag, and no other. */
  images: number;
  type?: Tag['type'];
}

export interface ProjectSeed {
  /** Default: a name that no other project has. */
  name?: string;
  description?: string | null;
  /** Default: General (compact), classification. */
  domain?: Domain;
  settings?: Partial<Omit<ProjectSettings, 'domain'>>;
  /** Default: two tags of six images, or of sixteen for object detection. */
  tags?: readonly TagSeed[];
  /** Milliseconds since 1970. Default: now. */
  created?: number;
  readOnly?: boolean;
  /** Of its iterations, in place of those that follow from tags and images. Default: none. */
  figures?: FigureSettings;
  /** What differs from the emulator's defaults. */
  behavior?: Partial<ProjectBehavior>;
}

/** As many tags and images as a training needs. */
export function defaultTags(domain: Domain): TagSeed[] {
  const images = domain.type === 'Classification' ? 6 : 16;
  return ['hemlock', 'japanese cherry'].map((name) => ({ name, images }));
}

/**
 * @param number of the project in its resource, for a name
 * @param now in milliseconds since the epoch
 * @param defaults how it behaves where the seed does not say
 * @returns the project without its tags
 */
export function seededProject(
  seed: ProjectSeed,
  number: number,
  now: number,
  defaults: ProjectBehavior,
): Project {
  const created = seed.created ?? now;
  return {
    id: randomUUID(),
    name: seed.name ?? `Project ${number}`,
    description: seed.description ?? null,
    settings: {
      ...defaultSettings(seed.domain ?? GENERAL_COMPACT),
      ...seed.settings,
    },
    created,
    lastModified: created,
    readOnly: seed.readOnly ?? false,
    status: 'Succeeded',
    tags: [],
    images: [],
    iterations: [],
    blank: { id: randomUUID(), created, number: 1 },
    lastTrained: null,
    figures: seed.figures ?? {},
    behavior: { ...defaults, ...seed.behavior },
  };
}
