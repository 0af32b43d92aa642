/**
 * What stops a run at its start: inputs, login, and a project that is not what the inputs say. Nothing is written.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DOMAINS } from '../../../emulator/custom-vision/resource/domains.ts';
import type { ScenarioOptions } from '../scenario.ts';
import type { Scene, Trouble } from './trouble.ts';

const OLDER_NODE = pathToFileURL(path.join(import.meta.dirname, 'older-node.ts')).href;
const NOWHERE = '00000000-0000-4000-8000-000000000000';
const GENERAL = DOMAINS.find(({ name, type }) => name === 'General' && type === 'Classification');
const NAME = 'Nuts and bolts';

function byName(more: Readonly<Record<string, string>> = {}): ScenarioOptions {
  return { inputs: { 'project-id': '', 'project-name': NAME, ...more } };
}

/** An event of GitHub, as the runner keeps it in a file. */
async function event(
  { folder }: Scene,
  text: string,
  name = 'workflow_dispatch',
): Promise<Record<string, string>> {
  const file = path.join(folder, 'event.json');
  await writeFile(file, text);
  return { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file };
}

export const OF_PROJECT: readonly Trouble[] = [
  {
    name: 'a runner that starts the action with an older Node.js',
    title: 'Node.js is too old',
    says: () => ['the runner has started it with Node.js 20.20.2 (', 'No request was sent.'],
    arrange: () => ({ preload: OLDER_NODE }),
  },
  {
    name: 'an input of the wrong form',
    title: 'Inputs refused',
    says: () => ['- project-id: "42"'],
    arrange: () => ({ inputs: { 'project-id': '42' } }),
  },
  {
    name: 'a pull request from a fork',
    title: 'No secrets in a workflow from a fork',
    says: () => ['This is the workflow of a pull request from a fork', 'No request was sent.'],
    arrange: async (scene) => ({
      inputs: { 'training-key': '', 'storage-account-key': '' },
      env: await event(
        scene,
        JSON.stringify({ pull_request: { head: { repo: { full_name: 'mona/models' } } } }),
        'pull_request',
      ),
    }),
  },
  {
    name: 'a chain of credentials that is none',
    title: 'No login to Azure',
    says: ({ project }) => [
      `Could not read the project ${project.projectId}: there is no token for it.\nEntra ID gave none. It says:\n| `,
      'SomeCredential',
      'Next: give client-id and tenant-id, or training-key',
    ],
    arrange: () => ({
      inputs: { endpoint: 'https://127.0.0.1:9', 'training-key': '' },
      env: { AZURE_TOKEN_CREDENTIALS: 'SomeCredential' },
    }),
  },
  {
    name: 'a project that is not there',
    title: 'Project not found',
    code: 'NotFoundProject',
    says: () => [`Could not read the project ${NOWHERE}: the service answered 404 NotFoundProject.`],
    arrange: () => ({ inputs: { 'project-id': NOWHERE } }),
  },
  {
    name: 'an unknown name, where none may be created',
    title: 'Project not found',
    seed: { name: 'nuts and bolt' },
    says: ({ project }) => [
      `There is no project of the name "${NAME}", and create-project is false.\nProjects of a near name:\n| nuts and bolt (${project.projectId})\n`,
      'Nothing was created.',
    ],
    arrange: () => byName({ 'create-project': 'false' }),
  },
  {
    name: 'a name that is near to none, where none may be created',
    title: 'Project not found',
    seed: { name: 'Screws' },
    says: ({ project }) => ['The projects that there are:\n| ', `| Screws (${project.projectId})\n`],
    arrange: () => byName({ 'create-project': 'false' }),
  },
  {
    name: 'an unknown name, near to that of a project',
    title: 'Projects of a near name',
    seed: { name: 'NUTS AND BOLTS' },
    says: ({ project }) => [
      `There is no project of the name "${NAME}", so this run creates one.\nProjects of a near name:\n| NUTS AND BOLTS (${project.projectId})\n`,
      'create-project: false refuses unknown names',
    ],
    arrange: () => byName(),
  },
  {
    name: 'two projects of one name',
    title: 'Several projects of one name',
    seed: { name: NAME },
    says: ({ project }) => [`2 projects have the name "${NAME}"`, `| ${project.projectId}\n`],
    arrange: async ({ emulator }) => {
      await emulator.addProject({ name: NAME });
      return byName();
    },
  },
  {
    name: 'a project of that name in another domain',
    title: 'Project differs',
    seed: { name: NAME },
    says: ({ project }) => [project.projectId, '| General (compact)'],
    arrange: () => byName({ domain: 'Food (compact)' }),
  },
  {
    name: 'a project that cannot be written to',
    title: 'Project is read-only',
    seed: { readOnly: true },
    says: ({ project }) => [
      `The project ${project.projectId} is read-only: the service has its disaster recovery`,
    ],
  },
  {
    name: 'a project whose import failed',
    title: 'Project is not ready',
    says: ({ project }) => [`The project ${project.projectId} has the status Failed`],
    arrange: ({ project }) => {
      project.project.status = 'Failed';
      return {};
    },
  },
  {
    name: 'a project whose import never ends',
    title: 'Project is not ready',
    seed: { integrated: false },
    says: ({ project }) => [`The project ${project.projectId} has the status Importing`],
    saysOnce: 'is being imported: waiting for the end of that',
    arrange: ({ project }) => {
      project.project.status = 'Importing';
      return {};
    },
  },
  {
    name: 'a project that is integrated with another queue',
    title: 'Project is integrated elsewhere',
    seed: { settings: { notificationQueueUri: 'https://other.queue.core.windows.net/notes' } },
    says: ({ project }) => [
      `The project ${project.projectId} is integrated with another queue or container.`,
      '| queue https://other.queue.core.windows.net/notes\n',
      `| queue ${project.notificationQueueUri}\n`,
      'replace-integration: true',
    ],
  },
  {
    name: 'an answer that does not show the URIs',
    title: 'Integration not confirmed',
    seed: { integrated: false },
    behavior: { urisEchoedBy: 'none' },
    says: ({ project }) => [
      `The service accepted the queue and container for the project ${project.projectId}, but its answer does not show them.`,
    ],
  },
  {
    name: 'a domain that exports nothing',
    title: 'Domain cannot export',
    seed: GENERAL === undefined ? {} : { domain: GENERAL },
    says: () => [
      'cannot be exported to ONNX. The domain:\n| General\n',
      '| General (compact) (domain id 0732100f',
    ],
  },
  {
    name: 'a domain that there is not, for a project that there is not',
    title: 'Wrong domain',
    says: () => ['The service has no domain of this name or id: "Outer space".', 'Nothing was created.'],
    arrange: () => byName({ domain: 'Outer space' }),
  },
  {
    name: 'a tag that the project has not',
    title: 'Unknown tag',
    says: ({ project }) => [
      `The project ${project.projectId} does not have these tags of selected-tags: "screw".\nIts tags:\n| hemlock (`,
      'Nothing was trained.',
    ],
    arrange: () => ({ inputs: { 'selected-tags': 'screw' } }),
  },
  {
    name: 'a negative tag in selected-tags',
    title: 'Negative tag',
    seed: {
      tags: [
        { name: 'bolt', images: 16 },
        { name: 'nothing', images: 16, type: 'Negative' },
      ],
    },
    says: ({ project }) => [
      `\n| nothing (${project.project.tags[1]?.id ?? ''})\n`,
      'leave it out of selected-tags',
    ],
    arrange: () => ({ inputs: { 'selected-tags': 'bolt, nothing' } }),
  },
  {
    name: 'an event that nobody can read',
    title: 'Unexpected error',
    says: () => ['This should not have happened. Please report it', '\n| SyntaxError: '],
    arrange: async (scene) => ({ env: await event(scene, '{"inputs":') }),
  },
];
