/**
 * The inputs that say which project the run is about.
 */
import { oneOf, parseGuid, parseName } from './parsers.ts';
import type { InputReader } from './reader.ts';
import type { ClassificationType } from '../custom-vision/resource-api.ts';

export interface ProjectInputs {
  /** The id is a lower-case GUID. */
  readonly project: { readonly id: string } | { readonly name: string };
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
  const id = reader.optional('project-id', PROJECT, parseGuid) ?? '';
  const name = reader.optional('project-name', 'expected the name of a project, such as: Screws', parseName);
  const inputs: ProjectInputs = {
    project: name === null ? { id } : { name },
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
