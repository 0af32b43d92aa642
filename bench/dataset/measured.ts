/** What the process of a measurement tells. */
export interface Measured {
  /** Of virtual time. */
  readonly seconds: number;
  readonly requests: number;
  /** That the project has then. */
  readonly images: number;
}

export const IMAGE_BYTES = 100_000;
