export const id = 94;
export const ids = [94,255,49];
export const modules = {

/***/ 19049:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ openStream),
/* harmony export */   openLink: () => (/* binding */ openLink)
/* harmony export */ });
/* harmony import */ var _azure_rest_core_client__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(26255);
/* harmony import */ var _network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(15178);
/* harmony import */ var _network_discard_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(51536);
/* harmony import */ var _network_proxies_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1754);
/* harmony import */ var _network_service_url_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3573);
/* harmony import */ var _service_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(48966);
/**
 * Opens download links: the body of an answer as a stream.
 */






/** Until the headers of the answer; the bytes may take as long as they need. */
const ANSWER_TIMEOUT_MS = 30_000;
/**
 * Gets the body of a URL, or of a path below the client's endpoint, query included.
 * @param host for the messages
 * @throws ServiceError for every answer but 200, and 206 where a part was asked for; the signal's reason when aborted
 */
async function openStream(client, url, host, { signal, proxy, from = 0 }) {
    const operation = 'download';
    const answer = await client
        .pathUnchecked(url)
        .get({
        abortSignal: signal,
        timeout: ANSWER_TIMEOUT_MS,
        accept: '*/*',
        headers: {
            // The length and the MD5 in an answer are those of its bytes as they travel.
            'accept-encoding': 'identity',
            // Azure Storage knows no ranges that count from the end.
            ...(from === 0 ? {} : { range: `bytes=${from}-` }),
        },
    })
        .asNodeStream()
        .catch((cause) => {
        signal.throwIfAborted();
        throw (0,_service_error_js__WEBPACK_IMPORTED_MODULE_3__/* .noAnswer */ .qE)(operation, proxy, (0,_network_connection_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .timedOutIfAborted */ .C1)(cause, 'no answer in time'));
    });
    const { headers } = answer;
    const isPart = from > 0 && headers['content-range']?.startsWith(`bytes ${from}-`) === true;
    if (answer.body === undefined || answer.status !== (isPart ? '206' : '200')) {
        (0,_network_discard_js__WEBPACK_IMPORTED_MODULE_4__/* .discard */ .v)(answer.body);
        const httpStatus = Number(answer.status);
        const byProxy = (0,_network_proxies_js__WEBPACK_IMPORTED_MODULE_2__/* .isAnswerOfProxy */ .i7)(httpStatus, (name) => headers[name]);
        throw new _service_error_js__WEBPACK_IMPORTED_MODULE_3__/* .ServiceError */ ._7({ operation, httpStatus, detail: '', proxy: byProxy ? proxy : undefined });
    }
    const { 'content-length': length, 'content-encoding': encoding } = headers;
    const md5 = headers[isPart ? 'x-ms-blob-content-md5' : 'content-md5'];
    const asSent = encoding === undefined || encoding === 'identity';
    return {
        stream: answer.body,
        length: asSent && length !== undefined ? Number(length) : null,
        md5: asSent && md5 !== undefined ? Buffer.from(md5, 'base64') : null,
        from: isPart ? from : 0,
        type: headers['content-type'] ?? '',
        host,
    };
}
/**
 * Opens a link as it is, without our credentials.
 * @param uri absolute; https, or http on loopback
 * @throws ServiceError, and Error if the link does not have that form
 */
async function openLink(uri, wanted) {
    const url = (0,_network_service_url_js__WEBPACK_IMPORTED_MODULE_5__/* .parseServiceUrl */ .iO)(uri);
    const client = (0,_azure_rest_core_client__WEBPACK_IMPORTED_MODULE_0__.getClient)(url.origin, {
        retryOptions: { maxRetries: 0 },
        redirectOptions: { maxRetries: 0 },
        allowInsecureConnection: url.protocol === 'http:',
    });
    return await openStream(client, url.href, url.host, wanted);
}


/***/ }),

/***/ 43094:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  TrainingApi: () => (/* binding */ TrainingApi)
});

