/**
 * What goes wrong where the relay goes on with runs.
 */
import type { Permissions } from '../../../emulator/github/rest/tokens.ts';
import { PERMISSIONS, relayScenario, endedTraining } from '../relay-scenario.ts';
import type { ScenarioOptions } from '../scenario.ts';
import type { Scene, Trouble } from './trouble.ts';

/** A sweep that finds a training whose run waits for its end. */
async function sweeps(
  { emulator, project }: Scene,
  permissions: Permissions = PERMISSIONS,
): Promise<ScenarioOptions> {
  await endedTraining(emulator, project);
  return relayScenario(emulator, project, permissions);
}

export const OF_RELAY: readonly Trouble[] = [
  {
    name: 'a token that may not read runs',
    title: 'GitHub token refused',
    says: () => [
      'GitHub answered 403:\n| Resource not accessible by integration',
      '\n| actions=read\n',
      '\n    permissions:\n      actions: write\n      checks: read\n',
    ],
    arrange: (scene) => sweeps(scene, {}),
  },
  {
    name: 'a token that may not run runs again',
    title: 'GitHub token refused',
    says: () => ['\n| actions=write\n'],
    arrange: (scene) => sweeps(scene, { actions: 'read', checks: 'read' }),
  },
  {
    name: 'a token that GitHub does not know',
    title: 'GitHub token refused',
    says: () => ['GitHub answered 401:\n| Bad credentials'],
    arrange: async (scene) => ({ ...(await sweeps(scene)), githubToken: 'ghs_of_a_job_that_is_over' }),
  },
  {
    name: 'GitHub fails',
    title: 'GitHub in trouble',
    says: () => [
      'GitHub answered 502:\n| an outage, as ordered\nNext: nothing for now: the next sweep tries again.',
    ],
    arrange: async (scene) => {
      scene.emulator.github.faults.add({ of: '/jobs', fault: { status: 502 }, times: Infinity });
      return await sweeps(scene);
    },
  },
  {
    name: 'something else answers for GitHub',
    title: 'Something else answered',
    says: () => ['Next: see what answers for http://127.0.0.1:'],
    arrange: async (scene) => {
      scene.emulator.github.faults.add({ of: '/jobs', fault: 'sign-in page', times: Infinity });
      return await sweeps(scene);
    },
  },
  {
    name: 'a run that failed for a reason of its own',
    title: 'Run not resumed',
    status: 'succeeded',
    says: () => [
      'of run 4711: given up. The run has failed for a reason of its own.\nNext: see in the run why, and run it again by hand.',
    ],
    arrange: async ({ emulator, project }) => {
      await endedTraining(emulator, project, { conclusion: 'failure' });
      return relayScenario(emulator, project);
    },
  },
];
