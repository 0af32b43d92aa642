import { publishCells } from '../../trials/matrix/publish-cells.ts';
import { playSample } from './sampled-cells.ts';

/** Of those that `npm run matrix -- --only publish` plays: where the next run has most to mend. */
const SAMPLE = [
  'publish/kill/4-UnpublishIteration/after',
  'publish/kill/5-PublishIteration/before',
  'publish/kill/5-PublishIteration/after',
  'publish/stop/5-PublishIteration/after',
  'publish/two/same',
  'publish/two/different',
];

playSample(publishCells, SAMPLE);
