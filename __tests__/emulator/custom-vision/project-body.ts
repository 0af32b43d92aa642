/** A project as a caller reads it and sends it back. */
import type { ApiVersion } from '../../../emulator/custom-vision/behavior.ts';
import type { Json } from '../../../emulator/custom-vision/parameters.ts';
import type { Project } from '../../../emulator/custom-vision/project.ts';
import { projectJson } from '../../../emulator/custom-vision/wire.ts';

export interface ProjectBody {
  [member: string]: Json;
  settings: Record<string, Json>;
}

export function bodyOfProject(project: Project, version: ApiVersion): ProjectBody {
  return JSON.parse(JSON.stringify(projectJson(project, version))) as ProjectBody;
}
