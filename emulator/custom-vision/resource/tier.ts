/** The pricing tiers of a training resource, as the service's page of limits and quotas lists them. */
export type Tier = 'F0' | 'S0' | 'unlimited';

export interface TierLimits {
  projects: number;
  tagsPerProject: number;
  imagesPerProject: number;
  /** For TrainProject alone. */
  trainingsPerSecond: number;
  /** For all other operations together. */
  othersPerSecond: number;
}

export const TIERS: Readonly<Record<Tier, TierLimits>> = {
  F0: {
    projects: 2,
    tagsPerProject: 50,
    imagesPerProject: 5000,
    trainingsPerSecond: 2,
    othersPerSecond: 10,
  },
  S0: {
    projects: 100,
    tagsPerProject: 500,
    imagesPerProject: 100_000,
    trainingsPerSecond: 10,
    othersPerSecond: 10,
  },
  unlimited: {
    projects: Infinity,
    tagsPerProject: Infinity,
    imagesPerProject: Infinity,
    trainingsPerSecond: Infinity,
    othersPerSecond: Infinity,
  },
};
