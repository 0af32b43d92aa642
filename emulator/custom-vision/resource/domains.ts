/** The domains a project can be trained in, and what their models can be exported to: as the live service lists them. */

export type Platform = 'CoreML' | 'TensorFlow' | 'DockerFile' | 'ONNX' | 'VAIDK' | 'OpenVino' | 'IVS';

export interface Domain {
  id: string;
  name: string;
  type: 'Classification' | 'ObjectDetection';
  /** Empty where the domain is not exportable. */
  exportablePlatforms: readonly Platform[];
  /** `null` where the domain is not exportable. */
  model: { megabytes: number; description: string } | null;
}

const COMPACT_PLATFORMS: readonly Platform[] = [
  'VAIDK',
  'CoreML',
  'DockerFile',
  'ONNX',
  'OpenVino',
  'TensorFlow',
];

function cloudOnly(id: string, name: string, type: Domain['type']): Domain {
  return { id, name, type, exportablePlatforms: [], model: null };
}

function compact(id: string, name: string, problem: string, kind = 'ShuffleNet-like'): Domain {
  return {
    id,
    name,
    type: 'Classification',
    exportablePlatforms: COMPACT_PLATFORMS,
    model: { megabytes: 5, description: `A ${kind} model for ${problem} classification problem.` },
  };
}

export const GENERAL = cloudOnly('ee85a74c-405e-4adc-bb47-ffa8ca0c9f31', 'General', 'Classification');
export const GENERAL_COMPACT = compact(
  '0732100f-1a38-4e49-a514-c9b44c697ab5',
  'General (compact)',
  'general',
);
export const DETECTION_GENERAL = cloudOnly(
  'da2e3a8a-40a5-4171-82f4-58522f70fbc1',
  'General',
  'ObjectDetection',
);
export const DETECTION_GENERAL_COMPACT: Domain = {
  id: 'a27d5ca5-bb19-49d8-a70a-fec086c47f5b',
  name: 'General (compact)',
  type: 'ObjectDetection',
  exportablePlatforms: ['CoreML', 'DockerFile', 'ONNX', 'TensorFlow'],
  model: { megabytes: 42, description: 'A YOLO-like model for general detection problem.' },
};
const DETECTION_GENERAL_COMPACT_S1: Domain = {
  id: '7ec2ac80-887b-48a6-8df9-8b1357765430',
  name: 'General (compact) [S1]',
  type: 'ObjectDetection',
  exportablePlatforms: [...COMPACT_PLATFORMS, 'IVS'],
  model: { megabytes: 13, description: 'A SSD-like model for general detection problem.' },
};

/** In the order of a list that is later than the recorded one. [A1], [A2] and [S1] of classification came in between. */
export const DOMAINS: readonly Domain[] = [
  cloudOnly('2e37d7fb-3a54-486a-b4d6-cfc369af0018', 'General [A2]', 'Classification'),
  cloudOnly('a8e3c40f-fb4a-466f-832a-5e457ae4a344', 'General [A1]', 'Classification'),
  GENERAL,
  cloudOnly('c151d5b5-dd07-472a-acc8-15d29dea8518', 'Food', 'Classification'),
  cloudOnly('ca455789-012d-4b50-9fec-5bb63841c793', 'Landmarks', 'Classification'),
  cloudOnly('b30a91ae-e3c1-4f73-a81e-c270bff27c39', 'Retail', 'Classification'),
  cloudOnly('45badf75-3591-4f26-a705-45678d3e9f5f', 'Adult', 'Classification'),
  compact('a1db07ca-a19a-4830-bae8-e004a42dc863', 'General (compact) [S1]', 'general'),
  GENERAL_COMPACT,
  compact('8882951b-82cd-4c32-970b-d5f8cb8bf6d7', 'Food (compact)', 'food'),
  compact('b5cfd229-2ac7-4b2b-8d0a-2b0661344894', 'Landmarks (compact)', 'landmarks'),
  compact('6b4faeda-8396-481b-9f8b-177b9fa3097f', 'Retail (compact)', 'food', 'ShuffleNet-like based'),
  cloudOnly('9c616dff-2e7d-ea11-af59-1866da359ce6', 'General [A1]', 'ObjectDetection'),
  DETECTION_GENERAL,
  cloudOnly('1d8ffafe-ec40-4fb2-8f90-72b3b6cecea4', 'Logo', 'ObjectDetection'),
  cloudOnly('3780a898-81c3-4516-81ae-3a139614e1f3', 'Products on Shelves', 'ObjectDetection'),
  DETECTION_GENERAL_COMPACT,
  DETECTION_GENERAL_COMPACT_S1,
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
  IVS: [],
};

export function flavorsOf(platform: Platform): readonly string[] {
  return FLAVORS[platform];
}

export function asPlatform(text: string): Platform | undefined {
  return (Object.keys(FLAVORS) as Platform[]).find((platform) => platform === text);
}
