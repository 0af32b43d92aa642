/** A project as a caller reads it and sends it back. */
import type { ApiVersion } from '../../../emulator/custom-vision/resource/behavior.ts';
import type { Json } from '../../../emulator/custom-vision/http/parameters.ts';
import type { Project } from '../../../emulator/custom-vision/resource/project.ts';
import { projectJson } from '../../../emulator/custom-vision/http/json.ts';

export interface ProjectBody {
  [member: string]: Json;
  settings: Record<string, Json>;
}

export function bodyOfProject(project: Project, version: ApiVersion): ProjectBody {
  return JSON.parse(
    JSON.stringify(projectJson(project, { version, service: { link: String } })),
  ) as ProjectBody;
}
