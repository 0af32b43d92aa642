export const id = 944;
export const ids = [944];
export const modules = {

/***/ 6840:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ProxyAgent: () => (/* binding */ ProxyAgent),
/* harmony export */   fetch: () => (/* binding */ fetch)
/* harmony export */ });
/**
 * What the bundle holds in place of the package undici (see "paths" in tsconfig.json). @actions/core imports it with
 * its HTTP client, for a proxy agent that only Octokit asks for: 1 MB that took a third of the start, and that no call
 * of an action reaches, because an Octokit gets a `fetch` of its own (src/github/octokit.ts). Requests of the toolkit
 * through a proxy do not need it: they go through the package tunnel.
 */
/** Node's own, which is undici's. */
const fetch = globalThis.fetch;
/** Behind a proxy, @actions/github makes one as soon as it is loaded, for an Octokit that nobody asks. */
class ProxyAgent {
    dispatch() {
        throw new Error('Octokit behind a proxy is not in this bundle: see scripts/bundle/undici.ts');
    }
}


/***/ }),

/***/ 8966:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _7: () => (/* binding */ ServiceError),
/* harmony export */   fk: () => (/* binding */ serviceTrouble),
/* harmony export */   qE: () => (/* binding */ noAnswer),
/* harmony export */   x5: () => (/* binding */ refusal)
/* harmony export */ });
/* unused harmony export notRead */
/* harmony import */ var _entra_sign_in_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(780);
/* harmony import */ var _network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5178);
/* harmony import */ var _network_foreign_answer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9541);
/* harmony import */ var _network_proxies_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1754);
/**
 * The one error of the clients of the training API.
 */




/** The training API refused a request, or its answer never arrived. */
class ServiceError extends Error {
    name = 'ServiceError';
    /** The API's own code, such as `BadRequestTrainingNotNeeded`; `null` where there is none. */
    code = null;
    /** Whether the answer has the form of the API's own refusals, `{code, message}`. Others are of something in between. */
    ofTheApi;
    requestId = null;
    /** For how long `Retry-After` asks to wait. */
    retryAfterMs = null;
    /** The status says success, but the body makes no sense. */
    garbled = false;
    /** The action never sent the request, because it got no token for it. */
    unsent = null;
    /** The least of Custom Vision's roles with which everything goes that the action does. */
    leastRole = 'Trainer';
    /** Set if the proxy answered or failed, not the service. */
    proxy;
    constructor({ cause, ...facts }) {
        super(`${facts.operation}: ${facts.code ?? String(facts.httpStatus ?? 'no answer')}`, { cause });
        this.ofTheApi = facts.code != null;
        Object.assign(this, facts);
    }
    /** The service may have done what the request asks for or not: the connection broke, time ran out, the service failed, or its answer is garbled. */
    get answerLost() {
        return (this.unsent === null &&
            (this.garbled || this.httpStatus === null || this.httpStatus === 408 || this.httpStatus >= 500));
    }
    /**
     * It cannot be told whether the service did what the request asks for: an answer of a gateway may hide that it did.
     * Only a refusal of the API itself says that it did not, and a 429, which comes before the API is asked.
     */
    get mayHaveActed() {
        return this.answerLost || (this.unsent === null && this.httpStatus !== 429 && !this.ofTheApi);
    }
    /** The same request may well succeed later. */
    get transient() {
        return this.unsent === 'for now' || this.answerLost || this.httpStatus === 429;
    }
}
/**
 * The error of a request that the action had no token for, that no answer arrived to, or none that the HTTP client can
 * read.
 * @param proxy the one on the way to the service
 */
function noAnswer(operation, proxy, cause) {
    const signIn = cause instanceof _entra_sign_in_error_js__WEBPACK_IMPORTED_MODULE_0__/* .SignInError */ .J ? cause : null;
    const httpStatus = (0,_network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .statusCode */ .se)(cause) ?? null;
    return new ServiceError({
        operation,
        httpStatus,
        detail: cause instanceof Error ? cause.message : String(cause),
        garbled: httpStatus !== null && httpStatus < 300,
        unsent: signIn && (signIn.transient ? 'for now' : 'for good'),
        proxy: signIn === null && (0,_network_proxies_js__WEBPACK_IMPORTED_MODULE_3__/* .isTroubleOfProxy */ .Vn)(cause) ? proxy : undefined,
        cause,
    });
}
/** A service error on half a line, without foreign text: `GetProject was answered 503`. */
function serviceTrouble({ operation, httpStatus, code, unsent, cause }) {
    if (unsent !== null) {
        return `${operation} was not sent, for want of a token`;
    }
    if (httpStatus === null) {
        return `${operation} was not answered`;
    }
    if (cause instanceof _network_foreign_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .ForeignAnswer */ .J6) {
        return `to ${operation}, something else answered for ${cause.host}: ${httpStatus}`;
    }
    return `${operation} was answered ${httpStatus}${code === null ? '' : ` ${code}`}`;
}
/** Says that the action could not read what would only have explained more. @param what begins the sentence */
function notRead(what, error) {
    return `${what} could not be read${error instanceof ServiceError ? `: ${serviceTrouble(error)}` : ''}.`;
}
/** What a refusal says: `{code, message}` from the API, `{error: {code, message}}` from the gateway before it. */
function refusal(body) {
    const outer = member(body, 'error') ?? body;
    const found = member(outer, 'code');
    const code = typeof found === 'string' && /^[A-Za-z]+$/.test(found) ? found : null;
    const message = member(outer, 'message') ?? body;
    return {
        code,
        detail: typeof message === 'string' ? message : JSON.stringify(body ?? ''),
        ofTheApi: code !== null && outer === body && typeof member(body, 'message') === 'string',
    };
}
function member(value, name) {
    return typeof value === 'object' && value !== null ? value[name] : undefined;
}


/***/ }),

/***/ 3829:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  datasetStep: () => (/* binding */ datasetStep)
});

;// CONCATENATED MODULE: ./src/custom-vision/names.ts
/**
 * GUIDs and names of the service: the action compares GUIDs in lower case, and names without regard to their case.
 */
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** @returns the GUID in lower case; `undefined` for everything else */
function guidOf(value) {
    return typeof value === 'string' && GUID.test(value) ? value.toLowerCase() : undefined;
}
const NAME_BY_RUN = /^gh-(?<runId>\d+)-(?<digest>[0-9a-f]{8})(-\d)?$/;
/** GitHub's ids of runs have eleven digits by now. */
const LONGEST_RUN_ID = 15;
/** The workflow run that gave an iteration its name, as src/train/iteration-name.ts makes it; `undefined`: none did. */
function runIn(iterationName) {
    const runId = NAME_BY_RUN.exec(iterationName)?.groups?.runId;
    return runId !== undefined && runId.length <= LONGEST_RUN_ID ? runId : undefined;
}
/** The digest of the inputs in such a name. */
function digestIn(iterationName) {
    return NAME_BY_RUN.exec(iterationName)?.groups?.digest;
}
/** Whether two names, such as those of platforms, flavors or domains, mean the same to the service. */
function names_sameName(one, other) {
    return one.toLowerCase() === other.toLowerCase();
}
/** In a name of twelve characters or more, so many may be wrong; fewer in a shorter one. */
const MOST_TYPOS = 3;
/**
 * The names that somebody may have meant by this one, the nearest first: they differ in case, blanks and punctuation
 * only, or in one character of every four.
 */
function names_nearNames(name, names) {
    const wanted = bare(name);
    const most = Math.min(MOST_TYPOS, Math.ceil(wanted.length / 4));
    return names
        .map((one) => ({ one, typos: typosBetween(wanted, bare(one), most) }))
        .filter(({ typos }) => typos <= most)
        .sort((a, b) => a.typos - b.typos)
        .map(({ one }) => one);
}
function bare(name) {
    return name
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[\s\p{P}\p{S}]/gu, '');
}
/** How many characters are to be added, left out, replaced, or exchanged with their neighbour; `Infinity` if over `most`. */
function typosBetween(one, other, most) {
    if (Math.abs(one.length - other.length) > most) {
        return Infinity;
    }
    let beforeLast = [];
    let last = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let row = 1; row <= one.length; row += 1) {
        const line = [row];
        for (let column = 1; column <= other.length; column += 1) {
            const [a, b] = [one[row - 1], other[column - 1]];
            const exchanged = a === other[column - 2] && b === one[row - 2];
            line.push(Math.min((last[column] ?? Infinity) + 1, (line[column - 1] ?? Infinity) + 1, (last[column - 1] ?? Infinity) + (a === b ? 0 : 1), exchanged ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity));
        }
        if (Math.min(...line) > most) {
            return Infinity;
        }
        [beforeLast, last] = [last, line];
    }
    return last[other.length] ?? Infinity;
}

;// CONCATENATED MODULE: ./src/custom-vision/entities.ts
/**
 * What the training API has, read from its JSON. The service may send unset members as `""`, as `null` or not at all,
 * and timestamps without a zone; nothing outside of this file sees that. Source: the published Swagger, v3.4-preview.
 */

/** Makes a reader of an entity, which throws TypeError for everything that is no JSON object. */
function entity(read) {
    return (value) => read(record(value));
}
/** Makes a reader of an entity that has an id, which it turns into a lower-case GUID, and a name. */
function named(read) {
    return entity((json) => ({ id: id(json.id), name: entities_text(json.name) ?? '', ...read(json) }));
}
const readProject = named((project) => {
    const settings = record(project.settings ?? {});
    return {
        /** The service is in its disaster recovery mode, and refuses everything that writes. */
        readOnly: project.drModeEnabled === true,
        /** `Succeeded`, or how far its import is: `Importing`, `Failed`; `null` if the service does not say it. */
        status: entities_text(project.status),
        domainId: entities_text(settings.domainId)?.toLowerCase() ?? null,
        /** The service gives one for object detection as well: what a project is for, the type of its domain says. */
        classificationType: entities_text(settings.classificationType),
        notificationQueueUri: entities_text(settings.notificationQueueUri),
        exportModelContainerUri: entities_text(settings.exportModelContainerUri),
        /** What an update has to send back unchanged, unknown members included: the service may reset what it leaves out. */
        updatable: {
            name: project.name,
            // An update must have a description, and an answer may leave out what is unset.
            description: project.description ?? null,
            status: project.status,
            settings,
        },
    };
});
const readDomain = named((domain) => ({
    type: entities_text(domain.type) ?? '',
    exportable: domain.exportable === true,
    /** The service trains in it no more. */
    retired: domain.enabled === false,
    /** `null` if the service does not say it, as on v3.3. */
    exportablePlatforms: texts(domain.exportablePlatforms),
}));
const readTag = named((tag) => ({
    /** Whether it marks images that show nothing of the others: no training counts it as a tag. */
    negative: tag.type === 'Negative',
    /** `null` if the service does not say it. */
    imageCount: typeof tag.imageCount === 'number' ? tag.imageCount : null,
}));
const STATES = { New: 'new', Completed: 'completed', Failed: 'failed' };
const readIteration = named((iteration) => ({
    /** The Swagger lists no values of `status`: everything but the three known ones counts as running. */
    state: known(STATES, iteration.status) ?? 'running',
    /**
     * When the service made it, in milliseconds since the epoch. The service has the next iteration ready, blank, from the
     * moment on that a training begins: so this is when the training before it began, not its own. It gives the order.
     */
    created: time(iteration.created) ?? 0,
    /** When its training ended well; `null` until then. */
    trainedAt: time(iteration.trainedAt),
    /** The begin of its training changes this, and so do its end and a new name: it began then at the latest. */
    lastModified: time(iteration.lastModified),
    trainingType: entities_text(iteration.trainingType),
    reservedBudgetHours: typeof iteration.reservedBudgetInHours === 'number' ? iteration.reservedBudgetInHours : null,
    /** The one that it was trained in; `null` if the service does not say it, as before the end of a training. */
    domainId: entities_text(iteration.domainId)?.toLowerCase() ?? null,
    /** Its name in a prediction resource; `null`: it is not published. */
    publishName: entities_text(iteration.publishName),
    /** ARM id of that resource; `null` where the service does not say it. */
    publishResourceId: entities_text(iteration.originalPublishResourceId),
    /** Foreign text. */
    trainingErrorDetails: entities_text(iteration.trainingErrorDetails),
}));
const readExport = entity((found) => {
    const platform = entities_text(found.platform);
    if (platform === null) {
        throw new TypeError('an export without a platform');
    }
    return {
        platform,
        flavor: entities_text(found.flavor),
        state: known({ Done: 'done', Failed: 'failed' }, found.status) ?? 'exporting',
        /** Absolute, or relative to the artifacts operation; its query is a secret. */
        downloadUri: entities_text(found.downloadUri),
    };
});
const readFigures = entity((figures) => ({
    precision: share(figures.precision),
    recall: share(figures.recall),
    averagePrecision: share(figures.averagePrecision),
}));
const readTagPerformance = named((tag) => readFigures(tag));
const readPerformance = entity((performance) => ({
    ...readFigures(performance),
    deviations: {
        precision: share(performance.precisionStdDeviation),
        recall: share(performance.recallStdDeviation),
    },
    tags: readList(readTagPerformance)(performance.perTagPerformance ?? []),
}));
const readPrediction = entity((prediction) => ({
    tagId: guidOf(prediction.tagId) ?? '',
    tagName: entities_text(prediction.tagName) ?? '',
    /** From 0 to 1. */
    probability: share(prediction.probability) ?? 0,
    /** Whether it is about a part of the image, as for object detection. */
    hasBox: typeof prediction.boundingBox === 'object' && prediction.boundingBox !== null,
}));
/** What an iteration sees in an image, the most probable first. */
function readPredictions(value) {
    const all = readList(readPrediction)(record(value).predictions);
    return all.sort((one, other) => other.probability - one.probability);
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
/** By `created`, which alone puts a training that runs or failed behind the one before it. */
function newestFirst(all) {
    return [...all].sort((a, b) => b.created - a.created);
}
function newest(all) {
    return newestFirst(all)[0];
}
function record(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new TypeError('no object');
    }
    return value;
}
function id(value) {
    const guid = guidOf(value);
    if (guid === undefined) {
        throw new TypeError('no id');
    }
    return guid;
}
function entities_text(value) {
    return typeof value === 'string' && value !== '' ? value : null;
}
function share(value) {
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
}
function texts(value) {
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : null;
}
function known(words, value) {
    return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}
/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value) {
    const found = entities_text(value) ?? '';
    const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
    return Number.isNaN(ms) ? null : ms;
}

;// CONCATENATED MODULE: ./src/custom-vision/image-entities.ts
/**
 * What the training API says of images, read from its JSON. Source: the published Swagger, v3.4-preview, and recordings of
 * the service: members without a value may be `null` or absent.
 */

const readRegion = entity((region) => ({
    id: id(region.regionId),
    tagId: id(region.tagId),
    left: image_entities_share(region.left),
    top: image_entities_share(region.top),
    width: image_entities_share(region.width),
    height: image_entities_share(region.height),
}));
const image_entities_readTag = entity((tag) => ({ tagId: id(tag.tagId) }));
const readImage = entity((image) => {
    const metadata = record(image.metadata ?? {});
    return {
        id: id(image.id),
        tagIds: readList(image_entities_readTag)(image.tags ?? []).map(({ tagId }) => tagId),
        regions: readList(readRegion)(image.regions ?? []),
        /** Of the metadata; foreign text. */
        path: entities_text(metadata.path),
        sha256: entities_text(metadata.sha256),
    };
});
const readUpload = entity((upload) => ({
    /** One of the Swagger's words, such as `OK`, `OKDuplicate` or `ErrorImageFormat`; foreign text. */
    status: entities_text(upload.status) ?? 'ErrorUnknown',
    image: upload.image == null ? null : readImage(upload.image),
}));
/** Of a request with one image. */
const readOneUpload = entity((summary) => {
    const [upload] = readList(readUpload)(summary.images);
    if (upload === undefined) {
        throw new TypeError('no image');
    }
    return upload;
});
/** How many entries of a batch the service did not take, for an image has as many as it may have. */
const readExceeded = entity((summary) => readList(record)(summary.exceeded ?? []).length);
/** Whether the metadata of the one image of a request was changed. */
const readMetadataUpdate = entity((summary) => summary.isBatchSuccessful === true);
function image_entities_share(value) {
    if (typeof value !== 'number') {
        throw new TypeError('no number');
    }
    return value;
}

// EXTERNAL MODULE: ./src/network/connection-errors.ts
var connection_errors = __webpack_require__(5178);
;// CONCATENATED MODULE: ./src/time/limits.ts
/**
 * Takes a step with a signal that the deadline aborts as well.
 * @param reason what the signal is aborted with at the deadline
 */
async function withinDeadline(step, reason, { clock, deadline, signal }) {
    const [late, done] = [new AbortController(), new AbortController()];
    const timer = clock.sleep(deadline.remainingMs(), AbortSignal.any([signal, done.signal])).then(() => {
        late.abort(reason());
    }, 
    // The step has ended first, or the run was cancelled, which the step's own signal tells.
    () => undefined);
    try {
        return await step(AbortSignal.any([signal, late.signal]));
    }
    finally {
        done.abort();
        await timer;
    }
}
/**
 * Takes a step whose answer counts even if the run is cancelled: its signal is aborted only `graceMs` later.
 * @throws the signal's reason, if it is aborted before the step is taken
 */
async function withGrace(step, graceMs, clock, signal) {
    signal.throwIfAborted();
    const [late, done] = [new AbortController(), new AbortController()];
    const onAbort = () => {
        clock.sleep(graceMs, done.signal).then(() => {
            late.abort(signal.reason);
        }, 
        // The step has ended first.
        () => undefined);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
        return await step(late.signal);
    }
    finally {
        signal.removeEventListener('abort', onAbort);
        done.abort();
    }
}
/** Settles like the promise, or rejects with the signal's reason while the promise goes on. */
async function untilAborted(promise, signal) {
    const aborted = Promise.withResolvers();
    const abort = () => {
        aborted.reject(signal.reason);
    };
    if (signal.aborted) {
        abort();
    }
    signal.addEventListener('abort', abort);
    try {
        return await Promise.race([promise, aborted.promise]);
    }
    finally {
        signal.removeEventListener('abort', abort);
    }
}

;// CONCATENATED MODULE: ./src/time/try-again.ts
/**
 * Acts until an attempt succeeds.
 * @param pauseAfter how many milliseconds to pause after the error of an attempt, counted from 1; `undefined`: give up
 * @throws the error that the caller gave up at; the signal's reason when aborted
 */
async function try_again_tryAgain(action, pauseAfter, { clock, signal }) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return await action();
        }
        catch (error) {
            signal.throwIfAborted();
            const pauseMs = pauseAfter(error, attempt);
            if (pauseMs === undefined) {
                throw error;
            }
            await clock.sleep(pauseMs, signal);
        }
    }
}
/**
 * Looks until something is found.
 * @param pausesMs how long to pause before each look, in milliseconds
 * @returns `undefined` if no look found anything
 * @throws what a look throws; the signal's reason when aborted
 */
