/** How each operation of the emulator is called once so that it succeeds. */
import type { ApiVersion } from '../../emulator/custom-vision/resource/behavior.ts';
import { newPicture, type ApiCall, type World } from './world.ts';

export type OperationCase = Pick<ApiCall, 'query' | 'body'> & {
  /** Default: 200. */
  status?: number;
};

const PREDICTION_RESOURCE =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/prediction';

/** By operationId. */
export const OPERATION_CASES: Readonly<Record<string, (world: World, version: ApiVersion) => OperationCase>> =
  {
    GetDomains: () => ({}),
    GetDomain: () => ({}),
    GetProjects: () => ({}),
    GetProject: () => ({}),
    DeleteProject: () => ({ status: 204 }),
    ExportProject: () => ({}),
    ImportProject: ({ token, ids }) => ({
      query: `token=${encodeURIComponent(token)}&name=Copy of ${ids.projectId ?? ''}`,
    }),
    GetArtifact: ({ artifactPath }) => ({ query: `path=${encodeURIComponent(artifactPath)}` }),
    CreateProject({ project, ids }, version) {
      const uris = {
        exportModelContainerUri: project.exportModelContainerUri,
        notificationQueueUri: project.notificationQueueUri,
      };
      const query = new URLSearchParams({
        name: `Beside ${ids.projectId ?? ''}`,
        description: 'Made by a test',
        domainId: ids.domainId ?? '',
        classificationType: 'Multiclass',
        targetExportPlatforms: 'ONNX,CoreML',
        ...(version === 'v3.3' && uris),
      });
      return { query: query.toString(), ...(version === 'v3.4-preview' && { body: uris }) };
    },
    UpdateProject: ({ project }) => ({
      body: {
        name: `Renamed ${project.projectId}`,
        description: null,
        status: 'Succeeded',
        settings: {
          domainId: project.project.settings.domain.id,
          exportModelContainerUri: project.exportModelContainerUri,
          notificationQueueUri: project.notificationQueueUri,
        },
      },
    }),
    GetTags: ({ ids }) => ({ query: `iterationId=${ids.iterationId ?? ''}` }),
    GetTag: () => ({}),
    CreateTag: () => ({ query: 'name=larch&description=A tree&type=Regular' }),
    UpdateTag: () => ({ body: { name: 'spruce', description: 'A tree', type: 'Regular' } }),
    DeleteTag: () => ({ status: 204 }),
    GetImages: ({ ids }) => ({
      query: `tagIds=${ids.tagId ?? ''}&taggingStatus=Tagged&orderBy=Oldest&take=5&skip=1`,
    }),
    GetTaggedImages: () => ({ query: 'take=3' }),
    GetUntaggedImages: () => ({ query: 'orderBy=Newest' }),
    GetImageCount: () => ({ query: 'taggingStatus=All' }),
    GetTaggedImageCount: ({ ids }) => ({ query: `tagIds=${ids.tagId ?? ''}` }),
    GetUntaggedImageCount: ({ ids }) => ({ query: `iterationId=${ids.iterationId ?? ''}` }),
    CreateImagesFromFiles: ({ ids }) => ({
      body: {
        images: [{ name: 'one.png', contents: newPicture().toString('base64'), tagIds: [] }],
        tagIds: [ids.tagId],
        metadata: { camera: 'left' },
      },
    }),
    CreateImagesFromData({ ids }) {
      const form = new FormData();
      form.append('imageData', new Blob([new Uint8Array(newPicture())]), 'two.png');
      return { query: `tagIds=${ids.tagId ?? ''}`, body: form };
    },
    DeleteImages: ({ imageIds }) => ({ query: `imageIds=${imageIds.slice(0, 2).join(',')}`, status: 204 }),
    GetImagesByIds: ({ imageIds }) => ({ query: `imageIds=${imageIds.slice(0, 2).join(',')}` }),
    CreateImagesFromUrls: ({ ids }) => ({
      body: {
        images: [{ url: `data:image/png;base64,${newPicture().toString('base64')}` }],
        tagIds: [ids.tagId],
        metadata: { camera: 'right' },
      },
    }),
    UpdateImageMetadata: ({ imageIds }) => ({
      query: `imageIds=${imageIds.slice(0, 2).join(',')}`,
      body: { camera: 'left' },
    }),
    CreateImageTags: ({ imageIds, ids }) => ({
      body: { tags: imageIds.map((imageId) => ({ imageId, tagId: ids.tagId })) },
    }),
    DeleteImageTags: ({ imageIds, ids }) => ({
      query: `imageIds=${imageIds.slice(0, 2).join(',')}&tagIds=${ids.tagId ?? ''}`,
      status: 204,
    }),
    CreateImageRegions({ imageIds, ids }) {
      const box = { tagId: ids.tagId, left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
      return { body: { regions: imageIds.slice(0, 2).map((imageId) => ({ imageId, ...box })) } };
    },
    DeleteImageRegions: ({ regionIds }) => ({ query: `regionIds=${regionIds.join(',')}`, status: 204 }),
    TrainProject: ({ project }) => ({
      query: 'trainingType=Regular&forceTrain=true&notificationEmailAddress=a@example.org',
      body: { selectedTags: project.project.tags.map(({ id }) => id) },
    }),
    GetIterations: () => ({}),
    GetIteration: () => ({}),
    UpdateIteration: () => ({ body: { name: 'Best' } }),
    DeleteIteration: () => ({ status: 204 }),
    GetIterationPerformance: () => ({ query: 'threshold=0.9&overlapThreshold=0.3' }),
    PublishIteration: () => ({
      query: `publishName=best&predictionId=${encodeURIComponent(PREDICTION_RESOURCE)}&overwrite=true`,
    }),
    UnpublishIteration({ project }) {
      const [iteration] = project.project.iterations;
      if (iteration !== undefined) iteration.publishName = 'best';
      return { status: 204 };
    },
    ExportIteration: () => ({ query: 'platform=TensorFlow&flavor=TensorFlowLite' }),
    GetExports: () => ({}),
    QuickTestImage({ ids }) {
      const form = new FormData();
      form.append('imageData', new Blob([new Uint8Array(newPicture())]), 'three.png');
      return { query: `iterationId=${ids.iterationId ?? ''}&store=false`, body: form };
    },
  };
