/**
 * The platforms that a trained iteration can be exported to.
 * Source: enum `ExportPlatform` of the published Swagger.
 */
import { sameName } from './names.ts';

export const PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'] as const;

export type Platform = (typeof PLATFORMS)[number];

const BACKUP_ENDING = new RegExp(`\\.(${PLATFORMS.join('|')})(\\.\\w+)?(\\.zip)?$`, 'i');

const BARE_ENDINGS: Partial<Record<Platform, string>> = {
  CoreML: '.mlmodel',
  ONNX: '.onnx',
  TensorFlow: '.pb',
};

/** What to export: a platform and, if the user wants one, a flavor of it. */
export interface ExportTarget {
  readonly platform: Platform;
  /** The service decides whether it knows the flavor: the Swagger's list is older than the flavors in use. */
  readonly flavor: string | null;
}

/** Finds a platform by its name in any case. */
export function platformNamed(name: string): Platform | undefined {
  return PLATFORMS.find((platform) => sameName(platform, name));
}

/** `ONNX` or `TensorFlow/TensorFlowLite`. */
export function formatTarget(target: ExportTarget): string {
  return target.flavor === null ? target.platform : `${target.platform}/${target.flavor}`;
}

/**
 * The platform in the name or URL of a backup, `….{platform}[.{flavor}][.zip]`. The guide calls it the platform's type,
 * without a list.
 * @returns `undefined` if it is none of the platforms
 */
export function platformIn(name: string): Platform | undefined {
  return platformNamed(BACKUP_ENDING.exec(name)?.[1] ?? '');
}

/** The ending of a model file that is in no zip. */
export function bareEnding({ platform, flavor }: ExportTarget): string {
  const lite = platform === 'TensorFlow' && /^TensorFlowLite/i.test(flavor ?? '');
  return lite ? '.tflite' : (BARE_ENDINGS[platform] ?? '.bin');
}

/** The name of a target in a path or an artifact: `ONNX`, `TensorFlow-TensorFlowLite`. */
export function fileNameOf(target: ExportTarget): string {
  return formatTarget(target).replace('/', '-');
}

/**
 * The names of the artifacts, in the order of the targets: the wanted name if there is one target, else
 * `{name}-{platform}[-{flavor}].zip`.
 * @param wanted ends in `.zip`
 */
export function artifactNames(wanted: string, targets: readonly ExportTarget[]): string[] {
  const base = wanted.slice(0, -'.zip'.length);
  return targets.length === 1 ? [wanted] : targets.map((target) => `${base}-${fileNameOf(target)}.zip`);
}