async function lookAgain(pausesMs, look, { clock, signal }) {
    for (const pauseMs of pausesMs) {
        signal.throwIfAborted();
        if (pauseMs > 0) {
            await clock.sleep(pauseMs, signal);
        }
        const found = await look();
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

// EXTERNAL MODULE: ./src/custom-vision/service-error.ts
var service_error = __webpack_require__(8966);
;// CONCATENATED MODULE: ./src/custom-vision/operation.ts
/**
 * One operation of the training API: sent, repeated where its rule allows that, and read.
 */





/** When an operation is repeated after an error. */
const MAY_REPEAT = {
    /** It reads, or writes the same again, so that a repetition changes nothing: after every trouble that may pass. */
    safe: (error) => error.transient,
    /**
     * It may start something that costs money: only if the service started nothing, as a 429 says. After a lost answer the
     * caller has to look whether it did.
     */
    costly: (error) => error.unsent === 'for now' || error.httpStatus === 429,
    /** Never, because the caller asks again anyway, as a wait does. */
    once: () => false,
};
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 16_000;
const MOST_ATTEMPTS = 6;
/** If the service asks for a longer pause, the operation fails instead: its caller knows better what to do meanwhile. */
const LONGEST_RETRY_AFTER_MS = 120_000;
/**
 * Sends until the service gives an answer that counts, at most six times within about a minute.
 * @throws ServiceError of the last attempt; the signal's reason when aborted
 */
async function repeatedly(repetition, send, patience) {
    const pauseAfter = (error, attempt) => {
        const repeats = error instanceof service_error/* ServiceError */._7 && MAY_REPEAT[repetition](error);
        if (!repeats || attempt === mostAttempts(error)) {
            return undefined;
        }
        const backOffMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS) * (0.8 + 0.4 * patience.random());
        const pauseMs = Math.max(backOffMs, error.retryAfterMs ?? 0);
        if (pauseMs > LONGEST_RETRY_AFTER_MS) {
            return undefined;
        }
        if (attempt === 1) {
            patience.onFirstRetry(error);
        }
        return pauseMs;
    };
    return await try_again_tryAgain(send, pauseAfter, patience);
}
/** Trouble with a host name, a port or a certificate seldom passes: it is most often a typo or a setting. */
function mostAttempts(error) {
    const lasts = ['ENOTFOUND', 'ECONNREFUSED'].includes((0,connection_errors/* errorCode */.CA)(error.cause) ?? '');
    return lasts || (0,connection_errors/* isOfCertificate */.xj)(error.cause) ? 3 : MOST_ATTEMPTS;
}
/** What the clients of the resource and of a project have in common. */
class Operations {
    api;
    patience;
    constructor(api, patience) {
        this.api = api;
        this.patience = patience;
    }
    /** How many requests were sent to the service, for whichever project. */
    get sent() {
        return this.api.sent;
    }
    /** All domains of the service. @param withinMs asks only once, and waits that long for the answer */
    async getDomains(withinMs) {
        const request = { operation: 'GetDomains', path: '/domains', timeoutMs: withinMs };
        return await this.perform(request, readList(readDomain));
    }
    /**
     * Sends an operation, repeats it where its rule allows that, and reads the answer.
     * @param read throws Error if the body has another shape than documented; the answer then counts as garbled
     * @throws ServiceError; the signal's reason when aborted
     */
    async perform(request, read) {
        const { operation, graceMs, repetition = request.timeoutMs === undefined ? 'safe' : 'once' } = request;
        const { clock, signal } = this.patience;
        const send = async () => {
            signal.throwIfAborted();
            request.onWay?.(true);
            const body = await (graceMs === undefined
                ? this.api.send(request, signal)
                : withGrace((late) => this.api.send(request, late), graceMs, clock, signal)).catch((error) => {
                request.onWay?.(!(error instanceof service_error/* ServiceError */._7));
                if (error instanceof service_error/* ServiceError */._7) {
                    error.leastRole = this.patience.leastRole ?? 'Trainer';
                }
                throw error;
            });
            try {
                return read(body);
            }
            catch (cause) {
                const why = cause instanceof Error ? cause.message : 'unknown';
                const detail = `an answer of another shape than documented (${why})`;
                throw new service_error/* ServiceError */._7({ operation, httpStatus: 200, detail, garbled: true, cause });
            }
        };
        return await repeatedly(repetition, send, this.patience);
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/image-api.ts
/**
 * The images of one project: one method for each operation. All of them change nothing if they are sent twice, so that a
 * lost answer does not matter: the service knows an image by its bytes, and a tag on an image once.
 * Source: the published Swagger, v3.4-preview.
 */



/** The most of each that a request may name. */
const MOST_LISTED = 256;
const MOST_TAGGED = 128;
const MOST_UNTAGGED = 64;
const MOST_REGIONS = 64;
/** The service takes 256, but the ids stand in the URL, and gateways do not take every length. */
const MOST_DELETED = 100;
/** Every method throws ServiceError, and the signal's reason when aborted. */
class ImageApi extends Operations {
    path;
    constructor(projectId, api, patience) {
        super(api, patience);
        this.path = `/projects/${projectId}`;
    }
    /** A page of all images, the oldest first, so that an image that is added meanwhile moves none of them. */
    async getImages(skip) {
        const query = { taggingStatus: 'All', orderBy: 'Oldest', take: String(MOST_LISTED), skip: String(skip) };
        const request = { operation: 'GetImages', path: `${this.path}/images`, query };
        return await this.perform(request, readList(readImage));
    }
    async getTags() {
        return await this.perform({ operation: 'GetTags', path: `${this.path}/tags` }, readList(readTag));
    }
    /** Not repeated after a lost answer: the service would refuse the name. */
    async createTag(name, type) {
        return await this.perform({
            operation: 'CreateTag',
            method: 'post',
            path: `${this.path}/tags`,
            query: { name, type },
            repetition: 'costly',
        }, readTag);
    }
    /** @param stream the body of CreateImagesFromFiles, with one image in it */
    async createImage(stream) {
        return await this.perform({ operation: 'CreateImagesFromFiles', method: 'post', path: `${this.path}/images/files`, stream }, readOneUpload);
    }
    /** @returns how many were not taken, because an image has as many tags as it may have */
    async addTags(tags) {
        return await this.perform({ operation: 'CreateImageTags', method: 'post', path: `${this.path}/images/tags`, body: { tags } }, readExceeded);
    }
    async removeTag(imageIds, tagId) {
        await this.remove('DeleteImageTags', 'images/tags', { imageIds: imageIds.join(','), tagIds: tagId });
    }
    /** @returns how many were not taken, because an image has as many regions as it may have */
    async addRegions(regions) {
        return await this.perform({
            operation: 'CreateImageRegions',
            method: 'post',
            path: `${this.path}/images/regions`,
            body: { regions },
        }, readExceeded);
    }
    async removeRegions(regionIds) {
        await this.remove('DeleteImageRegions', 'images/regions', { regionIds: regionIds.join(',') });
    }
    /** Replaces what the image has of these keys. @returns whether the service did so */
    async updateMetadata(imageId, metadata) {
        return await this.perform({
            operation: 'UpdateImageMetadata',
            method: 'post',
            path: `${this.path}/images/metadata`,
            query: { imageIds: imageId },
            body: metadata,
        }, readMetadataUpdate);
    }
    async removeImages(imageIds) {
        await this.remove('DeleteImages', 'images', { imageIds: imageIds.join(',') });
    }
    async remove(operation, path, query) {
        const request = { operation, method: 'delete', path: `${this.path}/${path}`, query };
        await this.perform(request, () => undefined);
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/pace.ts

/** The service takes ten a second, of all operations but training together. Source: its page of limits and quotas. */
const INTERVAL_MS = 100;
/** Where a refusal does not say when to come again. */
const HOLD_MS = 1_000;
/** Sends as the client does, when its turn comes. */
class PacedApi {
    api;
    clock;
    /** When the next request may be sent. */
    next = 0;
    constructor(api, clock) {
        this.api = api;
        this.clock = clock;
    }
    get sent() {
        return this.api.sent;
    }
    /** @throws as `TrainingApi.send` */
    async send(request, signal) {
        await this.turn(signal);
        try {
            return await this.api.send(request, signal);
        }
        catch (error) {
            if (error instanceof service_error/* ServiceError */._7 && error.httpStatus === 429) {
                this.held = Math.max(this.held, this.clock.now() + (error.retryAfterMs ?? HOLD_MS));
            }
            throw error;
        }
    }
    /** Until when nothing may be sent. */
    held = 0;
    async turn(signal) {
        for (;;) {
            const at = Math.max(this.clock.now(), this.next, this.held);
            this.next = at + INTERVAL_MS;
            const pauseMs = at - this.clock.now();
            if (pauseMs > 0) {
                await this.clock.sleep(pauseMs, signal);
            }
            // While this one waited, another may have been refused: then it takes a new turn.
            if (this.held <= this.clock.now()) {
                return;
            }
        }
    }
}

;// CONCATENATED MODULE: ./src/report/secrets.ts
/**
 * Which parts of a text are secret: the signature of a SAS, as the URL has it and percent-decoded, the key in a
 * connection string, a token, a password. The rest of a URL is no secret, and the runner drops job outputs that hold a
 * masked text, so the action must not mask more.
 */
/**
 * `sig=` and `AccountKey=` with their values, plain, percent-encoded any number of times, or with JSON's escapes
 * (`\u0026sig\u003d`), as they occur in URLs, connection strings and error texts.
 */
const SECRET = /((?=(?:sig|AccountKey|SharedAccessKey)[=%\\])(?:(?<![a-z])|(?<=%(?:25)*[0-9a-f]{2}))(?:sig|AccountKey|SharedAccessKey)(?:=|%(?:25)*3D|\\u003d))([^&;\s"'<>\\]*)/gi;
/**
 * An access or OIDC token, whole or cut off. Each of its parts begins with the base64url of `{"` (RFC 7519), and the
 * first one is short: without a bound, a long text of such beginnings would be read again from each.
 */
const TOKEN = /eyJ[\w-]{8,2000}\.[\w.-]*/g;
/** The password in a URL, such as that of a proxy. */
const PASSWORD = /(:\/\/[^\s/?#:@]*:)[^\s/?#@]+(?=@)/g;
/** Signatures and keys in a text, raw and percent-decoded. */
function secretsIn(text) {
    const raw = [...text.matchAll(SECRET)].map(([, , value]) => value ?? '').filter((value) => value !== '');
    return [...new Set(raw.flatMap((value) => [value, decoded(value)]))];
}
/** The forms of all secrets that the run has met, the longest first. */
let secrets_known = [];
/**
 * From now on, no foreign text shows the secret: whoever echoes it may have encoded it, or cut it off.
 * @returns the forms that the runner has to mask
 */
function remembered(secret) {
    const forms = formsOf(secret);
    secrets_known = [...new Set([...secrets_known, ...forms])].sort((one, other) => other.length - one.length);
    return forms;
}
/** What is shorter may as well be a part of something that is no secret, such as a URI among the outputs. */
const SHORTEST_FORM = 10;
/**
 * A secret as it is, percent-encoded, and as a part of base64, wherever it begins in there: the characters that other
 * bytes have a part in are left out, and so is the padding.
 */
function formsOf(secret) {
    const bytes = Buffer.from(secret);
    const base64 = [0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before), bytes])
        .toString('base64')
        .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)));
    const urlSafe = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
    const encoded = [secret, ...base64].flatMap((text) => {
        const once = percentEncoded(text);
        return [once, once.replace(/%../g, (code) => code.toLowerCase()), percentEncoded(once)];
    });
    const others = [...encoded, ...base64, ...urlSafe].filter((text) => text.length >= SHORTEST_FORM);
    return [...new Set([secret, ...others])];
}
function percentEncoded(text) {
    // A lone half of a character cannot be encoded.
    return encodeURIComponent(text.toWellFormed());
}
/** The text with `***` in place of every secret. */
function secrets_withoutSecrets(text) {
    const masked = secrets_known.reduce((shown, form) => (form.length < SHORTEST_FORM ? shown : shown.replaceAll(form, '***')), text);
    return masked.replace(SECRET, '$1***').replace(TOKEN, '***').replace(PASSWORD, '$1***');
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        // The text is not percent-encoded, so it has no other form.
        return text;
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/project-api.ts
/**
 * One project of the training resource: one method for each operation, with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */



/** The members of a project that name its queue and its container. */
const project_api_URIS = (/* unused pure expression or super */ null && (['notificationQueueUri', 'exportModelContainerUri']));
/** A cancelled run has to be over within a second. */
const TRAINING_GRACE_MS = 800;
/** It only makes room, and a training waits for it. */
const DELETION_TIMEOUT_MS = 20_000;
/**
 * Every method throws ServiceError, and the signal's reason when aborted. Reads are repeated after trouble that may
 * pass; one that is given `withinMs` is made only once and waits that long for its answer.
 */
class ProjectApi extends Operations {
    projectId;
    onSecret;
    /** @param onSecret gets the signature of every download link, before anybody gets the link */
    constructor(projectId, api, patience, onSecret) {
        super(api, patience);
        this.projectId = projectId;
        this.onSecret = onSecret;
    }
    async getProject(version, withinMs) {
        return await this.send('GetProject', '', readProject, { version, timeoutMs: withinMs });
    }
    /** Sets the two storage URIs and sends everything else back as it was read. The service tests both URIs before it answers. */
    async integrate({ updatable }, uris, version) {
        const body = { ...updatable, settings: { ...updatable.settings, ...uris } };
        return await this.send('UpdateProject', '', readProject, { method: 'patch', body, version });
    }
    /** @param iterationId asks for tags and counts as they were when its training began; `null`: as they are now */
    async getTags(iterationId = null, withinMs) {
        const query = iterationId === null ? undefined : { iterationId };
        return await this.send('GetTags', '/tags', readList(readTag), { query, timeoutMs: withinMs });
    }
    /**
     * Starts a training. Not repeated after a lost answer, because every training costs money. If the run is cancelled
     * meanwhile, the answer, which names the iteration, still has a moment to arrive.
     * @param onWay is told whether a start is under way, so that it may have been carried out if the run is cancelled then
     */
    async trainProject(options, onWay) {
        const { trainingType, reservedBudgetHours, selectedTags, notificationEmail, force } = options;
        return await this.send('TrainProject', '/train', readIteration, {
            method: 'post',
            query: {
                trainingType,
                ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
                ...(force ? { forceTrain: 'true' } : {}),
                ...(notificationEmail === null ? {} : { notificationEmailAddress: notificationEmail }),
            },
            body: selectedTags.length === 0 ? undefined : { selectedTags },
            repetition: 'costly',
            graceMs: TRAINING_GRACE_MS,
            ...(onWay === undefined ? {} : { onWay }),
        });
    }
    /** The service promises no order. */
    async getIterations(withinMs) {
        return await this.send('GetIterations', '/iterations', readList(readIteration), { timeoutMs: withinMs });
    }
    async getIteration(iterationId, withinMs) {
        const path = `/iterations/${iterationId}`;
        return await this.send('GetIteration', path, readIteration, { timeoutMs: withinMs });
    }
    async renameIteration(iterationId, name) {
        const path = `/iterations/${iterationId}`;
        return await this.send('UpdateIteration', path, readIteration, { method: 'patch', body: { name } });
    }
    /** Nothing brings it back. The service refuses it for one that is published. */
    async deleteIteration(iterationId) {
        const path = `/iterations/${iterationId}`;
        await this.send('DeleteIteration', path, () => undefined, {
            method: 'delete',
            timeoutMs: DELETION_TIMEOUT_MS,
            repetition: 'safe',
        });
    }
    /** @param threshold the probability from which on a prediction counts; both are from 0 to 1 */
    async getPerformance(iterationId, { threshold, overlapThreshold }, withinMs) {
        return await this.send('GetIterationPerformance', `/iterations/${iterationId}/performance`, readPerformance, {
            query: { threshold: String(threshold), overlapThreshold: String(overlapThreshold) },
            timeoutMs: withinMs,
        });
    }
    async exportIteration(iterationId, { platform, flavor }) {
        return await this.send('ExportIteration', `/iterations/${iterationId}/export`, this.readExport, {
            method: 'post',
            query: { platform, ...(flavor === null ? {} : { flavor }) },
            repetition: 'costly',
        });
    }
    async getExports(iterationId, withinMs) {
        const path = `/iterations/${iterationId}/export`;
        return await this.send('GetExports', path, readList(this.readExport), { timeoutMs: withinMs });
    }
    readExport = (value) => {
        const found = readExport(value);
        secretsIn(found.downloadUri ?? '').forEach(this.onSecret);
        return found;
    };
    /** @param path below that of the project */
    async send(operation, path, read, more) {
        return await this.perform({ operation, path: `/projects/${this.projectId}${path}`, ...more }, read);
    }
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 12 modules
var core = __webpack_require__(143);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./src/time/clock.ts
var time_clock = __webpack_require__(3355);
// EXTERNAL MODULE: ./src/entra/clouds.ts
var clouds = __webpack_require__(8492);
;// CONCATENATED MODULE: ./src/time/single-flight.ts
/**
 * Single flight: concurrent calls share one request, that of the first caller, and its answer.
 */
function singleFlight(ask) {
    let pending;
    return async (question) => {
        pending ??= ask(question).finally(() => {
            pending = undefined;
        });
        return await pending;
    };
}

;// CONCATENATED MODULE: ./src/entra/token-cache.ts


/** A token of an hour is renewed five minutes before its end; a shorter one, half of its life before. */
const AHEAD_MS = 300_000;
/** A service refuses a token that ends while the request is on its way. */
const ON_THE_WAY_MS = 30_000;
/** How long after a failed renewal the next one starts, while the old token still works. */
const RETRY_MS = 30_000;
/** @param onToken is told every token before it is given to anybody */
function entraTokens(ask, clock, onToken) {
    const byScope = new Map();
    return {
        /**
         * Says of every token that it has expired, so that the SDKs ask anew for each request. Their own caches would wait
         * for a token service that is down, ignore signals, and end the process with an unhandled rejection.
         * @throws SignInError; the signal's reason when aborted
         */
        async getToken(scopes, options = {}) {
            const key = [scopes].flat().join(' ');
            const current = byScope.get(key) ?? tokenOf([scopes].flat(), ask, clock, onToken);
            byScope.set(key, current);
            const token = current(options);
            const { abortSignal } = options;
            return {
                token: abortSignal === undefined ? await token : await untilAborted(token, abortSignal),
                expiresOnTimestamp: 0,
            };
        },
    };
}
/** Gives the token of one scope, for as long as it is usable, and renews it. */
function tokenOf(scopes, ask, clock, onToken) {
    let kept;
    const renew = singleFlight(async ({ claims, enableCae }) => {
        const answer = await ask(scopes, {
            ...(claims === undefined ? {} : { claims }),
            ...(enableCae === undefined ? {} : { enableCae }),
        });
        onToken(answer.token);
        kept = keptFrom(answer, clock.now());
        return answer.token;
    });
    return async (options) => {
        const now = clock.now();
        // With claims, the service has refused the kept token.
        if (kept === undefined || now >= kept.usableUntil || options.claims !== undefined) {
            return await renew(options);
        }
        const { token } = kept;
        if (now >= kept.renewAt) {
            kept.renewAt = now + RETRY_MS;
            // The caller uses the old token, so nobody waits for the renewal or hears of its failure.
            void renew(options).catch(() => undefined);
        }
        return token;
    };
}
function keptFrom({ token, expiresOnTimestamp, refreshAfterTimestamp }, now) {
    const lifeMs = expiresOnTimestamp - now;
    return {
        token,
        usableUntil: expiresOnTimestamp - Math.min(ON_THE_WAY_MS, lifeMs / 4),
        renewAt: Math.min(refreshAfterTimestamp ?? Infinity, now + Math.max(lifeMs - AHEAD_MS, lifeMs / 2)),
    };
}

// EXTERNAL MODULE: ./src/env.ts
var src_env = __webpack_require__(8204);
// EXTERNAL MODULE: ./src/network/foreign-answer.ts
var foreign_answer = __webpack_require__(9541);
// EXTERNAL MODULE: ./src/network/proxies.ts
var proxies = __webpack_require__(1754);
// EXTERNAL MODULE: ./src/network/bounded-answers.ts
var bounded_answers = __webpack_require__(4813);
;// CONCATENATED MODULE: ./src/github/github-client.ts



/** Asks once, because the callers ask again. It takes the proxies of the toolkit, which knows GitHub's hosts. */
async function githubClient(url) {
    const { getClient } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(49)]).then(__webpack_require__.bind(__webpack_require__, 3049));
    const proxyOptions = (0,proxies/* githubProxySettings */.jC)(url);
    const client = getClient(new URL(url).origin, {
        retryOptions: { maxRetries: 0 },
        redirectOptions: { maxRetries: 0 },
        allowInsecureConnection: url.startsWith('http:'),
        ...(proxyOptions === undefined ? {} : { proxyOptions }),
    });
    if (proxyOptions === undefined) {
        client.pipeline.removePolicy({ name: 'proxyPolicy' });
    }
    (0,bounded_answers/* boundAnswers */.G)(client.pipeline, foreign_answer/* jsonJudge */.yF);
    return client;
}

;// CONCATENATED MODULE: ./src/github/jwt.ts
/**
 * What the JSON Web Tokens of this job say. Their signatures are not checked: the runner itself has set them.
 */
/** The claims of a token (RFC 7519, 4); empty if it is of another form. */
function claimsOf(token) {
    try {
        const payload = Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8');
        const claims = JSON.parse(payload);
        return typeof claims === 'object' && claims !== null ? claims : {};
    }
    catch {
        // There is no token, or it has another form.
        return {};
    }
}
/** A time of a token, such as its `exp`, in milliseconds since the epoch; `undefined` if it has none. */
function timeOf(token, claim) {
    const seconds = claimsOf(token)[claim];
    return typeof seconds === 'number' ? seconds * 1_000 : undefined;
}

;// CONCATENATED MODULE: ./src/github/id-token.ts





const REQUEST_TIMEOUT_MS = 10_000;
/** GitHub gave no token. */
class IdTokenError extends Error {
    name = 'IdTokenError';
    /** `null`: no answer arrived. */
    httpStatus;
    /** The proxy through which GitHub was asked. */
    proxy;
    constructor(said, httpStatus, proxy, cause) {
        super(said, { cause });
        this.httpStatus = httpStatus;
        this.proxy = proxy;
    }
}
/**
 * @param mask is told the token before it is used
 * @param audience whom the token names as the one that it is for
 * @throws IdTokenError, also when aborted
 */
async function requestIdToken(env, signal, mask, audience) {
    const url = `${env.ACTIONS_ID_TOKEN_REQUEST_URL ?? ''}&audience=${encodeURIComponent(audience)}`;
    const client = await githubClient(url);
    const proxy = (0,proxies/* githubProxyFor */.l2)(url, env);
    let answer;
    try {
        answer = await client.pathUnchecked(url).get({
            abortSignal: signal,
            timeout: REQUEST_TIMEOUT_MS,
            headers: { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? ''}` },
        });
    }
    catch (error) {
        const cause = (0,connection_errors/* timedOutIfAborted */.C1)(error, `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`);
        const status = error instanceof foreign_answer/* ForeignAnswer */.J6 ? error.httpStatus : null;
        throw new IdTokenError(cause instanceof Error ? cause.message : String(cause), status, proxy, cause);
    }
    const body = answer.body;
    const token = typeof body === 'object' ? body.value : undefined;
    if (answer.status === '200' && typeof token === 'string' && token !== '') {
        mask(token);
        return token;
    }
    const words = answer.status === '200' ? 'without a token' : typeof body === 'string' ? body : JSON.stringify(body);
    const status = Number(answer.status);
    throw new IdTokenError(`${status} ${words}`, status, proxy);
}
function presentedClaims(token) {
    const { iss, sub, aud } = claimsOf(token);
    return { iss: String(iss), sub: String(sub), aud: [aud].flat().join(', ') };
}

;// CONCATENATED MODULE: ./src/report/foreign-text.ts
/**
 * Text that somebody else wrote: the service, a queue message, a blob, a user's input. The runner executes
 * `::command::` at the start of a line and `##[command]` anywhere in it, so the action never logs such text raw.
 */

const LONGEST = 2_000;
/** Nobody reads on from here: to look for secrets in megabytes takes seconds. */
const LONGEST_READ = 65_536;
/**
 * Foreign text on a line of its own, after `| `. Control characters become `\xNN`, and `##[` becomes `##\x5b`. Secrets
 * are left out even if they are not ours, because everybody who reads the log could use them. Texts over 2,000
 * characters are cut.
 */
function foreign_text_foreign(text) {
    return `| ${defused(text)}`;
}
/** Foreign text inside a line of ours: in double quotes, and otherwise as `foreign` writes it. */
function foreign_text_quoted(text) {
    return `"${defused(text)}"`;
}
function defused(text) {
    // A secret is only recognised while it is whole, so it is taken out before the text is cut.
    const safe = secrets_withoutSecrets(text.slice(0, LONGEST_READ));
    const isLong = safe.length > LONGEST || text.length > LONGEST_READ;
    return (isLong ? `${safe.slice(0, LONGEST)}\u2026 (${text.length} characters)` : safe)
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, codeOf)
        .replaceAll('##[', '##\\x5b');
}
function codeOf(character) {
    const hex = character.charCodeAt(0).toString(16);
    return hex.length > 2 ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`;
}

;// CONCATENATED MODULE: ./src/entra/managed-identity.ts
/**
 * The managed identity of the machine that a run is on, where Azure's chain of credentials signs in by it: whom the
 * library asks for it, and what to do where that gives no token.
 * Sources: Microsoft's references of the endpoints of App Service and of virtual machines.
 */




/** The Instance Metadata Service, which every virtual machine of Azure has. */
const OF_MACHINES = 'http://169.254.169.254';
/** What the Instance Metadata Service answers while it is updated. */
const GONE = 410;
/**
 * The managed identity that the chain signs in by. `undefined` if AZURE_TOKEN_CREDENTIALS chooses another credential. If
 * it chooses none, only the variables of a service tell: every machine in Azure has an endpoint that answers, hosted
 * runners too, though they have no identity.
 */
function managedIdentity(env) {
    const chosen = (0,src_env/* chosenCredentials */.j)(env);
    // App Service and Container Apps set the header beside the endpoint, Azure Arc the other endpoint.
    const isOfService = [env.IDENTITY_HEADER, env.IMDS_ENDPOINT].some(src_env/* given */.g);
    const set = (isOfService ? (0,src_env/* given */.g)(env.IDENTITY_ENDPOINT) : undefined) ?? (0,src_env/* given */.g)(env.MSI_ENDPOINT);
    const isChosen = chosen === '' ? set !== undefined : ['prod', 'managedidentitycredential'].includes(chosen);
    // With such a file the library signs in by workload identity, and asks Entra ID itself.
    const isExchanged = (0,src_env/* given */.g)(env.AZURE_FEDERATED_TOKEN_FILE) !== undefined;
    const url = URL.parse(set ?? (0,src_env/* given */.g)(env.AZURE_POD_IDENTITY_AUTHORITY_HOST) ?? OF_MACHINES);
    return isChosen && !isExchanged && url !== null ? { endpoint: url.origin, env } : undefined;
}
/** The secrets of its endpoints: whoever knows one gets tokens on that machine. */
function identitySecrets(env) {
    return [env.IDENTITY_HEADER, env.MSI_SECRET].flatMap((secret) => (0,src_env/* given */.g)(secret) ?? []);
}
/** The status of the endpoint's answer, which the library keeps in the cause of one of its errors. */
function identityStatus(error) {
    const statuses = (0,connection_errors/* causes */.ps)(error).map((cause) => cause.status);
    return statuses.find((status) => typeof status === 'number');
}
/** Whether the endpoint may well give a token later: it did not answer, or is in trouble. */
function isTransientAnswer(status) {
    return status === undefined || status === GONE || (0,connection_errors/* isTransientStatus */.Dm)(status);
}
/** What to do, by the status of the endpoint's answer. */
function identityAdvice(status, { endpoint, env }) {
    const proxy = (0,proxies/* proxyFor */.iJ)(endpoint, env);
    const clientId = (0,src_env/* given */.g)(env.AZURE_CLIENT_ID);
    if (proxy !== undefined) {
        return `name ${new URL(endpoint).hostname} in NO_PROXY: it was asked through the proxy ${proxy.url} (${proxy.variable}), and only the machine itself can ask it`;
    }
    if (status === 400) {
        return clientId === undefined
            ? 'turn on the system-assigned managed identity of this machine, or set AZURE_CLIENT_ID to the client id of a user-assigned one'
            : `assign the managed identity with the client id ${foreign_text_quoted(clientId)} (AZURE_CLIENT_ID) to this machine, or correct AZURE_CLIENT_ID: the client id of a user-assigned identity, not its object id; or leave it out, for the system-assigned one`;
    }
    if (status === 401 && (0,src_env/* given */.g)(env.IDENTITY_HEADER) !== undefined) {
        return 'hand IDENTITY_ENDPOINT and IDENTITY_HEADER on as the machine has them now; they change when it starts anew, so start the runner anew as well';
    }
    return status !== undefined && isTransientAnswer(status)
        ? connection_errors/* LATER */.Ry
        : `see that this machine has a managed identity and that the job reaches ${endpoint}; elsewhere give client-id and tenant-id, or training-key and storage-account-key`;
}

;// CONCATENATED MODULE: ./src/entra/login-advice.ts
/**
 * What Entra ID's codes mean for a login, and what to do about them.
 * Source: the reference of Entra ID's error codes.
 */

/** The federated credential fits but for its audience. */
const OTHER_AUDIENCE = 'AADSTS700212';
/** AADSTS700211 and those after it say more precisely what AADSTS70021 says. */
const NO_FEDERATED_CREDENTIAL = [
    ['AADSTS70021', 'AADSTS700211', OTHER_AUDIENCE, 'AADSTS700213', 'AADSTS7002138'],
    'the application has no federated credential that fits this workflow, letter by letter; upper and lower case count',
    'register these three at the application, or run where they are as registered',
];
const ROWS = [
    NO_FEDERATED_CREDENTIAL,
    [
        ['AADSTS53003'],
        'a Conditional Access policy of the tenant blocks this login',
        'have the policy leave out this application, or run on a self-hosted runner at an address that it allows',
    ],
    [
        ['AADSTS90002'],
        'there is no such tenant in this cloud',
        'correct tenant-id: the Directory (tenant) ID, of the cloud that endpoint is in',
    ],
    [
        ['AADSTS700016'],
        'the tenant has no such application',
        'correct client-id (the Application (client) ID, not the object id) and tenant-id (the Directory (tenant) ID); a new application takes some minutes to be known',
    ],
    [
        ['AADSTS7000215'],
        'the client secret is wrong or has expired',
        'give client-id and tenant-id, which need no secret; or correct AZURE_CLIENT_SECRET: the value of the secret, not its id',
    ],
    [
        ['AADSTS700024'],
        'the assertion was not valid any more, or not yet',
        {
            oidc: 'set the clock of the runner: GitHub\u2019s tokens live 5 minutes, and a new one was presented',
            default: 'give client-id and tenant-id: this action then asks for a new token at every renewal; a login by azure/login is not renewed',
        },
    ],
];
/** The next step where Entra ID has given no code that stands in a row. */
const UNKNOWN = {
    oidc: 'check client-id and tenant-id; the code above is explained at https://login.microsoftonline.com/error',
    default: 'give client-id and tenant-id, or training-key and storage-account-key, or log in with azure/login in an earlier step; on a machine with a managed identity set the variable AZURE_TOKEN_CREDENTIALS to ManagedIdentityCredential',
};
/** @param trouble what to do about the connection, or about a service that is in trouble; `undefined`: it is neither */
function loginAdvice(code, login, trouble) {
    const { by, presented, audience } = login;
    const row = ROWS.find(([codes]) => codes.some((one) => one === code));
    if (row === undefined) {
        return [`Next: ${trouble ?? UNKNOWN[by]}.`];
    }
    const [, means, next] = row;
    return [
        `It means: ${means}.`,
        ...(row === NO_FEDERATED_CREDENTIAL ? claimLines(presented) : []),
        ...(code === OTHER_AUDIENCE && audience !== undefined
            ? [
                `GitHub was asked for the audience ${foreign_text_quoted(audience)}; the input oidc-audience names another, if the federated credential has another.`,
            ]
            : []),
        `Next: ${typeof next === 'string' ? next : next[by]}.`,
    ];
}
function claimLines(presented) {
    return presented === undefined
        ? []
        : [
            'This run presented:',
            foreign_text_foreign(`iss (issuer):   ${presented.iss}`),
            foreign_text_foreign(`sub (subject):  ${presented.sub}`),
            foreign_text_foreign(`aud (audience): ${presented.aud}`),
        ];
}

// EXTERNAL MODULE: ./src/entra/sign-in-error.ts
var sign_in_error = __webpack_require__(780);
;// CONCATENATED MODULE: ./src/entra/refusals.ts
/**
 * Why there is no token, and what to do about it.
 * Source: what Entra ID's token endpoint answers.
 */







/**
 * Explains what a credential threw.
 * @param latest how the latest request to Entra ID turned out, if there was one
 */
function signInError(error, login, latest) {
    const idTokenError = (0,connection_errors/* causes */.ps)(error).find((cause) => cause instanceof IdTokenError);
    if (idTokenError !== undefined) {
        return new sign_in_error/* SignInError */.J(noIdToken(idTokenError), error);
    }
    return new sign_in_error/* SignInError */.J(login.identity !== undefined && latest === undefined
        ? noIdentityToken(error, login, login.identity)
        : noEntraToken(error, login, latest), error);
}
function noIdToken(error) {
    const { message, httpStatus, proxy } = error;
    const refused = httpStatus !== null && httpStatus >= 400 && !(0,connection_errors/* isTransientStatus */.Dm)(httpStatus);
    const byProxy = proxy !== undefined && (httpStatus === 407 || (httpStatus === null && (0,proxies/* isTroubleOfProxy */.Vn)(error)));
    const ofGitHub = refused
        ? 'the right to ask for one ends with the token of the job, about 6 hours after its start: set timeout-minutes lower and on-timeout: detach, and let a later run pick it up'
        : ((0,connection_errors/* networkAdvice */.B0)(error) ?? `GitHub is in trouble: ${connection_errors/* LATER */.Ry}`);
    const next = [
        ...(byProxy ? [] : [ofGitHub]),
        // Nothing in a refusal tells whether GitHub or the proxy gave it, so the advice names both.
        ...(proxy !== undefined && (byProxy || refused) ? [(0,proxies/* proxyAdvice */.ZV)(proxy, httpStatus)] : []),
    ];
    const intro = byProxy
        ? 'GitHub could not be asked for the job\u2019s OIDC token:'
        : 'GitHub gave the job no OIDC token for it. It says:';
    return {
        said: 'GitHub gave the job no OIDC token',
        code: (0,connection_errors/* errorCode */.CA)(error.cause),
        transient: !refused,
        lines: [intro, ...linesOf(message).map(foreign_text_foreign), `Next: ${next.join('; or ')}.`],
    };
}
function noIdentityToken(error, login, identity) {
    const status = identityStatus(error);
    const said = messageOf(error);
    const aadCode = codeIn(said);
    return {
        said: `the managed identity gave no token: ${status ?? firstLine(said)}`,
        code: (0,connection_errors/* errorCode */.CA)(error),
        transient: isTransientAnswer(status),
        lines: [
            `The managed identity of this machine, asked for at ${identity.endpoint}, gave none (${status ?? 'no answer'}):`,
            ...linesOf(said).map(foreign_text_foreign),
            // If Entra ID refuses the identity, its words hold a code; else the status of the endpoint says what is wrong.
            ...(aadCode === undefined
                ? [`Next: ${identityAdvice(status, identity)}.`]
                : loginAdvice(aadCode, login)),
        ],
    };
}
function noEntraToken(error, login, latest = {}) {
    const { status, proxy } = latest;
    const said = spokenBy(error, latest);
    const aadCode = codeIn(said);
    // ETIMEDOUT: the login as a whole has taken too long.
    const connectionError = latest.connectionError ?? ((0,connection_errors/* errorCode */.CA)(error) === 'ETIMEDOUT' ? error : undefined);
    const transient = connectionError !== undefined || (status !== undefined && (0,connection_errors/* isTransientStatus */.Dm)(status));
    const trouble = (0,connection_errors/* networkAdvice */.B0)(connectionError) ?? `Entra ID is in trouble: ${connection_errors/* LATER */.Ry}`;
    return {
        said: `Entra ID gave no token: ${firstLine(said)}`,
        code: aadCode ?? (0,connection_errors/* errorCode */.CA)(connectionError),
        transient,
        lines: [
            proxy === undefined ? 'Entra ID gave none. It says:' : 'Entra ID could not be asked for one:',
            ...linesOf(said).map(foreign_text_foreign),
            ...(proxy === undefined
                ? loginAdvice(aadCode, login, transient ? trouble : undefined)
                : [`Next: ${(0,proxies/* proxyAdvice */.ZV)(proxy, status ?? null)}.`]),
        ],
    };
}
/** The token endpoint's own words where it gave any; else the library's. */
function spokenBy(error, { status = 0, body = '', connectionError }) {
    if (status < 400) {
        return messageOf(connectionError ?? error);
    }
    try {
        const { error_description: description } = JSON.parse(body);
        if (typeof description === 'string' && description !== '') {
            return description;
        }
    }
    catch {
        // The token endpoint answers in JSON: this is perhaps the answer of a proxy.
    }
    return `${status} ${body}`.trim();
}
/** Entra ID's own code, in its words or in those of a library that repeats them. */
function codeIn(said) {
    return /AADSTS\d+/.exec(said)?.[0];
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
function firstLine(said) {
    return linesOf(said)[0] ?? 'no reason';
}
/** The lines that are not empty. */
function linesOf(said) {
    return said.split('\n').flatMap((line) => line.trim() || []);
}

;// CONCATENATED MODULE: ./src/entra/token-requests.ts



const token_requests_REQUEST_TIMEOUT_MS = 10_000;
/**
 * For the library's pipeline, outside of its own retries: it sees what came of the last one.
 * @param signal ends every request
 * @param authorityHost where Entra ID gives tokens
 * @param onAnswer is told how each request to Entra ID turned out
 */
function tokenRequests(signal, authorityHost, env, onAnswer) {
    const sendRequest = async (request, next) => {
        request.abortSignal = signal;
        if (!isOfEntra(request.url, authorityHost)) {
            return await next(request);
        }
        request.timeout = token_requests_REQUEST_TIMEOUT_MS;
        const proxyIf = (failed) => (failed ? (0,proxies/* proxyFor */.iJ)(request.url, env) : undefined);
        try {
            const answer = await next(request);
            const byProxy = (0,proxies/* isAnswerOfProxy */.i7)(answer.status, (name) => answer.headers.get(name));
            onAnswer({ status: answer.status, body: answer.bodyAsText ?? '', proxy: proxyIf(byProxy) });
            return answer;
        }
        catch (error) {
            const text = `no answer within ${token_requests_REQUEST_TIMEOUT_MS / 1_000} s`;
            const connectionError = signal.aborted ? error : (0,connection_errors/* timedOutIfAborted */.C1)(error, text);
            onAnswer({ connectionError, proxy: proxyIf((0,proxies/* isTroubleOfProxy */.Vn)(error)) });
            throw error;
        }
    };
    return { name: 'tokenRequests', sendRequest };
}
function isOfEntra(url, authorityHost) {
    const { origin } = new URL(url);
    // The library may ask another of Azure's hosts than it was told, one that goes by both names.
    return (0,clouds/* isKnownAuthority */.pc)(origin) || origin === URL.parse(authorityHost)?.origin;
}

;// CONCATENATED MODULE: ./src/entra/login.ts
/**
 * The login to Entra ID, for whatever no key and no SAS is given for.
 */













/** Limits one login as a whole: parts of it have no limit of their own, such as `az`. */
const LOGIN_TIMEOUT_MS = 30_000;
/**
 * The one Entra ID credential of a run: the job's OIDC token presented anew at every renewal where `client-id` and
 * `tenant-id` are given, else what Azure's own chain of credentials finds.
 */
function entraLogin(identity, env, { clock, signal, mask }) {
    let underWay = 0;
    const audience = identity.oidcAudience ?? (0,clouds/* cloudOf */.hH)(identity.endpoint).audience;
    const login = async (scopes, wanted) => {
        let presented;
        let latest;
        const attempt = async (bounded) => {
            const assertion = async () => {
                const token = await requestIdToken(env, bounded, mask, audience);
                presented = presentedClaims(token);
                return token;
            };
            // A new one each time: after a token service was down, the library refuses for a minute without asking again.
            const credential = await azureCredential(identity, env, assertion, (authorityHost) => tokenRequests(bounded, authorityHost, env, (answer) => {
                latest = answer;
            }));
            underWay += 1;
            const token = credential.getToken(scopes, wanted).finally(() => {
                underWay -= 1;
            });
            return await untilAborted(token, bounded);
        };
        const tooLate = () => (0,connection_errors/* noAnswerInTime */.qD)(`no answer within ${LOGIN_TIMEOUT_MS / 1_000} s`);
        const deadline = new time_clock/* Deadline */.B2(clock, LOGIN_TIMEOUT_MS);
        try {
            return await withinDeadline(attempt, tooLate, { clock, deadline, signal });
        }
        catch (error) {
            signal.throwIfAborted();
            const how = isByOidc(identity)
                ? { by: 'oidc', presented, audience }
                : { by: 'default', presented: presentedFromFile(env), identity: managedIdentity(env) };
            throw signInError(error, how, latest);
        }
    };
    return {
        credential: entraTokens(login, clock, mask),
        get busy() {
            return underWay > 0;
        },
    };
}
/** @param policyFor the policy that sends the requests to an authority */
async function azureCredential(identity, env, assertion, policyFor) {
    const authorityHost = (0,src_env/* given */.g)(env.AZURE_AUTHORITY_HOST) ?? (0,clouds/* cloudOf */.hH)(identity.endpoint).authorityHost;
    const { createDefaultHttpClient } = await __webpack_require__.e(/* import() */ 818).then(__webpack_require__.bind(__webpack_require__, 1818));
    const network = createDefaultHttpClient();
    const send = (request) => network.sendRequest(request);
    const bounds = (0,bounded_answers/* boundedAnswers */.T)(foreign_answer/* jsonJudge */.yF);
    const options = {
        authorityHost,
        // By default the library asks six times within half a minute for a machine's identity. The queue's requests, which
        // wait for the token, would have given up by then, and would be named in place of the login.
        retryOptions: { maxRetries: 3 },
        // For a host that is none of Azure's, the library would first ask the public cloud whether to trust it.
        disableInstanceDiscovery: !(0,clouds/* isKnownAuthority */.pc)(authorityHost),
        additionalPolicies: [{ policy: policyFor(authorityHost), position: 'perCall' }],
        // The library hands no policies on to the client that asks for a managed identity.
        httpClient: { sendRequest: (request) => bounds.sendRequest(request, send) },
    };
    const { ClientAssertionCredential, DefaultAzureCredential } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(563)]).then(__webpack_require__.bind(__webpack_require__, 5563));
    return isByOidc(identity)
        ? new ClientAssertionCredential(identity.tenantId, identity.clientId, assertion, options)
        : new DefaultAzureCredential(options);
}
function isByOidc(identity) {
    return identity.clientId !== null && identity.tenantId !== null;
}
/** What workload identity presents: the token that an earlier step has put into a file. */
function presentedFromFile(env) {
    const file = (0,src_env/* given */.g)(env.AZURE_FEDERATED_TOKEN_FILE);
    try {
        return file === undefined ? undefined : presentedClaims((0,external_node_fs_.readFileSync)(file, 'utf8').trim());
    }
    catch {
        // The credential itself says what is wrong with the file.
        return undefined;
    }
}

;// CONCATENATED MODULE: ./src/report/report.ts
/**
 * Everything that a run tells the runner: log lines, annotations, secrets to mask. Callers pass text that somebody
 * else wrote through `foreign` first.
 */


function annotating(annotate) {
    return (title, lines) => {
        annotate(lines.join('\n'), { title });
    };
}
/** Only the edge of the process says errors, so no step gets `error`. */
const runnerReport = {
    info: core/* info */.pq,
    debug: core/* debug */.Yz,
    notice: annotating(core/* notice */.lm),
    warning: annotating(core/* warning */.$e),
    error: annotating(core/* error */.z3),
    mask: (secret) => {
        if (secret !== '') {
            remembered(secret).forEach((form) => {
                core/* setSecret */.Pq(form);
            });
        }
    },
    group: core/* group */.Os,
};
/** A report that puts a label before everything, so that a reader can tell steps apart that run side by side. */
function labelled(label, report) {
    return {
        label,
        info: (line) => {
            report.info(`${label}: ${line}`);
        },
        debug: (line) => {
            report.debug(`${label}: ${line}`);
        },
        notice: (title, lines) => {
            report.notice(`${label}: ${title}`, lines);
        },
        warning: (title, lines) => {
            report.warning(`${label}: ${title}`, lines);
        },
        mask: report.mask,
        // The runner folds one step at a time.
        group: (_title, step) => step(),
    };
}

;// CONCATENATED MODULE: ./src/custom-vision/resource-api.ts
/**
 * The training resource as a whole: its projects. What happens inside of one project is in
 * project-api.ts.
 * Source: the published Swagger, v3.4-preview, and the guide for a project that is integrated from the start.
 */


/** Every method throws ServiceError, and the signal's reason when aborted. */
class ResourceApi extends Operations {
    async getProjects() {
        return await this.perform({ operation: 'GetProjects', path: '/projects' }, readList(readProject));
    }
    /**
     * Creates a project, mostly with the two storage URIs. The guide has them in the query, on v3.3; the Swagger of v3.4-preview
     * has them in a body. Not repeated after a lost answer: that could create a second project of the same name.
     */
    async createProject({ name, domain, classificationType }, uris, version) {
        const query = {
            name,
            domainId: domain.id,
            ...(classificationType === null ? {} : { classificationType }),
        };
        return await this.perform({
            operation: 'CreateProject',
            method: 'post',
            path: '/projects',
            version,
            repetition: 'costly',
            ...(version === 'v3.3' ? { query: { ...query, ...uris } } : { query, body: uris ?? undefined }),
        }, readProject);
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/connection.ts
/**
 * The way to the training resource, for whichever action: its key or a login, its proxy, and the clients on it.
 */






/**
 * The client of the training API is all that is loaded here, and not at the top of a file: refused inputs need nothing,
 * and the first request waits for nothing else.
 */
async function connect(access, { env, signal, leastRole }) {
    const { TrainingApi } = await Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(332)]).then(__webpack_require__.bind(__webpack_require__, 4332));
    const [clock, report, random] = [time_clock/* systemClock */.ml, runnerReport, Math.random];
    const login = entraLogin(access, env, { clock, signal, mask: report.mask });
    const credential = access.trainingKey === null ? login.credential : { key: access.trainingKey };
    const api = new TrainingApi(access.endpoint, credential, { proxy: (0,proxies/* proxyFor */.iJ)(access.endpoint, env) });
    const onFirstRetry = (error) => {
        report.info(`${(0,service_error/* serviceTrouble */.fk)(error)}; trying again.`);
    };
    const patience = { clock, signal, onFirstRetry, random, leastRole };
    return {
        api,
        login,
        resource: new ResourceApi(api, patience),
        patience,
    };
}

// EXTERNAL MODULE: ./src/report/failure.ts
var report_failure = __webpack_require__(3304);
;// CONCATENATED MODULE: ./src/github/node-version.ts
/**
 * The Node.js that this process runs on. GitHub's runner keeps to `runs.using` in action.yml; others take whatever Node
 * there is, on which a run could begin, train, and break off at the first function that it does not have.
 */

/** As `node24` in each action.yml says. */
const LEAST_NODE = 24;
/**
 * @param version without a `v`, as in `process.versions.node`
 * @param program that Node's path
 * @throws Failure before anything is asked for
 */
function ensureNode(version, program) {
    if (Number.parseInt(version, 10) >= LEAST_NODE) {
        return;
    }
    throw new report_failure/* Failure */.HR('failed', 'Node.js is too old', [
        `This action needs Node.js ${LEAST_NODE}, and the runner has started it with Node.js ${version} (${program}). No request was sent.`,
        `Next: see that the first node in the PATH of the runner is Node.js ${LEAST_NODE}. On its host nektos/act takes that one, in a container that of the image.`,
    ]);
}

// EXTERNAL MODULE: ./src/process-events.ts
var process_events = __webpack_require__(4314);
;// CONCATENATED MODULE: ./src/report/troubleshooting.ts
const PAGE = 'docs/TROUBLESHOOTING.md';
const GITHUB = 'https://github.com';
/** One line: links where the runner says from which repository and commit this action comes, else the name of the page. */
function moreAbout({ headings, title }, env) {
    const page = pageOf(env);
    if (page === undefined) {
        return `More in ${PAGE} under: ${title}`;
    }
    const links = headings.map((heading) => `${page}#${anchorOf(heading)}`);
    // A server of one's own or of ghe.com also runs actions of github.com, and no variable tells which this one is.
    return `More in ${links.join(' and ')}${page.startsWith(`${GITHUB}/`) ? '' : ` (or the same at ${GITHUB}, if this action comes from there)`}`;
}
/** @returns `undefined` for an action in the workflow's own repository (`uses: ./`), of which the runner says neither */
function pageOf(env) {
    const server = env.GITHUB_SERVER_URL ?? '';
    const repository = env.GITHUB_ACTION_REPOSITORY ?? '';
    const ref = env.GITHUB_ACTION_REF ?? '';
    // `URL.parse` is younger than some Node that the user has to be told of here.
    return !URL.canParse(server) || !/^[\w.-]+\/[\w.-]+$/.test(repository) || ref === ''
        ? undefined
        : `${new URL(server).origin}/${repository}/blob/${ref.split('/').map(encodeURIComponent).join('/')}/${PAGE}`;
}
/** As GitHub makes it of a heading. */
function anchorOf(heading) {
    return heading
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-');
}

;// CONCATENATED MODULE: ./src/report/debugging.ts
/**
 * Variables by which Node and its packages write down what they send: tokens and keys are among it.
 */


/** Tokens that the runner gives the job; with one of them somebody else could act as this job. */
const TOKENS = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
/** What turns such writing on; another value of the variable is harmless. */
const DEBUGGING = {
    NODE_DEBUG: /./,
    NODE_DEBUG_NATIVE: /./,
    DEBUG: /^(?!(?:true|false|yes|no|on|off|0|1)$)./i,
    AZURE_LOG_LEVEL: /^(verbose|info)$/i,
    NODE_OPTIONS: /--(inspect|trace|tls-keylog|tls-trace|report|heap|cpu-prof|diagnostic)/,
    SSLKEYLOGFILE: /./,
};
/** Masks the tokens of the job, and warns where a variable may show what no mask covers. */
function guardSecrets(env, { mask, warning }) {
    TOKENS.forEach((name) => {
        mask(env[name] ?? '');
    });
    const found = Object.entries(DEBUGGING).filter(([name, value]) => value.test((0,src_env/* given */.g)(env[name]) ?? ''));
    if (found.length > 0) {
        warning('Debugging may show secrets', [
            'Variables of this step make Node or its packages write down what they send and receive, or let somebody look into the process:',
            ...found.map(([name]) => `- ${name}: ${foreign_text_quoted(env[name] ?? '')}`),
            'The runner masks the keys and tokens in its log that this action knows, and nothing that is written elsewhere.',
            'Next: remove them when you have seen what you look for, and delete the log if it shows what it should not.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/edge.ts
/**
 * The edge of the process, whichever action it runs: what signals do, the exit code, and the outputs on every end.
 */









/** Runs the step, to whatever end: it never rejects. */
async function runStep(action, env) {
    const cancel = new AbortController();
    const step = { action, env };
    (0,process_events/* listen */.K)({
        onSignal: () => {
            action.outputs.set('status', 'cancelled');
            cancel.abort(action.cancelled);
        },
        onUncaught: (error) => {
            endAtOnce(error, step);
        },
    });
    let status;
    let failure;
    try {
        cancel.signal.throwIfAborted();
        ensureNode(process.versions.node, process.execPath);
        guardSecrets(env, runnerReport);
        status = await action.run(cancel.signal);
    }
    catch (error) {
        failure = error;
        status = error instanceof report_failure/* Failure */.HR ? error.status : 'failed';
    }
    finish(status, failure, step, action.goingOn?.(failure));
    (0,process_events/* stopListening */.a)();
    action.lastLines?.(status).forEach((line) => {
        runnerReport.info(line);
    });
    if (action.busy()) {
        exitWhenWritten();
    }
}
/** Runs such an action as a step of a job: it never rejects. */
async function runResourceStep(env, { outputs, cancelled, leastRole, read, run }) {
    let connection;
    const action = {
        outputs,
        cancelled,
        run: async (signal) => {
            const inputs = read(runnerReport.mask, env);
            connection = await connect(inputs, { env, signal, leastRole });
            return await run(inputs, connection, signal);
        },
        busy: () => connection?.login.busy === true,
    };
    await runStep(action, env);
}
/** Whether the run has written its outputs, and said why it failed. */
let isOver = false;
/** The one place that makes the step red. */
function finish(status, failure, { action: { outputs }, env }, goingOn = []) {
    outputs.finish(status);
    const told = outputs.unwritten === undefined ? [] : [outputs.unwritten];
    const failures = report_failure/* GREEN */.AV.some((one) => one === status) ? told : [failure, ...told];
    isOver = true;
    if (failures.length === 0) {
        return;
    }
    process.exitCode = core/* ExitCode */.yU.Failure;
    const [first] = failures;
    if (!(first instanceof report_failure/* Failure */.HR)) {
        runnerReport.error('Unexpected error', [
            'This should not have happened. Please report it, with the lines below.',
            ...traceOf(first),
            ...told.map(({ message }) => message),
            'Next: run the workflow again, it picks up where this run stopped.',
            ...goingOn,
        ]);
        return;
    }
    // A file that cannot be written may itself be the failure.
    const all = [first, ...told.filter(({ title }) => title !== first.title)];
    const title = all.map((one) => one.title).join(', ');
    runnerReport.error(title, [
        ...all.map(({ message }) => message),
        ...goingOn,
        moreAbout({ title, headings: all.flatMap(({ headings }) => headings) }, env),
    ]);
}
/** The last safety net: an error outside of all promises leaves the run in a state that nobody knows. */
function endAtOnce(error, step) {
    if (isOver) {
        runnerReport.debug(`after the end of the run: ${traceOf(error).join(' ')}`);
        return;
    }
    finish('failed', error, step);
    exitWhenWritten();
}
/**
 * Ends the process though something still goes on: a call to the artifact service or for a token, say, takes no signal
 * and would keep it alive. Node calls back when everything written before is written.
 */
function exitWhenWritten() {
    process.stdout.write('', () => process.exit());
}
/** Name, first line and frames: the further lines of a message may hold the body of an answer. */
function traceOf(error) {
    if (!(error instanceof Error)) {
        return [foreign_text_foreign(String(error))];
    }
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const [first = ''] = error.message.split('\n');
    return [`${error.name}: ${first}`, ...frames].map(foreign_text_foreign);
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
var external_node_path_default = /*#__PURE__*/__webpack_require__.n(external_node_path_);
;// CONCATENATED MODULE: ./src/entra/earlier-login.ts
/**
 * Whether an earlier step, or whoever set up the machine, has provided a login to Entra ID.
 */




/**
 * Whether the Azure CLI is logged in on this machine. A profile alone is no login: each start of `az` writes one, so the
 * images of hosted runners have one.
 */
function cliIsLoggedIn(env) {
    const folder = (0,src_env/* given */.g)(env.AZURE_CONFIG_DIR) ?? external_node_path_default().join((0,external_node_os_.homedir)(), '.azure');
    try {
        // The CLI begins it with a byte order mark.
        const text = (0,external_node_fs_.readFileSync)(external_node_path_default().join(folder, 'azureProfile.json'), 'utf8').replace(/^\uFEFF/, '');
        const { subscriptions } = JSON.parse(text);
        return Array.isArray(subscriptions) && subscriptions.length > 0;
    }
    catch {
        // There is no profile, or the CLI itself could not read it.
        return false;
    }
}
/** Variables by which Azure's own chain of credentials finds a login. */
const OF_THE_CHAIN = [
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_ID',
    'IDENTITY_ENDPOINT',
    'MSI_ENDPOINT',
    'AZURE_TOKEN_CREDENTIALS',
];
/** Whether somebody has provided an Entra ID login: by such a variable, or by the Azure CLI, which `azure/login` logs in. */
function hasEarlierLogin(env) {
    return cliIsLoggedIn(env) || OF_THE_CHAIN.some((name) => (0,src_env/* given */.g)(env[name]) !== undefined);
}

;// CONCATENATED MODULE: ./src/github/workflow-run.ts
/**
 * Which run of which workflow this is, and what its runner allows.
 */



async function workflowRun(env) {
    const { context } = await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 2413));
    // Outside of a workflow there is no run id.
    const runId = String(Number.isInteger(context.runId) ? context.runId : 0);
    return {
        runId,
        attempt: Number.isInteger(context.runAttempt) ? context.runAttempt : 1,
        url: `${context.serverUrl}/${env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
        tempFolder: given(env.RUNNER_TEMP) ?? tmpdir(),
    };
}
/** GitHub Enterprise Server has no artifact service of this kind; the artifact client judges by the same rule. */
function hasArtifactService(env) {
    const server = env.GITHUB_SERVER_URL ?? '';
    const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : 'github.com';
    return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
}
/** Of the events that carry a pull request, only `pull_request_target` is trusted with secrets. */
const UNTRUSTED_EVENTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];
/**
 * Whether this is the workflow of a pull request from a fork: GitHub hands it no secrets, no variables that are not in
 * the repository, and no right to ask for OIDC tokens.
 */
function isFromFork(env) {
    if (!UNTRUSTED_EVENTS.includes(env.GITHUB_EVENT_NAME ?? '')) {
        return false;
    }
    try {
        const payload = JSON.parse((0,external_node_fs_.readFileSync)(env.GITHUB_EVENT_PATH ?? '', 'utf8'));
        // GitHub sends `null` for a fork that was deleted meanwhile.
        return payload.pull_request?.head?.repo?.full_name !== env.GITHUB_REPOSITORY;
    }
    catch {
        // Without a readable event, nothing says that the workflow is from a fork.
        return false;
    }
}

;// CONCATENATED MODULE: ./src/custom-vision/platforms.ts
/**
 * The platforms that a trained iteration can be exported to.
 * Source: enum `ExportPlatform` of the published Swagger.
 */

const platforms_PLATFORMS = ['CoreML', 'TensorFlow', 'DockerFile', 'ONNX', 'VAIDK', 'OpenVino'];
const BACKUP_ENDING = new RegExp(`\\.(${platforms_PLATFORMS.join('|')})(\\.\\w+)?(\\.zip)?$`, 'i');
const BARE_ENDINGS = {
    CoreML: '.mlmodel',
    ONNX: '.onnx',
    TensorFlow: '.pb',
};
/** Finds a platform by its name in any case. */
function platforms_platformNamed(name) {
    return platforms_PLATFORMS.find((platform) => sameName(platform, name));
}
/** `ONNX` or `TensorFlow/TensorFlowLite`. */
function platforms_formatTarget(target) {
    return target.flavor === null ? target.platform : `${target.platform}/${target.flavor}`;
}
/**
 * The platform in the name or URL of a backup, `\u2026.{platform}[.{flavor}][.zip]`. The guide calls it the platform's type,
 * without a list.
 * @returns `undefined` if it is none of the platforms
 */
function platformIn(name) {
    return platforms_platformNamed(BACKUP_ENDING.exec(name)?.[1] ?? '');
}
/** The ending of a model file that is in no zip. */
function bareEnding({ platform, flavor }) {
    const lite = platform === 'TensorFlow' && /^TensorFlowLite/i.test(flavor ?? '');
    return lite ? '.tflite' : (BARE_ENDINGS[platform] ?? '.bin');
}
/** The name of a target in a path or an artifact: `ONNX`, `TensorFlow-TensorFlowLite`. */
function fileNameOf(target) {
    return platforms_formatTarget(target).replace('/', '-');
}
/**
 * The names of the artifacts, in the order of the targets: the wanted name if there is one target, else
 * `{name}-{platform}[-{flavor}].zip`.
 * @param wanted ends in `.zip`
 */
function artifactNames(wanted, targets) {
    const base = wanted.slice(0, -'.zip'.length);
    return targets.length === 1 ? [wanted] : targets.map((target) => `${base}-${fileNameOf(target)}.zip`);
}

;// CONCATENATED MODULE: ./src/network/service-url.ts
/**
 * URLs of services that credentials are sent to.
 */
/**
 * Parses the URL of a service that credentials will be sent to.
 * @throws Error where it is no URL, not https (http only on loopback), names a private endpoint, or has a user,
 * password or fragment
 */
function service_url_parseServiceUrl(text) {
    service_url_refuseIf(!URL.canParse(text), 'it is no URL');
    const url = new URL(text);
    service_url_refuseIf(url.protocol !== 'https:' && !(url.protocol === 'http:' && service_url_isLoopback(url.hostname)), 'it does not start with https:// (http:// is accepted on loopback only)');
    // The certificate names the resource's own host, and inside the network that name leads to the private endpoint.
    service_url_refuseIf(url.hostname.includes('.privatelink.'), 'it is the name of a private endpoint: leave out .privatelink');
    service_url_refuseIf(url.username !== '' || url.password !== '', 'it holds a user name or password');
    service_url_refuseIf(url.hash !== '', 'it holds a fragment (#\u2026)');
    return url;
}
/** @throws Error with what is wrong with a text, in words of ours */
function service_url_refuseIf(wrong, what) {
    if (wrong) {
        throw new Error(what);
    }
}
function service_url_isLoopback(hostname) {
    return hostname === 'localhost' || /^127(\.\d+){3}$/.test(hostname) || hostname === '[::1]';
}

;// CONCATENATED MODULE: ./src/inputs/parsers.ts
/**
 * The forms that inputs have to have. Each parser throws Error with what is wrong, in safe words.
 */





/** RFC 5321, 4.5.3.1. */
const LONGEST_EMAIL = 254;
/** Of an entry, in a refusal. */
const LONGEST_SHOWN = 64;
/** More entries than any project has tags, or any service platforms. */
const MOST_NAMES = 1_000;
const MOST_PLATFORMS = 50;
/** Hosts that people take for that of the training resource, and what to give in their place. */
const NO_ENDPOINTS = [
    [
        /(^|\.)(customvision\.ai|portal\.azure\.(com|us|cn)|ai\.azure\.com)$/,
        'it is the address of a portal: copy Endpoint of the training resource, in the Azure portal under \u201cKeys and Endpoint\u201d',
    ],
    [
        /\.(blob|queue|dfs|file|table|web)\.(core|storage)\./,
        'it is a host of Azure Storage: copy Endpoint of the training resource, in the Azure portal under \u201cKeys and Endpoint\u201d',
    ],
];
function parseEndpoint(text) {
    const hostname = URL.parse(text)?.hostname ?? '';
    const [, mistaken] = NO_ENDPOINTS.find(([host]) => host.test(hostname)) ?? [];
    service_url_refuseIf(mistaken !== undefined, mistaken ?? '');
    const url = service_url_parseServiceUrl(text);
    service_url_refuseIf(/\/prediction\b/i.test(url.pathname), 'it is a URL for predictions: give the endpoint of the training resource, and nothing after its host');
    service_url_refuseIf(url.pathname !== '/' || url.search !== '', 'it has a path or a query, the endpoint alone is wanted: leave out everything after the host');
    return url.origin;
}
function parseGuid(text) {
    const guid = guidOf(text);
    if (guid === undefined) {
        throw new Error('it is no GUID');
    }
    return guid;
}
/** A parser of one of these words, in any case. */
function oneOf(...words) {
    return (text) => {
        const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
        if (found === undefined) {
            throw new Error('there is no such choice');
        }
        return found;
    };
}
/** The name of something at the service, which decides what else a name may be. */
function parseName(text) {
    service_url_refuseIf(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
    return text;
}
/** From 0 to 1, with a point. */
function parseShare(text) {
    const [, digits = '', percent] = /^(\d{1,3}(?:[.,]\d{1,9})?) ?(%)?$/.exec(text) ?? [];
    const value = Number(digits.replace(',', '.'));
    const inPercent = value <= 100 ? `${value} % is ${Number((value / 100).toFixed(9))}` : '100 % is 1';
    service_url_refuseIf(percent !== undefined, `it is no decimal number, ${inPercent}`);
    service_url_refuseIf(digits.includes(','), `it is no decimal number, which has a point: ${value}`);
    service_url_refuseIf(!/^(\d{1,9}(\.\d{0,17})?|\.\d{1,17})$/.test(text), 'it is no decimal number, such as 0.9');
    service_url_refuseIf(Number(text) > 1, value > 1 ? `it is over 1; ${inPercent}` : 'it is over 1');
    return Number(text);
}
/** One entry a line, or comma-separated. */
function parseNames(text) {
    const names = entriesOf(text);
    refuseIf(names.length === 0, 'it names nothing');
    refuseIf(names.length > MOST_NAMES, `it has ${names.length} entries, at most ${MOST_NAMES} are read`);
    return names.map(parseName);
}
/** The service sends to it and decides; here only what cannot be an address is refused. */
function parseEmail(text) {
    const isAddress = text.length <= LONGEST_EMAIL && /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text);
    refuseIf(!isAddress, 'it is no e-mail address');
    return text;
}
/** One entry a line, or separated by commas: `platform` or `platform/flavor`. */
function parsePlatforms(text) {
    const entries = entriesOf(text);
    refuseIf(entries.length > MOST_PLATFORMS, `it has ${entries.length} entries, at most ${MOST_PLATFORMS} are read`);
    const [first, ...more] = entries.map(parseTarget);
    if (first === undefined) {
        throw new Error('it names no platform');
    }
    const seen = new Set();
    const double = [first, ...more].find((target) => {
        const name = formatTarget(target).toLowerCase();
        return seen.has(name) || seen.add(name).size === 0;
    });
    if (double !== undefined) {
        throw new Error(`it names ${formatTarget(double)} twice`);
    }
    return [first, ...more];
}
function entriesOf(text) {
    const entries = text.split(/[\n,]/).map((entry) => entry.trim());
    return entries.filter((entry) => entry !== '');
}
function parseTarget(text, index) {
    const [name = '', flavor, ...more] = text.split('/').map((part) => part.trim());
    const platform = platformNamed(name);
    const which = `entry ${index + 1}, ${quoted(withoutSecrets(text).slice(0, LONGEST_SHOWN))},`;
    if (platform === undefined) {
        // A flavor mostly begins with the name of its platform, and people leave that out.
        const meant = PLATFORMS.find((one) => name.toLowerCase().startsWith(one.toLowerCase())) ??
            platformNamed(nearNames(name, PLATFORMS)[0] ?? '');
        throw new Error(`${which} begins with no platform${meant === undefined ? '' : ` (write ${meant}, or ${meant}/ and a flavor)`}`);
    }
    if (more.length > 0 || (flavor !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(flavor))) {
        throw new Error(`what follows ${formatTarget({ platform, flavor: null })} in ${which} is no flavor`);
    }
    return { platform, flavor: flavor ?? null };
}
/** In bytes. File systems take 255; what the action appends, such as `-2` and `.part`, has to fit as well. */
const LONGEST_NAME_BYTES = 204;
/**
 * The artifact service refuses `" : < > | * ? \ /` and line ends, and a name is a file's name here. The runner takes
 * `##[\u2026]` anywhere in a line for a command, and the artifact client prints names.
 */
function parseArtifactName(text) {
    const forbidden = [...new Set(text.match(/[":<>|*?\\/]|##\[/g))];
    refuseIf(/\p{Cc}/u.test(text), 'it holds a control character or a line end');
    refuseIf(forbidden.length > 0, `no artifact can be named so: leave out ${quoted(forbidden.join(' '))}`);
    refuseIf(text.startsWith('.'), 'it begins with a dot');
    refuseIf(Buffer.byteLength(text) > LONGEST_NAME_BYTES, `it is longer than ${LONGEST_NAME_BYTES} bytes in UTF-8`);
    refuseIf(!text.endsWith('.zip'), `it does not end in .zip: write ${quoted(`${text.replace(/\.zip$/i, '')}.zip`)}`);
    return text;
}

;// CONCATENATED MODULE: ./src/inputs/access.ts
/**
 * The inputs that every action takes to get at the training resource: where it is, and what opens it.
 */







const EXPECTED = {
    endpoint: 'the training endpoint, such as: https://NAME.cognitiveservices.azure.com',
    trainingKey: 'Key 1 or 2 of the training resource, without spaces',
    audience: 'the audience that the federated credential names, such as: api://AzureADTokenExchange',
};
function readAccess(reader) {
    return {
        endpoint: reader.required('endpoint', EXPECTED.endpoint, parseEndpoint, ''),
        trainingKey: reader.secret('training-key', /^[\x21-\x7e]+$/, EXPECTED.trainingKey),
        clientId: reader.guid('client-id'),
        tenantId: reader.guid('tenant-id'),
        oidcAudience: reader.optional('oidc-audience', EXPECTED.audience, parseName),
    };
}
/** Azure\u2019s HTTP client takes the brackets of an IPv6 address for a part of its name, and asks the name server for it. */
function checkHosts(hosts, reader) {
    for (const [name] of hosts.filter(([, url]) => /^https?:\/\/\[/.test(url))) {
        reader.problem(name, 'it names an IPv6 address, which Azure\u2019s libraries cannot connect to; expected a host name, such as: localhost');
    }
}
const EXPECTED_PROXY = 'expected a URL in this variable, such as: http://USER:PASSWORD@HOST:PORT';
/** @returns whether every proxy that the environment names can be read */
function checkProxy(reader, env) {
    const problem = (0,proxies/* proxyProblem */.wS)(env);
    if (problem !== undefined) {
        reader.problem(problem.name, `${problem.what}; ${EXPECTED_PROXY}`);
    }
    return problem === undefined;
}
/** The other ways to sign in, for the end of what `closed` says. */
const SUCH_A_LOGIN = 'or client-id and tenant-id, or log in to Azure in an earlier step (azure/login), or AZURE_TOKEN_CREDENTIALS: ManagedIdentityCredential in the env: of the step on a machine that has one. Workflows from forks get no secrets';
function lockOfResource({ endpoint, trainingKey }) {
    return {
        key: 'training-key',
        takesToken: trainingKey === null,
        closed: `is missing, and there is no login to Azure; expected a secret, such as: \${{ secrets.CUSTOM_VISION_TRAINING_KEY }}, ${SUCH_A_LOGIN}`,
        tokensTo: trainingKey === null ? [['endpoint', endpoint]] : [],
    };
}
/** @throws Failure in a workflow from a fork that lacks all credentials */
function checkLogin(access, locks, reader, env) {
    const { clientId, tenantId } = access;
    reader.compare([
        clientId === null ? ['client-id', 'tenant-id'] : ['tenant-id', 'client-id'],
        (clientId === null) !== (tenantId === null),
        'is missing, and its other half is given; expected client-id and tenant-id, or neither',
    ]);
    const closed = locks.filter(({ takesToken }) => takesToken);
    if (!reader.accepted('client-id', 'tenant-id') || closed.length === 0) {
        return;
    }
    const byOidc = clientId !== null;
    const canSignIn = byOidc
        ? [env.ACTIONS_ID_TOKEN_REQUEST_URL, env.ACTIONS_ID_TOKEN_REQUEST_TOKEN].every(src_env/* given */.g)
        : hasEarlierLogin(env);
    if (!canSignIn && isFromFork(env)) {
        throw new report_failure/* Failure */.HR('failed', 'No secrets in a workflow from a fork', [
            'This is the workflow of a pull request from a fork: GitHub gives it no secrets and no OIDC tokens, so there is no way to sign in. No request was sent.',
            "Next: leave the job out there, with if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository; or train after the merge, on push or by hand.",
        ]);
    }
    reader.compare(...(canSignIn || byOidc ? [] : closed.map((lock) => [[lock.key], true, lock.closed])), [
        ['client-id'],
        !canSignIn && byOidc,
        'the job may not ask for an OIDC token (ACTIONS_ID_TOKEN_REQUEST_URL is not set); expected these lines in the job, and what else it needs below permissions:\n    permissions:\n      id-token: write',
    ], ...(canSignIn || byOidc ? hostsOfTokens(access, locks) : []));
}
/** Entra ID's tokens open the endpoint of one resource only, and travel over TLS only. */
function hostsOfTokens({ endpoint, trainingKey }, locks) {
    return [
        [
            ['endpoint'],
            trainingKey === null && (0,clouds/* isRegional */.EN)(endpoint),
            'it is that of a whole region, which takes no tokens of Entra ID; expected the custom subdomain of the training resource, such as: https://NAME.cognitiveservices.azure.com, or a training-key',
        ],
        ...locks
            .flatMap(({ tokensTo }) => tokensTo)
            .map(([name, url]) => [
            [name],
            url.startsWith('http:'),
            'a token of Entra ID is sent over TLS only; expected a URL with https://',
        ]),
    ];
}

;// CONCATENATED MODULE: ./src/inputs/reader.ts
/**
 * Reads inputs one by one and collects what is wrong with them, so that one message names every refused input.
 */





/** What is expected of an input that is an id. */
const reader_GUID = 'a GUID, such as: 64b822c5-8082-4b36-a426-27225f4aa18c';
/** In characters: a thousand names of tags and more. */
const LONGEST_INPUT = 100_000;
class InputReader {
    problems = [];
    /** Gives an input's trimmed text, `""` where it is not set. */
    text;
    constructor(text) {
        this.text = text;
    }
    /**
     * Parses an input that has to be there.
     * @param expected what is expected, and an example of it
     * @param parse throws Error with what is wrong, in safe words
     * @param fallback stands in for a refused value until `refuse` ends the run
     */
    required(name, expected, parse, fallback) {
        const text = this.text(name);
        if (text === '') {
            this.problem(name, `is missing; expected ${expected}`);
            return fallback;
        }
        if (text.length > LONGEST_INPUT) {
            this.problem(name, `is refused: it has ${text.length} characters, at most ${LONGEST_INPUT} are read; expected ${expected}`);
            return fallback;
        }
        try {
            return parse(text);
        }
        catch (error) {
            const reason = error instanceof Error ? error.message : 'it cannot be read';
            this.problem(name, `${shown(text)} is refused: ${reason}; expected ${expected}`);
            return fallback;
        }
    }
    /** As `required`, for an input that need not be there: `null` where it is not given, or is refused. */
    optional(name, expected, parse) {
        return this.text(name) === '' ? null : this.required(name, expected, parse, null);
    }
    guid(name) {
        return this.optional(name, reader_GUID, parseGuid);
    }
    /** One of these words, in any case; the first stands in for a refused value. */
    choice(name, first, ...others) {
        const words = [first, ...others];
        const expected = `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}, such as: ${first}`;
        return this.required(name, expected, oneOf(...words), first);
    }
    boolean(name) {
        return this.choice(name, 'true', 'false') === 'true';
    }
    /** A whole number within bounds, both included. */
    integer(name, least, most, example) {
        const parse = (text) => {
            const value = Number(text);
            service_url_refuseIf(!/^\d{1,9}$/.test(text), 'it is no whole number');
            service_url_refuseIf(value < least || value > most, 'it is out of bounds');
            return value;
        };
        return this.required(name, `a whole number from ${least} to ${most}, such as: ${example}`, parse, least);
    }
    /** A decimal number from 0 to 1. */
    share(name, example) {
        return this.required(name, shareSuchAs(example), parseShare, 0);
    }
    /** As `share`; `null` where it is not given. */
    optionalShare(name, example) {
        return this.optional(name, shareSuchAs(example), parseShare);
    }
    /** A secret of this form, which no message shows; `null` where it is not given. */
    secret(name, form, expected) {
        const secret = this.text(name);
        if (secret !== '' && !form.test(secret)) {
            this.problem(name, `its value (not shown) has characters that no key has; expected ${expected}, such as: \${{ secrets.${name.toUpperCase().replaceAll('-', '_')} }}`);
        }
        return secret === '' ? null : secret;
    }
    /** Adds a problem: the text says what is wrong with the input, and what is expected. */
    problem(name, text) {
        this.problems.push({ name, text: `- ${name}: ${text}` });
    }
    /** Adds what is wrong between inputs, unless one of them is refused by itself. */
    compare(...comparisons) {
        const found = comparisons.filter(([names, contradict]) => contradict && this.accepted(...names));
        for (const [[name], , text] of found) {
            this.problem(name, text);
        }
    }
    /** Whether none of these inputs is refused, so that it makes sense to compare them. */
    accepted(...names) {
        return !this.problems.some(({ name }) => names.includes(name));
    }
    /** @throws Failure that names every refused input; nothing has been sent anywhere yet */
    refuse() {
        if (this.problems.length > 0) {
            throw new report_failure/* Failure */.HR('failed', 'Inputs refused', [
                `${this.problems.length === 1 ? 'An input is' : `${this.problems.length} inputs are`} refused; no request was sent.`,
                ...this.problems.map(({ text }) => text),
                'Next: correct them in the with: block of the step.',
            ]);
        }
    }
}
/** No more than the beginning of a value is shown; this much of it is looked through for secrets. */
const reader_LONGEST_READ = 10_000;
function shareSuchAs(example) {
    return `a number from 0 to 1, such as: ${example}`;
}
/** A refused value as it may be shown: without any query, which may hold a secret, and without user and password. */
function shown(text) {
    const bare = text
        .slice(0, reader_LONGEST_READ)
        .replace(/\?.*$/s, '?\u2026')
        .replace(/[^\s/]+/g, withoutUser);
    // A secret is only recognised while it is whole, so it is taken out before the text is cut.
    const safe = secrets_withoutSecrets(bare);
    return foreign_text_quoted(safe.length > 200 ? `${safe.slice(0, 200)}\u2026` : safe);
}
function withoutUser(part) {
    const at = part.lastIndexOf('@');
    return at === -1 ? part : `\u2026${part.slice(at)}`;
}

;// CONCATENATED MODULE: ./src/inputs/step-reader.ts
/**
 * The inputs of a step, of whichever action. The only file that asks the runner for them; what each means stands in the
 * action.yml of its action.
 */





/** @param mask is told every secret before anything is done with it */
function stepReader({ defaults, keys, urls }, mask, env) {
    const reader = new InputReader((name) => core/* getInput */.V4(name) || (defaults[name] ?? ''));
    const given = [...keys.map(reader.text), ...urls.map(reader.text).flatMap(secretsIn)];
    [...(0,proxies/* proxySecrets */.Wm)(env), ...identitySecrets(env), ...given].forEach(mask);
    return reader;
}

;// CONCATENATED MODULE: ./src/inputs/which-project.ts
/**
 * The two inputs by which every action is told which project it is about.
 */


const which_project_EXPECTED = 'the name of a project, such as: Screws';
function readWhichProject(reader) {
    const id = reader.guid('project-id');
    const name = reader.optional('project-name', which_project_EXPECTED, parseName);
    return name === null ? { id: id ?? '' } : { name };
}
/** Exactly one of the two has to be given. */
function checkWhichProject(reader) {
    const [hasId, hasName] = ['project-id', 'project-name'].map((name) => reader.text(name) !== '');
    reader.compare([
        ['project-id', 'project-name'],
        hasId === false && hasName === false,
        `is missing, and so is project-name; expected ${reader_GUID}, or project-name`,
    ], [
        ['project-name', 'project-id'],
        hasId === true && hasName === true,
        'project-id is given as well; expected one of the two',
    ]);
}

;// CONCATENATED MODULE: ./src/dataset/inputs.ts




/** The defaults of its action.yml, where `dry-run` has none: that depends on what started the workflow. */
const DATASET_DEFAULTS = {
    format: 'folders',
    delete: 'false',
    concurrency: '20',
};
const inputs_EXPECTED = {
    domain: 'the name or id of a domain, such as: General (compact)',
    path: 'a folder or an annotation file of the repository, such as: images',
};
const MOST_AT_ONCE = 50;
/** Events of a pull request, whose images are not those of the branch that is trained. */
const PULL_REQUESTS = ['pull_request', 'pull_request_target'];
/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
function readDatasetInputs(mask, env) {
    const dryRun = String(PULL_REQUESTS.includes(env.GITHUB_EVENT_NAME ?? ''));
    const defaults = { ...DATASET_DEFAULTS, 'dry-run': dryRun };
    const reader = stepReader({ defaults, keys: ['training-key'], urls: ['endpoint'] }, mask, env);
    const inputs = {
        ...readAccess(reader),
        project: readWhichProject(reader),
        domain: reader.optional('domain', inputs_EXPECTED.domain, parseName),
        classificationType: reader.text('classification-type') === ''
            ? null
            : reader.choice('classification-type', 'Multiclass', 'Multilabel'),
        path: reader.required('path', inputs_EXPECTED.path, parseName, ''),
        format: reader.choice('format', 'folders', 'coco', 'jsonl'),
        delete: reader.boolean('delete'),
        dryRun: reader.boolean('dry-run'),
        concurrency: reader.integer('concurrency', 1, MOST_AT_ONCE, 20),
    };
    checkHosts([['endpoint', inputs.endpoint]], reader);
    checkWhichProject(reader);
    checkLogin(inputs, [lockOfResource(inputs)], reader, env);
    checkProxy(reader, env);
    reader.refuse();
    return inputs;
}

;// CONCATENATED MODULE: ./src/report/refusal-table.ts
/** @returns `undefined` if the table does not have the code */
function refusal_table_adviceIn(table, code, subject) {
    const key = String(code);
    const [heading, steps] = Object.entries(table).find(([, codes]) => Object.hasOwn(codes, key)) ?? [];
    const next = steps?.[key];
    return next === undefined
        ? undefined
        : { heading: heading, next: typeof next === 'string' ? next : next(subject) };
}

;// CONCATENATED MODULE: ./src/custom-vision/publication-refusals.ts
const OTHER_RESOURCE = 'check prediction-resource-id: it is the Resource ID of a prediction resource (kind CustomVision.Prediction) that is there, in the region of the training resource, as the Azure portal shows it under Properties, or az cognitiveservices account show --name NAME --resource-group GROUP --query id --output tsv';
const OTHER_IMAGE = 'give another smoke-image: a JPEG, PNG, GIF or BMP of at most 6 MB that any program can show, neither longer than 10,240 pixels nor 25 times as long as wide';
const CHANGED = 'somebody else publishes in this project at the same time: see in the portal under Performance what is published, give the jobs that publish one concurrency group, and run again';
const NO_PREDICTION = 'run again later; if it stays so, the model cannot be asked at all: train and publish another iteration, or see whether the portal can test this one under Quick Test';
const NO_RIGHT = 'use the key, or give the workflow an identity with the role Cognitive Services Custom Vision Deployment, of the training resource that holds the project; with Entra ID, that identity also has to be able to read the prediction resource (role Reader)';
/** By the API's own code. */
const PUBLICATION_REFUSALS = {
    'Publish name refused': {
        BadRequestInvalidPublishName: 'choose another publish-name: letters, digits, blanks and dashes are safe, and no other iteration may bear it that this run has not seen',
    },
    'Prediction resource refused': {
        BadRequestInvalidPublishTarget: OTHER_RESOURCE,
        BadRequestSubscriptionApi: OTHER_RESOURCE,
        NotFoundApimSubscription: OTHER_RESOURCE,
    },
    'Published otherwise meanwhile': {
        BadRequestIterationIsPublished: CHANGED,
        BadRequestIterationNotPublished: CHANGED,
        Conflict: CHANGED,
        ConflictInvalid: CHANGED,
    },
    'Name not taken away': {
        BadRequestUnpublishFailed: 'run again; if it stays so, choose Unpublish in the portal under Performance, and then run again',
    },
    'Smoke image refused': {
        BadRequestImageStream: OTHER_IMAGE,
        BadRequestImageFormat: OTHER_IMAGE,
        BadRequestImageSizeBytes: OTHER_IMAGE,
        BadRequestImageDimensions: OTHER_IMAGE,
        BadRequestImageAspectRatio: OTHER_IMAGE,
        UnsupportedMediaType: OTHER_IMAGE,
    },
    'Iteration not found': {
        NotFoundProjectDefaultIteration: 'the iteration was deleted meanwhile: give another iteration-id',
    },
    'No prediction': {
        ErrorPrediction: NO_PREDICTION,
        ErrorPredictionServiceUnavailable: NO_PREDICTION,
        ErrorPredictionModelNotFound: NO_PREDICTION,
        ErrorPredictionModelNotCached: NO_PREDICTION,
        ErrorPredictionStorage: NO_PREDICTION,
    },
    'Key or role refused': {
        ForbiddenUserResource: NO_RIGHT,
        ForbiddenUserInsufficientCapability: NO_RIGHT,
        BadRequestCustomerManagedKeyRevoked: 'the resource keeps its data under a key of your own, which was revoked: let the resource use that key again, in its Key Vault',
    },
};

;// CONCATENATED MODULE: ./src/custom-vision/quota.ts
/** It says so with the time that is left, in days, hours, minutes and seconds: `2.12:34:56`. */
const USED_UP = /out of call volume quota(?:.{0,40}?\breplenished in (\d[\d.:]{1,16}\d))?/is;
/** @returns nothing where the error is no used-up quota */
function quotaAdvice({ httpStatus, detail }) {
    const [said, left] = (httpStatus === 403 ? USED_UP.exec(detail) : null) ?? [];
    const until = left === undefined ? 'until it is replenished' : `${left} (days.hours:minutes:seconds)`;
    return said === undefined
        ? undefined
        : {
            heading: 'Quota used up',
            next: `the calls that the resource has for this period are used up, key and role are not in question: wait ${until}, or raise the pricing tier from F0 to S0; a training that was started is picked up`,
        };
}

;// CONCATENATED MODULE: ./src/custom-vision/refusals.ts
/**
 * What the training API refused, and what the user can do about it.
 * Source of the codes: the published Swagger, definition `CustomVisionError`.
 */










const ADD_IMAGES = 'add images or tags in the project: classification needs at least 5 images of each of 2 tags (of one tag in a multilabel project), object detection 15 of each tag, and a negative tag does not count; then run again';
const NOT_THE_SERVICE = 'check endpoint: it is that of the training resource, of the form https://NAME.cognitiveservices.azure.com, and not the address of the portal; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host';
const OTHER_PLATFORM = 'choose another entry for platforms: the service cannot export this model to that one';
const OTHER_PROJECT = 'check project-id (in the portal under the gear, "Project Id"), and that endpoint and key are those of the training resource that holds it';
/** Operations that are about no project: their 404 does not mean one. */
const OF_THE_RESOURCE = ['GetProjects', 'GetDomains', 'CreateProject'];
/** By the API's own code and, where that says nothing more, by HTTP status. */
const REFUSALS = {
    'Too few images or tags': {
        BadRequestTrainingValidationFailed: ADD_IMAGES,
        BadRequestClassificationTrainingValidationFailed: ADD_IMAGES,
        BadRequestMultiClassClassificationTrainingValidationFailed: ADD_IMAGES,
        BadRequestMultiLabelClassificationTrainingValidationFailed: ADD_IMAGES,
        BadRequestDetectionTrainingValidationFailed: ADD_IMAGES,
    },
    'Too many iterations': {
        BadRequestExceedIterationPerProjectLimit: 'a project keeps at most 20 iterations: delete the oldest unpublished ones that nobody needs, in the portal under Performance or with az rest as docs/TROUBLESHOOTING.md shows, and run again; or give keep-iterations, without which nothing is ever deleted for you',
    },
    'Quota used up': {
        BadRequestExceededQuota: 'a quota of the resource is used up: wait, or raise the pricing tier from F0 to S0',
        BadRequestExceedProjectLimit: 'the resource has as many projects as its pricing tier allows: delete one in the portal, or raise the tier from F0 to S0',
        BadRequestExceedTagPerProjectLimit: 'the project has as many tags as the pricing tier of the resource allows: delete some in the portal, or raise the tier from F0 to S0',
    },
    'Platform not possible': {
        BadRequestExportValidationFailed: OTHER_PLATFORM,
        BadRequestProjectUnsupportedExportPlatform: OTHER_PLATFORM,
        BadRequestExportPlatformNotSupportedForAdvancedTraining: 'choose another entry for platforms, or training-type: Regular: the service cannot export a model of an advanced training to that one',
    },
    'Advanced training not possible': {
        BadRequestDomainNotSupportedForAdvancedTraining: 'use training-type: Regular, or change the domain of the project: this one has no advanced training',
        BadRequestReservedBudgetInHoursNotEnoughForAdvancedTraining: 'raise reserved-budget-hours',
    },
    'Storage URI refused': {
        BadRequestInvalidUri: 'check that queue and container exist, that both URIs are of the form https://ACCOUNT.queue.core.windows.net/NAME and https://ACCOUNT.blob.core.windows.net/NAME, and that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor there',
    },
    'Request refused': { BadRequestInvalidEmailAddress: 'check notification-email' },
    'Project name refused': {
        BadRequestProjectName: 'choose another project-name',
        BadRequestProjectNameNotUnique: 'the name is taken, but no project of this very name is listed: look in the portal how it is written (upper and lower case count), or give its project-id',
    },
    'Project is read-only': {
        ForbiddenDRModeEnabled: 'the project is read-only while the service recovers from a disaster: run again later',
    },
    'Project not found': { NotFoundProject: OTHER_PROJECT, NotFound: OTHER_PROJECT },
    'Negative tag': {
        BadRequestDetectionTrainingNotAllowNegativeTag: 'delete the negative tag of the project in the portal, for object detection takes none: whatever an image shows outside of its regions is negative; then run again',
    },
    'Wrong domain': {
        BadRequestRetiredDomainNotSupportedForTraining: 'change the domain in the settings of the project to one that is not retired; or give iteration-id, to deliver a model that is trained already',
    },
    'Iteration not found': {
        NotFoundIteration: 'the iteration was deleted meanwhile: run again',
        BadRequestIterationIsNotTrained: 'the iteration is not trained any more, or was trained anew meanwhile: run again',
    },
    'Key or role refused': {
        PermissionDenied: (error) => `${giveRole(error)}; a new role takes some minutes`,
        401: 'check training-key (Key 1 or 2 of the training resource, not of the prediction resource), and that endpoint is of the same resource; with Entra ID, that the resource is in the tenant of the login',
        403: (error) => `check the network rules of the resource, or ${giveRole(error)}`,
    },
    'Wrong endpoint': {
        404: 'check endpoint: it is that of the training resource, such as https://NAME.cognitiveservices.azure.com',
    },
    'Rate limit used up': {
        429: 'the rate limit of the resource is used up: run fewer jobs at once that ask it, or run again later',
    },
};
function giveRole({ operation, leastRole }) {
    const role = operation === 'CreateProject'
        ? 'Contributor on the resource: the role Trainer may not create projects'
        : `${leastRole} on the resource`;
    return `give the identity of this workflow the role Cognitive Services Custom Vision ${role}`;
}
/** What the user can do about an answer, or about none. */
function adviceFor(error) {
    if (error.proxy !== undefined) {
        return { heading: 'No way through the proxy', next: (0,proxies/* proxyAdvice */.ZV)(error.proxy, error.httpStatus) };
    }
    if (error.cause instanceof foreign_answer/* ForeignAnswer */.J6) {
        return { heading: 'Something else answered', next: NOT_THE_SERVICE };
    }
    const quota = quotaAdvice(error);
    if (quota !== undefined) {
        return quota;
    }
    const ofResource = OF_THE_RESOURCE.includes(error.operation) && error.code === 'NotFound';
    // The API names what it did not find; a 404 without such a code is the gateway's.
    const ofApi = error.httpStatus === 404 && /^NotFound./.test(error.code ?? '');
    const known = (ofResource ? undefined : refusal_table_adviceIn(REFUSALS, error.code, error)) ??
        refusal_table_adviceIn(PUBLICATION_REFUSALS, error.code, error) ??
        (ofApi ? undefined : refusal_table_adviceIn(REFUSALS, error.httpStatus, error));
    if (known !== undefined) {
        return known;
    }
    if (error.httpStatus === null) {
        const next = (0,connection_errors/* networkAdvice */.B0)(error) ?? 'check endpoint and the network of the runner, then run again';
        return { heading: 'Service out of reach', next };
    }
    return error.answerLost
        ? {
            heading: 'Service in trouble',
            next: 'the service is in trouble: run again later; what a run has begun is picked up',
        }
        : { heading: 'Request refused', next: 'see what the service says above; then run again' };
}
/**
 * Explains a refusal or a missing answer.
 * @param doing what the action was doing to which object; it follows "Could not "
 * @param found lines that say more about it, without raw foreign text
 */
function serviceFailure(doing, error, status = 'failed', found = []) {
    if (error.cause instanceof sign_in_error/* SignInError */.J) {
        return (0,sign_in_error/* signInFailure */.V)(doing, error.cause);
    }
    const { heading, next } = adviceFor(error);
    return new report_failure/* Failure */.HR(status, heading, [
        `Could not ${doing}: ${whatArrived(error)}.`,
        ...(error.detail === '' ? [] : [foreign_text_foreign(error.detail)]),
        ...(error.requestId === null ? [] : [`Request id, for support:`, foreign_text_foreign(error.requestId)]),
        ...found,
        `Next: ${next}.`,
    ], { cause: error });
}
function whatArrived({ httpStatus, code, proxy, cause }) {
    const answer = [httpStatus?.toString(), code].filter((part) => part != null).join(' ');
    if (answer === '') {
        return 'no answer arrived';
    }
    if (proxy !== undefined) {
        return `the proxy answered ${answer}`;
    }
    return cause instanceof foreign_answer/* ForeignAnswer */.J6
        ? `something else answered for ${cause.host}`
        : `the service answered ${answer}`;
}
/** Does something at the service. @throws Failure instead of ServiceError, with `doing` as in `serviceFailure` */
async function refusals_explained(doing, action) {
    return await action().catch((error) => {
        throw error instanceof service_error/* ServiceError */._7 ? serviceFailure(doing, error) : error;
    });
}

;// CONCATENATED MODULE: ./src/report/counted.ts
/** Numbers of things in sentences. */
/** @returns `1 image`, `2 images` */
function counted(count, one, many = `${one}s`) {
    return `${count} ${count === 1 ? one : many}`;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./src/dataset/wanted.ts
/** By code units, so that a list has the same order on every machine. */
function byText(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

;// CONCATENATED MODULE: ./src/dataset/folder.ts
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});




/** Thrown with what is wrong with a file, in words that go on after its path. */
class FileProblem extends Error {
    name = 'FileProblem';
}
/** More than an annotation file has that the service's 100,000 images fit in. */
const MOST_BYTES = 1_024 * 1_048_576;
/** What Git LFS leaves in place of a file that it did not fetch. */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';
class DatasetFolder {
    /** Absolute, without links. */
    root;
    /** What stands before a file's path to make it one below the workspace, such as `images/`. */
    prefix;
    /** Folders below the root that are known to be no links. */
    plain = new Set(['']);
    constructor(root, prefix) {
        this.root = root;
        this.prefix = prefix;
    }
    /** @param given absolute @param workspace absolute; a folder outside of it goes by its own name */
    static async open(given, workspace) {
        const [root, base] = await Promise.all([(0,promises_.realpath)(given), (0,promises_.realpath)(workspace).catch(() => workspace)]);
        const below = external_node_path_default().relative(base, root).split((external_node_path_default()).sep).join('/');
        const inside = below !== '..' && !below.startsWith('../') && !external_node_path_default().isAbsolute(below);
        const name = inside ? below : external_node_path_default().basename(root);
        return new DatasetFolder(root, name === '' ? '' : `${name}/`);
    }
    /** A file as it is named in the project, and to the user. */
    named(file) {
        return `${this.prefix}${file}`;
    }
    absolute(file) {
        return external_node_path_default().join(this.root, ...file.split('/'));
    }
    /** What is in a folder, in the order of names. */
    async entries(folder) {
        const found = await (0,promises_.readdir)(this.absolute(folder), { withFileTypes: true });
        return found.sort((a, b) => byText(a.name, b.name));
    }
    /**
     * Reads a file whole.
     * @param room for the longest file that is read; `null`: the file gets a buffer of its own
     * @param tooLarge what is said of a longer one, which is not read
     * @returns the part of the room that the file fills
     * @throws FileProblem
     */
    async read(file, room, tooLarge) {
        await this.refuseLinks(file);
        try {
            const env_1 = { stack: [], error: void 0, hasError: false };
            try {
                const handle = __addDisposableResource(env_1, await (0,promises_.open)(this.absolute(file), external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0)), true);
                const { size, isFile } = await handle
                    .stat()
                    .then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
                if (!isFile) {
                    throw new FileProblem('it is no file');
                }
                if (size > (room?.most ?? MOST_BYTES)) {
                    throw new FileProblem(tooLarge(size));
                }
                const bytes = room === null ? await handle.readFile() : await fill(handle, room.for(size));
                refusePointer(bytes);
                return bytes;
            }
            catch (e_1) {
                env_1.error = e_1;
                env_1.hasError = true;
            }
            finally {
                const result_1 = __disposeResources(env_1);
                if (result_1)
                    await result_1;
            }
        }
        catch (error) {
            throw asProblem(error);
        }
    }
    /** @throws FileProblem for a path that leads out of the folder, or by a link */
    async refuseLinks(file) {
        const parts = file.split('/');
        if (external_node_path_default().isAbsolute(file) || /^[A-Za-z]:|\\/.test(file) || parts.some((part) => part === '..')) {
            throw new FileProblem('its path leads out of the folder of the data set, where nothing is read');
        }
        for (let depth = 1; depth <= parts.length; depth += 1) {
            const below = parts.slice(0, depth).join('/');
            if (!this.plain.has(below)) {
                const stat = await (0,promises_.lstat)(this.absolute(below)).catch((error) => {
                    throw asProblem(error);
                });
                if (stat.isSymbolicLink()) {
                    throw new FileProblem('it is a symbolic link, or lies behind one, and links are not followed: put the file itself there');
                }
                if (stat.isDirectory()) {
                    this.plain.add(below);
                }
            }
        }
    }
}
async function fill(handle, memory) {
    let filled = 0;
    for (;;) {
        const { bytesRead } = await handle.read(memory, filled, memory.length - filled, null);
        filled += bytesRead;
        if (bytesRead === 0 || filled === memory.length) {
            // Who reads a header that is cut off may look a little further: there is nothing of the file before.
            memory.fill(0, filled, filled + 64);
            return memory.subarray(0, filled);
        }
    }
}
function refusePointer(bytes) {
    if (bytes.subarray(0, LFS_POINTER.length).toString('latin1') === LFS_POINTER) {
        throw new FileProblem('it is a pointer of Git LFS, not the file itself: check out with actions/checkout and lfs: true');
    }
}
const REASONS = {
    ENOENT: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EACCES: 'the runner may not read it',
    EPERM: 'the runner may not read it',
    ELOOP: 'it is a symbolic link, and links are not followed: put the file itself there',
    EISDIR: 'it is a folder',
};
/** @returns what the file system says, as a problem of the file; throws everything else */
function asProblem(error) {
    if (error instanceof FileProblem) {
        return error;
    }
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) {
        throw error;
    }
    return new FileProblem(REASONS[code] ?? `it cannot be read (${code})`);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
;// CONCATENATED MODULE: ./src/dataset/image-body.ts
var image_body_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var image_body_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});
/**
 * The body of a request with one image, as a stream: no file is held whole. What is sent are the bytes that the plan was
 * made for, or the request breaks off.
 */





/** Three bytes make four characters of base64, so that parts of this length can be put together. */
const PART_BYTES = 3 * 4_096;
/** Buffers that no stream reads into just now. */
const FREE = [];
/** @param file absolute */
function imageBody(file, { path, sha256, bytes }, labels) {
    const start = `{"metadata":${JSON.stringify({ path, sha256 })},"images":[{"name":${JSON.stringify(path)},`;
    const [before, after] = [`${start}"contents":"`, `",${JSON.stringify(labels).slice(1)}]}`];
    let problem;
    async function* parts() {
        yield before;
        try {
            for await (const part of readAs(file, sha256)) {
                yield part.toString('base64');
            }
        }
        catch (error) {
            problem = asProblem(error);
            throw problem;
        }
        yield after;
    }
    return {
        // Texts, and not the buffers that a stream of bytes would make of them: those wait long for the garbage collector.
        open: () => external_node_stream_.Readable.from(parts(), { objectMode: true, highWaterMark: 1 }),
        bytes: Buffer.byteLength(before) + 4 * Math.ceil(bytes / 3) + Buffer.byteLength(after),
        problem: () => problem,
    };
}
/** @throws FileProblem at the end, if the file has other bytes by now */
async function* readAs(file, sha256) {
    const env_1 = { stack: [], error: void 0, hasError: false };
    try {
        const handle = image_body_addDisposableResource(env_1, await (0,promises_.open)(file, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0)), true);
        const part = FREE.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES);
        try {
            yield* partsOf(handle, part, sha256);
        }
        finally {
            FREE.push(part);
        }
    }
    catch (e_1) {
        env_1.error = e_1;
        env_1.hasError = true;
    }
    finally {
        const result_1 = image_body_disposeResources(env_1);
        if (result_1)
            await result_1;
    }
}
async function* partsOf(handle, part, sha256) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for (;;) {
        let filled = 0;
        while (filled < PART_BYTES) {
            const { bytesRead } = await handle.read(part, filled, PART_BYTES - filled, null);
            if (bytesRead === 0) {
                break;
            }
            filled += bytesRead;
        }
        const read = part.subarray(0, filled);
        hash.update(read);
        // The last part is not given away before it is known to be right.
        if (filled < PART_BYTES && hash.digest('hex') !== sha256) {
            throw new FileProblem('it was changed while this run was reading it');
        }
        if (filled > 0) {
            yield read;
        }
        if (filled < PART_BYTES) {
            return;
        }
    }
}

;// CONCATENATED MODULE: ./src/dataset/present.ts

/** Of a project that is not there yet. */
const NOTHING = { tags: [], ours: [], total: 0, counts: new Map() };
const SHA256 = /^[0-9a-f]{64}$/;
async function readPresent(api) {
    const tags = await api.getTags();
    const counts = new Map();
    const ours = [];
    let total = 0;
    for (;;) {
        const page = await api.getImages(total);
        for (const image of page) {
            for (const id of image.tagIds) {
                counts.set(id, (counts.get(id) ?? 0) + 1);
            }
            const own = asOurs(image);
            ours.push(...(own === undefined ? [] : [own]));
        }
        total += page.length;
        if (page.length < MOST_LISTED) {
            return { tags, ours, total, counts };
        }
    }
}
/** Both members of the metadata have to be there, in their form: without them it is somebody else's, and left alone. */
function asOurs({ id, path, sha256, tagIds, regions }) {
    return path === null || sha256 === null || !SHA256.test(sha256)
        ? undefined
        : { id, path, sha256, tagIds, regions };
}

;// CONCATENATED MODULE: ./src/dataset/progress.ts
/**
 * Says every few seconds how far a long step is.
 */


const PAUSE_MS = 5_000;
const MEGABYTE = 1_000_000;
/** @param step counts in the tally what it has done */
async function withProgress(watched, step, { clock, report, signal }) {
    const tally = { done: 0, bytes: 0 };
    const over = new AbortController();
    const begun = clock.now();
    const tell = async () => {
        for (;;) {
            await clock.sleep(PAUSE_MS, AbortSignal.any([signal, over.signal]));
            report.info(line(watched, tally, clock.now() - begun));
        }
    };
    // It ends with the step, or with the run.
    const told = tell().catch(() => undefined);
    try {
        return await step(tally);
    }
    finally {
        over.abort();
        await told;
    }
}
function line({ verb, thing, total, totalBytes }, { done, bytes }, elapsedMs) {
    const megabytes = (bytes / MEGABYTE).toFixed(0);
    const ofAll = totalBytes === null ? '' : ` of ${(totalBytes / MEGABYTE).toFixed(0)}`;
    const rest = done === 0 ? '' : `, about ${(0,time_clock/* formatDuration */.a3)((elapsedMs / done) * (total - done))} left`;
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    return `${verb} ${done} of ${counted(total, thing)} (${percent} %), ${megabytes}${ofAll} MB${rest}.`;
}

;// CONCATENATED MODULE: ./src/dataset/side-by-side.ts
/**
 * Works on many things at once, but on no more than so many.
 */
/**
 * @param items taken one after the other, so that a generator of many need not have them all
 * @throws what the first worker to fail throws, after the others have come to their end; nothing new begins then
 */
async function sideBySide(items, most, work, signal) {
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    const rest = items[Symbol.iterator]();
    const worker = async () => {
        for (let next = rest.next(); next.done !== true && !both.aborted; next = rest.next()) {
            try {
                await work(next.value, both);
            }
            catch (error) {
                failed.abort(error);
            }
        }
    };
    await Promise.all(Array.from({ length: most }, worker));
    both.throwIfAborted();
}

;// CONCATENATED MODULE: ./src/dataset/send-images.ts






/** What the service says of one image, in words that go on after its path. Source: the published Swagger. */
const send_images_REASONS = {
    ErrorSource: 'the service could not read it',
    ErrorImageFormat: 'the service cannot read it as JPEG, PNG, BMP or GIF',
    ErrorImageSize: 'the service says that the file is too large',
    ErrorImageDimensions: 'the service does not take a picture of this width and height',
    ErrorStorage: 'the service could not store it',
    ErrorLimitExceed: 'the project has as many images as the tier of the resource allows',
    ErrorTagLimitExceed: 'the service does not take so many tags on an image of this project',
    ErrorRegionLimitExceed: 'the service does not take so many boxes on an image of this project',
    ErrorInvalidTag: 'a tag of it is no longer in the project',
    ErrorNegativeAndRegularTagOnSameImage: 'it has the negative tag and another one',
    ErrorUnknown: 'the service says no reason (ErrorUnknown)',
};
/** What may pass. */
const TRIED_AGAIN = ['ErrorStorage', 'ErrorUnknown'];
const MOST_TRIES = 3;
const send_images_PAUSE_MS = 2_000;
/** What every further image would be refused for. */
const FULL = 'ErrorLimitExceed';
async function sendImages(images, sent, sending) {
    const { signal, concurrency } = sending;
    const totalBytes = images.reduce((sum, { bytes }) => sum + bytes, 0);
    const watched = { verb: 'Sent', thing: 'image', total: images.length, totalBytes };
    const doubtful = [];
    let isFull = false;
    await withProgress(watched, async (tally) => {
        const send = async (image) => {
            const status = isFull ? FULL : await sendOne(image, sending);
            isFull ||= status === FULL;
            if (status === 'OK') {
                sent.uploaded.push(image);
            }
            else if (status === 'OKDuplicate') {
                doubtful.push(image);
            }
            else {
                sent.failed.push({ path: image.path, why: send_images_REASONS[status] ?? status });
            }
            tally.done += 1;
            tally.bytes += image.bytes;
        };
        await sideBySide(images, concurrency, send, signal);
    }, sending);
    await settle(doubtful, sent, sending);
}
/** @returns `OK` as well for an image that an earlier sending of ours has brought there; else the status, or what is wrong */
async function sendOne(image, sending) {
    const { api, clock, signal, tagIds, fileOf } = sending;
    const idOf = (tag) => tagIds.get(tag) ?? '';
    const body = imageBody(fileOf(image), image, {
        // The service gives an image the tags of its regions by itself.
        tagIds: image.tags.filter((tag) => !image.regions.some((region) => region.tag === tag)).map(idOf),
        regions: image.regions.map(({ tag, ...box }) => ({ tagId: idOf(tag), ...box })),
    });
    for (let attempt = 1;; attempt += 1) {
        let upload;
        try {
            upload = await api.createImage(body);
        }
        catch (error) {
            return refusalOf(error);
        }
        const { status, image: there } = upload;
        if (status === 'OKDuplicate' && there !== null && asOurs(there)?.sha256 === image.sha256) {
            return 'OK';
        }
        if (!TRIED_AGAIN.includes(status) || attempt === MOST_TRIES) {
            return status;
        }
        await clock.sleep(send_images_PAUSE_MS * attempt, signal);
    }
}
/** @throws what is not about this image alone */
function refusalOf(error) {
    if (error instanceof FileProblem) {
        return error.message;
    }
    const isOfImage = error instanceof service_error/* ServiceError */._7 &&
        (error.httpStatus === 413 || (error.httpStatus === 400 && /^BadRequest(?=Image)/.test(error.code ?? '')));
    if (!isOfImage) {
        throw error;
    }
    return `the service refused it (${error.code ?? String(error.httpStatus)})`;
}
/** Looks who has put the images there of which the service says only that it has them. */
async function settle(doubtful, sent, { api }) {
    if (doubtful.length === 0) {
        return;
    }
    const ours = new Set((await readPresent(api)).ours.map(({ sha256 }) => sha256));
    for (const image of doubtful) {
        (ours.has(image.sha256) ? sent.uploaded : sent.foreign).push(image);
    }
}

;// CONCATENATED MODULE: ./src/dataset/carry-out.ts
/**
 * Carries out a plan. Each step can be repeated, and none leaves the project so that a later run would not come to the
 * same end: what takes the place of an image is there before the image goes.
 */





async function carryOut(plan, present, done, doing) {
    const { api, signal } = doing;
    const tagIds = new Map(present.tags.map(({ name, id }) => [name, id]));
    for (const tag of plan.newTags) {
        tagIds.set(tag.name, await createTag(tag, api));
    }
    await remove(plan, 'gone', done, api);
    await relabel(plan, tagIds, done, api);
    await sideBySide(plan.rename, doing.concurrency, async ({ image: { id, sha256 }, path }) => {
        if (!(await api.updateMetadata(id, { path, sha256 }))) {
            done.failed.push({ path, why: 'its new path could not be stored with the image' });
        }
    }, signal);
    await sendImages(plan.create, done, { ...doing, tagIds });
    await remove(plan, 'replaced', done, api);
}
const carry_out_MOST_TRIES = 3;
/** A lost answer may hide that the tag is there, and another run may have made it meanwhile. */
async function createTag({ name, negative }, api) {
    for (let attempt = 1;; attempt += 1) {
        try {
            return (await api.createTag(name, negative ? 'Negative' : 'Regular')).id;
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7 && (error.mayHaveActed || TAKEN.includes(error.code ?? '')))) {
                throw error;
            }
            const tags = await api.getTags();
            const found = tags.find((tag) => tag.negative === negative && (negative || tag.name === name));
            if (found !== undefined) {
                return found.id;
            }
            if (attempt === carry_out_MOST_TRIES) {
                throw error;
            }
        }
    }
}
const TAKEN = ['BadRequestTagNameNotUnique', 'BadRequestMultipleNegativeTag'];
/** Where an image is replaced, only after its file has been sent. */
async function remove(plan, why, done, api) {
    const failed = new Set(done.failed.map(({ path }) => path));
    const images = plan.remove.filter((one) => one.why === why && !failed.has(one.image.path));
    for (const batch of batches(images, MOST_DELETED)) {
        await takeAway(batch, (some) => api.removeImages(some.map(({ image }) => image.id)));
        done.deleted += batch.length;
    }
}
/** What goes, goes first: an image of a multiclass project has room for one tag only. */
async function relabel({ retag, reregion }, tagIds, done, api) {
    const idOf = (tag) => tagIds.get(tag) ?? '';
    const goes = Map.groupBy(retag.flatMap(({ image, remove: tags }) => tags.map((tagId) => ({ imageId: image.id, tagId }))), ({ tagId }) => tagId);
    for (const [tagId, entries] of goes) {
        for (const batch of batches(entries, MOST_UNTAGGED)) {
            const idsOf = (some) => some.map(({ imageId }) => imageId);
            await takeAway(batch, (some) => api.removeTag(idsOf(some), tagId));
        }
    }
    const regions = reregion.flatMap((change) => change.remove);
    for (const batch of batches(regions, MOST_REGIONS)) {
        await takeAway(batch, (some) => api.removeRegions(some));
    }
    const tags = retag.flatMap(({ image, add }) => add.map((tag) => ({ imageId: image.id, tagId: idOf(tag) })));
    const boxes = reregion.flatMap(({ image, add }) => add.map(({ tag, ...box }) => ({ imageId: image.id, tagId: idOf(tag), ...box })));
    let exceeded = 0;
    for (const batch of batches(tags, MOST_TAGGED)) {
        exceeded += await api.addTags(batch);
    }
    for (const batch of batches(boxes, MOST_REGIONS)) {
        exceeded += await api.addRegions(batch);
    }
    if (exceeded > 0) {
        done.failed.push({
            path: 'Labels',
            why: `the service did not take ${counted(exceeded, 'tag or box', 'tags or boxes')} on images that have as many as they may have`,
        });
    }
    done.retagged = new Set([...retag, ...reregion].map(({ image }) => image)).size;
}
function batches(all, size) {
    return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
/**
 * Takes a batch away. The service refuses it as a whole if one of it is gone already, as after an answer that was lost:
 * then each goes alone, and what is not there does not matter.
 */
async function takeAway(batch, take) {
    try {
        await take(batch);
    }
    catch (error) {
        if (!isGone(error)) {
            throw error;
        }
        for (const one of batch) {
            await take([one]).catch((again) => {
                if (!isGone(again)) {
                    throw again;
                }
            });
        }
    }
}
/** A project that is gone says so by a code of its own. */
function isGone(error) {
    return (error instanceof service_error/* ServiceError */._7 &&
        error.httpStatus === 404 &&
        error.code?.startsWith('NotFound') === true &&
        error.code !== 'NotFoundProject');
}

;// CONCATENATED MODULE: ./src/dataset/counts.ts
/** How many images have each tag, by its name: in the project now, and when the plan is carried out. */
function countsOf(plan, { tags, counts }) {
    const nameOf = new Map(tags.map(({ id, name }) => [id, name]));
    const all = new Map(tags.map(({ id, name }) => [name, { before: counts.get(id) ?? 0, after: counts.get(id) ?? 0 }]));
    const add = (name, by) => {
        const count = all.get(name) ?? { before: 0, after: 0 };
        all.set(name, { ...count, after: count.after + by });
    };
    plan.newTags.forEach(({ name }) => {
        add(name, 0);
    });
    plan.create
        .flatMap((image) => image.tags)
        .forEach((name) => {
        add(name, 1);
    });
    plan.remove
        .flatMap(({ image }) => image.tagIds)
        .forEach((id) => {
        add(nameOf.get(id) ?? id, -1);
    });
    for (const { add: added, remove } of plan.retag) {
        added.forEach((name) => {
            add(name, 1);
        });
        remove.forEach((id) => {
            add(nameOf.get(id) ?? id, -1);
        });
    }
    for (const change of plan.reregion) {
        const { before, after } = tagsOfRegions(change, nameOf);
        for (const name of new Set([...before, ...after])) {
            add(name, Number(after.has(name)) - Number(before.has(name)));
        }
    }
    return all;
}
/** The names of the tags that an image has for its regions. */
function tagsOfRegions({ image, add, remove }, nameOf) {
    const name = (id) => nameOf.get(id) ?? id;
    const stay = image.regions.filter(({ id }) => !remove.includes(id));
    return {
        before: new Set(image.tagIds.map(name)),
        after: new Set([
            ...image.tagIds.filter((id) => !image.regions.some(({ tagId }) => tagId === id)).map(name),
            ...stay.map(({ tagId }) => name(tagId)),
            ...add.map(({ tag }) => tag),
        ]),
    };
}

;// CONCATENATED MODULE: ./src/dataset/findings.ts
/**
 * What is found while the files are read: problems, which end the run before it changes anything, and what is worth a
 * look. Each names its file and, where there is one, its line.
 */


const MOST_SHOWN = 50;
class Findings {
    problems = [];
    oddities = [];
    /** @param where a path, or a path and a line: `labels.jsonl:12` @param what goes on after it */
    problem(where, what) {
        this.problems.push(`${where}: ${what}`);
    }
    oddity(where, what) {
        this.oddities.push(`${where}: ${what}`);
    }
    /** @throws Failure with all problems, if there are any */
    refuse() {
        const count = this.problems.length;
        if (count > 0) {
            throw new report_failure/* Failure */.HR('failed', 'Dataset refused', [
                `The data set has ${count === 1 ? 'a problem' : `${count} problems`}. Nothing was sent, and nothing was changed:`,
                ...(0,report_failure/* shortened */.vI)(inOrder(this.problems).map(foreign_text_foreign), MOST_SHOWN),
                'Next: correct them in the repository, and run again.',
            ]);
        }
    }
    /** Tells what is worth a look; the run goes on. */
    tell(report) {
        const count = this.oddities.length;
        if (count > 0) {
            report.warning('Images worth a look', [
                `${count === 1 ? 'One thing' : `${count} things`} in the data set may not be as it was meant; the run goes on:`,
                ...(0,report_failure/* shortened */.vI)(inOrder(this.oddities).map(foreign_text_foreign), MOST_SHOWN),
                'Next: nothing, if all of this is as you mean it.',
            ]);
        }
    }
}
/** Files are read side by side, so that what is found has no order of its own. */
function inOrder(lines) {
    return lines.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

;// CONCATENATED MODULE: ./src/storage/sas.ts
/**
 * What a shared access signature (SAS) says of itself. So the action knows before any request that storage will refuse it.
 * Sources: Azure's references "Create an account SAS" and "Create a service SAS".
 */
/** What a SAS has to allow, and the letters of its `sp` that the action cannot do without. */
const SAS_PERMISSIONS = {
    queue: { letters: ['r', 'p'], needs: 'sp=rup (read, update, process)' },
    container: { letters: ['r', 'l'], needs: 'sp=rl (read, list)' },
};
/** A dry run only looks. */
const FOR_LOOKING = {
    queue: { letters: ['r'], needs: 'sp=r (read)' },
    container: { letters: ['l'], needs: 'sp=l (list)' },
};
/** What an account SAS has to be for: the letter of its service, and its types of resources, containers and objects. */
const OF_ACCOUNT = {
    queue: { service: 'q', types: ['o'], form: 'ss=q, srt=o' },
    container: { service: 'b', types: ['c', 'o'], form: 'ss=b, srt=co' },
};
/** In milliseconds since the epoch, as far as the SAS says it: a user delegation SAS ends with its key at the latest. */
function timesOf(sas) {
    const query = new URLSearchParams(sas);
    const times = (...names) => names.map((name) => Date.parse(query.get(name) ?? '')).filter((time) => !Number.isNaN(time));
    return { from: Math.max(...times('st', 'skt')), until: Math.min(...times('se', 'ske')) };
}
/**
 * Why storage would refuse a SAS, in words that hold nothing of the signature.
 * @param sas the query as the URL has it, without `?`
 */
function sas_sasTroubles(sas, kind, { secure, now, dryRun }) {
    const malformed = malformation(sas);
    if (malformed !== undefined) {
        return [malformed];
    }
    const query = new URLSearchParams(sas);
    return [
        ...(query.has('ss') || query.has('srt') ? ofAccount(query, kind) : ofService(query, kind)),
        ...lacking(query, (dryRun ? FOR_LOOKING : SAS_PERMISSIONS)[kind]),
        ...outOfTime(sas, now),
        ...(query.get('spr') === 'https' && !secure ? ['it is for https:// only (spr=https)'] : []),
    ];
}
/** What happened to the text on its way here. */
function malformation(sas) {
    const [, signature] = /(?:^|&)sig=([^&]*)/.exec(sas) ?? [];
    if (sas.startsWith('?')) {
        return 'two question marks stand before its SAS, one is wanted';
    }
    if (/(^|&)amp;/.test(sas)) {
        return 'the query was copied out of HTML: write & in place of &amp;';
    }
    if (signature === undefined || signature === '') {
        return 'the query is no shared access signature: it has no sig';
    }
    if (/\+|%20/.test(signature)) {
        return 'the sig of its SAS was decoded, and storage would read its + as a blank: write %2B for each +, or copy the SAS anew';
    }
    if (/%25[0-9a-f]{2}/i.test(signature)) {
        return 'the sig of its SAS is percent-encoded twice: write %2B for %252B, %2F for %252F and %3D for %253D';
    }
    return undefined;
}
function ofAccount(query, kind) {
    const { service, types, form } = OF_ACCOUNT[kind];
    const fits = query.get('ss')?.includes(service) === true;
    const missing = types.filter((type) => query.get('srt')?.includes(type) !== true);
    return [
        ...(fits ? [] : [`its SAS is not for the ${kind} service: ${sas_shown(query, 'ss')} lacks ${service}`]),
        ...(missing.length === 0
            ? []
            : [`its SAS is not for all that is needed: ${sas_shown(query, 'srt')} lacks ${missing.join(' and ')}`]),
        ...(fits && missing.length === 0 ? [] : [`a SAS of the account needs at least ${form}`]),
    ];
}
/** A SAS of a container says by `sr` what it is for; one of a queue has no `sr`, and one of a table has `tn`. */
function ofService(query, kind) {
    const sr = query.get('sr');
    const fits = query.has('tn') ? false : sr === null || (kind === 'container' && sr === 'c');
    return fits ? [] : [`its SAS is not for a ${kind} (${query.has('tn') ? 'tn' : sas_shown(query, 'sr')})`];
}
/** What a SAS that does for a dry run lacks for a run that acts, as far as it says so; in words of the same kind. */
function sasLacksForActing(sas, kind) {
    return lacking(new URLSearchParams(sas), SAS_PERMISSIONS[kind]);
}
function lacking(query, { letters, needs }) {
    // The stored access policy of a SAS (si) may hold the letters in its place.
    const allowed = query.get('sp');
    const missing = letters.filter((letter) => allowed?.includes(letter) === false);
    return missing.length === 0
        ? []
        : [`its SAS allows too little: ${sas_shown(query, 'sp')} lacks ${missing.join(' and ')}, it needs ${needs}`];
}
function outOfTime(sas, now) {
    const { from, until } = timesOf(sas);
    return [
        ...(until <= now ? [`its SAS expired at ${iso(until)} (se), and it is ${iso(now)} here`] : []),
        ...(from > now + CLOCKS_MS
            ? [`its SAS is valid only from ${iso(from)} on (st), and it is ${iso(now)} here`]
            : []),
    ];
}
/** Clocks differ: a SAS that was made a moment ago on another machine may seem to begin in a moment. */
const CLOCKS_MS = (/* unused pure expression or super */ null && (5 * 60_000));
function iso(time) {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
/** The value of such a member is made of letters; nothing else of it is shown. */
function sas_shown(query, name) {
    return `${name}=${(query.get(name) ?? '').replaceAll(/[^a-z]/g, '').slice(0, 20)}`;
}

;// CONCATENATED MODULE: ./src/storage/refusals.ts
/**
 * What Azure Storage refused, and what the user can do about it. A refusal says more by its code than by its status.
 * Source of the codes: Azure's references of storage error codes.
 */








const INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' };
/** The least built-in role that this action needs on each. */
const ROLE = {
    queue: 'Storage Queue Data Contributor (Storage Queue Data Message Processor is the least)',
    container: 'Storage Blob Data Reader',
};
/** What it takes to create one. The owner of an account manages it, and has no role for its data, but its keys. */
const ROLE_TO_CREATE = {
    queue: 'Storage Queue Data Contributor',
    container: 'Storage Blob Data Contributor',
};
const CREATE = ({ kind, account, name }) => `correct ${INPUT[kind]}, or create it: az storage ${kind} create --account-name ${account ?? 'ACCOUNT'} --name ${name} --auth-mode key (where the account accepts no keys, --auth-mode login: for that even its owner needs the role ${ROLE_TO_CREATE[kind]})`;
const CREATE_LATER = ({ kind }) => `it is being deleted: create it again in a minute, or name another one in ${INPUT[kind]}`;
const ALLOW = ({ kind, sas }) => sas === null
    ? `give the identity of this workflow the role ${ROLE[kind]} on the account; a new role takes some minutes`
    : `make the SAS in ${INPUT[kind]} with ${SAS_PERMISSIONS[kind].needs}`;
const GIVE_CREDENTIAL = 'give storage-account-key or a URI with a SAS';
/** By code of storage. */
const refusals_REFUSALS = {
    'Queue or container not found': {
        QueueNotFound: CREATE,
        ContainerNotFound: CREATE,
        ResourceNotFound: CREATE,
        QueueBeingDeleted: CREATE_LATER,
        ContainerBeingDeleted: CREATE_LATER,
    },
    'Storage credential refused': {
        AuthenticationFailed: (uri) => `check ${credentialOf(uri)}, and the clock of the runner`,
        InvalidAuthenticationInfo: 'check that the account is in the tenant of the login (tenant-id), and the clock of the runner',
        KeyBasedAuthenticationNotPermitted: 'the account does not accept keys: use Entra ID or a user delegation SAS instead of storage-account-key',
        PublicAccessNotPermitted: GIVE_CREDENTIAL,
        NoAuthenticationInformation: GIVE_CREDENTIAL,
    },
    'Storage role missing': {
        AuthorizationPermissionMismatch: ALLOW,
        AuthorizationResourceTypeMismatch: ALLOW,
        AuthorizationServiceMismatch: ALLOW,
    },
    'Storage firewall': {
        AuthorizationFailure: (uri) => `check ${credentialOf(uri)}; if that is right, the firewall or private endpoint of the account keeps this runner out: use a self-hosted runner inside the network, or allow its address`,
        AuthorizationSourceIPMismatch: ({ kind, sas }) => `the SAS in ${INPUT[kind]} is bound to another IP address (${foreign_text_quoted(`sip=${memberOf(sas, 'sip') ?? ''}`)}): make one without, or for the address of this runner`,
    },
    'Storage refused': {
        ServerBusy: 'the account is throttled or its partition is moved: run again later, and let fewer jobs use the account at once; a training that was started is picked up',
        AccountIsDisabled: ({ account, kind }) => `the storage account ${foreign_text_quoted(account ?? '')} is disabled, as is one whose subscription is not paid or was cancelled: enable it in the Azure portal, or name another one in ${INPUT[kind]}`,
    },
};
/** Storage's answer on one safe line: `| 403 AuthorizationPermissionMismatch`. */
function storageAnswer(error) {
    const status = statusCode(error);
    const code = errorCode(error);
    if (status !== undefined) {
        // PARSE_ERROR: the SDK could not read the answer, which a proxy may have given in place of storage.
        return foreign(`${status}${code === undefined || code === 'PARSE_ERROR' ? '' : ` ${code}`}`);
    }
    const text = error instanceof Error ? error.message : String(error);
    return foreign(code === undefined ? text : `${code}: ${text}`);
}
/**
 * Explains why a run could not read the queue or list the container.
 * @param beside the other of the two: a typo in one of their hosts shows beside it
 */
function refusals_storageFailure(uri, error, beside) {
    const doing = `${uri.kind === 'queue' ? 'read' : 'list'} the ${uri.kind} ${uri.plain}`;
    if (error instanceof SignInError) {
        return signInFailure(doing, error);
    }
    const status = statusCode(error);
    const proxy = answeredByProxy(status, error) ? uri.proxy : undefined;
    const page = error instanceof ForeignAnswer ? error : undefined;
    const { heading, next } = proxy === undefined
        ? (adviceIn(refusals_REFUSALS, errorCode(error), uri) ?? adviceWithoutCode(uri, status, error))
        : {
            heading: 'No way through the proxy',
            next: proxyAdvice(proxy, status ?? page?.httpStatus ?? null),
        };
    const by = proxy === undefined ? 'Storage' : 'The proxy';
    const answered = page !== undefined
        ? `Something else answered for ${page.host}:`
        : status === undefined
            ? 'No answer arrived:'
            : `${by} answered:`;
    return new Failure('failed', heading, [
        `Could not ${doing} (${INPUT[uri.kind]}). ${answered}`,
        storageAnswer(error),
        ...(status === undefined && beside !== undefined ? compared(uri, beside) : []),
        `Next: ${next}.`,
    ], { cause: error });
}
/** Both hosts, where they do not name the same account. */
function compared(...uris) {
    const [one, other] = uris;
    return one.account === other.account
        ? []
        : [
            'The two URIs name two accounts; where that is a typo, one of these hosts is wrong:',
            ...uris.map(({ kind, plain }) => foreign(`${INPUT[kind]}: ${new URL(plain).host}`)),
        ];
}
/** Whether a proxy, if there is one, answered or failed in place of storage. */
function answeredByProxy(status, error) {
    if (error instanceof ForeignAnswer) {
        return error.httpStatus >= 300;
    }
    const { response } = error;
    return status === undefined
        ? isTroubleOfProxy(error)
        : isAnswerOfProxy(status, (name) => response?.headers.get(name));
}
function adviceWithoutCode({ kind }, status, error) {
    if (error instanceof ForeignAnswer) {
        const form = `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`;
        return {
            heading: 'Something else answered',
            next: `check the host in ${INPUT[kind]}, of the form ${form}; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host`,
        };
    }
    if (status === undefined) {
        const next = `check the host in ${INPUT[kind]} and the network of the runner, then run again`;
        return { heading: 'Storage out of reach', next: networkAdvice(error) ?? next };
    }
    return {
        heading: 'Storage refused',
        next: 'check the URI, then run again; the code above is explained in the Azure Storage documentation',
    };
}
function credentialOf({ kind, sas }) {
    if (sas === null) {
        return 'storage-account-key (a key of this account, not rotated since) or the login';
    }
    const policy = memberOf(sas, 'si');
    const more = policy === null
        ? ''
        : `; its stored access policy, ${foreign_text_quoted(`si=${policy}`)}, has to be there still and to allow ${SAS_PERMISSIONS[kind].needs}`;
    return `the SAS in ${INPUT[kind]} (not expired, whole, for this ${kind}${more})`;
}
function memberOf(sas, name) {
    return new URLSearchParams(sas ?? '').get(name);
}

;// CONCATENATED MODULE: ./src/storage/retry.ts
/**
 * Makes the requests to storage that a run cannot go on without. A wait does not repeat its requests, because it looks at
 * the queue again anyway.
 */





const PAUSES_MS = (/* unused pure expression or super */ null && ([1_000, 2_000, 4_000]));
/**
 * Repeats a request while its trouble may pass.
 * @throws Failure that explains the last trouble; the signal's reason when aborted
 */
async function retry_patiently(uri, request, run) {
    try {
        return await tryAgain(request, (error, attempt) => (mayPass(error, uri) ? PAUSES_MS[attempt - 1] : undefined), run);
    }
    catch (error) {
        run.signal.throwIfAborted();
        throw storageFailure(uri, error, run.beside);
    }
}
/** Whether the login or storage gave no answer, or one that says: not now. */
function mayPass(error, { kind }) {
    if (error instanceof SignInError) {
        return error.transient;
    }
    // A page in place of storage seldom passes; the client of the container repeats its requests after all other trouble.
    if (error instanceof ForeignAnswer || kind === 'container') {
        return false;
    }
    const status = statusCode(error);
    if (status !== undefined) {
        return isTransientStatus(status);
    }
    // A host that nobody knows is a typo in the URI far more often than trouble that passes.
    return error instanceof Error && errorCode(error) !== 'ENOTFOUND' && !isOfCertificate(error);
}

;// CONCATENATED MODULE: ./src/project/connection-test.ts


const CONNECTION_TEST_MS = 60_000;
/** The queue's own time: a test message from before that moment is no answer to what the run does next. */
async function connection_test_queueTime(uri, { queue, clock, signal }) {
    return (await patiently(uri, () => queue.peek(signal), { clock, signal })).queueTime;
}
/** Whether a notification is a test message of this project. */
function connection_test_isConnectionTest(projectId) {
    return (notification) => notification.type === 'ConnectionTest' && notification.projectId === projectId;
}
/**
 * Waits up to a minute for a test message. If none arrives, the run goes on but asks the service often, because the queue
 * may stay silent. No document says whether an update of a project sends a test message.
 * @param notBefore by the queue's clock, in milliseconds since the epoch
 */
async function connection_test_awaitConnectionTest(notBefore, { inbox, clock, report, random, signal }) {
    const deadline = new Deadline(clock, CONNECTION_TEST_MS);
    for (;;) {
        const heard = await inbox.look(signal);
        if (heard.some(({ type, insertedAt }) => type === 'ConnectionTest' && insertedAt >= notBefore)) {
            report.info('Its test message arrived on the queue.');
            return;
        }
        const restMs = deadline.remainingMs();
        if (restMs === 0) {
            break;
        }
        const pauseMs = Math.min(inbox.pace.pauseMs(CONNECTION_TEST_MS - restMs, random()), restMs);
        inbox.tellSight(pauseMs, report);
        await clock.sleep(pauseMs, signal);
    }
    inbox.proven = false;
    report.warning('No test message', [
        'The service did not send its test message to the queue within a minute. The run goes on and asks the service itself every minute.',
        'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account.',
    ]);
}

;// CONCATENATED MODULE: ./src/project/domains.ts




/** For a new project: a model of the service's own default domain cannot be exported. */
const DEFAULT_DOMAIN = 'General (compact)';
const CHANGE_PROJECT = 'change the domain in the settings of the project to a compact one that can';
/** Whose domain it is, which a refusal speaks of: how to come to another one, and what the run did not do. */
const WAYS = {
    project: `${CHANGE_PROJECT}. Nothing was trained.`,
    iteration: `${CHANGE_PROJECT}, and train without iteration-id. Nothing was changed.`,
    'new project': 'set the input domain to a compact one that can. Nothing was created.',
};
/** @throws Failure if the domain does not export to all of the targets */
function checkExportable(domain, domains, targets, whose) {
    const possible = platformsOf(domain);
    const missing = domains_lacking(domain, targets);
    if (missing.length === 0) {
        return;
    }
    const better = replacementOf(domain, domains, targets);
    const isTwin = better !== undefined && familyOf(better) === familyOf(domain);
    throw new Failure('failed', 'Domain cannot export', [
        `A model in the domain of the ${whose} cannot be exported to ${missing.join(', ')}. The domain:`,
        foreign(domain.name),
        ...(possible.length === 0
            ? ['It exports to no platform: only compact domains do.']
            : ['It exports to:', foreign(possible.join(', '))]),
        ...(better === undefined
            ? []
            : [
                isTwin ? 'Its compact twin:' : 'It has no twin that can; a compact domain of its type that can:',
                foreign(`${better.name} (domain id ${better.id})`),
            ]),
        `Next: ${possible.length === 0 ? '' : 'choose one of these for platforms, or '}${WAYS[whose]}`,
    ]);
}
function platformsOf({ exportable, exportablePlatforms }) {
    return exportable ? (exportablePlatforms ?? platforms_PLATFORMS) : [];
}
function domains_lacking(domain, targets) {
    const possible = platformsOf(domain);
    return targets
        .map(({ platform }) => platform)
        .filter((platform) => !possible.some((name) => names_sameName(name, platform)));
}
/** The domain of the same type that exports to all of the targets: the twin, or else one for everything. */
function replacementOf(domain, domains, targets) {
    const better = domains.filter((one) => !one.retired && one.type === domain.type && domains_lacking(one, targets).length === 0);
    const twins = better.filter((one) => familyOf(one) === familyOf(domain));
    return (twins.find(({ name }) => !name.includes('[')) ??
        twins[0] ??
        better.find(({ name }) => names_sameName(name, DEFAULT_DOMAIN)) ??
        better[0]);
}
/** `General` of `General (compact)`, `General [A1]` and `General (compact) [S1]`. */
function familyOf({ name }) {
    return name
        .replaceAll(/\(compact\)|\[[^\]]*\]/gi, '')
        .trim()
        .toLowerCase();
}
/**
 * Chooses the domain of a new project.
 * @param wanted name or id; of two domains of that name, the one for classification counts. `null`: the default.
 * @throws Failure if the service has no such domain, or if it does not fit the classification type
 */
function chooseDomain(wanted, classificationType, domains) {
    const named = domains.filter((domain) => isDomain(domain, wanted ?? DEFAULT_DOMAIN));
    const chosen = named.find(isForClassification) ?? (wanted === null ? undefined : named[0]);
    if (chosen === undefined) {
        throw new report_failure/* Failure */.HR('failed', 'Wrong domain', [
            `The service has no domain of this name or id: ${foreign_text_quoted(wanted ?? DEFAULT_DOMAIN)}. Those that can be exported:`,
            ...domains
                .filter(({ exportable, retired }) => exportable && !retired)
                .map((domain) => foreign_text_foreign(domains_described(domain))),
            'Next: give one of these for domain, by name or id. Nothing was created.',
        ]);
    }
    if (chosen.retired) {
        const better = replacementOf(chosen, domains, []);
        throw new report_failure/* Failure */.HR('failed', 'Wrong domain', [
            'This domain is retired, the service trains in it no more:',
            foreign_text_foreign(domains_described(chosen)),
            ...(better === undefined ? [] : ['One in its place:', foreign_text_foreign(domains_described(better))]),
            'Next: give another domain. Nothing was created.',
        ]);
    }
    if (classificationType !== null && !isForClassification(chosen)) {
        throw new report_failure/* Failure */.HR('failed', 'Wrong domain', [
            `classification-type is ${classificationType}, but this domain is not for classification:`,
            foreign_text_foreign(domains_described(chosen)),
            'Next: leave classification-type out, or give another domain. Nothing was created.',
        ]);
    }
    return chosen;
}
/** Whether a name, in any case, or an id means this domain. */
function isDomain({ id, name }, nameOrId) {
    return names_sameName(id, nameOrId) || names_sameName(name, nameOrId);
}
/** `General (compact), Classification, id \u2026`; foreign text. */
function domains_described({ name, type, id }) {
    return `${name}, ${type}, id ${id}`;
}
function isForClassification({ type }) {
    return type === 'Classification';
}

;// CONCATENATED MODULE: ./src/project/either-version.ts


/** A URI or a name that one version has tried and found bad is bad on the other, too. */
const BAD_ON_BOTH = ['BadRequestInvalidUri', 'BadRequestProjectNameNotUnique'];
/**
 * Writes as the guide does and, where v3.3 refuses that or its answer does not show the result, on v3.4-preview.
 * @returns the last answer
 * @throws Failure that tells what the first version refused
 */
async function either_version_onEitherVersion(doing, write, isDone) {
    return await refusals_explained(doing, async () => {
        const first = await write('v3.3').catch((error) => {
            if (isOfTheVersion(error)) {
                return error;
            }
            throw error;
        });
        if (!(first instanceof service_error/* ServiceError */._7) && isDone(first)) {
            return first;
        }
        return await write('v3.4-preview').catch((error) => {
            throw error instanceof service_error/* ServiceError */._7 && first instanceof service_error/* ServiceError */._7 ? first : error;
        });
    });
}
/** Whether the version may be what is wrong: one that does not know the two members may refuse them. */
function isOfTheVersion(error) {
    return error instanceof service_error/* ServiceError */._7 && error.httpStatus === 400 && !BAD_ON_BOTH.includes(error.code ?? '');
}

;// CONCATENATED MODULE: ./src/project/find-project.ts





/** A resource has at most 100 projects. */
const find_project_MOST_LISTED = 10;
/**
 * Looks for the project of exactly this name.
 * @throws Failure if there are several, because the name does not say which one the user means
 */
async function searchProject(name, resource) {
    const all = await refusals_explained(`look for the project ${foreign_text_quoted(name)}`, () => resource.getProjects());
    const named = all.filter((project) => project.name === name);
    if (named.length > 1) {
        throw new report_failure/* Failure */.HR('failed', 'Several projects of one name', [
            `${named.length} projects have the name ${foreign_text_quoted(name)}, with the ids:`,
            ...named.map(({ id }) => foreign_text_foreign(id)),
            'Next: give the id of the one that you mean as project-id, in place of project-name.',
        ]);
    }
    const nearest = [
        ...new Set(names_nearNames(name, all.map((project) => project.name))),
    ];
    return {
        project: named[0],
        near: nearest.flatMap((one) => all.filter((project) => project.name === one)),
        all,
    };
}
/** As `searchProject`, for the project alone. */
async function findProject(name, resource) {
    return (await searchProject(name, resource)).project;
}
/** The projects that the user may have meant, one a line; all of them, where none has a near name. */
function namesNear({ near, all }) {
    if (all.length === 0) {
        return ['The resource has no project at all.'];
    }
    const [intro, projects] = near.length > 0 ? ['Projects of a near name:', near] : ['The projects that there are:', all];
    return [
        intro,
        ...(0,report_failure/* shortened */.vI)(projects.map(({ name, id }) => foreign_text_foreign(`${name} (${id})`)), find_project_MOST_LISTED),
    ];
}
/**
 * Never changes the project: a training in a domain that nobody asked for costs as much as any other, and the domain
 * belongs to the owner of the project.
 * @throws Failure if the project is known to differ from what the inputs say
 */
function refuseDifferent(project, wanted, domains) {
    const { id, domainId } = project;
    const domain = domains.find((one) => one.id === domainId);
    const classificationType = domain?.type === 'ObjectDetection' ? 'none, it detects objects' : project.classificationType;
    const differences = [];
    if (domainId !== null &&
        wanted.domain !== null &&
        !isDomain(domain ?? { id: domainId, name: '' }, wanted.domain)) {
        const is = domain === undefined ? domainId : domains_described(domain);
        differences.push('Its domain:', foreign_text_foreign(is), 'The input domain:', foreign_text_foreign(wanted.domain));
    }
    if (classificationType !== null &&
        wanted.classificationType !== null &&
        classificationType !== wanted.classificationType) {
        differences.push('Its classification type:', foreign_text_foreign(classificationType), `The input classification-type: ${wanted.classificationType}`);
    }
    if (differences.length > 0) {
        throw new report_failure/* Failure */.HR('failed', 'Project differs', [
            `The project ${id} is not as the inputs say.`,
            ...differences,
            'Next: leave out the input, or change the project in its settings in the portal. Nothing was changed.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/storage/uri.ts


/** Queue and container names: 3\u201363 lower-case letters, digits and single hyphens, no hyphen at an end (Azure's naming rules). */
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;
/** The services of an account, by the second label of a host, or by the third after that of a DNS zone. */
const SERVICE_HOST = /^([^.]+)\.(?:z\d+\.)?(queue|blob|dfs|file|table|web)\./;
/**
 * @param use without `now`, the times of a SAS are not compared with it; a dry run needs less of it than another run
 * @throws Error that says which part is wrong; its message never holds the signature
 */
function parseStorageUri(text, kind, { now = NaN, dryRun = false } = {}) {
    refuseIf(/AccountKey=|AccountName=/i.test(text), 'it is a connection string');
    const url = parseServiceUrl(text);
    const path = withoutSlash(url.pathname);
    const segments = path.split('/').slice(1);
    const pathStyle = isLoopback(url.hostname) || /^(\d+(\.\d+){3}$|\[)/.test(url.hostname);
    const account = pathStyle ? (segments.shift() ?? '') : accountIn(url.hostname, kind);
    const [name = '', ...more] = segments;
    refuseIf(account === '' || name === '', 'the path names nothing');
    refuseIf(more.length > 0, 'the path has too many segments');
    refuseIf(!NAME.test(name), 'the last path segment is no valid name: 3\u201363 lower-case letters, digits and single hyphens');
    const sas = url.search === '' ? null : url.search.slice(1);
    const troubles = sas === null ? [] : sasTroubles(sas, kind, { secure: url.protocol === 'https:', now, dryRun });
    refuseIf(troubles.length > 0, `${troubles.join('; ')}; make one by: az storage ${kind} generate-sas --account-name ${account ?? 'ACCOUNT'} --name ${name} --permissions ${kind === 'queue' ? 'rup' : 'rl'} --expiry YYYY-MM-DDTHH:MMZ --https-only`);
    return { kind, plain: url.origin + path, sas, account, name };
}
/** @returns `null` for a domain of the user's own, which says nothing of the account */
function accountIn(hostname, kind) {
    const [, label, service] = SERVICE_HOST.exec(hostname) ?? [];
    const wanted = kind === 'queue' ? 'queue' : 'blob';
    refuseIf(service !== undefined && service !== wanted, `the host is that of the ${service ?? ''} service, not of the ${wanted} service: write .${wanted}. in place of .${service ?? ''}.`);
    // The second location of an account has a host of its own, but the same key.
    return label?.replace(/-secondary$/, '') ?? null;
}
/** Whether two URLs name the same queue or container. The case of the host, a trailing slash and a SAS do not count. */
function uri_sameResource(one, other) {
    const plain = (text) => {
        // URL turns the host into lower case and drops a default port.
        const url = URL.parse(text);
        return url === null ? text : url.origin + withoutSlash(url.pathname);
    };
    return plain(one) === plain(other);
}
function withoutSlash(path) {
    return path.replace(/\/$/, '');
}

;// CONCATENATED MODULE: ./src/project/project-status.ts

/** A large project is imported within minutes. Some imports that failed say `Importing` for months. */
const LONGEST_IMPORT_MS = 10 * 60_000;
const project_status_PAUSE_MS = 10_000;
/**
 * Reads the project, and waits if it is being imported.
 * @param read gives the project as it is now
 * @throws Failure if it does not become ready, or is read-only
 */
async function readReadyProject(read, { clock, deadline, signal, report }) {
    const until = Math.min(clock.now() + LONGEST_IMPORT_MS, deadline?.at ?? Infinity);
    let project = await read();
    if (project.status === 'Importing') {
        report.info(`The project ${project.id} is being imported: waiting for the end of that.`);
    }
    while (project.status === 'Importing' && clock.now() < until) {
        await clock.sleep(Math.min(project_status_PAUSE_MS, until - clock.now()), signal);
        project = await read();
    }
    project_status_refuseUnready(project);
    refuseReadOnly(project);
    return project;
}
/** @param more follows what is said of the project @throws Failure if the service takes no change of it */
function refuseReadOnly({ id, readOnly }, more = '') {
    if (readOnly) {
        throw new report_failure/* Failure */.HR('failed', 'Project is read-only', [
            `The project ${id} is read-only: the service has its disaster recovery mode on.${more}`,
            'Next: run again when the service has recovered.',
        ]);
    }
}
/** @throws Failure if the project is being imported, or if its import failed */
function project_status_refuseUnready({ id, status }) {
    if (status !== 'Importing' && status !== 'Failed') {
        return;
    }
    throw new report_failure/* Failure */.HR('failed', 'Project is not ready', [
        status === 'Failed'
            ? `The project ${id} has the status Failed: it was imported, and that failed. Nothing was trained or changed.`
            : `The project ${id} has the status Importing: it is still being imported, or its import got stuck. Nothing was trained or changed.`,
        status === 'Failed'
            ? 'Next: import it anew, or create another project and upload the images to it; then give the id of that as project-id, and delete this one.'
            : 'Next: run again when the portal shows the project with all of its images; if it stays so, import it anew, and give the id of the new project as project-id.',
    ]);
}

;// CONCATENATED MODULE: ./src/project/integrate.ts








/** The URIs as the project stores them: without any SAS. */
function integrate_wantedUris({ queue, container }) {
    return { notificationQueueUri: queue.plain, exportModelContainerUri: container.plain };
}
/**
 * Sets both URIs if the project has neither, and writes nothing if it has both of ours. If it has others, it refuses,
 * unless the user gave `replace-integration`.
 * @throws Failure
 */
async function ensureIntegrated(inputs, project, run) {
    const { customVision, inbox, report } = run;
    const { id } = project;
    const wanted = integrate_wantedUris(inputs);
    if (decideIntegration(await readIntegration(project, customVision), inputs) === 'kept') {
        report.info('The project is integrated with this queue and container already.');
        return;
    }
    const before = await queueTime(inputs.queue, run);
    inbox.expect(isConnectionTest(id));
    const integrated = await onEitherVersion(`integrate the project ${id} with queue and container`, async (version) => {
        // The service has no ETag of a project: reading it right before the write leaves others little time to change it.
        const fresh = await explained(`read the project ${id}`, () => customVision.getProject());
        decideIntegration(fresh, inputs);
        // The write sends the status back: one that changed meanwhile would be overwritten.
        refuseUnready(fresh);
        return await customVision.integrate(fresh, wanted, version);
    }, (answer) => integrate_isIntegrated(answer, wanted));
    if (!integrate_isIntegrated(integrated, wanted)) {
        throw new Failure('failed', 'Integration not confirmed', [
            `The service accepted the queue and container for the project ${id}, but its answer does not show them.`,
            'Next: check that the managed identity of the training resource holds Storage Queue Data Contributor and Storage Blob Data Contributor on the storage account, and that the resource is a Custom Vision training resource (a multi-service resource cannot be integrated); then run again.',
        ]);
    }
    report.info('The project is now integrated with this queue and container.');
    await awaitConnectionTest(before, run);
}
/** For queue and container: whether the project has the wanted one; `undefined` if it has none. */
function integrate_compared(project, wanted) {
    return URIS.map((member) => {
        const uri = project[member];
        return uri === null ? undefined : sameResource(uri, wanted[member]);
    });
}
function integrate_isIntegrated(project, wanted) {
    return integrate_compared(project, wanted).every((same) => same === true);
}
/** No document says which API version shows the URIs of a project, so the action asks both before it writes anything. */
async function readIntegration(project, customVision) {
    return URIS.some((member) => project[member] !== null)
        ? project
        : await explained(`read the project ${project.id}`, () => customVision.getProject('v3.3'));
}
/**
 * What has to be done about the two URIs of a project: nothing, to set what it lacks, or to replace others.
 * @throws Failure if the project is integrated with something else, and the user does not want to replace that
 */
function decideIntegration(project, inputs) {
    const wanted = integrate_wantedUris(inputs);
    if (integrate_isIntegrated(project, wanted)) {
        return 'kept';
    }
    if (!integrate_compared(project, wanted).includes(false)) {
        return 'set';
    }
    if (inputs.replaceIntegration) {
        return 'replaced';
    }
    throw new Failure('failed', 'Project is integrated elsewhere', [
        `The project ${project.id} is integrated with another queue or container. It is integrated with:`,
        foreign(`queue ${project.notificationQueueUri ?? '(none)'}`),
        foreign(`container ${project.exportModelContainerUri ?? '(none)'}`),
        'The inputs name:',
        foreign(`queue ${wanted.notificationQueueUri}`),
        foreign(`container ${wanted.exportModelContainerUri}`),
        'Next: give the URIs that it has, or replace-integration: true to re-point it; whoever relies on the old ones then gets nothing any more.',
    ]);
}

;// CONCATENATED MODULE: ./src/project/create-project.ts








/** The service may list a project only some seconds after it created it. */
const create_project_PAUSES_MS = [1_000, 3_000, 6_000];
/**
 * Returns a project that exists as it is, and creates one that is only planned.
 * @throws Failure; the signal's reason when aborted
 */
async function ensureProject(checked, inputs, run) {
    if ('id' in checked) {
        return checked;
    }
    const { inbox, report } = run;
    const uris = wantedUris(inputs);
    return await report.group('Create the project', async () => {
        const before = await queueTime(inputs.queue, run);
        const project = await createOnce(checked, uris, run);
        report.notice('Project created', [
            `There was no project of the name ${quoted(checked.name)}, so this run created it. Its id is ${project.id}, and its domain:`,
            foreign(described(checked.domain)),
            'Next: upload images to it and tag them, in the portal or over the API, and run again: without them the service can train nothing.',
        ]);
        inbox.expect(isConnectionTest(project.id));
        // If the answer does not show the URIs, the run integrates the project in its next step, and that tests them.
        if (isIntegrated(project, uris)) {
            await awaitConnectionTest(before, run);
        }
        return project;
    });
}
/**
 * Repeats a creation whose answer was lost only once, and only after it looked for the project: the name of a second
 * one would make both useless.
 * @param uris `null`: it is not integrated with any storage
 */
async function createOnce(plan, uris, run) {
    let mayRepeat = true;
    const write = async (version) => {
        try {
            return await run.resource.createProject(plan, uris, version);
        }
        catch (error) {
            if (!(error instanceof service_error/* ServiceError */._7)) {
                throw error;
            }
            const arrived = await findArrived(error, plan, run);
            if (arrived === undefined && !(mayRepeat && error.mayHaveActed)) {
                throw error;
            }
            mayRepeat = false;
            return arrived ?? (await write(version));
        }
    };
    return await either_version_onEitherVersion(`create the project ${foreign_text_quoted(plan.name)}`, write, () => true);
}
/**
 * Finds the project of the name that did not exist before: ours, or that of another run that created it meanwhile.
 * @returns `undefined` if the error says that there is none, or if none appears within some seconds
 * @throws Failure if the service cannot say it, or if the project is of another kind than ours would be
 */
async function findArrived({ mayHaveActed, code }, { name, domain, classificationType }, { resource, report, clock, signal }) {
    if (code === 'BadRequestProjectNameNotUnique') {
        report.info('Somebody else took the name meanwhile: looking for that project.');
    }
    else if (mayHaveActed) {
        report.info('The answer to the creation of the project was lost: looking whether it was created.');
    }
    else {
        return undefined;
    }
    const found = await lookAgain(create_project_PAUSES_MS, () => findProject(name, resource), { clock, signal });
    if (found !== undefined) {
        refuseDifferent(found, { domain: domain.id, classificationType }, [domain]);
    }
    return found;
}

;// CONCATENATED MODULE: ./src/dataset/find-target.ts






/** @throws Failure; nothing is changed */
async function findTarget(inputs, run) {
    const { project } = inputs;
    if ('id' in project) {
        return await existing(project.id, inputs, run);
    }
    const search = await searchProject(project.name, run.resource);
    if (search.project !== undefined) {
        return await existing(search.project.id, inputs, run);
    }
    const domains = await refusals_explained('read the domains', () => run.resource.getDomains());
    const domain = chooseDomain(inputs.domain, inputs.classificationType, domains);
    if (search.near.length > 0) {
        run.report.notice('Projects of a near name', [
            `There is no project of the name ${foreign_text_quoted(project.name)}, so it is to be created.`,
            ...namesNear(search),
            'Next: if you meant one of these, correct project-name, and delete the new project.',
        ]);
    }
    run.report.info(`There is no project of the name ${foreign_text_quoted(project.name)}; a new one is in the domain`);
    run.report.info(foreign_text_foreign(domains_described(domain)));
    const { classificationType } = inputs;
    return {
        project: { name: project.name, domain, classificationType },
        kind: kindOf(domain, classificationType),
    };
}
async function existing(id, inputs, run) {
    const { resource, report } = run;
    const read = () => refusals_explained(`read the project ${id}`, () => run.project(id).getProject());
    const project = await readReadyProject(read, run);
    const domains = await refusals_explained('read the domains', () => resource.getDomains());
    refuseDifferent(project, inputs, domains);
    report.info(`The images go to the project ${project.id}. Its name:`);
    report.info(foreign_text_foreign(project.name));
    return {
        project,
        kind: kindOf(domains.find((one) => one.id === project.domainId), project.classificationType),
    };
}
/** A project of detection has a classification type as well, which means nothing. */
function kindOf(domain, classificationType) {
    const detects = domain?.type === 'ObjectDetection';
    return { detects, single: !detects && classificationType === 'Multiclass' };
}
/** @returns the id of the project, which is created if it is not there */
async function ensureTarget({ project }, run) {
    if ('id' in project) {
        return project.id;
    }
    const { id } = await createOnce(project, null, run);
    run.report.notice('Project created', [
        `There was no project of the name ${foreign_text_quoted(project.name)}, so this run created it. Its id is ${id}, and its domain:`,
        foreign_text_foreign(domains_described(project.domain)),
        'Next: nothing; its images follow. The action that trains it sets its queue and its container.',
    ]);
    return id;
}

;// CONCATENATED MODULE: ./src/dataset/fit.ts
/**
 * Fits a data set to the project: what kind of labels it takes, how many of them, and one image for the same bytes. Pure.
 */


/** Source of the limits: the service's page of limits and quotas. */
const MOST_TAGS = 100;
const fit_MOST_REGIONS = 300;
function fitted(images, kind, findings) {
    const hasBoxes = images.some(({ regions }) => regions.length > 0);
    if (kind.detects && !hasBoxes) {
        findings.problem('The project', 'it detects objects, and the data set has no boxes: use format: coco or jsonl with boxes, or a project of classification');
        return [];
    }
    const labelled = images.map((image) => ({ ...image, ...labelsFor(image, kind) }));
    const once = eachOnce(labelled, kind, findings);
    for (const image of once) {
        check(image, kind, findings);
    }
    return once;
}
function labelsFor({ tags, regions, negative }, { detects }) {
    return { tags, negative, regions: detects ? regions : [] };
}
function check({ path, tags, regions, negative }, kind, findings) {
    const bare = tags.filter((tag) => !regions.some((region) => region.tag === tag));
    if (negative && tags.length > 0) {
        findings.problem(path, `it is negative, and has the tags ${tags.join(', ')}: it can be one of the two`);
    }
    else if (negative && kind.detects) {
        findings.problem(path, 'it is negative, and object detection has no negative images');
    }
    else if (kind.detects && bare.length > 0) {
        findings.problem(path, `the project detects objects, and there is no box for ${bare.join(', ')}`);
    }
    else if (kind.single && tags.length > 1) {
        findings.problem(path, `it has the tags ${tags.join(', ')}, and the project takes one an image (Multiclass)`);
    }
    else if (tags.length > MOST_TAGS || regions.length > fit_MOST_REGIONS) {
        findings.problem(path, `it has ${counted(tags.length, 'tag')} and ${counted(regions.length, 'box', 'boxes')}, and the service takes ${MOST_TAGS} and ${fit_MOST_REGIONS} an image`);
    }
    else if (tags.length === 0 && !negative) {
        findings.oddity(path, 'it has no tag: the service keeps it, and does not train with it');
    }
}
/** The service keeps the same bytes once, whatever their path. */
function eachOnce(images, kind, findings) {
    const first = new Map();
    for (const image of images) {
        const other = first.get(image.sha256);
        if (other === undefined) {
            first.set(image.sha256, image);
        }
        else if (sameLabels(image, other)) {
            findings.oddity(image.path, `it has the same bytes as ${other.path}, and the project has them once`);
        }
        else if (!kind.detects && !kind.single && !image.negative && !other.negative) {
            const tags = [...new Set([...other.tags, ...image.tags])].sort(byText);
            findings.oddity(image.path, `it has the same bytes as ${other.path}, so the image has the tags of both: ${tags.join(', ')}`);
            first.set(image.sha256, { ...other, tags });
        }
        else {
            findings.problem(image.path, `it has the same bytes as ${other.path}, but is labelled differently`);
        }
    }
    return [...first.values()];
}
function sameLabels(a, b) {
    const text = ({ tags, regions, negative }) => JSON.stringify([tags, regions, negative]);
    return text(a) === text(b);
}

;// CONCATENATED MODULE: ./src/dataset/limits.ts
/**
 * Whether what the plan leads to fits into a project, said before the first upload.
 * Source: the service's page of limits and quotas. The API does not tell a resource's tier.
 */





const limits_FREE = { tags: 50, images: 5_000 };
const PAID = { tags: 500, images: 100_000 };
const limits_MOST_SHOWN = 50;
/** @throws Failure if no tier takes it */
function checkLimits(plan, present, { detects }, report) {
    const tags = present.tags.length + plan.newTags.length;
    const images = present.total + plan.create.length - plan.remove.length;
    const would = `With this data set the project would have ${counted(images, 'image')} and ${counted(tags, 'tag')}.`;
    if (tags > PAID.tags || images > PAID.images) {
        throw new report_failure/* Failure */.HR('failed', 'Dataset too large', [
            would,
            `The service takes ${PAID.images} images and ${PAID.tags} tags a project at most. Nothing was sent, and nothing was changed.`,
            'Next: leave images or tags out, or split the data set into several projects.',
        ]);
    }
    const isLarge = tags > limits_FREE.tags || images > limits_FREE.images;
    const grows = plan.create.length > 0 || plan.newTags.length > 0;
    if (isLarge && grows) {
        report.warning('Dataset needs a paid tier', [
            would,
            `A resource of the free tier F0 takes ${limits_FREE.images} images and ${limits_FREE.tags} tags a project, and refuses the rest. The service does not tell which tier this resource has.`,
            'Next: nothing, if it is S0; else raise the tier, or leave images out.',
        ]);
    }
    warnOfFew(plan, present, detects ? 15 : 5, report);
}
function warnOfFew(plan, present, least, report) {
    const negative = present.tags.find((tag) => tag.negative)?.name ?? plan.newTags.find((tag) => tag.negative)?.name;
    const few = [...countsOf(plan, present)].filter(([name, { after }]) => after < least && name !== negative);
    if (few.length > 0) {
        report.warning('Too few images of a tag', [
            `A training needs at least ${least} images of each tag. With this data set there are fewer of ${few.length === 1 ? 'one' : few.length}:`,
            ...(0,report_failure/* shortened */.vI)(few.sort(([a], [b]) => byText(a, b)).map(([name, { after }]) => foreign_text_foreign(`${name}: ${after}`)), limits_MOST_SHOWN),
            'Next: add images of these tags, or delete the tags in the portal.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/dataset/plan-file.ts
/**
 * The plan as a JSON file, for whoever acts on it, and in a few lines of the log.
 */







const plan_file_MOST_SHOWN = 20;
/** @returns the path of the file */
async function writePlan(plan, context, { env }) {
    const folder = external_node_path_default().resolve((0,src_env/* given */.g)(env.RUNNER_TEMP) ?? (0,external_node_os_.tmpdir)(), 'custom-vision');
    const file = external_node_path_default().join(folder, 'dataset-plan.json');
    try {
        await (0,promises_.mkdir)(folder, { recursive: true });
        await (0,promises_.writeFile)(file, `${JSON.stringify(planJson(plan, context), undefined, 2)}\n`);
    }
    catch (error) {
        throw new report_failure/* Failure */.HR('failed', 'Outputs not written', [
            'The plan cannot be written into the temporary folder of the runner (RUNNER_TEMP):',
            foreign_text_foreign(error instanceof Error ? error.message : String(error)),
            'Next: see that the disk of the runner has space, and run again. Nothing was changed.',
        ]);
    }
    return file;
}
function planJson(plan, { inputs, present, projectId, counts }) {
    const nameOf = new Map(present.tags.map(({ id, name }) => [id, name]));
    return {
        projectId,
        dryRun: inputs.dryRun,
        newTags: plan.newTags,
        create: plan.create,
        retag: plan.retag.map(({ path: file, image, add, remove }) => ({
            path: file,
            imageId: image.id,
            add,
            remove: remove.map((id) => nameOf.get(id) ?? id),
        })),
        reregion: plan.reregion.map(({ path: file, image, add, remove }) => ({
            path: file,
            imageId: image.id,
            add,
            remove: image.regions
                .filter(({ id }) => remove.includes(id))
                .map(({ tagId, ...box }) => ({ tag: nameOf.get(tagId) ?? tagId, ...box })),
        })),
        rename: plan.rename.map(({ image, path: to }) => ({ imageId: image.id, from: image.path, to })),
        delete: plan.remove.map(({ image, why }) => ({ imageId: image.id, path: image.path, why })),
        unchanged: plan.leave,
        tags: Object.fromEntries(counts),
    };
}
/** What the plan does, in lines of the log. */
function told(plan) {
    const { create, retag, reregion, rename, remove, newTags } = plan;
    const relabelled = new Set([...retag, ...reregion].map((change) => change.path));
    const steps = [
        ['+', 'new tag', 'new tags', newTags.map(({ name }) => name)],
        [
            '+',
            'image to send',
            'images to send',
            create.map((image) => `${image.path} (${image.tags.join(', ')})`),
        ],
        ['~', 'image to label anew', 'images to label anew', [...relabelled]],
        [
            '>',
            'image whose file has moved',
            'images whose files have moved',
            rename.map(({ image, path: to }) => `${image.path} \u2192 ${to}`),
        ],
        ['-', 'image to delete', 'images to delete', remove.map(({ image, why }) => `${image.path} (${why})`)],
    ];
    return [
        ...steps.flatMap(([mark, one, many, names]) => names.length === 0
            ? []
            : [
                `${counted(names.length, one, many)}:`,
                ...(0,report_failure/* shortened */.vI)(names.map((name) => foreign_text_foreign(`${mark} ${name}`)), plan_file_MOST_SHOWN),
            ]),
        `${counted(plan.leave, 'image stays as it is', 'images stay as they are')}.`,
        ...(plan.kept === 0
            ? []
            : [
                plan.kept === 1
                    ? '1 image whose file is not in this data set is kept; delete: true deletes it if it is of the folder of the data set.'
                    : `${plan.kept} images whose files are not in this data set are kept; delete: true deletes those of its folder.`,
            ]),
    ];
}

;// CONCATENATED MODULE: ./src/dataset/plan.ts

/** The tag of negative images, where the project has none. */
const NEGATIVE_NAME = 'Negative';
function planFor(wanted, present, options) {
    const { tags, ours } = present;
    const negative = tags.find((tag) => tag.negative)?.name ?? NEGATIVE_NAME;
    const idOf = new Map(tags.map(({ id, name }) => [name, id]));
    const bySha = new Map(ours.map((image) => [image.sha256, image]));
    const paths = new Set(wanted.map(({ path }) => path));
    const [create, retag, reregion, rename] = [[], [], [], []];
    const used = new Set();
    for (const image of wanted.map((one) => (one.negative ? { ...one, tags: [negative] } : one))) {
        const there = bySha.get(image.sha256);
        if (there === undefined) {
            create.push(image);
            continue;
        }
        used.add(there);
        retag.push(...retagOf(image, there, idOf));
        reregion.push(...reregionOf(image, there, idOf));
        if (there.path !== image.path) {
            rename.push({ image: there, path: image.path });
        }
    }
    const rest = ours.filter((image) => !used.has(image));
    const remove = rest.flatMap((image) => removalOf(image, paths, options));
    const changed = new Set([...retag, ...reregion].map(({ image }) => image));
    return {
        newTags: newTagsOf(wanted, tags, negative),
        create,
        retag,
        reregion,
        rename,
        remove,
        leave: used.size - changed.size,
        kept: rest.length - remove.length,
    };
}
function retagOf(wanted, there, idOf) {
    const ids = wanted.tags.map((name) => idOf.get(name));
    // A tag goes with the last of its regions: those are removed by themselves.
    const boxed = new Set([...there.regions.map(({ tagId }) => tagId)]);
    const remove = there.tagIds.filter((id) => !ids.includes(id) && !boxed.has(id));
    const comes = new Set(wanted.regions.map(({ tag }) => tag));
    const add = wanted.tags.filter((name) => {
        const id = idOf.get(name);
        return !comes.has(name) && (id === undefined || !there.tagIds.includes(id));
    });
    return add.length + remove.length === 0 ? [] : [{ image: there, path: wanted.path, add, remove }];
}
function reregionOf(wanted, there, idOf) {
    const free = new Set(there.regions);
    const add = wanted.regions.filter((region) => {
        const same = [...free].find((one) => one.tagId === idOf.get(region.tag) && isSameBox(one, region));
        return same === undefined || !free.delete(same);
    });
    const remove = [...free].map(({ id }) => id);
    return add.length + remove.length === 0 ? [] : [{ image: there, path: wanted.path, add, remove }];
}
/** The service keeps numbers of seven digits. */
const SAME = 1e-5;
function isSameBox(a, b) {
    return ['left', 'top', 'width', 'height'].every((side) => Math.abs(a[side] - b[side]) < SAME);
}
function removalOf(image, paths, options) {
    if (paths.has(image.path)) {
        return [{ image, why: 'replaced' }];
    }
    return options.delete && image.path.startsWith(options.prefix) ? [{ image, why: 'gone' }] : [];
}
function newTagsOf(wanted, tags, negative) {
    const known = new Set(tags.map(({ name }) => name));
    const names = new Set(wanted.flatMap((image) => image.tags).filter((name) => !known.has(name)));
    const needsNegative = wanted.some((image) => image.negative) && !tags.some((tag) => tag.negative);
    return [
        ...[...names].sort(byText).map((name) => ({ name, negative: false })),
        ...(needsNegative ? [{ name: negative, negative: true }] : []),
    ];
}

;// CONCATENATED MODULE: ./src/dataset/annotation-file.ts
/**
 * Finds the annotation file of a data set, and reads it.
 */





const ENDINGS = { coco: '.json', jsonl: '.jsonl' };
/** Beside the images, or where tools that export COCO put it. */
const PLACES = ['', 'annotations'];
/**
 * @param given the input `path`: a folder, or the annotation file in it
 * @throws Failure if there is no such folder or file, or not exactly one annotation file
 */
async function openDataset(given, format, workspace) {
    const full = external_node_path_default().resolve(workspace, given);
    const stat = await (0,promises_.lstat)(full).catch((error) => {
        throw notThere(given, asProblem(error).message);
    });
    if (stat.isSymbolicLink()) {
        throw notThere(given, 'it is a symbolic link, and links are not followed');
    }
    if (stat.isDirectory()) {
        const folder = await DatasetFolder.open(full, workspace);
        const annotations = format === 'folders' ? null : await onlyFile(folder, ENDINGS[format], given);
        return { folder, annotations };
    }
    if (format === 'folders') {
        throw notThere(given, 'it is a file, and format: folders takes a folder');
    }
    return {
        folder: await DatasetFolder.open(external_node_path_default().dirname(full), workspace),
        annotations: external_node_path_default().basename(full),
    };
}
/** @throws FileProblem */
async function readAnnotations(folder, file) {
    const bytes = await folder.read(file, null, () => 'it has more than 1 GiB');
    const text = bytes.toString('utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
async function onlyFile(folder, ending, given) {
    for (const place of PLACES) {
        const entries = await folder.entries(place).catch(() => []);
        const found = entries
            .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(ending))
            .map(({ name }) => (place === '' ? name : `${place}/${name}`));
        if (found.length > 1) {
            throw new report_failure/* Failure */.HR('failed', 'Dataset refused', [
                `The folder ${foreign_text_quoted(given)} has ${found.length} files that end in ${ending}, and the annotations can be in one only:`,
                ...found.map(foreign_text_foreign),
                'Next: give the path of the annotation file itself as path. Nothing was sent.',
            ]);
        }
        if (found[0] !== undefined) {
            return found[0];
        }
    }
    throw notThere(given, `it has no annotation file, which ends in ${ending}`);
}
function notThere(given, why) {
    return new report_failure/* Failure */.HR('failed', 'Dataset refused', [
        `The data set ${foreign_text_quoted(given)} cannot be read: ${why}.`,
        'Next: check the input path: it goes from the workspace of the job, so a step with actions/checkout comes before this one. Nothing was sent.',
    ]);
}

;// CONCATENATED MODULE: ./src/dataset/boxes.ts
/** Tools round a box to whole pixels: so much of it may lie outside, and is cut off. */
const ROUNDING_PIXELS = 1;
/** @param size of the picture that the boxes were drawn on, in pixels */
function regionsOf(boxes, size, findings) {
    const seen = new Set();
    return boxes.flatMap((box) => {
        const region = regionOf(box, size, findings);
        const key = JSON.stringify(region);
        // The service takes the same region once.
        const isNew = region !== undefined && !seen.has(key);
        seen.add(key);
        return isNew ? [region] : [];
    });
}
function regionOf(box, size, findings) {
    const { tag, where } = box;
    const { left, top, width, height } = inShares(box, size);
    if (!(width > 0 && height > 0)) {
        findings.problem(where, `a box of "${tag}" has no size: its width is ${box.width}, its height ${box.height}`);
        return undefined;
    }
    const sides = [
        within(left, width, ROUNDING_PIXELS / size.width),
        within(top, height, ROUNDING_PIXELS / size.height),
    ];
    if (sides[0] === undefined || sides[1] === undefined) {
        const numbers = [box.left, box.top, box.width, box.height].join(', ');
        findings.problem(where, `a box of "${tag}" lies outside of its image, which is ${size.width} \u00d7 ${size.height} pixels: left, top, width, height are ${numbers}`);
        return undefined;
    }
    const [[x, w], [y, h]] = sides;
    return { tag, left: x, top: y, width: w, height: h };
}
function inShares(box, size) {
    if (box.unit === 'shares') {
        return box;
    }
    return {
        left: box.left / size.width,
        top: box.top / size.height,
        width: box.width / size.width,
        height: box.height / size.height,
    };
}
/** One side of a box, cut off at the image's edges; `undefined`: too much of it lies outside. */
function within(start, length, tolerance) {
    const end = start + length;
    const [from, to] = [Math.max(0, start), Math.min(1, end)];
    if (start < -tolerance || end > 1 + tolerance || to <= from) {
        return undefined;
    }
    return [from, to - from];
}

;// CONCATENATED MODULE: ./src/dataset/json-lines.ts
/**
 * Lines of a JSON text, which JSON.parse does not tell: where it breaks, and where the entries of its lists begin.
 */
/** The line on which a text stops being JSON, from 1. */
function lineOfError(text) {
    const lines = text.split('\n');
    let [good, bad] = [0, lines.length];
    while (good + 1 < bad) {
        const middle = Math.floor((good + bad) / 2);
        if (isWrong(lines.slice(0, middle).join('\n'))) {
            bad = middle;
        }
        else {
            good = middle;
        }
    }
    return bad;
}
/** Whether a beginning is wrong by itself, and does not only lack its end. */
function isWrong(beginning) {
    try {
        JSON.parse(beginning);
        return false;
    }
    catch (error) {
        const message = String(error);
        const position = /at position (\d+)/.exec(message)?.[1];
        return position === undefined
            ? !message.includes('end of JSON input')
            : Number(position) < beginning.trimEnd().length;
    }
}
/** @param text valid JSON: an object whose members are lists @returns for each list, the line of each entry, from 1 */
function linesOfEntries(text) {
    const lines = new Map();
    let [line, depth, member, last] = [1, 0, '', ''];
    let isNext = false;
    for (let at = 0; at < text.length; at += 1) {
        const character = text[at] ?? '';
        if (character === '\n') {
            line += 1;
        }
        if (character <= ' ') {
            continue;
        }
        if (isNext && character !== ']') {
            const known = lines.get(member);
            if (known === undefined) {
                lines.set(member, [line]);
            }
            else {
                known.push(line);
            }
        }
        isNext = false;
        if (character === '"') {
            const end = endOfText(text, at);
            last = depth === 1 ? text.slice(at + 1, end) : last;
            at = end;
        }
        else if (character === '{' || character === '[') {
            depth += 1;
            member = depth === 2 ? last : member;
            isNext = depth === 2 && character === '[';
        }
        else if (character === '}' || character === ']') {
            depth -= 1;
        }
        else if (character === ',') {
            isNext = depth === 2;
        }
    }
    return lines;
}
/** @returns where the closing quote stands */
function endOfText(text, start) {
    let end = start + 1;
    while (end < text.length && text[end] !== '"') {
        end += text[end] === '\\' ? 2 : 1;
    }
    return end;
}

;// CONCATENATED MODULE: ./src/dataset/tag-name.ts
/** The same letters can be written in two ways; macOS and Linux write names of folders in different ones. */
function tagName(given, where, findings) {
    if (typeof given !== 'string' || given.trim() === '' || /\p{Cc}/u.test(given)) {
        findings.problem(where, `the name of a tag must be a text of one line, not ${given === undefined ? 'nothing' : JSON.stringify(given)}`);
        return '';
    }
    return given.trim().normalize('NFC');
}

;// CONCATENATED MODULE: ./src/dataset/coco.ts
/**
 * The format `coco`: one JSON file with `images`, `annotations` and `categories`, as tools for labelling export it.
 * Boxes are in pixels. Source: the COCO data format, object detection.
 */




/** Where the images may lie, if not where the names of their files say. */
const IMAGES = 'images/';
async function listCoco(folder, file, findings) {
    const lists = readLists(await readAnnotations(folder, file), folder.named(file), findings);
    const categories = new Map();
    for (const { json, where } of lists.categories) {
        categories.set(json.id, tagName(json.name, where, findings));
    }
    const labels = labelsByImage(lists, categories, findings);
    const prefix = await prefixOf(folder, lists.images);
    const images = lists.images.flatMap(({ json, where }) => {
        if (typeof json.file_name !== 'string' || json.file_name === '') {
            findings.problem(where, 'the image has no file_name');
            return [];
        }
        const { tags, boxes } = labels.get(json.id) ?? { tags: [], boxes: [] };
        const image = `${prefix}${json.file_name.replace(/^\.\//, '')}`;
        return [{ file: image, tags: [...tags], boxes, negative: false, where, size: sizeOf(json) }];
    });
    return { images, ignored: [] };
}
const LISTS = ['images', 'annotations', 'categories'];
function readLists(text, name, findings) {
    const found = { images: [], annotations: [], categories: [] };
    let whole;
    try {
        whole = JSON.parse(text);
    }
    catch (error) {
        findings.problem(`${name}:${lineOfError(text)}`, `it is no JSON: ${error instanceof Error ? error.message : ''}`);
        return found;
    }
    if (!isObject(whole)) {
        findings.problem(name, 'it is no COCO file: it must be a JSON object with images, annotations and categories');
        return found;
    }
    const lines = linesOfEntries(text);
    for (const list of LISTS) {
        const entries = whole[list];
        if (!Array.isArray(entries)) {
            findings.problem(name, `it is no COCO file: it has no list ${list}`);
            continue;
        }
        entries.forEach((json, index) => {
            const where = `${name}:${lines.get(list)?.[index] ?? 1}`;
            if (isObject(json)) {
                found[list].push({ json, where: `${where} (${list.slice(0, -1)} ${coco_shown(json.id)})` });
            }
            else {
                findings.problem(where, `entry ${index + 1} of ${list} is no object`);
            }
        });
    }
    return found;
}
function labelsByImage({ images, annotations }, categories, findings) {
    const labels = new Map();
    for (const { json, where } of images) {
        if (labels.has(json.id)) {
            findings.problem(where, 'two images have this id');
        }
        labels.set(json.id, { tags: new Set(), boxes: [] });
    }
    for (const { json, where } of annotations) {
        const labelled = labels.get(json.image_id);
        const tag = categories.get(json.category_id);
        if (labelled === undefined) {
            findings.problem(where, `there is no image with the image_id ${coco_shown(json.image_id)}`);
        }
        else if (tag === undefined) {
            findings.problem(where, `there is no category with the category_id ${coco_shown(json.category_id)}`);
        }
        else if (json.iscrowd === 1) {
            findings.oddity(where, 'it is of a crowd (iscrowd), whose box is none of one object: left out');
        }
        else {
            labelled.tags.add(tag);
            const box = boxOf(json, tag, where, findings);
            labelled.boxes.push(...(box === undefined ? [] : [box]));
        }
    }
    return labels;
}
/** An annotation without a box, as of a classification, has its category alone. */
function boxOf(json, tag, where, findings) {
    if (json.bbox === undefined || json.bbox === null) {
        return undefined;
    }
    const numbers = Array.isArray(json.bbox) ? json.bbox.filter((number) => Number.isFinite(number)) : [];
    const [left, top, width, height] = numbers;
    if (numbers.length !== 4 ||
        left === undefined ||
        top === undefined ||
        width === undefined ||
        height === undefined) {
        findings.problem(where, 'its bbox must be four numbers: left, top, width and height in pixels');
        return undefined;
    }
    return { tag, left, top, width, height, unit: 'pixels', where };
}
function sizeOf({ width, height }) {
    return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
        ? { width, height }
        : null;
}
/** Looks where the first image lies whose file is there at all. */
async function prefixOf(folder, images) {
    const isThere = async (file) => await (0,promises_.lstat)(folder.absolute(file)).then(() => true, () => false);
    for (const { json } of images) {
        const name = String(json.file_name);
        if (await isThere(name)) {
            return '';
        }
        if (await isThere(`${IMAGES}${name}`)) {
            return IMAGES;
        }
    }
    return '';
}
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function coco_shown(id) {
    return id === undefined ? 'without an id' : JSON.stringify(id);
}

// EXTERNAL MODULE: ./node_modules/image-size/dist/esm/index.js + 25 modules
var esm = __webpack_require__(2013);
;// CONCATENATED MODULE: ./src/dataset/image-file.ts
/**
 * What an image file holds: its kind, its size in pixels and how its EXIF data turns it, by image-size.
 */



const MOST_IMAGE_BYTES = 6 * 1_024 * 1_024;
/** The kinds that the service takes, and the endings that their files have. */
const KINDS = {
    jpg: { name: 'JPEG', endings: /\.(jpe?g|jpe|jfif)$/i },
    png: { name: 'PNG', endings: /\.png$/i },
    bmp: { name: 'BMP', endings: /\.(bmp|dib)$/i },
    gif: { name: 'GIF', endings: /\.gif$/i },
};
/** Kinds of pictures that it does not take. The detector sees others in any text. */
const OTHER_KINDS = ['webp', 'tiff', 'heif', 'jp2', 'jxl', 'ico', 'psd'];
/** Files with these endings are meant to be images, whether the service takes them or not. */
const IMAGE_ENDINGS = /\.(jpe?g|jpe|jfif|png|bmp|dib|gif|webp|tiff?|heic|heif|avif|jp2|jxl|ico|psd|svg|raw|dng|cr2|nef)$/i;
function isImageName(name) {
    return IMAGE_ENDINGS.test(name);
}
/** @param room for MOST_IMAGE_BYTES, to read the file into @throws FileProblem for a file that the service would not take */
async function readImageFile(folder, file, room) {
    const content = await folder.read(file, room, (bytes) => `it has ${(bytes / 1_048_576).toFixed(1)} MB, and the service takes 6 MB at most: make it smaller`);
    if (content.length === 0) {
        throw new FileProblem('it is empty');
    }
    const { kind, size } = lookInto(content);
    const orientation = size.orientation ?? 1;
    return {
        width: size.width,
        height: size.height,
        sha256: (0,external_node_crypto_.createHash)('sha256').update(content).digest('hex'),
        bytes: content.length,
        turned: orientation <= 1 || orientation > 8 ? 'no' : orientation >= 5 ? 'sideways' : 'upright',
        misnamed: kind.endings.test(file) ? null : kind.name,
    };
}
function lookInto(content) {
    let size;
    try {
        size = (0,esm/* imageSize */.R9)(content);
    }
    catch {
        throw new FileProblem('it is no JPEG, PNG, BMP or GIF, or it is damaged');
    }
    const kind = KINDS[size.type ?? ''];
    if (kind === undefined) {
        const known = OTHER_KINDS.includes(size.type ?? '') ? ` but ${(size.type ?? '').toUpperCase()}` : '';
        throw new FileProblem(`it is no JPEG, PNG, BMP or GIF${known}: convert it to one of these`);
    }
    if (!(size.width > 0 && size.height > 0)) {
        throw new FileProblem('it is damaged: its size in pixels is zero');
    }
    return { kind, size };
}

;// CONCATENATED MODULE: ./src/dataset/folders.ts


const NEGATIVE = '_negative';
async function listFolders(folder, findings) {
    const images = [];
    const ignored = [];
    const walk = async (below, tag) => {
        for (const entry of await folder.entries(below)) {
            const file = below === '' ? entry.name : `${below}/${entry.name}`;
            if (entry.name.startsWith('.')) {
                continue;
            }
            if (entry.isDirectory()) {
                await walk(file, tag ?? entry.name);
            }
            else if (entry.isSymbolicLink()) {
                findings.problem(folder.named(file), 'it is a symbolic link, and links are not followed: put the file itself there');
            }
            else if (!isImageName(entry.name)) {
                ignored.push(file);
            }
            else if (tag === null) {
                findings.problem(folder.named(file), `it lies in no folder, whose name would be its tag: move it into one, or into ${NEGATIVE}`);
            }
            else {
                const negative = tag === NEGATIVE;
                const tags = negative ? [] : [tagName(tag, folder.named(file), findings)];
                images.push({ file, tags, boxes: [], negative, where: null, size: null });
            }
        }
    };
    await walk('', null);
    return { images, ignored };
}

;// CONCATENATED MODULE: ./src/dataset/jsonl.ts
/**
 * The format `jsonl`: one JSON object a line, for one image each:
 * `{"path": "a.jpg", "tags": ["bolt"], "regions": [{"tag": "bolt", "left": 0.1, \u2026}], "negative": false}`.
 * Boxes are shares of the image, as the service has them.
 */


const MEMBERS = ['path', 'tags', 'regions', 'negative'];
const BOX = ['left', 'top', 'width', 'height'];
const REGION_MEMBERS = ['tag', ...BOX];
async function listJsonl(folder, file, findings) {
    const text = await readAnnotations(folder, file);
    const images = [];
    text.split('\n').forEach((line, index) => {
        if (line.trim() !== '') {
            const where = `${folder.named(file)}:${index + 1}`;
            const image = imageOf(line, where, findings);
            images.push(...(image === undefined ? [] : [image]));
        }
    });
    return { images, ignored: [] };
}
function imageOf(line, where, findings) {
    const json = parsed(line, where, findings);
    if (json === undefined) {
        return undefined;
    }
    refuseUnknown(json, MEMBERS, where, findings);
    const { path, tags = [], regions = [], negative = false } = json;
    if (typeof path !== 'string' || path === '') {
        findings.problem(where, 'it has no "path", the path of the image below the folder of this file');
        return undefined;
    }
    if (!Array.isArray(tags) || !Array.isArray(regions) || typeof negative !== 'boolean') {
        findings.problem(where, '"tags" and "regions" must be lists, and "negative" true or false');
        return undefined;
    }
    const boxes = regions.flatMap((region) => jsonl_boxOf(region, where, findings) ?? []);
    const names = tags.map((tag) => tagName(tag, where, findings));
    return {
        file: path.replace(/^\.\//, ''),
        tags: [...names, ...boxes.map(({ tag }) => tag)],
        boxes,
        negative,
        where,
        size: null,
    };
}
function jsonl_boxOf(region, where, findings) {
    if (!jsonl_isObject(region)) {
        findings.problem(where, 'a region must be an object with tag, left, top, width and height');
        return undefined;
    }
    refuseUnknown(region, REGION_MEMBERS, where, findings);
    const [left, top, width, height] = BOX.map((name) => region[name]);
    const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
    if (!isNumber(left) || !isNumber(top) || !isNumber(width) || !isNumber(height)) {
        findings.problem(where, 'a region needs left, top, width and height, numbers from 0 to 1: shares of the image');
        return undefined;
    }
    return { tag: tagName(region.tag, where, findings), left, top, width, height, unit: 'shares', where };
}
function parsed(line, where, findings) {
    try {
        const json = JSON.parse(line);
        if (jsonl_isObject(json)) {
            return json;
        }
        findings.problem(where, 'the line is no JSON object');
    }
    catch (error) {
        findings.problem(where, `the line is no JSON: ${error instanceof Error ? error.message : ''}`);
    }
    return undefined;
}
function refuseUnknown(json, known, where, findings) {
    for (const name of Object.keys(json).filter((member) => !known.includes(member))) {
        findings.problem(where, `there is no member "${name}"; known are ${known.join(', ')}`);
    }
}
function jsonl_isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

;// CONCATENATED MODULE: ./src/dataset/room.ts
/**
 * Memory that files are read into whole, one after the other. It grows to the longest of them, so that a data set of
 * small images takes little, and thousands of files leave hardly any garbage behind.
 */
const LEAST_BYTES = 65_536;
class Room {
    /** The length of the longest file that it takes, in bytes. */
    most;
    memory = Buffer.alloc(0);
    constructor(most) {
        this.most = most;
    }
    /** @param bytes at most `most` @returns memory of so many bytes or more, with anything in it */
    for(bytes) {
        if (this.memory.length < bytes || this.memory.length === 0) {
            const doubled = Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(bytes)));
            this.memory = Buffer.allocUnsafeSlow(Math.min(this.most, doubled));
        }
        return this.memory;
    }
}

;// CONCATENATED MODULE: ./src/dataset/read-dataset.ts













/** As many as keep the disk busy. Each takes up to 6 MB. */
const READ_AT_ONCE = 4;
/** Of a value in an image's metadata. */
const LONGEST_PATH = 256;
/** @throws Failure if there is no data set; everything else that is wrong goes into the findings */
async function readDataset({ path, format }, workspace, findings, signal) {
    const { folder, annotations } = await openDataset(path, format, workspace);
    const { images: listed, ignored } = await list({ folder, annotations }, format, findings);
    if (ignored.length > 0) {
        const some = ignored.slice(0, 3).map((file) => folder.named(file));
        findings.oddity(counted(ignored.length, 'other file'), `${ignored.length === 1 ? 'it is no image by its name' : 'they are no images by their names'}, and left out: ${some.join(', ')}${ignored.length > 3 ? ', \u2026' : ''}`);
    }
    const images = [];
    const once = read_dataset_eachOnce(listed, folder, findings);
    // As many as are read at once, each used again.
    const rooms = [];
    await sideBySide(once, READ_AT_ONCE, async (image) => {
        const room = rooms.pop() ?? new Room(MOST_IMAGE_BYTES);
        const wanted = await readOne(image, { folder, findings, room });
        images.push(...(wanted === undefined ? [] : [wanted]));
        rooms.push(room);
    }, signal);
    findings.refuse();
    if (images.length === 0) {
        // A mirror of nothing would empty the project.
        throw new report_failure/* Failure */.HR('failed', 'Dataset refused', [
            `The data set ${foreign_text_quoted(path)} has no image. Nothing was sent, and nothing was changed.`,
            'Next: check the inputs path and format.',
        ]);
    }
    return { folder, images: images.sort((a, b) => byText(a.path, b.path)) };
}
async function list({ folder, annotations }, format, findings) {
    if (annotations === null) {
        return await listFolders(folder, findings);
    }
    try {
        return await (format === 'coco' ? listCoco : listJsonl)(folder, annotations, findings);
    }
    catch (error) {
        if (!(error instanceof FileProblem)) {
            throw error;
        }
        findings.problem(folder.named(annotations), error.message);
        return { images: [], ignored: [] };
    }
}
function read_dataset_eachOnce(listed, folder, findings) {
    const first = new Map();
    for (const image of listed) {
        const other = first.get(image.file);
        if (other === undefined) {
            first.set(image.file, image);
        }
        else {
            findings.problem(image.where ?? '', `the image ${folder.named(image.file)} is listed at ${other.where ?? ''} as well`);
        }
    }
    return [...first.values()];
}
async function readOne(listed, { folder, findings, room }) {
    const path = folder.named(listed.file);
    const where = listed.where === null ? path : `${listed.where}, ${path}`;
    if (path.length > LONGEST_PATH) {
        findings.problem(where, `its path has ${path.length} characters, and the service keeps ${LONGEST_PATH}`);
        return undefined;
    }
    let file;
    try {
        file = await readImageFile(folder, listed.file, room);
    }
    catch (error) {
        findings.problem(where, asProblem(error).message);
        return undefined;
    }
    if (file.misnamed !== null) {
        findings.oddity(where, `its bytes are ${file.misnamed}, whatever its name says`);
    }
    const regions = regionsOf(listed.boxes, drawnOn(listed, file, where, findings), findings);
    const tags = [...new Set(listed.tags)].sort(byText);
    return { path, sha256: file.sha256, bytes: file.bytes, tags, regions, negative: listed.negative };
}
/** The size of the picture that the boxes of an image were drawn on: as it is stored, or as EXIF data turns it. */
function drawnOn(listed, file, where, findings) {
    const stored = { width: file.width, height: file.height };
    const turned = file.turned === 'sideways' ? { width: file.height, height: file.width } : stored;
    if (listed.boxes.length === 0) {
        return stored;
    }
    if (file.turned !== 'no') {
        findings.oddity(where, 'its EXIF data turns it, and programs differ in whether its boxes go by that: check them in the portal, or store the picture upright');
    }
    const { size } = listed;
    const fits = (one) => size === null || (size.width === one.width && size.height === one.height);
    const found = [stored, turned].find(fits);
    if (found === undefined) {
        const said = `${size?.width ?? 0} \u00d7 ${size?.height ?? 0}`;
        findings.problem(where, `the list gives it ${said} pixels, and the file has ${file.width} \u00d7 ${file.height}: its boxes are of another picture`);
    }
    return found ?? stored;
}

;// CONCATENATED MODULE: ./src/summary/write-summary.ts
/**
 * Puts the summary where GitHub shows it, and into a file for whoever posts it elsewhere.
 */



/** GitHub drops a summary that is longer, in bytes. */
const write_summary_MOST_BYTES = 1_024 * 1_024;
/** Puts it in both places. A summary that cannot be written ends no run. */
async function writeSummary(summary, { env, outputs, report, workflow }) {
    await harmlessly(report, async () => {
        const { tempFolder } = await workflow();
        const folder = path.resolve([tempFolder, 'custom-vision'].join(path.sep));
        const file = path.join(folder, `summary-${outputs.get('iterationId') || 'none'}.md`);
        await mkdir(folder, { recursive: true });
        await writeFile(file, summary);
        outputs.set('summaryPath', file);
        await append(summary, env);
    });
}
/** Puts it where GitHub shows it, and nowhere else. A summary that cannot be written ends no run. */
async function showSummary(summary, { env, report }) {
    await harmlessly(report, () => append(summary, env));
}
async function harmlessly(report, write) {
    try {
        await write();
    }
    catch (error) {
        report.debug(`no summary: ${error instanceof Error ? error.message : String(error)}`);
    }
}
async function append(summary, env) {
    const shown = (0,src_env/* given */.g)(env.GITHUB_STEP_SUMMARY);
    if (shown !== undefined && Buffer.byteLength(summary) < write_summary_MOST_BYTES) {
        await (0,promises_.appendFile)(shown, summary);
    }
}

;// CONCATENATED MODULE: ./src/summary/html.ts
/**
 * The parts of a summary. They are HTML, which GitHub's Markdown passes on as it stands between blank lines: no cell
 * can be broken by what is in it. Names that others chose stand in `<code>`, where GitHub makes no links of `@name`, `#1`
 * or an address.
 */
/** The longest name that is shown whole, in characters. */
const LONGEST_NAME = 80;
/** Up to eight characters, to the end of a word if one ends there. */
const PART = /[^]{0,7}(?:[-_./ ]|[^](?=$|(?<=\p{Ll})\p{Lu}))|[^]{1,8}/gu;
/** Text of ours, or text that stands in `<code>` already. Control characters and line ends become blanks. */
function escaped(text) {
    return text
        .toWellFormed()
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(/[&<>"'`|*_~[\]\\:.@#$]/g, (character) => `&#${character.charCodeAt(0)};`);
}
/** A name or other text that somebody else chose. */
function code(text) {
    const characters = Array.from(text);
    const cut = characters.length > LONGEST_NAME;
    const shown = cut ? [...characters.slice(0, LONGEST_NAME), '\u2026'] : characters;
    return breakable(shown);
}
/**
 * Code that may be broken in two lines where a word ends in it, and after every few characters, so that no name makes a
 * table wider than the page.
 */
function breakable(characters) {
    const parts = characters.join('').match(PART) ?? [];
    return `<code>${parts.map(escaped).join('<wbr>')}</code>`;
}
/** Lines of a message of this action: a line after `| ` is somebody else's text. */
function paragraphs(lines) {
    return lines.map((line) => `<p>${inline(line)}</p>`);
}
/** One such line, for a cell. */
function inline(line) {
    return line.startsWith('| ')
        ? breakable(Array.from(line.slice(2)))
        : escaped(line).replace(/(?:&#64;|&#35;)[\w-]+/g, '<code>$&</code>');
}
function cell(html) {
    return { html };
}
function number(text) {
    return { html: escaped(text), number: true };
}
function table(heads, rows) {
    const head = heads.map((text) => `<th>${escaped(text)}</th>`).join('');
    const body = rows.map((cells) => `<tr>${cells.map(({ html, number: right }) => `<td${right === true ? ' align="right"' : ''}>${html}</td>`).join('')}</tr>`);
    return ['<table>', `<tr>${head}</tr>`, ...body, '</table>'].join('\n');
}
/** What is folded under a title until somebody opens it. */
function folded(title, content) {
    return [`<details><summary>${escaped(title)}</summary>`, content, '</details>'].join('\n');
}

;// CONCATENATED MODULE: ./src/dataset/summary.ts
/**
 * The job summary: what changed, how many images each tag has now and had before, and what did not get through.
 */



const summary_MOST_TAGS = 100;
const MOST_FAILED = 100;
/** In Markdown, for GitHub, and readable as it stands. */
function summaryOf(told) {
    const { said, done, counts } = told;
    const failed = done?.failed ?? [];
    return [
        `## ${verdict(told)}`,
        ...(said === null ? [] : [paragraphs(said.message.split('\n')).join('\n')]),
        table(['Images', ''], rowsOf(told)),
        ...(counts.size === 0 ? [] : [tagsTable(counts, told.dryRun)]),
        ...(failed.length === 0
            ? []
            : [
                folded('What failed', table(['File', 'Why'], failed.slice(0, MOST_FAILED).map(({ path, why }) => [cell(code(path)), cell(escaped(why))]))),
            ]),
        '',
    ].join('\n\n');
}
function verdict({ said, dryRun, figures }) {
    if (said !== null) {
        return escaped(said.title);
    }
    if (dryRun) {
        return 'Dry run: what this data set would change';
    }
    const { uploaded, retagged, deleted } = figures;
    return uploaded + retagged + deleted === 0
        ? 'The project has the images of the data set already'
        : 'The project has the images of the data set';
}
function rowsOf({ plan, figures, dryRun }) {
    const relabelled = new Set([...plan.retag, ...plan.reregion].map(({ image }) => image)).size;
    const rows = dryRun
        ? [
            ['to send', plan.create.length],
            ['to label anew', relabelled],
            ['whose file has moved', plan.rename.length],
            ['to delete', plan.remove.length],
            ['that stay as they are', plan.leave],
        ]
        : [
            ['uploaded', figures.uploaded],
            ['labelled anew', figures.retagged],
            ['deleted', figures.deleted],
            ['unchanged', figures.unchanged],
            ['failed', figures.failed],
        ];
    return rows.map(([label, count]) => [cell(escaped(label)), number(String(count))]);
}
/** Those that change first, then the rest by name. */
function tagsTable(counts, dryRun) {
    const changes = ({ before, after }) => Number(before !== after);
    const sorted = [...counts].sort(([a, one], [b, other]) => changes(other) - changes(one) || byText(a, b));
    const rows = sorted
        .slice(0, summary_MOST_TAGS)
        .map(([name, { before, after }]) => [cell(code(name)), number(String(before)), number(String(after))]);
    const left = sorted.length - rows.length;
    return [
        table(['Images of the tag', 'before', dryRun ? 'would be' : 'after'], rows),
        ...(left > 0 ? [`<p>\u2026 and ${counted(left, 'more tag')}.</p>`] : []),
    ].join('\n');
}

;// CONCATENATED MODULE: ./src/dataset/story.ts
/**
 * Keeps what the outputs and the summary tell of a run, while it goes on.
 */



class DatasetStory {
    plan = null;
    counts = new Map();
    /** `null`: nothing was begun, as in a dry run. */
    done = null;
    inputs;
    run;
    constructor(inputs, run) {
        this.inputs = inputs;
        this.run = run;
    }
    /** Sets the outputs, and writes the summary if the run came to a plan. @param error why the run ended early */
    async end(error) {
        const { plan, counts, done, run, inputs } = this;
        if (plan === null) {
            return;
        }
        const figures = {
            uploaded: done?.uploaded.length ?? 0,
            unchanged: plan.leave + (done?.foreign.length ?? 0),
            retagged: done?.retagged ?? 0,
            deleted: done?.deleted ?? 0,
            failed: done?.failed.length ?? 0,
        };
        for (const [name, value] of Object.entries(figures)) {
            run.outputs.set(name, String(value));
        }
        const { uploaded, retagged, deleted } = figures;
        run.outputs.set('changed', String(uploaded + retagged + deleted > 0));
        const said = error instanceof report_failure/* Failure */.HR ? error : null;
        await showSummary(summaryOf({ plan, counts, done, figures, said, dryRun: inputs.dryRun }), run);
    }
}

;// CONCATENATED MODULE: ./src/dataset/main.ts
/**
 * The story of a run: read the files, read the project, plan, and carry the plan out. The project itself is the only
 * state, so a run that is started again goes on where an earlier one stopped.
 */

















const main_MOST_SHOWN = 50;
/**
 * Runs to the end and sets every output but `status`.
 * @throws Failure; the signal's reason when aborted
 */
async function syncDataset(inputs, run) {
    const story = new DatasetStory(inputs, run);
    try {
        await sync(inputs, run, story);
        await story.end();
        return inputs.dryRun ? 'dry-run' : 'succeeded';
    }
    catch (error) {
        await story.end(error);
        throw error;
    }
}
async function sync(inputs, run, story) {
    const { report, signal, outputs, env } = run;
    const findings = new Findings();
    const dataset = await report.group('Read the data set', async () => {
        const workspace = external_node_path_default().resolve((0,src_env/* given */.g)(env.GITHUB_WORKSPACE) ?? '.');
        const read = await readDataset(inputs, workspace, findings, signal);
        report.info(`${counted(read.images.length, 'image')}.`);
        return read;
    });
    const target = await report.group('Read the project', () => findTarget(inputs, run));
    const projectId = 'id' in target.project ? target.project.id : null;
    outputs.set('projectId', projectId ?? '');
    const present = projectId === null
        ? NOTHING
        : await refusals_explained('read the images of the project', () => readPresent(run.images(projectId)));
    const wanted = fitted(dataset.images, target.kind, findings);
    findings.refuse();
    const plan = planFor(wanted, present, { delete: inputs.delete, prefix: dataset.folder.prefix });
    findings.tell(report);
    checkLimits(plan, present, target.kind, report);
    const counts = countsOf(plan, present);
    story.plan = plan;
    story.counts = counts;
    outputs.set('plan', await writePlan(plan, { inputs, present, projectId, counts }, run));
    told(plan).forEach((line) => {
        report.info(line);
    });
    if (inputs.dryRun) {
        report.info('This is a dry run: nothing was changed.');
        return;
    }
    await carriedOut(plan, present, dataset, { inputs, run, target, story });
}
async function carriedOut(plan, present, { folder }, doing) {
    const { run, inputs, story } = doing;
    const done = { uploaded: [], failed: [], foreign: [], retagged: 0, deleted: 0 };
    story.done = done;
    const projectId = await ensureTarget(doing.target, run);
    run.outputs.set('projectId', projectId);
    const { clock, report, signal } = run;
    const fileOf = ({ path: file }) => folder.absolute(file.slice(folder.prefix.length));
    const { concurrency } = inputs;
    const sending = { api: run.images(projectId), clock, report, signal, concurrency, fileOf };
    await refusals_explained('bring the images into the project', () => carryOut(plan, present, done, sending));
    warnOfForeign(done, run);
    refuseFailed(done);
}
function warnOfForeign({ foreign: images }, { report }) {
    if (images.length > 0) {
        report.warning('Images of somebody else', [
            `The project has ${images.length === 1 ? 'an image' : `${images.length} images`} of the data set already, which this action did not put there. Their tags were left as they are:`,
            ...(0,report_failure/* shortened */.vI)(images.map((image) => foreign_text_foreign(image.path)), main_MOST_SHOWN),
            'Next: nothing, if their tags are right; else delete them in the portal, and run again.',
        ]);
    }
}
function refuseFailed({ failed, uploaded }) {
    if (failed.length > 0) {
        throw new report_failure/* Failure */.HR('failed', 'Images not uploaded', [
            `${failed.length} of the images did not get into the project; ${counted(uploaded.length, 'other')} did:`,
            ...(0,report_failure/* shortened */.vI)(failed.map(({ path: file, why }) => foreign_text_foreign(`${file}: ${why}`)), main_MOST_SHOWN),
            'Next: correct these files, or leave them out, and run again: what is in the project is not sent again.',
        ]);
    }
}

;// CONCATENATED MODULE: ./src/report/step-outputs.ts
/**
 * The outputs of a step, of whichever action. A run writes all of them, however it ends.
 */



/** Writes each output the moment the run knows it: the runner keeps what a step wrote before something killed it. */
class StepOutputs {
    values = new Map();
    defaults;
    write;
    /** What the disk says, if an output could not be written. */
    trouble;
    /** @param defaults what each output says while the run knows nothing else */
    constructor(defaults, write = core/* setOutput */.uH) {
        this.defaults = defaults;
        this.write = write;
    }
    set(name, value) {
        if (this.get(name) !== value) {
            this.values.set(name, value);
            this.tryToWrite(name, value);
        }
    }
    /** What the output was set to last, or its default. */
    get(name) {
        return this.values.get(name) ?? this.defaults[name];
    }
    /**
     * Writes the status, and every output that still has its default, so that later steps find them all; and all of them
     * again if one could not be written before.
     */
    finish(status) {
        this.set('status', status);
        const isWritten = this.trouble === undefined;
        this.trouble = undefined;
        for (const name of this.names) {
            if (!isWritten || !this.values.has(name)) {
                this.tryToWrite(name, this.get(name));
            }
        }
    }
    /** A failure that says all outputs, if not all of them could be written. */
    get unwritten() {
        return this.trouble === undefined
            ? undefined
            : new report_failure/* Failure */.HR('failed', 'Outputs not written', [
                'The runner\u2019s file for the outputs of this step (GITHUB_OUTPUT) cannot be written, so later steps miss them:',
                foreign_text_foreign(this.trouble.message),
                'The outputs are:',
                ...this.names.map((name) => foreign_text_foreign(`${name}=${this.get(name)}`)),
                'Next: see that the disk of the runner has space, and that nothing removes or locks files in its temporary folder; then run the workflow again, it picks up where this run stopped.',
            ]);
    }
    get names() {
        return Object.keys(this.defaults);
    }
    /** A run goes on without its outputs, because what it has paid for counts more; the log then says them. */
    tryToWrite(name, value) {
        try {
            this.write(name, value);
        }
        catch (error) {
            this.trouble ??= error instanceof Error ? error : new Error(String(error));
        }
    }
}

;// CONCATENATED MODULE: ./src/dataset/outputs.ts
/**
 * The outputs of the action `dataset`, in the forms that its action.yml promises.
 */

/** What each output says while the run knows nothing else. */
const DEFAULTS = {
    status: 'failed',
    projectId: '',
    uploaded: '0',
    unchanged: '0',
    retagged: '0',
    deleted: '0',
    failed: '0',
    changed: 'false',
    plan: '',
};
class DatasetOutputs extends StepOutputs {
    constructor(write) {
        super(DEFAULTS, write);
    }
}

;// CONCATENATED MODULE: ./src/dataset/action.ts
/**
 * The action that brings the images of a repository into a project, as the edge runs it: its inputs, the real services,
 * and its run.
 */










const CANCELLED = new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
    'The run was cancelled. What it has sent is in the project.',
    'Next: run the workflow again, it picks up where this run stopped.',
]);
/** Runs it as a step of a job: it never rejects. */
async function datasetStep(env) {
    const outputs = new DatasetOutputs();
    await runResourceStep(env, {
        outputs,
        cancelled: CANCELLED,
        leastRole: 'Labeler',
        read: readDatasetInputs,
        run: async (inputs, { api, patience, resource }, signal) => {
            const paced = new PacedApi(api, time_clock/* systemClock */.ml);
            return await syncDataset(inputs, {
                resource,
                project: (id) => new ProjectApi(id, api, patience, runnerReport.mask),
                images: (id) => new ImageApi(id, paced, patience),
                clock: time_clock/* systemClock */.ml,
                report: runnerReport,
                signal,
                outputs,
                env,
            });
        },
    });
}


/***/ }),

/***/ 8492:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EN: () => (/* binding */ isRegional),
/* harmony export */   hH: () => (/* binding */ cloudOf),
/* harmony export */   pc: () => (/* binding */ isKnownAuthority)
/* harmony export */ });
/**
 * Which of Azure's clouds a training endpoint is in. Its suffix decides who gives tokens and for which audience;
 * storage has one audience in all of them (`https://storage.azure.com/.default`, the default of its SDKs).
 */
/** By the last label of an endpoint: those of the public cloud, of the US Government, and of China. */
const CLOUDS = {
    com: { authorityHost: 'https://login.microsoftonline.com', audience: 'api://AzureADTokenExchange' },
    us: { authorityHost: 'https://login.microsoftonline.us', audience: 'api://AzureADTokenExchangeUSGov' },
    cn: { authorityHost: 'https://login.chinacloudapi.cn', audience: 'api://AzureADTokenExchangeChina' },
};
/** @param endpoint origin of the training endpoint */
function cloudOf(endpoint) {
    const { hostname } = new URL(endpoint);
    const label = ['us', 'cn'].find((one) => hostname.endsWith(`.${one}`)) ?? 'com';
    return { ...CLOUDS[label], scope: `https://cognitiveservices.azure.${label}/.default` };
}
/**
 * Whether the endpoint is that of a whole region, `REGION.api.cognitive.microsoft.com`, and not of one resource: it
 * takes keys only.
 */
function isRegional(endpoint) {
    return /^https:\/\/[^./]+\.api\.cognitive\./.test(endpoint);
}
/** What Azure's libraries ask in place of China's authority host. */
const CHINA_TOKENS = 'https://login.partner.microsoftonline.cn';
/** Whether a host is known to give tokens for one of the clouds. */
function isKnownAuthority(host) {
    const known = Object.values(CLOUDS).map(({ authorityHost }) => authorityHost);
    return [...known, CHINA_TOKENS].includes(host.replace(/\/$/, '').toLowerCase());
}


/***/ }),

/***/ 780:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ SignInError),
/* harmony export */   V: () => (/* binding */ signInFailure)
/* harmony export */ });
/* harmony import */ var _report_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3304);
/**
 * The error of a login: without a token, no request goes to the service that the token is for.
 */

/** There is no token, so nothing was sent to the service that it is for. */
class SignInError extends Error {
    name = 'SignInError';
    /** `AADSTS\u2026`, or Node's code of a connection that did not come about. */
    code;
    /** The same may well succeed later. */
    transient;
    /** Who said what, in safe lines, and what to do next. */
    lines;
    constructor({ said, code, transient, lines }, cause) {
        super(said, { cause });
        this.code = code;
        this.transient = transient;
        this.lines = lines;
    }
}
/** @param doing what it was needed for, such as "read the queue \u2026" */
function signInFailure(doing, error) {
    const lines = [`Could not ${doing}: there is no token for it.`, ...error.lines];
    return new _report_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR('failed', 'No login to Azure', lines, { cause: error });
}


/***/ }),

/***/ 8204:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ given),
/* harmony export */   j: () => (/* binding */ chosenCredentials)
/* harmony export */ });
/**
 * Variables of the environment. A variable with an empty value counts as one that is not set.
 */
/** @returns `undefined` for a variable that is empty or not set */
function given(value) {
    return value === '' ? undefined : value;
}
/** What AZURE_TOKEN_CREDENTIALS chooses of Azure's own chain of credentials, in lower case; empty: all of it. */
function chosenCredentials(env) {
    return (env.AZURE_TOKEN_CREDENTIALS ?? '').trim().toLowerCase();
}


/***/ }),

/***/ 4813:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ boundAnswers),
/* harmony export */   T: () => (/* binding */ boundedAnswers)
/* harmony export */ });
/* harmony import */ var _time_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3355);
/* harmony import */ var _discard_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1536);
/* harmony import */ var _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9541);



