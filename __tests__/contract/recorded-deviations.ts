/**
 * Where the emulator’s answers are not those that were recorded of the live service: all of it, with the reason that it
 * stays. Everything else is held to the recordings. Versions before v3.3 are played on v3.3, so most of this is what came
 * with a version in between.
 */
export interface RecordedDeviation {
  /**
   * Fits lines like `v3.2 GetTags - [].name: text`; `-`: the live service has it, `+`: the emulator has it.
   */
  line: RegExp;
  why: string;
}

/** The operations that the emulator lacks, as its README says, and the action does not call: they are not played. */
export const NOT_EMULATED: Readonly<Record<string, RegExp>> = {
  CreateImagesFromPredictions: /^POST .*\/images\/predictions$/,
  DeletePrediction: /^DELETE .*\/predictions$/,
  GetImagePerformanceCount: /^GET .*\/performance\/images\/count$/,
  GetImageRegionProposals: /^POST .*\/images\/[^/]+\/regionproposals$/,
  QueryPredictions: /^POST .*\/predictions\/query$/,
  QuerySuggestedImageCount: /^POST .*\/images\/suggested\/count$/,
  QuerySuggestedImages: /^POST .*\/images\/suggested$/,
  QuickTestImageUrl: /^POST .*\/quicktest\/url$/,
  SuggestTagsAndRegions: /^POST .*\/tagsandregions\/suggestions$/,
};

export const RECORDED_DEVIATIONS: readonly RecordedDeviation[] = [
  {
    line: /^v(1\.2|2\.\d|3\.[01]) \S+ \+ header request-id: id$/,
    why: 'The header came with v3.2.',
  },
  {
    line: /^v3\.0 (CreateProject|CreateTag|CreateImagesFromFiles|TrainProject|GetIteration|PublishIteration) \+ header (apim-request-id|strict-transport-security|x-content-type-options):/,
    why: 'One recording of v3.0 is of a service on its author’s machine, without a gateway.',
  },
  {
    line: /^v3\.0 CreateImagesFromFiles [-+] images\[\]\.image\.(tags\[\]\.)?created: time (in UTC|without a zone)$/,
    why: 'One recording of v3.0 is of a service on its author’s machine.',
  },
  {
    line: /^v3\.0 (TrainProject|GetIteration) [-+] (publishName|originalPublishResourceId): (text|null)$/,
    why: 'One recording of v3.0 is of a service on its author’s machine, which did not tell where an iteration was published.',
  },
  {
    line: /^v3\.0 PublishIteration - status 200, \+ status 400 BadRequestInvalidPublishTarget$/,
    why: 'One recording of v3.0 is of a service on its author’s machine, which took any prediction resource.',
  },
  {
    line: /^v3\.[01] (Create|Update|Get)Projects? \+ (\[\]\.)?status: "Succeeded"$/,
    why: 'The member came with v3.2.',
  },
  {
    line: /^v3\.0 (Create|Update)Project \+ settings\.imageProcessingSettings\./,
    why: 'The member came with v3.1.',
  },
  {
    line: /^v(1\.2|2\.\d|3\.0) \S+ \+ (\[\]\.)?trainingTimeInMinutes: number$/,
    why: 'The member came with v3.1.',
  },
  {
    line: /^v3\.[12] (GetExports|ExportIteration) [-+] (\[\]\.)?flavor: ("TensorFlowNormal"|null)$/,
    why: 'v3.1 and v3.2 named the flavor where none was asked for, v3.4-preview does not: `defaultFlavor` is the switch.',
  },
  {
    line: /^v3\.[12] GetProjects? [-+] (\[\]\.)?settings\.detectionParameters: (empty text|null)$/,
    why: 'v3.1 and v3.2 had an empty text for some older or imported projects, v3.4-preview had not.',
  },
  {
    line: /^v3\.1 GetProjects [-+] \[\]\.description: (empty text|null)$/,
    why: 'Some older projects on v3.1 had null; on v3.4-preview all have a text.',
  },
  {
    line: /^v3\.3 GetImages - \[\]\.(thumbnail|resizedImage|originalImage)Uri: text$/,
    why: 'The list of images was edited by hand after it was recorded.',
  },
  {
    line: /^v(1\.2|2\.\d) \S+ - (\[\]\.)?isDefault: (true|false)$/,
    why: 'The member went with v3.0, where iterations are published.',
  },
  {
    line: /^v(1\.2|2\.\d) \S+ [-+] (\[\]\.)?(created|lastModified|trainedAt): time (without a zone|in UTC|in UTC of many digits)$/,
    why: 'Dates of iterations had no zone before v3.0.',
  },
  {
    line: /^v(1\.2|2\.\d) \S+ \+ (\[\]\.)?(trainingType|reservedBudgetInHours|publishName|originalPublishResourceId|exportableTo|exportableTo\[\]): /,
    why: 'The members came with v3.0.',
  },
  {
    line: /^v(1\.2|2\.0) \S+ \+ (\[\]\.)?classificationType: (null|"Multilabel")$/,
    why: 'The member came with v2.1.',
  },
  {
    line: /^v2\.0 TrainProject [-+] status: "(Staging|Training)"$/,
    why: 'v2.0 answered Staging once; every later version Training.',
  },
  {
    line: /^v(1\.2|2\.0) (GetExports|ExportIteration) \+ (\[\]\.)?(newerVersionAvailable: false|flavor: null)$/,
    why: 'The members came with v2.1.',
  },
  {
    line: /^v(1\.2|2\.0) GetExports [-+] \[\]\.downloadUri: link m-…\/…(\.TensorFlow)?\.zip\?sv&sr&sig&se&sp$/,
    why: 'The name of the service’s own copy holds the platform since v2.1.',
  },
  {
    line: /^v1\.2 GetDomains? \+ (\[\]\.)?(type: "(Classification|ObjectDetection)"|enabled: true)$/,
    why: 'The members came with v2.0.',
  },
  {
    line: /^v1\.2 ExportIteration [-+] message: (empty text|text)$/,
    why: 'The message was empty on v1.2; later ones are quoted.',
  },
];
