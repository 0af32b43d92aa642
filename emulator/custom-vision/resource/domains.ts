/** The domains a project can be trained in, and what their models can be exported to. */

export type Platform = 'CoreML' | 'TensorFlow' | 'DockerFile' | 'ONNX' | 'VAIDK' | 'OpenVino';

export interface Domain {
  id: string;
  name: string;
  type: 'Classification' | 'ObjectDetection';
  /** Empty where the domain is not exportable. */
  exportablePlatforms: readonly Platform[];
  description: string;
}

const CLASSIFICATION_PLATFORMS: readonly Platform[] = [
  'CoreML',
  'TensorFlow',
  'DockerFile',
  'ONNX',
  'VAIDK',
  'OpenVino',
];
const DETECTION_PLATFORMS = CLASSIFICATION_PLATFORMS.filter((platform) => platform !== 'VAIDK');

export const GENERAL: Domain = {
  id: 'ee85a74c-405e-4adc-bb47-ffa8ca0c9f31',
  name: 'General',
  type: 'Classification',
  exportablePlatforms: [],
  description: 'Any classification; for use in the cloud only.',
};
export const GENERAL_COMPACT: Domain = {
  id: '0732100f-1a38-4e49-a514-c9b44c697ab5',
  name: 'General (compact)',
  type: 'Classification',
  exportablePlatforms: CLASSIFICATION_PLATFORMS,
  description: 'Any classification; small enough for a device.',
};
const GENERAL_COMPACT_S1: Domain = {
  id: 'a1db07ca-a19a-4830-bae8-e004a42dc863',
  name: 'General (compact) [S1]',
  type: 'Classification',
  exportablePlatforms: CLASSIFICATION_PLATFORMS,
  description: 'Any classification; small enough for a device, needs no code around the model.',
};
export const DETECTION_GENERAL: Domain = {
  id: 'da2e3a8a-40a5-4171-82f4-58522f70fbc1',
  name: 'General',
  type: 'ObjectDetection',
  exportablePlatforms: [],
  description: 'Any object detection; for use in the cloud only.',
};
export const DETECTION_GENERAL_COMPACT: Domain = {
  id: 'a27d5ca5-bb19-49d8-a70a-fec086c47f5b',
  name: 'General (compact)',
  type: 'ObjectDetection',
  exportablePlatforms: DETECTION_PLATFORMS,
  description: 'Any object detection; small enough for a device.',
};

export const DOMAINS: readonly Domain[] = [
  GENERAL,
  GENERAL_COMPACT,
  GENERAL_COMPACT_S1,
  DETECTION_GENERAL,
  DETECTION_GENERAL_COMPACT,
];

export function findDomain(id: string): Domain | undefined {
  return DOMAINS.find((domain) => domain.id === id.toLowerCase());
}

/** Source: the Swagger's enum, and the flavors that the service's own samples use. */
const FLAVORS: Readonly<Record<Platform, readonly string[]>> = {
  CoreML: ['CoreMLFloat16', 'NoPostProcess'],
  TensorFlow: [
    'TensorFlowNormal',
    'TensorFlowLite',
    'TensorFlowLiteFloat16',
    'TensorFlowSavedModel',
    'TensorFlowJs',
    'NoPostProcess',
  ],
  DockerFile: ['Linux', 'Windows', 'ARM'],
  ONNX: ['ONNX10', 'ONNX12', 'OnnxFloat16', 'NoPostProcess'],
  VAIDK: [],
  OpenVino: ['NoPostProcess'],
};

export function flavorsOf(platform: Platform): readonly string[] {
  return FLAVORS[platform];
}

export function asPlatform(text: string): Platform | undefined {
  return CLASSIFICATION_PLATFORMS.find((platform) => platform === text);
}