const MEBIBYTE = 1_024 * 1_024;
/** The longest list of the training API has some hundred kilobytes, a full view of a queue two megabytes. */
const LONGEST_ANSWER_BYTES = 16 * MEBIBYTE;
/** Of a refusal, only the words are of use. */
const LONGEST_REFUSAL_BYTES = MEBIBYTE / 16;
/** A refusal that is not whole by then counts as it is. */
const REFUSAL_MS = 5_000;
/** Puts the policy after everything else, beside the network, so that nothing acts on another's answer. */
function boundAnswers(pipeline, judge) {
    pipeline.addPolicy(boundedAnswers(judge), { afterPhase: 'Sign' });
}
/** The policy; what the caller wants to read as a stream is left to it. */
function boundedAnswers(judge) {
    return {
        name: 'boundedAnswers',
        async sendRequest(request, next) {
            const { streamResponseStatusCodes: streamed, timeout } = request;
            if (streamed?.has(Infinity) === true) {
                return await next(request);
            }
            const limit = new Limit();
            // The client's own limit ends with the headers of the answer.
            limit.endIn(timeout > 0 ? timeout : Infinity);
            request.streamResponseStatusCodes = new Set([Infinity]);
            try {
                const answer = await next(request);
                const isStream = streamed?.has(answer.status) === true;
                const text = isStream ? null : await readInto(answer, limit);
                const header = (name) => answer.headers.get(name);
                const wrong = judge({ url: request.url, httpStatus: answer.status, header, text });
                if (wrong !== undefined) {
                    (0,_discard_js__WEBPACK_IMPORTED_MODULE_2__/* .discard */ .v)(answer.readableStreamBody);
                    throw new _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__/* .ForeignAnswer */ .J6(new URL(request.url).host, answer.status, wrong);
                }
                return answer;
            }
            finally {
                limit.lift();
                Object.assign(request, { streamResponseStatusCodes: streamed });
            }
        },
    };
}
/** Ends what is read after the shortest of some times. */
class Limit {
    late = new AbortController();
    lifted = new AbortController();
    get signal() {
        return this.late.signal;
    }
    endIn(ms) {
        if (ms < Infinity) {
            _time_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .systemClock */ .ml.sleep(ms, this.lifted.signal).then(() => {
                this.late.abort();
            }, 
            // It was lifted first.
            () => undefined);
        }
    }
    lift() {
        this.lifted.abort();
    }
}
/** Puts the text of an answer where the clients look for it. */
async function readInto(answer, limit) {
    const { status, request } = answer;
    const stream = answer.readableStreamBody;
    if (stream === undefined) {
        return '';
    }
    delete answer.readableStreamBody;
    const isRefusal = status >= 300;
    const most = isRefusal ? LONGEST_REFUSAL_BYTES : LONGEST_ANSWER_BYTES;
    limit.endIn(isRefusal ? REFUSAL_MS : Infinity);
    const body = { chunks: [], bytes: 0 };
    try {
        await read(stream, body, most, limit.signal);
    }
    catch (error) {
        // The status and the beginning of a refusal tell enough.
        if (!isRefusal || request.abortSignal?.aborted === true) {
            throw error;
        }
        body.bytes = Infinity;
    }
    const isCut = body.bytes > most;
    if (isCut && !isRefusal) {
        throw new _foreign_answer_js__WEBPACK_IMPORTED_MODULE_1__/* .ForeignAnswer */ .J6(new URL(request.url).host, status, `more than ${most / MEBIBYTE} MiB`);
    }
    if (isCut) {
        // What is cut off is no JSON and no XML any more.
        answer.headers.set('content-type', 'text/plain');
    }
    const text = Buffer.concat(body.chunks).subarray(0, most).toString('utf8');
    answer.bodyAsText = text;
    return text;
}
/** Reads until there are more than `most` bytes. @throws AbortError when ended; what the stream says */
async function read(stream, into, most, signal) {
    const end = () => {
        stream.destroy(Object.assign(new Error('the answer did not end in time'), { name: 'AbortError' }));
    };
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) {
        end();
    }
    try {
        // To leave the loop destroys the stream, and with it the connection.
        for await (const chunk of stream) {
            into.chunks.push(chunk);
            into.bytes += chunk.length;
            if (into.bytes > most) {
                break;
            }
        }
    }
    finally {
        signal.removeEventListener('abort', end);
    }
}


