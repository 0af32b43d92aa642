/**
 * All troubles that are played, by where they come from.
 */
import { JOINED } from './joined.ts';
import { OF_ANSWERS } from './of-answers.ts';
import { OF_COURSE } from './of-course.ts';
import { OF_DATASETS } from './of-datasets.ts';
import { OF_LOGIN } from './of-login.ts';
import { OF_NETWORK } from './of-network.ts';
import { OF_PROJECT } from './of-project.ts';
import { OF_PUBLISHING } from './of-publishing.ts';
import { OF_RELAY } from './of-relay.ts';
import { OF_STORAGE } from './of-storage.ts';
import { OF_TIME } from './of-time.ts';
import { OF_WARNINGS } from './of-warnings.ts';
import { REFUSALS } from './refusals.ts';
import type { Trouble } from './trouble.ts';

export const TABLES: Readonly<Record<string, readonly Trouble[]>> = {
  'what a run warns of or tells': OF_WARNINGS,
  'in the course of a run': OF_COURSE,
  'what takes too long': OF_TIME,
  'what the service refuses': REFUSALS,
  'no answer at all': OF_NETWORK,
  'what storage refuses': OF_STORAGE,
  'what Entra ID refuses': OF_LOGIN,
  'at the start of a run': OF_PROJECT,
  'what ends no run': JOINED,
  'what somebody else answers': OF_ANSWERS,
  'what is published': OF_PUBLISHING,
  'what is in a data set': OF_DATASETS,
  'where the relay goes on': OF_RELAY,
};
