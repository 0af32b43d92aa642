/** What a recording takes for granted: the projects, iterations, tags and images that were there before it. */
import { DETECTION_GENERAL, findDomain, GENERAL } from '../../emulator/custom-vision/resource/domains.ts';
import type { Domain } from '../../emulator/custom-vision/resource/domains.ts';
import type { Project } from '../../emulator/custom-vision/resource/project.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import type { RecordedExchange, Recording } from './recordings.ts';
import { newPicture } from './world.ts';

/** An iteration as any version writes it, members in lower case. */
interface RecordedIteration {
  id: string;
  name?: string;
  status?: string;
  publishname?: string | null;
  domainid?: string | null;
  exportable?: boolean;
}

interface Neighbour {
  /** Absent before v3.2. */
  status?: Project['status'];
  settings: { domainId: string };
}

const PROJECT = /\/projects\/([0-9a-f-]{36})/;
const ITERATION = /\/iterations\/([0-9a-f-]{36})|iterationId=([0-9a-f-]{36})/;
const PER_TAG = 5;

/** @returns what the recording's ids are called here */
export async function prepare({ exchanges }: Recording, emulator: Emulator): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { id } of emulator.service.projects.all()) emulator.service.deleteProject(id);
  for (const id of projectsFromBefore(exchanges)) {
    const own = exchanges.filter(({ path }) => path.includes(id));
    const project = addProject(own, emulator);
    names.set(id, project.id);
    const tags = idsIn(own, /(?:tagIds=|tags\/|"tagId":")([0-9a-f-]{36})/g);
    // The newest images are named first, and they have the last tag.
    tags.slice(0, 2).forEach((tag, index) => names.set(tag, project.tags.at(-1 - index)?.id ?? ''));
    await addImages(project, emulator);
    const images = idsIn(own, /(?:imageIds=|images\/|"imageId":")([0-9a-f-]{36})/g);
    images.forEach((image, index) => names.set(image, project.images.at(-1 - index)?.id ?? ''));
    const iterations = iterationsFromBefore(own);
    // What was exported and imported had an iteration.
    if (iterations.length === 0 && own.some(({ path }) => path.endsWith(`${id}/export`))) {
      emulator.service.trainings.add(project.id);
    }
    for (const iteration of iterations) {
      const seeded = emulator.service.trainings.add(project.id, {
        ...(iteration.name !== undefined && { name: iteration.name }),
        status: iteration.status === 'New' ? 'New' : 'Completed',
        publishName: iteration.publishname ?? '',
      });
      names.set(iteration.id, seeded.id);
      if (exportedBefore(own, iteration.id)) {
        await emulator.service.exports.add(project.id, seeded.id, { platform: 'TensorFlow' });
      }
    }
  }
  for (const { path, body } of exchanges) {
    if (path.endsWith('/projects') && Array.isArray(body)) await addNeighbours(body as Neighbour[], emulator);
  }
  return names;
}

/** Projects that a list shows beside those of the recording: one for each status and type of domain. */
async function addNeighbours(listed: readonly Neighbour[], emulator: Emulator): Promise<void> {
  for (const { status = 'Succeeded', settings } of listed) {
    const domain = findDomain(settings.domainId) ?? GENERAL;
    const project = emulator.service.projects.add({ domain, tags: [{ name: 'Tag1', images: 0 }] });
    if (status === 'Succeeded') await addImages(project, emulator);
    project.status = status;
  }
}

/** Those that are named before any answer shows how they were made. */
function projectsFromBefore(exchanges: readonly RecordedExchange[]): Set<string> {
  const made = new Set<string>();
  const before = new Set<string>();
  for (const { method, path, body } of exchanges) {
    const id = PROJECT.exec(path)?.[1];
    if (id !== undefined && !made.has(id)) before.add(id);
    const answer = body as { id?: string } | undefined;
    if (method === 'POST' && /\/projects(\/import)?$/.test(path) && answer?.id !== undefined)
      made.add(answer.id);
  }
  return before;
}

function addProject(own: readonly RecordedExchange[], { service }: Emulator): Project {
  const text = JSON.stringify(own);
  const iterations = iterationsFromBefore(own);
  const iteration = iterations.find(({ exportable }) => exportable === true) ?? iterations[0];
  const detects = text.includes('"regions":[') || text.includes('"boundingBox":{');
  const domain: Domain = findDomain(iteration?.domainid ?? '') ?? (detects ? DETECTION_GENERAL : GENERAL);
  return service.projects.add({
    domain,
    tags: ['Tag1', 'Tag2'].map((name) => ({ name, images: 0 })),
  });
}

async function addImages(project: Project, { service }: Emulator): Promise<void> {
  const detects = project.settings.domain.type === 'ObjectDetection';
  for (const { id } of project.tags) {
    const box = { tagId: id, left: 0.1, top: 0.1, width: 0.5, height: 0.5 };
    const batch = Array.from({ length: PER_TAG }, (_, index) => ({
      name: `${index}.png`,
      content: newPicture(),
      tagIds: [id],
      regions: detects ? [box] : [],
    }));
    await service.images.upload(project.id, batch);
  }
}

/** Whether the first that is said of its exports is that there is one. */
function exportedBefore(own: readonly RecordedExchange[], iterationId: string): boolean {
  const first = own.find(({ path }) => path.endsWith(`${iterationId}/export`));
  return first !== undefined && (first.status === 400 || JSON.stringify(first.body).includes('"Done"'));
}

/** Those of a project that no TrainProject in the recording has made. */
function iterationsFromBefore(own: readonly RecordedExchange[]): RecordedIteration[] {
  const made = new Set<string>();
  const before = new Map<string, RecordedIteration>();
  for (const { path, query = '', requestBody, body } of own) {
    const base = (requestBody as { customBaseModelInfo?: { iterationId: string } } | undefined)
      ?.customBaseModelInfo;
    if (base !== undefined) before.set(base.iterationId, { id: base.iterationId });
    const answered = asIterations(body);
    if (path.endsWith('/train')) for (const { id } of answered) made.add(id);
    const [, inPath, inQuery] = ITERATION.exec(`${path}?${query}`) ?? [];
    const named = inPath ?? inQuery;
    const all = [...answered, ...(named === undefined ? [] : [{ id: named }])];
    for (const iteration of all) {
      if (!made.has(iteration.id) && !before.has(iteration.id)) before.set(iteration.id, iteration);
    }
  }
  return [...before.values()];
}

function asIterations(body: unknown): RecordedIteration[] {
  return [body].flat().flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const members = Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value] as const);
    const found = Object.fromEntries(members) as unknown as RecordedIteration;
    return 'exportable' in found && 'lastmodified' in found ? [found] : [];
  });
}

function idsIn(own: readonly RecordedExchange[], pattern: RegExp): string[] {
  const text = JSON.stringify(own.map(({ path, query, requestBody }) => [path, query, requestBody]));
  return [...new Set([...text.matchAll(pattern)].map(([, id = '']) => id))];
}
