/** The parts of a package beside its model, as public repositories show those of the live service. */
import { createHash } from 'node:crypto';
import type { Domain, Platform } from './domains.ts';

export interface PackageOptions {
  platform: Platform;
  flavor: string | null;
  domainType: Domain['type'];
  iterationId: string;
  labels: readonly string[];
  /** Milliseconds since 1970 in UTC. */
  exportedAt: number;
  /** About how big the package is; it cannot be smaller than its fixed parts, about 4 KB. */
  sizeBytes: number;
  packaging: 'zip' | 'bare';
  /** Between the labels; no line end follows the last one. */
  labelLineEnd: '\r\n' | '\n';
}

export interface ModelFiles {
  /** What the manifest names. */
  named: string;
  /** The file in the package that holds the weights. */
  stored: string;
  /** Other files of the model, with their texts. */
  beside: readonly (readonly [name: string, text: string])[];
}

const MODEL_FILES: Readonly<Record<Platform, string>> = {
  CoreML: 'model.mlmodel',
  TensorFlow: 'model.pb',
  DockerFile: 'app/model.pb',
  ONNX: 'model.onnx',
  VAIDK: 'model.dlc',
  OpenVino: 'model.bin',
  IVS: 'model.bin',
};

const LICENSE_BYTES = 1144;
export const LICENSE = `${'This package was written by an emulator. Its model has learned nothing. \
You may do with it whatever you like; it comes without any warranty.'.padEnd(LICENSE_BYTES - 1)}\n`;

export function modelFilesOf({ platform, flavor }: Pick<PackageOptions, 'platform' | 'flavor'>): ModelFiles {
  const whole = (name: string): ModelFiles => ({ named: name, stored: name, beside: [] });
  if (platform !== 'TensorFlow') return whole(MODEL_FILES[platform]);
  switch (flavor) {
    case 'TensorFlowLite':
    case 'TensorFlowLiteFloat16':
      return whole('model.tflite');
    case 'TensorFlowSavedModel':
      return whole('saved_model.pb');
    case 'TensorFlowJs': {
      // The manifest names a zip that is not in the package: its files are.
      const model = { format: 'graph-model', weightsManifest: [{ paths: ['weights.bin'], weights: [] }] };
      return { named: 'model.zip', stored: 'weights.bin', beside: [['model.json', JSON.stringify(model)]] };
    }
    default:
      return whole(MODEL_FILES.TensorFlow);
  }
}

/** With up to seven fractional digits, of which the clock knows three. */
export function exportedDate({ exportedAt, iterationId }: PackageOptions): string {
  const digits = createHash('sha256').update(iterationId).digest().readUInt16BE() % 10_000;
  const fraction = String(digits).padStart(4, '0').replace(/0+$/, '');
  return new Date(exportedAt).toISOString().replace('Z', `${fraction}Z`);
}

/** As of a package of 2023; what it says of a detection model is made up. */
export function propertiesOf({ domainType }: PackageOptions): Readonly<Record<string, string>> {
  const preprocess = {
    CropHeight: '224',
    CropMethod: 'OneCropCenter',
    CropWidth: '224',
    MaxDimension: '0',
    MaxScale: '0.0',
    MinDimension: '0',
    MinScale: '0.0',
    NormalizeMean: '[0.0, 0.0, 0.0]',
    NormalizeStd: '[1.0, 1.0, 1.0]',
    ResizeMethod: 'ByShorterSide',
    TargetHeight: '256',
    TargetWidth: '256',
  };
  return {
    'CustomVision.Metadata.AdditionalModelInfo': '',
    'CustomVision.Metadata.Version': '1.2',
    'CustomVision.Postprocess.Method':
      domainType === 'Classification' ? 'ClassificationMultiClass' : 'ObjectDetection',
    'CustomVision.Postprocess.Yolo.Biases': '[]',
    'CustomVision.Postprocess.Yolo.NmsThreshold': '0.0',
    ...Object.fromEntries(
      Object.entries(preprocess).map(([name, value]) => [`CustomVision.Preprocess.${name}`, value]),
    ),
    'Image.BitmapPixelFormat': 'Rgb8',
    'Image.ColorSpaceGamma': 'SRGB',
    'Image.NominalPixelRange': 'Normalized_0_1',
  };
}
