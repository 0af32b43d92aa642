import { killCells } from '../../trials/matrix/kill-cells.ts';
import { playSample } from './sampled-cells.ts';

/** Of the many that `npm run matrix` plays: where the next run has most to mend. */
const SAMPLE = [
  'kill/integrate/UpdateProject-1/after/1',
  'kill/integrate/DeleteIteration-1/before/1',
  'kill/train/TrainProject-1/before/1',
  'kill/train/TrainProject-1/after/1',
  'kill/train/DeleteIteration-1/after/1',
  'kill/export/ExportIteration-ONNX-1/after/1',
  'kill/fetch/download-ONNX-1/amid/1',
  'kill/upload/commit-1/after/1',
  'kill/upload/FinalizeArtifact-1/after/1',
  'kill/close/receive-1/after/1',
  'kill/export/ExportIteration-CoreML-1/after/3',
  'kill/upload/FinalizeArtifact-ONNX-1/before/3',
  'stop/train/TrainProject-1/before/1',
  'stop/upload/CreateArtifact-1/before/1',
];

playSample(killCells, SAMPLE);
