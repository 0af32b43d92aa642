/**
 * The platforms that a trained iteration can be exported to.
 * Source: enum `ExportPlatform` of the published Swagger.
 */

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
  return PLATFORMS.find((platform) => platform.toLowerCase() === name.toLowerCase());
}

/** `ONNX` or `TensorFlow/TensorFlowLite`. */
export function formatTarget(target: ExportTarget): string {
  return target.flavor === null ? target.platform : `${target.platform}/${target.flavor}`;
}