// EXTERNAL MODULE: ./node_modules/@azure-rest/core-client/dist/esm/index.js + 6 modules
var esm = __webpack_require__(26255);
// EXTERNAL MODULE: ./src/entra/clouds.ts
var clouds = __webpack_require__(88492);
// EXTERNAL MODULE: ./src/network/bounded-answers.ts
var bounded_answers = __webpack_require__(94813);
// EXTERNAL MODULE: ./src/network/connection-errors.ts
var connection_errors = __webpack_require__(15178);
// EXTERNAL MODULE: ./src/network/foreign-answer.ts
var foreign_answer = __webpack_require__(69541);
// EXTERNAL MODULE: ./src/network/proxies.ts
var proxies = __webpack_require__(1754);
// EXTERNAL MODULE: ./src/custom-vision/download-link.ts
var download_link = __webpack_require__(19049);
;// CONCATENATED MODULE: ./src/custom-vision/retry-after.ts
/**
 * For how long the service does not want to be asked again: its header says it, or only the text of a 429 (as in
 * "Please retry after 1 second" and "Try again in 26 seconds").
 */
/** Who asks for more means a quota, or nothing: the action then pauses by its own rules. */
const LONGEST_MS = 86_400_000;
const IN_WORDS = /\b(?:retry|try again)\s+(?:after|in)\s+(\d{1,6})\s*(second|minute|hour)/i;
const UNIT_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 };
/**
 * @param header `Retry-After`: a number of seconds or a date (RFC 9110, 10.2.3)
 * @param said the text of the answer; `null` where it is none that names a pause
 * @returns `null` if neither makes sense
 */
function retryAfterMs(header, said) {
    return [ofHeader(header?.trim() ?? ''), ofText(said ?? '')].find((ms) => ms !== null) ?? null;
}
function ofHeader(header) {
    if (/^\d+$/.test(header)) {
        return sensible(Number(header) * 1_000);
    }
    // `Date.parse` takes much for a date that is none, such as `-5`.
    return /^[A-Z][a-z]{2}, \d/.test(header) ? sensible(Date.parse(header) - Date.now()) : null;
}
function ofText(said) {
    const [, count, unit = ''] = IN_WORDS.exec(said) ?? [];
    return count === undefined ? null : sensible(Number(count) * (UNIT_MS[unit.toLowerCase()] ?? NaN));
}
function sensible(ms) {
    return ms <= LONGEST_MS ? Math.max(0, ms) : null;
}

// EXTERNAL MODULE: ./src/custom-vision/service-error.ts
var service_error = __webpack_require__(48966);
;// CONCATENATED MODULE: ./src/custom-vision/streamed-body.ts
/** What the client takes for it. */
function streamed(stream) {
    return stream === undefined
        ? {}
        : { body: stream.open, headers: { 'Content-Length': String(stream.bytes) } };
}

;// CONCATENATED MODULE: ./src/custom-vision/training-api.ts
/**
 * The wire of the training API: one request, one answer, either API version. project-api.ts and resource-api.ts say what
 * they mean. The HTTP client's own retries and redirects are off: it would repeat a training, which costs money, and
 * send the key to wherever a redirect points.
 */










