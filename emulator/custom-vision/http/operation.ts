/** The parts of an operation of the training API, and what all operations need. */
import type { ApiVersion } from '../resource/behavior.ts';
import type { Json, Query } from './parameters.ts';
import type { Image, Project, Tag } from '../resource/project.ts';
import { findIteration } from '../resource/projects.ts';
import type { CustomVisionService } from '../resource/resource.ts';

export interface UploadedFile {
  name: string;
  content: Buffer;
}

type IdName = 'projectId' | 'iterationId' | 'domainId' | 'tagId';

export interface Call {
  service: CustomVisionService;
  version: ApiVersion;
  /** A GUID from the path, in lower case. */
  id: (name: IdName) => string;
  query: Query;
  /** `undefined`: no body was sent. */
  body: Json | undefined;
  /** Files of an operation that takes them; else empty. */
  files: readonly UploadedFile[];
}

export interface Operation {
  /** The Swagger's operationId. */
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version's base path. */
  path: string;
  /** The names of the parameters that this version takes. */
  query: (version: ApiVersion) => readonly string[];
  /** The body that the operation takes. `json-v3.4-preview`: JSON on v3.4-preview, and no body on v3.3. */
  takes: 'nothing' | 'json' | 'json-v3.4-preview' | 'image batch' | 'image files';
  /** @returns the JSON to answer with status 200; `undefined`: 204; or a `Reply`. */
  answer: (call: Call) => unknown;
}

/** An answer with another status than 200 or 204, or with a Buffer as its body. */
export class Reply {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body?: unknown) {
    this.status = status;
    this.body = body;
  }
}

export function get(
  id: string,
  path: string,
  query: readonly string[],
  answer: Operation['answer'],
): Operation {
  return { id, method: 'GET', path, query: () => query, takes: 'nothing', answer };
}

/** An operation that changes something; `takes` says which body it needs. */
export function write(
  method: 'POST' | 'PATCH' | 'DELETE',
  id: string,
  path: string,
  { query = [], takes = 'nothing' }: { query?: readonly string[]; takes?: Operation['takes'] },
  answer: Operation['answer'],
): Operation {
  return { id, method, path, query: () => query, takes, answer };
}

export function projectOf({ service, id }: Call): Project {
  return service.projects.find(id('projectId'));
}

/** The project's tags and images, now or as they were for the iteration in the query. */
export function dataSet(call: Call): { tags: readonly Tag[]; images: readonly Image[] } {
  const project = projectOf(call);
  const iterationId = call.query.guid('iterationId');
  return iterationId === undefined ? project : findIteration(project, iterationId);
}
