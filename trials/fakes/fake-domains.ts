/**
 * Some domains, as `GetDomains` lists them: all fields but `retired` are named alike on the wire and in the source.
 */
import type { Domain } from '../../src/custom-vision/entities.ts';

const PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'OpenVino'];

export const GENERAL: Domain = {
  id: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31',
  name: 'General',
  type: 'Classification',
  exportable: false,
  retired: false,
  exportablePlatforms: [],
};
export const COMPACT: Domain = {
  id: '0732100f-1a38-4e49-a514-c9b44c697ab5',
  name: 'General (compact)',
  type: 'Classification',
  exportable: true,
  retired: false,
  exportablePlatforms: [...PLATFORMS, 'VAIDK'],
};
export const DETECTION: Domain = {
  id: 'a27d5ca5-bb19-49d8-a70a-fec086c47f5b',
  name: 'General (compact)',
  type: 'ObjectDetection',
  exportable: true,
  retired: false,
  exportablePlatforms: PLATFORMS,
};

export const DOMAINS: readonly Domain[] = [GENERAL, DETECTION, COMPACT];
