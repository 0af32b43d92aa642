export const id = 752;
export const ids = [752];
export const modules = {

/***/ 94752:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  CustomVision: () => (/* binding */ CustomVision)
});

// EXTERNAL MODULE: ./src/errors.ts
var errors = __webpack_require__(83916);
// EXTERNAL MODULE: ./src/network-errors.ts
var network_errors = __webpack_require__(13133);
;// CONCATENATED MODULE: ./src/retry.ts


const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const MOST_ATTEMPTS = 6;
/** A `Retry-After` beyond this is answered by giving up: the caller knows better what else to do meanwhile. */
const LONGEST_RETRY_AFTER_MS = 120_000;
/**
 * Sends until an answer stands, at most six times within about a minute.
 * @throws ServiceError of the last attempt; the signal's reason when aborted
 */
async function repeatedly(repetition, send, { clock, signal, onFirstRetry, random }) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await send();
        }
        catch (error) {
            signal.throwIfAborted();
            if (!(error instanceof errors/* ServiceError */._7) ||
                !mayRepeat(repetition, error) ||
                attempt === mostAttempts(error)) {
                throw error;
            }
            const backOffMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.8 + 0.4 * random());
            const pauseMs = Math.max(backOffMs, error.retryAfterMs ?? 0);
            if (pauseMs > LONGEST_RETRY_AFTER_MS) {
                throw error;
            }
            if (attempt === 1) {
                onFirstRetry(error);
            }
            await clock.sleep(pauseMs, signal);
        }
    }
}
/** A host that does not exist is a typo far more often than trouble that passes. */
function mostAttempts(error) {
    return ['ENOTFOUND', 'ECONNREFUSED'].includes((0,network_errors/* errorCode */.C)(error.cause) ?? '') ? 3 : MOST_ATTEMPTS;
}
function mayRepeat(repetition, error) {
    switch (repetition) {
        case 'safe':
            return error.transient;
        case 'costly':
            return error.httpStatus === 429;
        case 'once':
            return false;
    }
}

// EXTERNAL MODULE: ./src/secrets.ts
var secrets = __webpack_require__(27194);
// EXTERNAL MODULE: ./src/guid.ts
var src_guid = __webpack_require__(86314);
;// CONCATENATED MODULE: ./src/shapes.ts
/**
 * From the training API's JSON to the project's own words. Unset members may come as `""`, `null` or not at all,
 * and timestamps without a zone: both end here. Source: the published Swagger, v3.4-preview.
 */

function readProject(value) {
    const project = record(value);
    const settings = record(project.settings ?? {});
    return {
        id: id(project.id),
        name: shapes_text(project.name) ?? '',
        readOnly: project.drModeEnabled === true,
        domainId: shapes_text(settings.domainId)?.toLowerCase() ?? null,
        notificationQueueUri: shapes_text(settings.notificationQueueUri),
        exportModelContainerUri: shapes_text(settings.exportModelContainerUri),
        updatable: {
            name: project.name,
            // Required in an update, and unset members may be left out of what was read.
            description: project.description ?? null,
            status: project.status,
            settings,
        },
    };
}
function readDomain(value) {
    const domain = record(value);
    const platforms = domain.exportablePlatforms;
    return {
        id: id(domain.id),
        name: shapes_text(domain.name) ?? '',
        type: shapes_text(domain.type) ?? '',
        exportable: domain.exportable === true,
        exportablePlatforms: Array.isArray(platforms) ? texts(platforms) : null,
    };
}
function readIteration(value) {
    const iteration = record(value);
    const exportableTo = iteration.exportableTo;
    return {
        id: id(iteration.id),
        name: shapes_text(iteration.name) ?? '',
        state: iterationState(shapes_text(iteration.status)),
        created: time(iteration.created) ?? 0,
        trainedAt: time(iteration.trainedAt),
        exportableTo: Array.isArray(exportableTo) ? texts(exportableTo) : [],
        trainingErrorDetails: shapes_text(iteration.trainingErrorDetails),
    };
}
function readExport(value) {
    const found = record(value);
    const platform = shapes_text(found.platform);
    if (platform === null) {
        throw new TypeError('an export without a platform');
    }
    const status = shapes_text(found.status);
    return {
        platform,
        flavor: shapes_text(found.flavor),
        state: status === 'Done' ? 'done' : status === 'Failed' ? 'failed' : 'exporting',
        downloadUri: shapes_text(found.downloadUri),
    };
}
/** Applies a reader to each entry of an array. */
function readList(read) {
    return (value) => {
        if (!Array.isArray(value)) {
            throw new TypeError('no list');
        }
        return value.map(read);
    };
}
function iterationState(status) {
    switch (status) {
        case 'New':
            return 'new';
        case 'Completed':
            return 'completed';
        case 'Failed':
            return 'failed';
        default:
            return 'running';
    }
}
function record(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new TypeError('no object');
    }
    return value;
}
function id(value) {
    const guid = (0,src_guid/* guidOf */.d)(value);
    if (guid === undefined) {
        throw new TypeError('no id');
    }
    return guid;
}
function shapes_text(value) {
    return typeof value === 'string' && value !== '' ? value : null;
}
function texts(values) {
    return values.filter((value) => typeof value === 'string');
}
/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value) {
    const found = shapes_text(value);
    if (found === null) {
        return null;
    }
    const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
    return Number.isNaN(ms) ? null : ms;
}

