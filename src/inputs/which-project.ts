/**
 * The two inputs by which every action is told which project it is about.
 */
import { parseName } from './parsers.ts';
import { GUID, type InputReader } from './reader.ts';

/** The id is a lower-case GUID. */
export type WhichProject = { readonly id: string } | { readonly name: string };

const EXPECTED = 'the name of a project, such as: Screws';

export function readWhichProject(reader: InputReader): WhichProject {
  const id = reader.guid('project-id');
  const name = reader.optional('project-name', EXPECTED, parseName);
  return name === null ? { id: id ?? '' } : { name };
}

/** Exactly one of the two has to be given. */
export function checkWhichProject(reader: InputReader): void {
  const [hasId, hasName] = ['project-id', 'project-name'].map((name) => reader.text(name) !== '');
  reader.compare(
    [
      ['project-id', 'project-name'],
      hasId === false && hasName === false,
      `is missing, and so is project-name; expected ${GUID}, or project-name`,
    ],
    [
      ['project-name', 'project-id'],
      hasId === true && hasName === true,
      'project-id is given as well; expected one of the two',
    ],
  );
}
