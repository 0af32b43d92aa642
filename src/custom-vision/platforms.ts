/**
 * The platforms that a trained iteration can be exported to.
 * Source: enum `ExportPlatform` of the published Swagger.
 */
import { sameName } from './names.ts';

export const PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'] as const;

export type Platform = (typeof PLATFORMS)[number];

/** What to export: a platform and, where wanted, one of its specialisations. */
export interface ExportTarget {
  readonly platform: Platform;
  /** Passed on as given: the Swagger's list is older than the flavors in use, the service decides. */
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

/** Of two targets that are the same to the service. */
export function sameTarget(one: ExportTarget, other: ExportTarget): boolean {
  return sameName(formatTarget(one), formatTarget(other));
}

/**
 * The platform that a backup's name or URL ends with. The guide calls the ending the platform's type, without a list of
 * them: `undefined` where it is none of the platforms.
 */
export function platformEnding(name: string): Platform | undefined {
  return PLATFORMS.find((platform) => name.toLowerCase().endsWith(`.${platform.toLowerCase()}`));
}

/**
 * The artifact of each target, in their order: the wanted name for a single one, else
 * `{name}-{platform}[-{flavor}].zip`.
 * @param wanted ends in `.zip`
 */
export function artifactNames(wanted: string, targets: readonly ExportTarget[]): string[] {
  const base = wanted.slice(0, -'.zip'.length);
  return targets.length === 1
    ? [wanted]
    : targets.map((target) => `${base}-${formatTarget(target).replace('/', '-')}.zip`);
}