/***/ }),

/***/ 5178:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B0: () => (/* binding */ networkAdvice),
/* harmony export */   C1: () => (/* binding */ timedOutIfAborted),
/* harmony export */   CA: () => (/* binding */ errorCode),
/* harmony export */   Dm: () => (/* binding */ isTransientStatus),
/* harmony export */   Ry: () => (/* binding */ LATER),
/* harmony export */   ps: () => (/* binding */ causes),
/* harmony export */   qD: () => (/* binding */ noAnswerInTime),
/* harmony export */   se: () => (/* binding */ statusCode),
/* harmony export */   xj: () => (/* binding */ isOfCertificate)
/* harmony export */ });
/* unused harmony export ADVICE */
/**
 * What an error of a request tells: Node's code of a connection that did not come about, with what to do about it, or
 * the HTTP status of the answer.
 */
/** The next step after trouble that passes. */
const LATER = 'run again later; a training that was started is picked up';
const UNTRUSTED = 'the certificate is not trusted: give its authority in NODE_EXTRA_CA_CERTS';
const OUT_OF_TIME = 'the certificate of the host is not valid at this time: check the clock of the runner, and any proxy in between';
const ADVICE = new Map(Object.entries({
    ENOTFOUND: 'the host name is not known: check its spelling, and that the runner can resolve it',
    EAI_AGAIN: 'the host name could not be resolved just now: run again, or check the DNS of the runner',
    ECONNREFUSED: 'nothing accepts connections there: check host and port, and any firewall in between',
    ECONNRESET: 'the connection was cut: run again, or check any proxy or firewall in between',
    ETIMEDOUT: 'nothing answered in time: check any proxy or firewall in between; a private endpoint answers in its own network only, to a self-hosted runner there',
    DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
    ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is of another host: check the host name, and any proxy in between',
    CERT_HAS_EXPIRED: OUT_OF_TIME,
    CERT_NOT_YET_VALID: OUT_OF_TIME,
    EPROTO: 'the host does not speak TLS at that port: check scheme and port',
}));
/** Whether an error is about a certificate: that is no better a moment later. */
function isOfCertificate(error) {
    return [UNTRUSTED, OUT_OF_TIME, ADVICE.get('ERR_TLS_CERT_ALTNAME_INVALID')].includes(networkAdvice(error));
}
/** Node's or the SDK's code of an error, such as `ENOTFOUND` or `QueueNotFound`. */
function errorCode(error) {
    const { code } = Object(error);
    return typeof code === 'string' ? code : undefined;
}
/** The HTTP status in an error of Azure's SDKs; `undefined` where no answer arrived. */
function statusCode(error) {
    const { statusCode: status } = Object(error);
    return typeof status === 'number' ? status : undefined;
}
/** Whether the same request may well succeed later: it took too long, there were too many, or the server failed. */
function isTransientStatus(status) {
    return status === 408 || status === 429 || status >= 500;
}
/** An error that says that nothing answered in time, with the code that Node gives it. */
function noAnswerInTime(text, cause) {
    return Object.assign(new Error(text, cause === undefined ? {} : { cause }), { code: 'ETIMEDOUT' });
}
/** Replaces what Azure's clients say of a request that took too long: only that it was aborted. */
function timedOutIfAborted(error, text) {
    return error instanceof Error && error.name === 'AbortError' ? noAnswerInTime(text, error) : error;
}
/** The error, what caused it, and the errors that it joins, the outermost first. */
function causes(error) {
    if (!(error instanceof Error)) {
        return [];
    }
    const joined = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    return [error, ...[error.cause, ...joined].flatMap(causes)];
}
/** What to do about a connection that did not come about; `undefined` if neither the error nor its cause has such a code. */
function networkAdvice(error) {
    const advice = causes(error).map((cause) => ADVICE.get(errorCode(cause) ?? ''));
    return advice.find((next) => next !== undefined);
}


