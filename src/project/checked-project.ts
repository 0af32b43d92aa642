/**
 * What is known of a project before anything of it is changed: a run and a dry run begin with it.
 */
import type { Domain, Iteration, Project, Tag } from '../custom-vision/entities.ts';
import type { NewProject } from '../custom-vision/resource-api.ts';

export interface CheckedProject {
  /** As it is, or as it is to be created: only that has no id. */
  readonly project: Project | NewProject;
  /** All iterations as they were before this run did anything. */
  readonly iterations: readonly Iteration[];
  /** The iteration of `iteration-id`. */
  readonly attachTo: Iteration | null;
  /** Ids. */
  readonly selectedTags: readonly string[];
  /** All of the service. */
  readonly domains: readonly Domain[];
  /**
   * The tags with their images, as a training of this run would find them; none where they are not known, or may be
   * others until then.
   */
  readonly tags?: readonly Tag[] | undefined;
}
