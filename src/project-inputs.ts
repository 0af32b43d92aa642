/**
 * The inputs that say which project the run is about.
 */
import { oneOf, parseGuid, parseName } from './input-forms.ts';
import type { InputReader } from './input-reader.ts';
import type { ClassificationType } from './training-resource.ts';

export interface ProjectInputs {
  /** Lower-case GUID. Either this or `projectName` is given. */
  readonly projectId: string | null;
  readonly projectName: string | null;
  /** Name or id. */
  readonly domain: string | null;
  readonly classificationType: ClassificationType | null;
}

const PROJECT = 'expected a GUID, such as: 64b822c5-8082-4b36-a426-27225f4aa18c';

export function readProjectInputs(reader: InputReader): ProjectInputs {
  const given = ['project-id', 'project-name'].filter((name) => reader.text(name) !== '');
  if (given.length === 0) {
    reader.problem('project-id', 'is missing, and so is project-name', `${PROJECT}, or project-name`);
  }
  const inputs: ProjectInputs = {
    projectId: reader.optional('project-id', PROJECT, parseGuid),
    projectName: reader.optional(
      'project-name',
      'expected the name of a project, such as: Screws',
      parseName,
    ),
    domain: reader.optional(
      'domain',
      'expected the name or id of a domain, such as: General (compact)',
      parseName,
    ),
    classificationType: reader.optional(
      'classification-type',
      'expected Multiclass or Multilabel, such as: Multiclass',
      oneOf('Multiclass', 'Multilabel'),
    ),
  };
  if (given.length === 2 && reader.accepted(...given)) {
    reader.problem('project-name', 'project-id is given as well', 'expected one of the two');
  }
  return inputs;
}