/***/ }),

/***/ 1536:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ discard)
/* harmony export */ });
/** Read to its end, a body without end would keep the process alive; its errors end nothing any more. */
function discard(body) {
    body?.on('error', () => undefined).destroy();
}


/***/ }),

/***/ 9541:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J6: () => (/* binding */ ForeignAnswer),
/* harmony export */   WE: () => (/* binding */ passes),
/* harmony export */   yF: () => (/* binding */ jsonJudge),
/* harmony export */   yp: () => (/* binding */ isPage)
/* harmony export */ });
/* unused harmony exports storageJudge, noModel */
/**
 * An answer of somebody else than the service that was asked: the page of a captive portal, a sign-in page, a redirect
 * to one. Its status says nothing, so every answer is judged by what it is.
 */
/** Something else answered for a host. */
class ForeignAnswer extends Error {
    name = 'ForeignAnswer';
    /** Of whom something was asked. */
    host;
    httpStatus;
    /** @param what was answered; it may hold foreign text */
    constructor(host, httpStatus, what) {
        super(`something else answered for ${host}: ${httpStatus}, ${what}`);
        this.host = host;
        this.httpStatus = httpStatus;
    }
}
/** How a page begins. */
const PAGE = /^\ufeff?\s*<(!doctype html|html|head|body|script)\b/i;
/** How JSON begins. */
const JSON_START = /^\ufeff?\s*(?:[[{"]|(?:null|true|false)\b)/;
/** The lists that storage gives. */
const LIST = /^\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:QueueMessagesList|EnumerationResults)\b/;
/** The services nest a few objects in each other. To write thousands of them as JSON again would overflow the stack. */
const MOST_LEVELS = 100;
/** Of a service that answers in JSON. */
const jsonJudge = ({ httpStatus, header, text }) => redirect(httpStatus, header) ??
    (httpStatus < 300 && text !== null && text !== '' && !JSON_START.test(text) ? kindOf(header) : undefined) ??
    (isDeep(text ?? '') ? `more than ${MOST_LEVELS} levels of JSON` : undefined);
function isDeep(text) {
    let [levels, isQuoted] = [0, false];
    for (let index = 0; index < text.length && levels <= MOST_LEVELS; index += 1) {
        const character = text[index];
        if (character === '\\') {
            index += 1;
        }
        else if (character === '"') {
            isQuoted = !isQuoted;
        }
        else if (!isQuoted && (character === '[' || character === '{')) {
            levels += 1;
        }
        else if (!isQuoted && (character === ']' || character === '}')) {
            levels -= 1;
        }
    }
    return levels > MOST_LEVELS;
}
/** Of Azure Storage, which names every answer of its own by a header, and lists in XML. */
const storageJudge = ({ url, httpStatus, header, text }) => {
    const isNamed = ['x-ms-request-id', 'x-ms-version'].some((name) => header(name) !== undefined);
    const isList = httpStatus < 300 && (/[?&]comp=list\b/.test(url) || /\/messages(\?|$)/.test(url));
    const isWrong = (isList && text !== null && !LIST.test(text)) ||
        (!isNamed && !passes(httpStatus) && isPage(header, text ?? ''));
    return redirect(httpStatus, header) ?? (isWrong ? kindOf(header) : undefined);
};
/** Types of text, which no model has. The service's own type of a package is not documented. */
const TEXT = /^(text\/|application\/([\w.+-]*\+)?(xml|json|xhtml)\b)/i;
/** How a page or an error begins, after a byte order mark perhaps; a model may begin so only by chance. */
const MARKUP = /^(\xef\xbb\xbf)?\s*[<{[]/;
// eslint-disable-next-line no-control-regex -- a binary format is told from text by its control characters
const BINARY = /[\0-\x08\x0e-\x1f]/;
const LOOKED_AT = 256;
/**
 * Of bytes that are to be a model, whoever keeps them.
 * @param start as much of them as has arrived first
 * @param type what the answer calls itself
 * @returns what they are instead
 */
function noModel(start, type = '') {
    const text = start.subarray(0, LOOKED_AT).toString('latin1');
    const isText = !text.startsWith('PK') && (TEXT.test(type) || (MARKUP.test(text) && !BINARY.test(text)));
    return isText ? `text (${type || 'of no type'}), no model` : undefined;
}
function isPage(header, text) {
    return /^(text\/html|application\/xhtml)/i.test(header('content-type') ?? '') || PAGE.test(text);
}
/** Gateways before a service have pages for its trouble as well, and a proxy for a login. */
function passes(httpStatus) {
    return httpStatus >= 500 || [407, 408, 429].includes(httpStatus);
}
function redirect(httpStatus, header) {
    if (httpStatus < 300 || httpStatus >= 400 || httpStatus === 304) {
        return undefined;
    }
    const host = URL.parse(header('location') ?? '')?.host;
    return `a redirect${host === undefined ? '' : ` to ${host}`}`;
}
function kindOf(header) {
    return `an answer of the type ${header('content-type') ?? 'that it does not say'}`;
}


/***/ }),

/***/ 1754:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vn: () => (/* binding */ isTroubleOfProxy),
/* harmony export */   Wm: () => (/* binding */ proxySecrets),
/* harmony export */   ZV: () => (/* binding */ proxyAdvice),
/* harmony export */   i7: () => (/* binding */ isAnswerOfProxy),
/* harmony export */   iJ: () => (/* binding */ proxyFor),
/* harmony export */   jC: () => (/* binding */ githubProxySettings),
/* harmony export */   l2: () => (/* binding */ githubProxyFor),
/* harmony export */   wS: () => (/* binding */ proxyProblem)
/* harmony export */ });
/* unused harmony export githubProxyByTls */
/* harmony import */ var _actions_http_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4942);
/* harmony import */ var _env_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8204);
/* harmony import */ var _connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5178);
/**
 * The proxy that requests go through. The packages that send them read it from the environment themselves: Azure's take
 * the first of HTTPS_PROXY, ALL_PROXY and HTTP_PROXY for every URL, GitHub's take the one of the URL's scheme. This file
 * says which proxy that is, what is secret of it, whether it or the service behind it has answered, and what to do.
 */