;// CONCATENATED MODULE: ./src/custom-vision.ts




/** Every method throws ServiceError, and the signal's reason when aborted. */
class CustomVision {
    projectId;
    api;
    patience;
    onSecret;
    /**
     * @param onSecret is told the signature of every download link before the link is given to anybody
     */
    constructor(projectId, api, patience, onSecret) {
        this.projectId = projectId;
        this.api = api;
        this.patience = patience;
        this.onSecret = onSecret;
    }
    async getDomains() {
        return await this.send('safe', { operation: 'GetDomains', method: 'get', path: '/domains' }, readList(readDomain));
    }
    async getProject(version) {
        return await this.send('safe', { operation: 'GetProject', method: 'get', path: this.path() }, readProject, version);
    }
    /** Sets the two storage URIs and sends everything else back as it was read. The service tests both URIs on the way. */
    async integrate(project, uris, version) {
        const body = { ...project.updatable, settings: { ...project.updatable.settings, ...uris } };
        return await this.send('safe', { operation: 'UpdateProject', method: 'patch', path: this.path(), body }, readProject, version);
    }
    /** Starts a training. Never sent twice by itself: a training is paid for. */
    async trainProject({ trainingType, reservedBudgetHours }) {
        const query = {
            trainingType,
            ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
        };
        return await this.send('costly', { operation: 'TrainProject', method: 'post', path: this.path('/train'), query }, readIteration);
    }
    /** In no promised order. */
    async getIterations() {
        return await this.send('safe', { operation: 'GetIterations', method: 'get', path: this.path('/iterations') }, readList(readIteration));
    }
    /** @param timeoutMs how long an answer is waited for, if shorter than usual */
    async getIteration(iterationId, repetition = 'safe', timeoutMs = Infinity) {
        return await this.send(repetition, { operation: 'GetIteration', method: 'get', path: this.path(`/iterations/${iterationId}`), timeoutMs }, readIteration);
    }
    async renameIteration(iterationId, name) {
        return await this.send('safe', {
            operation: 'UpdateIteration',
            method: 'patch',
            path: this.path(`/iterations/${iterationId}`),
            body: { name },
        }, readIteration);
    }
    async exportIteration(iterationId, { platform, flavor }) {
        return await this.send('costly', {
            operation: 'ExportIteration',
            method: 'post',
            path: this.path(`/iterations/${iterationId}/export`),
            query: { platform, ...(flavor === null ? {} : { flavor }) },
        }, (value) => this.guarded(readExport(value)));
    }
    /** @param timeoutMs as for `getIteration` */
    async getExports(iterationId, repetition = 'safe', timeoutMs = Infinity) {
        return await this.send(repetition, {
            operation: 'GetExports',
            method: 'get',
            path: this.path(`/iterations/${iterationId}/export`),
            timeoutMs,
        }, readList((value) => this.guarded(readExport(value))));
    }
    path(below = '') {
        return `/projects/${this.projectId}${below}`;
    }
    async send(repetition, request, read, version) {
        return await repeatedly(repetition, async () => {
            const body = await this.api.send(request, version);
            try {
                return read(body);
            }
            catch (cause) {
                throw new errors/* ServiceError */._7({
                    operation: request.operation,
                    httpStatus: 200,
                    detail: `an answer of another shape than documented (${cause instanceof Error ? cause.message : 'unknown'})`,
                    garbled: true,
                    cause,
                });
            }
        }, this.patience);
    }
    guarded(found) {
        (0,secrets/* secretsIn */.V)(found.downloadUri ?? '').forEach(this.onSecret);
        return found;
    }
}


/***/ })

};

