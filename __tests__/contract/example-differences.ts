/**
 * Where the emulator's answers differ in shape from the published examples: all of it, explained. The examples
 * come from several years and versions, and leave out most of what was added or had no value.
 */
export interface ExampleDifference {
  /** Fits lines like `GetTags + [].description: null`; `+`: the emulator has it, `-`: the example has it. */
  line: RegExp;
  why: string;
}

export const EXAMPLE_DIFFERENCES: readonly ExampleDifference[] = [
  {
    line: /Projects? \+ (\[\]\.)?(drModeEnabled: boolean|status: string)$/,
    why: 'The example is older than these members, which the Swagger has.',
  },
  {
    line: /Projects? \+ (\[\]\.)?settings\.(classificationType|targetExportPlatforms|useNegativeSet|detectionParameters|imageProcessingSettings\..*): (string|list|boolean|null)$/,
    why: 'The example shows the domain alone of the settings that the Swagger has.',
  },
  {
    line: /(Projects? [-+] (\[\]\.)?thumbnailUri|ExportIteration [-+] downloadUri|(Iterations?|TrainProject) [-+] (\[\]\.)?publishName): (string|null)$/,
    why: 'The example shows "" where there is no value; recorded of the live service is null.',
  },
  {
    line: /(Iterations?|TrainProject) [-+] (\[\]\.)?exportableTo(\[\]: string|: list|: null)$/,
    why: 'The example lists the platforms; recorded on v3.4-preview, and of a running training on any version, is null.',
  },
  {
    line: /^CreateImagesFrom(Data|Files|Urls) [-+] images\[\]\.image\.tags\[\]\.tagName: (string|null)$/,
    why: 'The example names the tags; recorded in the answer to an upload is null.',
  },
  {
    line: /^CreateImageTags [-+] (duplicated|exceeded): (null|list)$/,
    why: 'The example has null where there is none; recorded is an empty list.',
  },
  {
    line: /^CreateImageRegions \+ created\[\]\.(created|regionId|tagName): (string|null)$/,
    why: 'The example shows the regions as they were sent; recorded are these members as well.',
  },
  {
    line: /^ExportProject \+ (iterationCount|imageCount|tagCount|regionCount|estimatedImportTimeInMS): number$/,
    why: 'The example shows the token alone of what the Swagger has.',
  },
  {
    line: /^GetDomains? \+ (\[\]\.)?(exportablePlatforms: list|exportablePlatforms\[\]: string|modelInformation: null|modelInformation\.(description|estimatedModelSizeInMegabytes): (string|number))$/,
    why: 'The example is that of v3.3; these members came with v3.4-preview.',
  },
  {
    line: /(Iterations?|TrainProject) \+ (\[\]\.)?(classificationType|originalPublishResourceId|trainingTimeInMinutes): (string|number|null)$/,
    why: 'The example is older than these members, which the Swagger has.',
  },
  {
    line: /(Iterations?|TrainProject) \+ (\[\]\.)?(customBaseModelInfo|trainingErrorDetails|trainedAt): null$/,
    why: 'The example leaves out what is not set; by the Swagger’s descriptions it can be null as well.',
  },
  {
    line: /^GetIterations - \[\]\.domainId: null$/,
    why: 'The example lists a running iteration as well, whose domain is not told yet.',
  },
  {
    line: /^GetIterationPerformance \+ (perTagPerformance\[\]\.)?averagePrecision: number$/,
    why: 'The example is older than this member, which the Swagger has.',
  },
  {
    line: /^(GetExports|ExportIteration) \+ (\[\]\.)?flavor: null$/,
    why: 'The example leaves out the flavor where there is none; by the Swagger it can be null as well.',
  },
  {
    line: /^Get(Tagged|Untagged)Images \+ \[\]/,
    why: 'The list of the example is empty.',
  },
  {
    line: /^Get(Tagged|Untagged)ImageCount (- whole: string|\+ whole: number)$/,
    why: 'The example writes the count as a text; the Swagger, and the example of GetImageCount, as a number.',
  },
  {
    line: /^GetArtifact (- whole: string|\+ whole: undefined)$/,
    why: 'The example stands for a file, which is no JSON.',
  },
];