const OF_AZURE = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'];
/** Azure's services name every answer of theirs in one of these headers: Entra ID and storage, the training API. */
const REQUEST_IDS = ['x-ms-request-id', 'apim-request-id'];
/**
 * Codes of a connection that did not come about; behind a proxy, it was the one to the proxy. The last is Azure's own,
 * for errors without a code, such as that of a proxy that hangs up.
 */
const NOT_CONNECTED = [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'REQUEST_SEND_ERROR',
];
/** The passwords of all proxies that are set, in every form that they travel in. */
function proxySecrets(env) {
    return OF_AZURE.flatMap((name) => {
        const value = env[name] ?? '';
        // GitHub's packages take one without a scheme as well.
        const url = urlOf(value.includes('://') ? value : `http://${value}`);
        if (url === undefined || url.password === '') {
            return [];
        }
        const [user = '', password = ''] = [url.username, url.password].map((part) => percentDecoded(part) ?? part);
        return [url.password, password, Buffer.from(`${user}:${password}`).toString('base64')];
    });
}
/** What is wrong with the variable that counts: with such values the packages fail in ways that explain nothing. */
function proxyProblem(env) {
    const { name, value = '' } = firstGiven(OF_AZURE, env) ?? {};
    if (name === undefined) {
        return undefined;
    }
    const url = urlOf(value);
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
        return { name, what: 'its value (not shown) is no URL with http:// or https://' };
    }
    // A character that is not encoded may end the host too early, and the rest then counts as a path.
    const isWhole = ['', '/'].includes(url.pathname) && url.search === '' && url.hash === '';
    return isWhole && [url.username, url.password].every((part) => percentDecoded(part) !== undefined)
        ? undefined
        : { name, what: 'user or password in it (not shown) are not percent-encoded' };
}
/** The proxy by which Azure's packages reach a URL; `undefined`: none. */
function proxyFor(url, env) {
    const { hostname } = new URL(url);
    const patterns = firstGiven(['NO_PROXY', 'no_proxy'], env)?.value.split(',') ?? [];
    const isExempt = patterns
        .map((pattern) => pattern.trim())
        .some((pattern) => pattern === hostname || (pattern.startsWith('.') && `.${hostname}`.endsWith(pattern)));
    return isExempt ? undefined : first(OF_AZURE, env);
}
/** The proxy by which GitHub's packages reach a URL, as they themselves read the environment; `undefined`: none. */
function githubProxyFor(url, env) {
    const target = urlOf(url);
    if (target === undefined || (0,_actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .getProxyUrl */ .s_)(target.href) === '') {
        return undefined;
    }
    const variable = target.protocol.replace(':', '_proxy');
    return first([variable, variable.toUpperCase()], env);
}
/** That proxy, as Azure's HTTP client takes it; `undefined`: none. It holds the password. */
function githubProxySettings(url) {
    const proxy = urlOf((0,_actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .getProxyUrl */ .s_)(url));
    if (proxy === undefined) {
        return undefined;
    }
    const { protocol, hostname, port, username, password } = proxy;
    const usual = protocol === 'https:' ? 443 : 80;
    return { host: `${protocol}//${hostname}`, port: Number(port || usual), username, password };
}
/**
 * The variable by which a URL of GitHub's would go through a proxy that is itself reached by https; `undefined`: none.
 * GitHub's packages cannot do that: their `tunnel` compares the certificate of such a proxy with the name of the host
 * behind it.
 */
