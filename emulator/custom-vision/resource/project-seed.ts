/** Projects that a test or the command seeds the emulator with. */
import type { ProjectBehavior } from './behavior.ts';
import type { Domain } from './domains.ts';
import type { ProjectSettings, Tag } from './project.ts';

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
  /** What differs from the emulator's defaults. */
  behavior?: Partial<ProjectBehavior>;
}

/** As many tags and images as a training needs. */
export function defaultTags(domain: Domain): TagSeed[] {
  const images = domain.type === 'Classification' ? 6 : 16;
  return ['hemlock', 'japanese cherry'].map((name) => ({ name, images }));
}
