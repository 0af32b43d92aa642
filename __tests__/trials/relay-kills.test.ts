import { relayCells } from '../../trials/matrix/relay-cells.ts';
import { playSample } from './sampled-cells.ts';

/** Of those that `npm run matrix -- --only relay` plays: where GitHub may have begun what the sweep knows nothing of. */
const SAMPLE = [
  'relay/kill/6-POST-actions-jobs-rerun/before',
  'relay/kill/6-POST-actions-jobs-rerun/after',
  'relay/stop/6-POST-actions-jobs-rerun/after',
  'relay/two',
];

playSample(relayCells, SAMPLE);