function githubProxyByTls(url, env) {
    const proxy = githubProxyFor(url, env);
    // They can where Node checks no certificates at all.
    return proxy?.url.startsWith('https:') === true && env.NODE_TLS_REJECT_UNAUTHORIZED !== '0'
        ? proxy.variable
        : undefined;
}
/**
 * Whether an answer is a proxy's and not that of an Azure service: only a proxy asks for a login by 407, and only a
 * service gives a request id. Callers ask it of answers to requests that went through a proxy.
 * @param header gives a header of the answer
 */
function isAnswerOfProxy(status, header) {
    return status === 407 || (status >= 300 && REQUEST_IDS.every((name) => header(name) === undefined));
}
/** Whether a proxy was not reached, or hung up. Callers ask it of errors of requests that went through a proxy. */
function isTroubleOfProxy(error) {
    return (0,_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .causes */ .ps)(error).some((cause) => NOT_CONNECTED.includes((0,_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .CA)(cause) ?? ''));
}
/**
 * What to do about a proxy that refuses or is out of reach, to go on after "Next: ".
 * @param status what it has answered; `null`: nothing
 */
function proxyAdvice({ variable, url }, status) {
    if (status === null) {
        return `check ${variable}: the proxy ${url} that it names cannot be reached, or hangs up`;
    }
    if (status === 407) {
        return `correct user and password in ${variable}, as in http://USER:PASSWORD@HOST:PORT with both percent-encoded: the proxy ${url} does not accept them`;
    }
    return `have the proxy ${url} (${variable}) let this runner through to that host, or name the host in NO_PROXY if it can be reached without`;
}
function first(names, env) {
    const { name: variable, value } = firstGiven(names, env) ?? {};
    const url = urlOf(value);
    return variable === undefined || url === undefined
        ? undefined
        : { variable, url: `${url.protocol}//${url.host}` };
}
/** The first of the variables that says something, spelled as it was set: Windows finds it in any case. */
function firstGiven(names, env) {
    const found = names.find((name) => (0,_env_js__WEBPACK_IMPORTED_MODULE_2__/* .given */ .g)(env[name]) !== undefined);
    if (found === undefined) {
        return undefined;
    }
    const asSet = Object.keys(env).filter((key) => key.toLowerCase() === found.toLowerCase());
    return { name: asSet.includes(found) ? found : (asSet[0] ?? found), value: env[found] ?? '' };
}
function urlOf(text = '') {
    return URL.parse(text) ?? undefined;
}
/** `undefined` where the text is not percent-encoded. */
function percentDecoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 3304:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AV: () => (/* binding */ GREEN),
/* harmony export */   HR: () => (/* binding */ Failure),
/* harmony export */   vI: () => (/* binding */ shortened)
/* harmony export */ });
/** Ends that are no failure. */
const GREEN = ['succeeded', 'pending', 'dry-run'];
/**
 * A failure with its explanation: what the action was doing to which object, what was answered, and what the user can
 * do next. Callers have passed foreign text in its lines through `foreign` already.
 */
