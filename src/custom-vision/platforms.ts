/**
 * The platforms that a trained iteration can be exported to.
 * Source: enum `ExportPlatform` of the published Swagger.
 */
import { sameName } from './names.ts';

export const PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'] as const;

export type Platform = (typeof PLATFORMS)[number];

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

/** Whether two targets mean the same to the service. */
export function sameTarget(one: ExportTarget, other: ExportTarget): boolean {
  return sameName(formatTarget(one), formatTarget(other));
}

/**
 * The platform that the name or URL of a backup ends with. The guide calls the ending the platform's type, without a list.
 * @returns `undefined` if it is none of the platforms
 */
export function platformEnding(name: string): Platform | undefined {
  return PLATFORMS.find((platform) => name.toLowerCase().endsWith(`.${platform.toLowerCase()}`));
}

/**
 * The names of the artifacts, in the order of the targets: the wanted name if there is one target, else
 * `{name}-{platform}[-{flavor}].zip`.
 * @param wanted ends in `.zip`
 */
export function artifactNames(wanted: string, targets: readonly ExportTarget[]): string[] {
  const base = wanted.slice(0, -'.zip'.length);
  return targets.length === 1
    ? [wanted]
    : targets.map((target) => `${base}-${formatTarget(target).replace('/', '-')}.zip`);
}