const OTHER = { 'v3.3': 'v3.4-preview', 'v3.4-preview': 'v3.3' };
const REQUEST_TIMEOUT_MS = 60_000;
class TrainingApi {
    /** How many requests were sent. */
    sent = 0;
    client;
    proxy;
    endpoint;
    /** Whether an answer was the service's. */
    hasAnswered = false;
    /** The version that this endpoint does not have, as the last answers of both of them say. */
    lacking;
    /**
     * @param credential the training resource's key, or Entra ID
     * @param more the proxy on the way to the endpoint, and a way to send requests that does not use the network, for tests
     */
    constructor(endpoint, credential, { proxy, ...more } = {}) {
        const options = {
            ...more,
            retryOptions: { maxRetries: 0 },
            redirectOptions: { maxRetries: 0 },
            allowInsecureConnection: endpoint.startsWith('http:'),
            credentials: { apiKeyHeaderName: 'Training-Key', scopes: [(0,clouds/* cloudOf */.hH)(endpoint).scope] },
            userAgentOptions: { userAgentPrefix: 'custom-vision-train-export' },
        };
        this.client = (0,esm.getClient)(endpoint, credential, options);
        this.proxy = proxy;
        this.endpoint = endpoint;
        (0,bounded_answers/* boundAnswers */.G)(this.client.pipeline, foreign_answer/* jsonJudge */.yF);
    }
    /**
     * Sends one request, once; and once on the path of the other version if this version's path does not exist. A gateway
     * may say so although the service has acted: what may go to one version only goes to the one that others have found.
     * @returns the parsed body of a 2xx answer
     * @throws ServiceError for every other answer and for none; the signal's reason when aborted
     */
    async send(request, signal) {
        const { version = 'v3.4-preview' } = request;
        if (request.repetition === 'costly') {
            return await this.sendOn(version === this.lacking ? OTHER[version] : version, request, signal);
        }
        try {
            const answer = await this.sendOn(version, request, signal);
            this.lacking = version === this.lacking ? undefined : this.lacking;
            return answer;
        }
        catch (error) {
            if (!isUnknownPath(error)) {
                throw error;
            }
            const answer = await this.sendOn(OTHER[version], request, signal);
            this.lacking = version;
            return answer;
        }
    }
    /** Opens what a relative download path names (GetArtifact), on v3.4-preview: users report that it fails on v3.3. */
    async openArtifact(projectId, path, wanted) {
        const url = `/customvision/v3.4-preview/training/projects/${projectId}/artifacts`;
        const more = { ...wanted, proxy: this.proxy };
        const { host } = new URL(this.endpoint);
        return await (0,download_link/* openStream */.f)(this.client, `${url}?path=${encodeURIComponent(path)}`, host, more);
    }
    async sendOn(version, request, signal) {
        const { operation, method = 'get' } = request;
        this.sent += 1;
        let answer;
        try {
            answer = await this.client.pathUnchecked(`/customvision/${version}/training${request.path}`)[method]({
                abortSignal: signal,
                // The client takes zero for no limit.
                timeout: Math.max(1, Math.min(request.timeoutMs ?? Infinity, REQUEST_TIMEOUT_MS)),
                ...(request.query === undefined ? {} : { queryParameters: request.query }),
                ...(request.body === undefined ? {} : { body: request.body }),
                ...streamed(request.stream),
                ...(request.contentType === undefined ? {} : { contentType: request.contentType }),
            });
        }
        catch (error) {
            signal.throwIfAborted();
            const problem = request.stream?.problem();
            if (problem !== undefined) {
                throw problem;
            }
            throw error instanceof foreign_answer/* ForeignAnswer */.J6
                ? this.somethingElse(request, error)
                : (0,service_error/* noAnswer */.qE)(operation, this.proxy, (0,connection_errors/* timedOutIfAborted */.C1)(error, 'no answer in time'));
        }
        const { headers } = answer;
        const httpStatus = Number(answer.status);
        const body = answer.body;
        if (httpStatus >= 200 && httpStatus < 300) {
            this.hasAnswered = true;
            return body;
        }
        const requestId = headers['apim-request-id'] ?? headers['x-ms-request-id'] ?? null;
        const header = (name) => headers[name];
        const refused = (0,service_error/* refusal */.x5)(body);
        const isOurs = requestId !== null || (0,foreign_answer/* passes */.WE)(httpStatus) || this.proxy !== undefined;
        if (!isOurs && (0,foreign_answer/* isPage */.yp)(header, refused.detail)) {
            const type = headers['content-type'] ?? 'HTML';
            const page = new foreign_answer/* ForeignAnswer */.J6(new URL(this.endpoint).host, httpStatus, `a page (${type})`);
            throw this.somethingElse(request, page, refused.detail);
        }
        this.hasAnswered ||= requestId !== null;
        throw new service_error/* ServiceError */._7({
            operation,
            httpStatus,
            ...refused,
            requestId,
            retryAfterMs: retryAfterMs(headers['retry-after'], httpStatus === 429 ? refused.detail : null),
            proxy: (0,proxies/* isAnswerOfProxy */.i7)(httpStatus, header) ? this.proxy : undefined,
        });
    }
    /**
     * Where the service has never answered, the endpoint is wrong, or a sign-in page stands before it: that does not
     * pass. Later such a page may, and does not tell what the service has done.
     */
    somethingElse({ operation, method = 'get' }, cause, detail = cause.message) {
        const { httpStatus } = cause;
        const proxy = httpStatus >= 300 ? this.proxy : undefined;
        const garbled = this.hasAnswered || (method !== 'get' && httpStatus < 300);
        return new service_error/* ServiceError */._7({ operation, httpStatus, detail, garbled, proxy, cause });
    }
}
/** The API names what it did not find (`NotFoundProject`); a 404 without such a code is the gateway's, which has no such path. */
function isUnknownPath(error) {
    const refused = error instanceof service_error/* ServiceError */._7 && error.httpStatus === 404;
    return refused && error.code?.startsWith('NotFound') !== true;
}