class Failure extends Error {
    name = 'Failure';
    status;
    /** More than one where several things failed. */
    headings;
    constructor(status, heading, lines, options) {
        super(lines.join('\n'), options);
        this.status = status;
        this.headings = typeof heading === 'string' ? [heading] : [...new Set(heading)];
    }
    /** Heads the annotation. */
    get title() {
        return this.headings.join(', ');
    }
}
/** The first lines of a long list, and how many it leaves out. */
function shortened(lines, most) {
    return [...lines.slice(0, most), ...(lines.length > most ? [`\u2026 and ${lines.length - most} more.`] : [])];
}


/***/ }),

/***/ 3355:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B2: () => (/* binding */ Deadline),
/* harmony export */   a3: () => (/* binding */ formatDuration),
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8500);
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_timers_promises__WEBPACK_IMPORTED_MODULE_0__);
/**
 * The clock: every delay and deadline of a run comes from here, so that tests can replace it as a whole.
 */

/** Node turns a delay that is longer than this into one millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const systemClock = {
    // Node's monotonic clock: if somebody sets back the wall clock, that must not prolong a wait.
    now: () => performance.timeOrigin + performance.now(),
    async sleep(ms, signal) {
        signal.throwIfAborted();
        try {
            for (let rest = ms; rest > 0; rest -= LONGEST_TIMER_MS) {
                await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setTimeout)(Math.min(rest, LONGEST_TIMER_MS), undefined, { signal });
            }
        }
        catch (error) {
            signal.throwIfAborted();
            throw error;
        }
    },
};
/** The moment at which the whole run has to be over. */
class Deadline {
    at;
    clock;
    constructor(clock, afterMs) {
        this.clock = clock;
        this.at = clock.now() + afterMs;
    }
    remainingMs() {
        return Math.max(0, this.at - this.clock.now());
    }
    get passed() {
        return this.clock.now() >= this.at;
    }
}
/** `3 s`, `12 min`, `1 h 5 min`: how a duration is written in the log. */
function formatDuration(ms) {
    const seconds = Math.round(ms / 1_000);
    if (seconds < 60) {
        return `${seconds} s`;
    }
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) {
        return `${minutes} min`;
    }
    const rest = minutes % 60;
    const hours = Math.floor(minutes / 60);
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}


/***/ })

};

