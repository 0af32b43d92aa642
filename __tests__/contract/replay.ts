/** The published examples, rebuilt as requests to a project of the emulator; and shapes of answers, to be compared. */
import type { Operation } from '../../emulator/custom-vision/http/operation.ts';
import type { Parameter, PublishedExample, Swagger } from './swagger.ts';
import { newPicture, type ApiCall, type World } from './world.ts';

/** Placeholders of the examples, and ids of the services that they were taken from: here they name what is there. */
export function rebuilt(
  { parameters: given }: PublishedExample,
  operation: Operation,
  swagger: Swagger,
  world: World,
): ApiCall {
  const { method, path } = operation;
  const documented = swagger.paths[path]?.[method.toLowerCase()]?.parameters ?? [];
  const sent = documented.filter(({ name }) => given[name] !== undefined);
  const query = sent
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => `${name}=${encodeURIComponent([mapped(name, given[name], world)].flat().join(','))}`);
  return { method, path, query: query.join('&'), ...bodyOf(sent, given, world) };
}

function bodyOf(
  sent: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
  world: World,
): Pick<ApiCall, 'body'> {
  const json = sent.find((parameter) => parameter.in === 'body');
  if (json !== undefined) return { body: mapped(json.name, given[json.name], world) };
  if (!sent.some((parameter) => parameter.in === 'formData')) return {};
  const form = new FormData();
  // The answer to an upload shows two images; a quick test is of one.
  const uploads = sent.some(({ name }) => name === 'tagIds');
  for (const name of ['hemlock_10.jpg', ...(uploads ? ['hemlock_6.jpg'] : [])]) {
    form.append('imageData', new Blob([new Uint8Array(newPicture())]), name);
  }
  return { body: form };
}

function mapped(name: string, value: unknown, world: World): unknown {
  switch (name) {
    case 'name':
      // One example is replayed on both versions, and names are unique.
      return `${String(value)} for ${world.ids.projectId ?? ''}`;
    case 'iterationId':
      return world.ids.iterationId;
    case 'tagIds':
      return [world.ids.tagId];
    case 'imageIds':
      return world.imageIds.slice(0, 2);
    case 'imageId':
      // It has no tag.
      return world.imageIds.at(-1);
    case 'tagId':
      return world.ids.tagId;
    case 'regionIds':
      return world.regionIds;
    case 'url':
      return `data:image/png;base64,${newPicture().toString('base64')}`;
    case 'domainId':
      return world.ids.domainId;
    case 'contents':
      return newPicture().toString('base64');
    case 'token':
      return world.token;
    case 'path':
      return world.artifactPath;
    default:
      if (Array.isArray(value)) return value.map((entry) => mapped('', entry, world));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([member, inner]) => [member, mapped(member, inner, world)]),
      );
  }
}

/** Every member with its type, `settings.domainId: string`; the entries of a list are one, `[].name: string`. */
export function shapeOf(value: unknown, at = ''): string[] {
  const place = at === '' ? 'whole' : at;
  if (Array.isArray(value)) {
    return [...new Set([`${place}: list`, ...value.flatMap((entry) => shapeOf(entry, `${at}[]`))])].sort();
  }
  if (typeof value !== 'object' || value === null)
    return [`${place}: ${value === null ? 'null' : typeof value}`];
  return Object.entries(value)
    .flatMap(([name, inner]) => shapeOf(inner, at === '' ? name : `${at}.${name}`))
    .sort();
}