/***/ }),

/***/ 26255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t$: () => (/* reexport */ createRestError),
  getClient: () => (/* reexport */ getClient),
  Iq: () => (/* reexport */ operationOptionsToRequestParameters)
});

// UNUSED EXPORTS: addCredentialPipelinePolicy, getBinaryStreamResponse

// EXTERNAL MODULE: ./node_modules/@typespec/ts-http-runtime/dist/esm/index.js + 21 modules
var esm = __webpack_require__(44449);
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/restError.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

function createRestError(messageOrResponse, response) {
    if (typeof messageOrResponse === "string") {
        return (0,esm/* createRestError */.t$)(messageOrResponse, response);
    }
    else {
        return (0,esm/* createRestError */.t$)(messageOrResponse);
    }
}
//# sourceMappingURL=restError.js.map
// EXTERNAL MODULE: ./node_modules/@azure/core-rest-pipeline/dist/esm/index.js + 37 modules
var dist_esm = __webpack_require__(1818);
// EXTERNAL MODULE: ./node_modules/@azure/core-auth/dist/esm/index.js + 4 modules
var core_auth_dist_esm = __webpack_require__(98365);
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/apiVersionPolicy.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
const apiVersionPolicyName = "ApiVersionPolicy";
/**
 * Creates a policy that sets the apiVersion as a query parameter on every request
 * @param options - Client options
 * @returns Pipeline policy that sets the apiVersion as a query parameter on every request
 */
function apiVersionPolicy(options) {
    return {
        name: apiVersionPolicyName,
        sendRequest: (req, next) => {
            // Use the apiVesion defined in request url directly
            // Append one if there is no apiVesion and we have one at client options
            const url = new URL(req.url);
            if (!url.searchParams.get("api-version") && options.apiVersion) {
                req.url = `${req.url}${url.searchParams.size > 0 ? "&" : "?"}api-version=${options.apiVersion}`;
            }
            return next(req);
        },
    };
}
//# sourceMappingURL=apiVersionPolicy.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/keyCredentialAuthenticationPolicy.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * The programmatic identifier of the bearerTokenAuthenticationPolicy.
 */
const keyCredentialAuthenticationPolicyName = "keyCredentialAuthenticationPolicy";
function keyCredentialAuthenticationPolicy(credential, apiKeyHeaderName) {
    return {
        name: keyCredentialAuthenticationPolicyName,
        sendRequest(request, next) {
            request.headers.set(apiKeyHeaderName, credential.key);
            return next(request);
        },
    };
}
//# sourceMappingURL=keyCredentialAuthenticationPolicy.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/clientHelpers.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.




/**
 * Adds a credential policy to the pipeline if a credential is provided. If none is provided, no policy is added.
 */
function addCredentialPipelinePolicy(pipeline, endpoint, options = {}) {
    const { credential, clientOptions } = options;
    if (!credential) {
        return;
    }
    if ((0,core_auth_dist_esm/* isTokenCredential */.Zp)(credential)) {
        const tokenPolicy = (0,dist_esm/* bearerTokenAuthenticationPolicy */.N$)({
            credential,
            scopes: clientOptions?.credentials?.scopes ?? `${endpoint}/.default`,
        });
        pipeline.addPolicy(tokenPolicy);
    }
    else if (isKeyCredential(credential)) {
        if (!clientOptions?.credentials?.apiKeyHeaderName) {
            throw new Error(`Missing API Key Header Name`);
        }
        const keyPolicy = keyCredentialAuthenticationPolicy(credential, clientOptions?.credentials?.apiKeyHeaderName);
        pipeline.addPolicy(keyPolicy);
    }
}
/**
 * Creates a default rest pipeline to re-use accross Rest Level Clients
 */
function createDefaultPipeline(endpoint, credential, options = {}) {
    const pipeline = (0,dist_esm/* createPipelineFromOptions */.Fp)(options);
    pipeline.addPolicy(apiVersionPolicy(options));
    addCredentialPipelinePolicy(pipeline, endpoint, { credential, clientOptions: options });
    return pipeline;
}
function isKeyCredential(credential) {
    return (typeof credential === "object" &&
        credential !== null &&
        "key" in credential &&
        typeof credential.key === "string");
}
//# sourceMappingURL=clientHelpers.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/operationOptionHelpers.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

/**
 * Helper function to convert OperationOptions to RequestParameters
 * @param options - the options that are used by Modular layer to send the request
 * @returns the result of the conversion in RequestParameters of RLC layer
 */
function operationOptionsToRequestParameters(options) {
    const compatibilityOptions = options;
    const tspRequestParameters = (0,esm/* operationOptionsToRequestParameters */.Iq)(options);
    return {
        ...tspRequestParameters,
        headers: mergeHeaders(compatibilityOptions.requestOptions?.customHeaders, tspRequestParameters.headers),
        tracingOptions: options.tracingOptions,
    };
}
function mergeHeaders(...headerSets) {
    const headers = new Map();
    for (const headerSet of headerSets) {
        for (const [name, value] of Object.entries(headerSet ?? {})) {
            headers.set(name.toLowerCase(), value);
        }
    }
    return Object.fromEntries(headers);
}
//# sourceMappingURL=operationOptionHelpers.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/getClient.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.



/**
 * Function to wrap RequestParameters so that we get the legacy onResponse behavior in core-client-rest
 */
function wrapRequestParameters(parameters) {
    if (parameters.onResponse) {
        return {
            ...parameters,
            onResponse(rawResponse, error) {
                parameters.onResponse?.(rawResponse, error, error);
            },
        };
    }
    return parameters;
}
function getClient(endpoint, credentialsOrPipelineOptions, clientOptions = {}) {
    let credentials;
    if (credentialsOrPipelineOptions) {
        if (isCredential(credentialsOrPipelineOptions)) {
            credentials = credentialsOrPipelineOptions;
        }
        else {
            clientOptions = credentialsOrPipelineOptions ?? {};
        }
    }
    const pipeline = clientOptions.pipeline ?? createDefaultPipeline(endpoint, credentials, clientOptions);
    const tspClient = (0,esm/* getClient */.KU)(endpoint, {
        ...clientOptions,
        pipeline,
    });
    const client = (path, ...args) => {
        return {
            get: (requestOptions = {}) => {
                return tspClient.path(path, ...args).get(wrapRequestParameters(requestOptions));
            },
            post: (requestOptions = {}) => {
                return tspClient.path(path, ...args).post(wrapRequestParameters(requestOptions));
            },
            put: (requestOptions = {}) => {
                return tspClient.path(path, ...args).put(wrapRequestParameters(requestOptions));
            },
            patch: (requestOptions = {}) => {
                return tspClient.path(path, ...args).patch(wrapRequestParameters(requestOptions));
            },
            delete: (requestOptions = {}) => {
                return tspClient.path(path, ...args).delete(wrapRequestParameters(requestOptions));
            },
            head: (requestOptions = {}) => {
                return tspClient.path(path, ...args).head(wrapRequestParameters(requestOptions));
            },
            options: (requestOptions = {}) => {
                return tspClient.path(path, ...args).options(wrapRequestParameters(requestOptions));
            },
            trace: (requestOptions = {}) => {
                return tspClient.path(path, ...args).trace(wrapRequestParameters(requestOptions));
            },
        };
    };
    return {
        path: client,
        pathUnchecked: client,
        pipeline: tspClient.pipeline,
    };
}
function isCredential(param) {
    return (0,core_auth_dist_esm/* isKeyCredential */.NO)(param) || (0,core_auth_dist_esm/* isTokenCredential */.Zp)(param);
}
//# sourceMappingURL=getClient.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * Azure Rest Core Client library for JavaScript
 * @packageDocumentation
 */





//# sourceMappingURL=index.js.map

/***/ }),

/***/ 98365:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NO: () => (/* reexport */ isKeyCredential),
  Zp: () => (/* reexport */ isTokenCredential)
});

// UNUSED EXPORTS: AzureKeyCredential, AzureNamedKeyCredential, AzureSASCredential, isNamedKeyCredential, isSASCredential

// EXTERNAL MODULE: ./node_modules/@azure/core-util/dist/esm/index.js + 4 modules
var esm = __webpack_require__(89105);
;// CONCATENATED MODULE: ./node_modules/@azure/core-auth/dist/esm/keyCredential.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

/**
 * Tests an object to determine whether it implements KeyCredential.
 *
 * @param credential - The assumed KeyCredential to be tested.
 */
function isKeyCredential(credential) {
    return (0,esm/* isObjectWithProperties */.TA)(credential, ["key"]) && typeof credential.key === "string";
}
//# sourceMappingURL=keyCredential.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/core-auth/dist/esm/azureNamedKeyCredential.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

/**
 * A static name/key-based credential that supports updating
 * the underlying name and key values.
 */
class AzureNamedKeyCredential {
    _key;
    _name;
    /**
     * The value of the key to be used in authentication.
     */
    get key() {
        return this._key;
    }
    /**
     * The value of the name to be used in authentication.
     */
    get name() {
        return this._name;
    }
    /**
     * Create an instance of an AzureNamedKeyCredential for use
     * with a service client.
     *
     * @param name - The initial value of the name to use in authentication.
     * @param key - The initial value of the key to use in authentication.
     */
    constructor(name, key) {
        if (!name || !key) {
            throw new TypeError("name and key must be non-empty strings");
        }
        this._name = name;
        this._key = key;
    }
    /**
     * Change the value of the key.
     *
     * Updates will take effect upon the next request after
     * updating the key value.
     *
     * @param newName - The new name value to be used.
     * @param newKey - The new key value to be used.
     */
    update(newName, newKey) {
        if (!newName || !newKey) {
            throw new TypeError("newName and newKey must be non-empty strings");
        }
        this._name = newName;
        this._key = newKey;
    }
}
/**
 * Tests an object to determine whether it implements NamedKeyCredential.
 *
 * @param credential - The assumed NamedKeyCredential to be tested.
 */
function isNamedKeyCredential(credential) {
    return (isObjectWithProperties(credential, ["name", "key"]) &&
        typeof credential.key === "string" &&
        typeof credential.name === "string");
}
//# sourceMappingURL=azureNamedKeyCredential.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/core-auth/dist/esm/azureSASCredential.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

/**
 * A static-signature-based credential that supports updating
 * the underlying signature value.
 */
class AzureSASCredential {
    _signature;
    /**
     * The value of the shared access signature to be used in authentication
     */
    get signature() {
        return this._signature;
    }
    /**
     * Create an instance of an AzureSASCredential for use
     * with a service client.
     *
     * @param signature - The initial value of the shared access signature to use in authentication
     */
    constructor(signature) {
        if (!signature) {
            throw new Error("shared access signature must be a non-empty string");
        }
        this._signature = signature;
    }
    /**
     * Change the value of the signature.
     *
     * Updates will take effect upon the next request after
     * updating the signature value.
     *
     * @param newSignature - The new shared access signature value to be used
     */
    update(newSignature) {
        if (!newSignature) {
            throw new Error("shared access signature must be a non-empty string");
        }
        this._signature = newSignature;
    }
}
/**
 * Tests an object to determine whether it implements SASCredential.
 *
 * @param credential - The assumed SASCredential to be tested.
 */
function isSASCredential(credential) {
    return (isObjectWithProperties(credential, ["signature"]) && typeof credential.signature === "string");
}
//# sourceMappingURL=azureSASCredential.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/core-auth/dist/esm/tokenCredential.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * Tests an object to determine whether it implements TokenCredential.
 *
 * @param credential - The assumed TokenCredential to be tested.
 */
function isTokenCredential(credential) {
    // Check for an object with a 'getToken' function and possibly with
    // a 'signRequest' function.  We do this check to make sure that
    // a ServiceClientCredentials implementor (like TokenClientCredentials
    // in ms-rest-nodeauth) doesn't get mistaken for a TokenCredential if
    // it doesn't actually implement TokenCredential also.
    const castCredential = credential;
    return (castCredential &&
        typeof castCredential.getToken === "function" &&
        (castCredential.signRequest === undefined || castCredential.getToken.length > 0));
}
//# sourceMappingURL=tokenCredential.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/core-auth/dist/esm/index.js





//# sourceMappingURL=index.js.map

/***/ })

};

