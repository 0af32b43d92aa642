export const id = 536;
export const ids = [536];
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
/* harmony export */   LP: () => (/* binding */ storageJudge),
/* harmony export */   WE: () => (/* binding */ passes),
/* harmony export */   yF: () => (/* binding */ jsonJudge),
/* harmony export */   yp: () => (/* binding */ isPage)
/* harmony export */ });
/* unused harmony export noModel */
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

/***/ 4005:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  relayStep: () => (/* binding */ relayStep)
});

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
let known = [];
/**
 * From now on, no foreign text shows the secret: whoever echoes it may have encoded it, or cut it off.
 * @returns the forms that the runner has to mask
 */
function remembered(secret) {
    const forms = formsOf(secret);
    known = [...new Set([...known, ...forms])].sort((one, other) => other.length - one.length);
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
    const masked = known.reduce((shown, form) => (form.length < SHORTEST_FORM ? shown : shown.replaceAll(form, '***')), text);
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
    state: entities_known(STATES, iteration.status) ?? 'running',
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
        state: entities_known({ Done: 'done', Failed: 'failed' }, found.status) ?? 'exporting',
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
function entities_known(words, value) {
    return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}
/** A timestamp without a zone is UTC; `Date.parse` would take it for local time. */
function time(value) {
    const found = entities_text(value) ?? '';
    const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(found) ? found : `${found}Z`);
    return Number.isNaN(ms) ? null : ms;
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
async function tryAgain(action, pauseAfter, { clock, signal }) {
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
    return await tryAgain(send, pauseAfter, patience);
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

;// CONCATENATED MODULE: ./src/custom-vision/project-api.ts
/**
 * One project of the training resource: one method for each operation, with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */



/** The members of a project that name its queue and its container. */
const URIS = (/* unused pure expression or super */ null && (['notificationQueueUri', 'exportModelContainerUri']));
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
    const { getClient } = await Promise.all(/* import() */[__webpack_require__.e(978), __webpack_require__.e(255)]).then(__webpack_require__.bind(__webpack_require__, 6255));
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
function foreign(text) {
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
            foreign(`iss (issuer):   ${presented.iss}`),
            foreign(`sub (subject):  ${presented.sub}`),
            foreign(`aud (audience): ${presented.aud}`),
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
        lines: [intro, ...linesOf(message).map(foreign), `Next: ${next.join('; or ')}.`],
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
            ...linesOf(said).map(foreign),
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
            ...linesOf(said).map(foreign),
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
    const { createDefaultHttpClient } = await __webpack_require__.e(/* import() */ 978).then(__webpack_require__.bind(__webpack_require__, 8978));
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
    const { ClientAssertionCredential, DefaultAzureCredential } = await Promise.all(/* import() */[__webpack_require__.e(978), __webpack_require__.e(738), __webpack_require__.e(16)]).then(__webpack_require__.bind(__webpack_require__, 3016));
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
    const { TrainingApi } = await Promise.all(/* import() */[__webpack_require__.e(978), __webpack_require__.e(332)]).then(__webpack_require__.bind(__webpack_require__, 4332));
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
        return [foreign(String(error))];
    }
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const [first = ''] = error.message.split('\n');
    return [`${error.name}: ${first}`, ...frames].map(foreign);
}

;// CONCATENATED MODULE: ./src/github/octokit.ts


const octokit_REQUEST_TIMEOUT_MS = 20_000;
const API_VERSION = '2022-11-28';
/** Where GitHub's API is, as the runner says it. */
function apiUrl({ GITHUB_API_URL: url }) {
    return url === undefined || url === '' ? 'https://api.github.com' : url;
}
async function octokitFor(token, env, report) {
    const baseUrl = apiUrl(env);
    const [{ getOctokit }, fetch] = await Promise.all([__webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 2413)), boundedFetch(baseUrl)]);
    const say = (text) => {
        report.debug(foreign(text));
    };
    const octokit = getOctokit(token, {
        baseUrl,
        request: { fetch },
        log: { debug: () => undefined, info: () => undefined, warn: say, error: say },
    });
    return async (route, parameters, signal) => {
        const headers = { 'x-github-api-version': API_VERSION };
        return await octokit.request(route, { ...parameters, headers, request: { fetch, signal } });
    };
}
async function boundedFetch(baseUrl) {
    const [client, { createDefaultHttpClient, createHttpHeaders, createPipelineRequest }] = await Promise.all([
        githubClient(baseUrl),
        __webpack_require__.e(/* import() */ 978).then(__webpack_require__.bind(__webpack_require__, 8978)),
    ]);
    const http = createDefaultHttpClient();
    return async (url, { method = 'GET', headers = {}, body, signal }) => {
        const answer = await client.pipeline.sendRequest(http, createPipelineRequest({
            url,
            method: method,
            headers: createHttpHeaders(headers),
            timeout: octokit_REQUEST_TIMEOUT_MS,
            allowInsecureConnection: url.startsWith('http:'),
            ...(body === undefined ? {} : { body }),
            ...(signal === undefined ? {} : { abortSignal: signal }),
        }));
        const text = answer.bodyAsText ?? '';
        return {
            status: answer.status,
            url,
            headers: new Map(answer.headers),
            text: () => Promise.resolve(text),
            arrayBuffer: () => Promise.resolve(Buffer.from(text)),
        };
    };
}

;// CONCATENATED MODULE: ./src/github/workflow-runs.ts
/**
 * The workflow runs of this repository, as GitHub's REST API has them: what the relay reads of them, and what it asks for.
 */
class RunsError extends Error {
    name = 'RunsError';
    refusal;
    /** `null`: no answer arrived. */
    status;
    /** How long to wait before anything more is asked for: a limit is used up, by this request or before. */
    retryAfterMs;
    /** What it takes, such as `actions=write`, as GitHub names it in a header; foreign text. */
    needs;
    /** @param said what GitHub said, raw: callers show it by `foreign` or `quoted` only */
    constructor(refusal, said, more = {}) {
        super(said, { cause: more.cause });
        this.refusal = refusal;
        this.status = more.status ?? null;
        this.retryAfterMs = more.retryAfterMs ?? 0;
        this.needs = more.needs ?? null;
    }
}

;// CONCATENATED MODULE: ./src/github/runs-refusals.ts







/** Of a limit that says no more: "wait at least one minute". */
const USUAL_LIMIT_MS = 60_000;
const WORDS = [
    [/rate limit/i, 'limited'],
    [/already running/i, 'already running'],
    [/over a month ago/i, 'too old'],
    [/not accessible by|must have (admin|write)|permission/i, 'no right'],
];
/** @param error of octokit */
function runsError(error, now) {
    const { response, message } = Object(error);
    const said = typeof message === 'string' ? message : String(error);
    if (response === undefined) {
        const isForeign = (0,connection_errors/* causes */.ps)(error).some((cause) => cause instanceof foreign_answer/* ForeignAnswer */.J6);
        return new RunsError(isForeign ? 'something else answered' : 'no answer', said, { cause: error });
    }
    const { status, headers } = response;
    const refusal = refusalOf(status, headers, said);
    const needs = headers['x-accepted-github-permissions'];
    // Any answer may be the last of a limit, one to what is not there as well.
    const until = limitOf(headers, now) ?? (refusal === 'limited' ? now + USUAL_LIMIT_MS : now);
    return new RunsError(refusal, said, {
        status,
        retryAfterMs: until - now,
        needs: refusal === 'no right' && typeof needs === 'string' ? needs : null,
        cause: error,
    });
}
function refusalOf(status, headers, said) {
    if (status === 408 || status >= 500) {
        return 'no answer';
    }
    if (status === 401) {
        return 'bad token';
    }
    if (status === 404 || status === 410) {
        return 'not found';
    }
    if (status !== 403 && status !== 409 && status !== 429) {
        return 'refused';
    }
    const isLimited = status === 429 || headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
    return isLimited ? 'limited' : (WORDS.find(([words]) => words.test(said))?.[1] ?? 'refused');
}
/** Until when GitHub takes no more requests, in milliseconds since the epoch; `undefined`: it takes them. */
function limitOf(headers, now) {
    const after = Number(headers['retry-after'] ?? NaN);
    if (after >= 0) {
        return now + after * 1_000;
    }
    const reset = Number(headers['x-ratelimit-reset'] ?? NaN) * 1_000;
    return headers['x-ratelimit-remaining'] === '0' && reset > now ? reset : undefined;
}
/** Which share of an hour's requests is left; `undefined`: the headers do not say. */
function leftOf(headers) {
    const [remaining, limit] = [headers['x-ratelimit-remaining'], headers['x-ratelimit-limit']].map(Number);
    const left = (remaining ?? NaN) / (limit ?? NaN);
    return left >= 0 && left <= 1 ? left : undefined;
}
/** As the workflow of the relay has them. */
const PERMISSIONS = [
    'The job of the relay needs these permissions, and what else it needs below them:',
    '    permissions:',
    '      actions: write',
    '      checks: read',
];
/** Explains why nothing at all could be done. */
function runsFailure(doing, error, env) {
    const { heading, next } = adviceOn(error, env);
    return new report_failure/* Failure */.HR('failed', heading, [
        `Could not ${doing}. ${error.status === null ? 'No answer that tells arrived:' : `GitHub answered ${error.status}:`}`,
        foreign(error.message),
        ...(error.needs === null ? [] : ['It names what the token lacks:', foreign(error.needs)]),
        ...(heading === 'GitHub token refused' ? PERMISSIONS : []),
        `Next: ${next}.`,
    ], { cause: error });
}
function adviceOn(error, env) {
    const url = apiUrl(env);
    const proxy = (0,proxies/* isTroubleOfProxy */.Vn)(error) ? (0,proxies/* githubProxyFor */.l2)(url, env) : undefined;
    if (proxy !== undefined) {
        return { heading: 'No way through the proxy', next: (0,proxies/* proxyAdvice */.ZV)(proxy, error.status) };
    }
    switch (error.refusal) {
        case 'no right':
        case 'bad token':
            return {
                heading: 'GitHub token refused',
                next: 'give the job these permissions, or give github-token a token of this repository that has them',
            };
        case 'something else answered':
            return {
                heading: 'Something else answered',
                next: `see what answers for ${url}: a proxy or a sign-in page stands between this runner and GitHub`,
            };
        default:
            return {
                heading: 'GitHub in trouble',
                next: (0,connection_errors/* networkAdvice */.B0)(error) ?? 'nothing for now: the next sweep tries again',
            };
    }
}

;// CONCATENATED MODULE: ./src/github/runs-answers.ts
/**
 * Reads what octokit gives of runs, jobs and annotations: what is missing, or of another type, is unknown.
 */

function readRun(run) {
    return {
        id: runs_answers_id(run),
        attempt: count(run, 'run_attempt') ?? 1,
        completed: runs_answers_text(run, 'status') === 'completed',
        conclusion: runs_answers_text(run, 'conclusion'),
        createdAt: runs_answers_time(run, 'created_at'),
        updatedAt: runs_answers_time(run, 'updated_at'),
    };
}
function readJob(job) {
    return {
        id: runs_answers_id(job),
        name: runs_answers_text(job, 'name') ?? '',
        attempt: count(job, 'run_attempt') ?? 1,
        conclusion: runs_answers_text(job, 'status') === 'completed' ? (runs_answers_text(job, 'conclusion') ?? '') : null,
        startedAt: runs_answers_time(job, 'started_at'),
        completedAt: runs_answers_time(job, 'completed_at'),
    };
}
function readAnnotation(annotation) {
    return { title: runs_answers_text(annotation, 'title') ?? '', message: runs_answers_text(annotation, 'message') ?? '' };
}
/** @param member where the answer has it; none: the answer is the list @throws RunsError if GitHub gave no list */
function list(data, member) {
    const found = member === undefined ? data : of(data, member);
    if (!Array.isArray(found)) {
        throw new RunsError('something else answered', 'an answer without the list that was asked for');
    }
    return found;
}
function of(value, name) {
    return Object(value)[name];
}
function runs_answers_id(value) {
    return String(of(value, 'id'));
}
function runs_answers_text(value, name) {
    const found = of(value, name);
    return typeof found === 'string' ? found : null;
}
function count(value, name) {
    const found = of(value, name);
    return typeof found === 'number' ? found : null;
}
function runs_answers_time(value, name) {
    const ms = Date.parse(runs_answers_text(value, name) ?? '');
    return Number.isNaN(ms) ? null : ms;
}

;// CONCATENATED MODULE: ./src/github/octokit-runs.ts




const PAGE_SIZE = 100;
/** A matrix has at most 256 jobs, a workflow several of them. */
const MOST_PAGES = 10;
const PAUSES_MS = [1_000, 2_000, 4_000];
/** A sweep waits no longer than this for a limit: each minute of a runner is paid for. */
const LONGEST_LIMIT_MS = 60_000;
class OctokitRuns {
    sent = 0;
    left = 1;
    outside;
    octokit;
    /** Until when GitHub takes no requests, in milliseconds since the epoch, as its last answer says. */
    limitedUntil = -Infinity;
    /** @param load makes the client, at the first request */
    constructor(outside, load) {
        this.outside = outside;
        let loaded;
        this.octokit = () => (loaded ??= load());
    }
    async jobs(runId, attempts) {
        const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
        return (await this.all(route, { run_id: runId, filter: attempts }, 'jobs')).map(readJob);
    }
    async annotations(jobId) {
        const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
        return (await this.all(route, { check_run_id: jobId })).map(readAnnotation);
    }
    async rerunJob(jobId) {
        await this.write('POST /repos/{owner}/{repo}/actions/jobs/{job_id}/rerun', { job_id: jobId });
    }
    async rerunRun(runId) {
        await this.write('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun', { run_id: runId });
    }
    async runsIn({ since, until }, page) {
        const parameters = { created: `${moment(since)}..${moment(until)}`, per_page: PAGE_SIZE, page };
        const { data } = await this.read('GET /repos/{owner}/{repo}/actions/runs', parameters);
        return list(data, 'workflow_runs').map(readRun);
    }
    async hasSucceededSince(workflow, since) {
        const { data } = await this.read('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
            workflow_id: workflow,
            status: 'success',
            created: `>=${moment(since)}`,
            per_page: 1,
        });
        return list(data, 'workflow_runs').length > 0;
    }
    async setEnabled(workflow, enabled) {
        const verb = enabled ? 'enable' : 'disable';
        await this.write(`PUT /repos/{owner}/{repo}/actions/workflows/{workflow_id}/${verb}`, {
            workflow_id: workflow,
        });
    }
    /** All pages of a list. @param member where the answer has it; none: the answer is the list */
    async all(route, parameters, member) {
        const found = [];
        for (let page = 1; page <= MOST_PAGES; page += 1) {
            const { data } = await this.read(route, { ...parameters, per_page: PAGE_SIZE, page });
            const more = list(data, member);
            found.push(...more);
            if (more.length < PAGE_SIZE) {
                break;
            }
        }
        return found;
    }
    read(route, parameters) {
        return this.send(route, parameters, (error, attempt) => error.refusal === 'no answer' ? PAUSES_MS[attempt - 1] : undefined);
    }
    write(route, parameters) {
        return this.send(route, parameters, () => undefined);
    }
    async send(route, parameters, pauseAfter) {
        const octokit = await this.octokit();
        return await tryAgain(() => this.once(octokit, route, parameters), (error, attempt) => {
            if (!(error instanceof RunsError)) {
                return undefined;
            }
            const waits = error.refusal === 'limited' && error.retryAfterMs <= LONGEST_LIMIT_MS;
            return waits && attempt <= PAUSES_MS.length ? error.retryAfterMs : pauseAfter(error, attempt);
        }, this.outside);
    }
    async once(octokit, route, parameters) {
        const { clock, env, signal } = this.outside;
        const restMs = this.limitedUntil - clock.now();
        if (restMs > 0) {
            throw new RunsError('limited', 'the rate limit is used up', { retryAfterMs: restMs });
        }
        const [owner, repo] = (env.GITHUB_REPOSITORY ?? '').split('/');
        this.sent += 1;
        try {
            const answer = await octokit(route, { owner, repo, ...parameters }, signal);
            this.limitedUntil = limitOf(answer.headers, clock.now()) ?? -Infinity;
            this.left = leftOf(answer.headers) ?? this.left;
            return answer;
        }
        catch (error) {
            signal.throwIfAborted();
            const refused = runsError(error, clock.now());
            this.limitedUntil = clock.now() + refused.retryAfterMs;
            throw refused;
        }
    }
}
/** As GitHub's filters take a moment. */
function moment(ms) {
    return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

;// CONCATENATED MODULE: ./src/storage/client.ts





/** None where the URI holds a SAS, else the account key (which the inputs accept only where the account is known), else Entra ID. */
async function storageCredential(uri, accountKey, entra) {
    const { AnonymousCredential, StorageSharedKeyCredential } = await Promise.all(/* import() */[__webpack_require__.e(978), __webpack_require__.e(738), __webpack_require__.e(112)]).then(__webpack_require__.bind(__webpack_require__, 8112));
    if (uri.sas !== null) {
        return new AnonymousCredential();
    }
    return accountKey === null ? entra : new StorageSharedKeyCredential(uri.account ?? '', accountKey);
}
class StorageClient {
    uri;
    clock;
    credential;
    connected;
    constructor(uri, credential, clock = time_clock/* systemClock */.ml) {
        this.uri = uri;
        this.credential = credential;
        this.clock = clock;
    }
    client() {
        const { plain, sas } = this.uri;
        this.connected ??= this.credential().then(async (credential) => {
            const client = await this.connect(sas === null ? plain : `${plain}?${sas}`, credential);
            // The SDKs take no policies. All clients that this one makes share its pipeline.
            const { pipeline } = client;
            (0,bounded_answers/* boundAnswers */.G)(pipeline._corePipeline, foreign_answer/* storageJudge */.LP);
            return client;
        });
        return this.connected;
    }
    /**
     * Makes one request.
     * @throws the SDK's RestError; Error `ETIMEDOUT` if storage does not answer in time, of which the SDK would say only
     *   that somebody aborted the request; the signal's reason when aborted
     */
    async request(signal, send, limitMs = this.limitMs) {
        const client = await this.client();
        const { clock } = this;
        return await withinDeadline((bounded) => send(client, bounded).catch((error) => {
            bounded.throwIfAborted();
            throw error;
        }), () => (0,connection_errors/* noAnswerInTime */.qD)(`no answer within ${limitMs / 1_000} s`), { clock, deadline: new time_clock/* Deadline */.B2(clock, limitMs), signal });
    }
}

;// CONCATENATED MODULE: ./src/storage/queue.ts



/** A peek or a receive returns at most this many messages (Azure Storage queues). */
const VIEW_SIZE = 32;
/**
 * A cancelled run has no more time than this to delete and release what it holds. A message that it does not release
 * becomes visible again by itself, when its visibility timeout ends.
 */
const RELEASE_TIMEOUT_MS = 1_000;
const RECEIVE_GRACE_MS = 300;
/** Every method throws the SDK's RestError (`code`, `statusCode`), and the signal's reason when aborted. */
class AzureQueue extends StorageClient {
    limitMs = 15_000;
    async peek(signal) {
        const { peekedMessageItems, date } = await this.request(signal, (client, abortSignal) => client.peekMessages({ numberOfMessages: VIEW_SIZE, abortSignal }));
        const messages = peekedMessageItems.map(asMessage);
        return { messages, full: messages.length === VIEW_SIZE, queueTime: date?.getTime() ?? Date.now() };
    }
    /** About how many messages the queue holds, hidden ones included. Azure promises no exact number. */
    async count(signal) {
        const properties = await this.request(signal, (client, abortSignal) => client.getProperties({ abortSignal }));
        return properties.approximateMessagesCount ?? 0;
    }
    /** Receives up to `count` messages and hides them for `holdSeconds`. */
    async receive(count, holdSeconds, signal) {
        const options = { numberOfMessages: count, visibilityTimeout: holdSeconds };
        // A cancelled run still awaits the answer for a moment: it can release only messages whose pop receipts it has.
        const { receivedMessageItems } = await withGrace((late) => this.request(late, (client, abortSignal) => client.receiveMessages({ ...options, abortSignal })), RECEIVE_GRACE_MS, this.clock, signal);
        return receivedMessageItems.map((item) => ({ ...asMessage(item), popReceipt: item.popReceipt }));
    }
    /** @returns false if somebody else has received or deleted it by now */
    async delete({ id, popReceipt }) {
        return await this.letGo((client, abortSignal) => client.deleteMessage(id, popReceipt, { abortSignal }));
    }
    /** Makes a held message visible again after so many seconds. @returns as `delete` does */
    async release({ id, popReceipt }, hiddenSeconds) {
        return await this.letGo((client, abortSignal) => client.updateMessage(id, popReceipt, undefined, hiddenSeconds, { abortSignal }));
    }
    async connect(url, credential) {
        const { QueueClient } = await Promise.all(/* import() */[__webpack_require__.e(978), __webpack_require__.e(738), __webpack_require__.e(112)]).then(__webpack_require__.bind(__webpack_require__, 8112));
        return new QueueClient(url, credential, { retryOptions: { maxTries: 1 } });
    }
    /** A cancelled run lets go of its messages as well, so no signal of the run ends this. */
    async letGo(send) {
        try {
            await this.request(new AbortController().signal, send, RELEASE_TIMEOUT_MS);
            return true;
        }
        catch (error) {
            // The pop receipt is no longer valid: somebody else has received or deleted the message.
            if (['PopReceiptMismatch', 'MessageNotFound'].includes((0,connection_errors/* errorCode */.CA)(error) ?? '')) {
                return false;
            }
            throw error;
        }
    }
}
function asMessage(item) {
    return {
        id: item.messageId,
        text: item.messageText,
        /** By the queue's clock, in milliseconds since the epoch. */
        insertedAt: item.insertedOn.getTime(),
        /** By the queue's clock, too. */
        expiresAt: item.expiresOn.getTime(),
        dequeueCount: item.dequeueCount,
    };
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
function parseServiceUrl(text) {
    service_url_refuseIf(!URL.canParse(text), 'it is no URL');
    const url = new URL(text);
    service_url_refuseIf(url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)), 'it does not start with https:// (http:// is accepted on loopback only)');
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
function isLoopback(hostname) {
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
    const url = parseServiceUrl(text);
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
function sasTroubles(sas, kind, { secure, now, dryRun }) {
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
const CLOCKS_MS = 5 * 60_000;
function iso(time) {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
/** The value of such a member is made of letters; nothing else of it is shown. */
function sas_shown(query, name) {
    return `${name}=${(query.get(name) ?? '').replaceAll(/[^a-z]/g, '').slice(0, 20)}`;
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
    service_url_refuseIf(/AccountKey=|AccountName=/i.test(text), 'it is a connection string');
    const url = parseServiceUrl(text);
    const path = withoutSlash(url.pathname);
    const segments = path.split('/').slice(1);
    const pathStyle = isLoopback(url.hostname) || /^(\d+(\.\d+){3}$|\[)/.test(url.hostname);
    const account = pathStyle ? (segments.shift() ?? '') : accountIn(url.hostname, kind);
    const [name = '', ...more] = segments;
    service_url_refuseIf(account === '' || name === '', 'the path names nothing');
    service_url_refuseIf(more.length > 0, 'the path has too many segments');
    service_url_refuseIf(!NAME.test(name), 'the last path segment is no valid name: 3\u201363 lower-case letters, digits and single hyphens');
    const sas = url.search === '' ? null : url.search.slice(1);
    const troubles = sas === null ? [] : sasTroubles(sas, kind, { secure: url.protocol === 'https:', now, dryRun });
    service_url_refuseIf(troubles.length > 0, `${troubles.join('; ')}; make one by: az storage ${kind} generate-sas --account-name ${account ?? 'ACCOUNT'} --name ${name} --permissions ${kind === 'queue' ? 'rup' : 'rl'} --expiry YYYY-MM-DDTHH:MMZ --https-only`);
    return { kind, plain: url.origin + path, sas, account, name };
}
/** @returns `null` for a domain of the user's own, which says nothing of the account */
function accountIn(hostname, kind) {
    const [, label, service] = SERVICE_HOST.exec(hostname) ?? [];
    const wanted = kind === 'queue' ? 'queue' : 'blob';
    service_url_refuseIf(service !== undefined && service !== wanted, `the host is that of the ${service ?? ''} service, not of the ${wanted} service: write .${wanted}. in place of .${service ?? ''}.`);
    // The second location of an account has a host of its own, but the same key.
    return label?.replace(/-secondary$/, '') ?? null;
}
/** Whether two URLs name the same queue or container. The case of the host, a trailing slash and a SAS do not count. */
function sameResource(one, other) {
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

;// CONCATENATED MODULE: ./src/inputs/storage-access.ts



/** Stands in for a refused one. */
const NO_URI = { plain: '', sas: null, account: '', name: '' };
const storage_access_EXPECTED = {
    queue: 'the URL of a queue, such as: https://ACCOUNT.queue.core.windows.net/NAME',
    container: 'the URL of a blob container, such as: https://ACCOUNT.blob.core.windows.net/NAME',
    storageKey: 'a key of the storage account, in base64',
};
/** The inputs that name them. */
const INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' };
function readStorageUri(kind, reader, env, use) {
    const parse = (text) => ({
        ...parseStorageUri(text, kind, use),
        proxy: (0,proxies/* proxyFor */.iJ)(text, env),
    });
    return reader.required(INPUT[kind], storage_access_EXPECTED[kind], parse, { kind, ...NO_URI });
}
function readStorageKey(reader) {
    return reader.secret('storage-account-key', /^[A-Za-z0-9+/]+={0,2}$/, storage_access_EXPECTED.storageKey);
}
function lockOfStorage(storageAccountKey, uris) {
    const tokensTo = uris.flatMap(({ kind, plain, sas }) => storageAccountKey === null && sas === null ? [[INPUT[kind], plain]] : []);
    const [a, all] = uris.length === 1 ? ['the URI', 'the URI'] : ['a URI', 'both URIs'];
    return {
        key: 'storage-account-key',
        takesToken: tokensTo.length > 0,
        closed: `is missing, ${a} has no SAS, and there is no login to Azure; expected a secret, such as: \${{ secrets.STORAGE_ACCOUNT_KEY }}, or a SAS in ${all}, ${SUCH_A_LOGIN}`,
        tokensTo,
    };
}
/** A key is used with the name of its account. */
function checkAccountKnown(storageAccountKey, uris, reader) {
    const byKey = storageAccountKey !== null && uris.some(({ sas }) => sas === null);
    const forms = uris.map(({ kind }) => `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`);
    const hosts = uris.length === 1 ? 'the host does not say it' : 'neither host says it';
    const sas = uris.length === 1 ? 'a URI with a SAS' : 'URIs with a SAS each';
    reader.compare([
        ['storage-account-key', ...uris.map(({ kind }) => INPUT[kind])],
        byKey && uris.every(({ account }) => account === null),
        `a key is used with the name of its account, and ${hosts}; expected a URI of the form ${forms.join(' or ')}, or ${sas}`,
    ]);
}

;// CONCATENATED MODULE: ./src/relay/inputs.ts




/** The defaults of relay/action.yml, but for the token, which GitHub fills in. */
const DEFAULTS = {
    'github-token': '',
    'reconcile-hours': '24',
    'most-reruns': '200',
    'disable-when-idle': 'false',
    'dry-run': 'false',
};
const inputs_TOKEN = 'a token that may run workflows of this repository again, such as: ${{ github.token }}';
/**
 * @param mask is told every secret before anything is done with it
 * @throws Failure `failed` that names every refused input
 */
function readRelayInputs(mask, env) {
    const declared = {
        defaults: DEFAULTS,
        keys: ['training-key', 'storage-account-key', 'github-token'],
        urls: ['endpoint', 'notification-queue-uri'],
    };
    const reader = stepReader(declared, mask, env);
    const githubToken = reader.secret('github-token', /^[\x21-\x7e]+$/, inputs_TOKEN) ?? '';
    const inputs = {
        ...readAccess(reader),
        // To peek is all that the relay does, as a dry run does.
        queue: readStorageUri('queue', reader, env, { now: time_clock/* systemClock */.ml.now(), dryRun: true }),
        storageAccountKey: readStorageKey(reader),
        githubToken,
        reconcileHours: reader.integer('reconcile-hours', 0, 720, 24),
        mostReruns: reader.integer('most-reruns', 1, 1_000, 200),
        disableWhenIdle: reader.boolean('disable-when-idle'),
        dryRun: reader.boolean('dry-run'),
    };
    const { endpoint, queue, storageAccountKey } = inputs;
    checkHosts([
        ['endpoint', endpoint],
        ['notification-queue-uri', queue.plain],
    ], reader);
    reader.compare([['github-token'], githubToken === '', `is missing; expected ${inputs_TOKEN}`], [
        ['github-token'],
        !/^[^/]+\/[^/]+$/.test(env.GITHUB_REPOSITORY ?? ''),
        'the runner has not set GITHUB_REPOSITORY, so there is no repository whose runs it could open; expected a run on GitHub Actions',
    ]);
    checkAccountKnown(storageAccountKey, [queue], reader);
    checkLogin(inputs, [lockOfResource(inputs), lockOfStorage(storageAccountKey, [queue])], reader, env);
    checkProxy(reader, env);
    reader.refuse();
    return inputs;
}

;// CONCATENATED MODULE: ./src/report/refusal-table.ts
/** @returns `undefined` if the table does not have the code */
function adviceIn(table, code, subject) {
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
    const known = (ofResource ? undefined : adviceIn(REFUSALS, error.code, error)) ??
        adviceIn(PUBLICATION_REFUSALS, error.code, error) ??
        (ofApi ? undefined : adviceIn(REFUSALS, error.httpStatus, error));
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
        ...(error.detail === '' ? [] : [foreign(error.detail)]),
        ...(error.requestId === null ? [] : [`Request id, for support:`, foreign(error.requestId)]),
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
async function explained(doing, action) {
    return await action().catch((error) => {
        throw error instanceof ServiceError ? serviceFailure(doing, error) : error;
    });
}

;// CONCATENATED MODULE: ./src/report/counted.ts
/** Numbers of things in sentences. */
/** @returns `1 image`, `2 images` */
function counted(count, one, many = `${one}s`) {
    return `${count} ${count === 1 ? one : many}`;
}

;// CONCATENATED MODULE: ./src/relay/reasons.ts
/**
 * What the relay says of a training that has ended, by what came of it; and what somebody can do where it does nothing.
 */

const OF_RESUMED = {
    job: { text: 'The job that left it is run again, and the jobs that depend on it.' },
    'whole run': { text: 'The whole run is run again.' },
    'whole run, for want of checks: read': {
        text: 'The whole run is run again: without checks: read in the permissions of this job it cannot be told which job left it.',
    },
};
/** The next sweep sees to it. */
const OF_WAITING = {
    'dry run': { text: 'A run without dry-run would run it again.' },
    'training goes on': { text: 'The message was ahead of the service, which still trains it.' },
    'run goes on': {
        text: 'The run is queued, runs, or waits for a reviewer: this attempt delivers it, or leaves it again.',
    },
    'nothing new': {
        text: 'The run has left it again after the training ended, and nothing has ended since.',
    },
    'most-reruns': { text: 'This sweep has run as many runs again as most-reruns allows.' },
    time: { text: 'This sweep has taken eight minutes, and its job may soon end.' },
    'rate limit': { text: 'GitHub\u2019s rate limit is used up for now.' },
    'service in trouble': { text: 'The service could not be asked.' },
    'GitHub in trouble': { text: 'GitHub gave no answer that tells.' },
};
/** Somebody has to do something, if anything is wanted. */
const OF_GIVEN_UP = {
    unnamed: {
        text: 'No run has given it its name: it was trained by hand, or by a run that was killed before that.',
        next: 'to deliver it, start the workflow with this iteration-id',
    },
    'no such run': { text: 'This repository has no such run: it was deleted, or it is another repository\u2019s.' },
    'too old': {
        text: 'The run is more than 30 days old, and GitHub runs it no more.',
        next: 'start the workflow anew, with this iteration-id',
    },
    'too many attempts': {
        text: 'The run has had 40 attempts, and GitHub allows 50.',
        next: 'see in the run why none of them delivers; then start the workflow anew, with this iteration-id',
    },
    failed: {
        text: 'The run has failed for a reason of its own.',
        next: 'see in the run why, and run it again by hand',
    },
    cancelled: {
        text: 'Somebody has cancelled the run.',
        next: 'to deliver it after all, run it again by hand',
    },
    'reason unknown': {
        text: 'Without checks: read in the permissions of this job it cannot be told how the run ended.',
        next: 'add checks: read to the permissions of this job, or run it again by hand',
    },
    'service refuses': {
        text: 'The service refuses to tell of it.',
        next: 'see that the key or the identity of the relay may read the projects whose messages stand on this queue',
    },
    'no turn': {
        text: 'In this sweep its run had no turn, by GitHub\u2019s limits or most-reruns, and in a later one it may have none.',
        next: 'see whether the run still waits for its model, and run it again by hand; where sweeps say so again and again, let fewer messages of others stand on the queue',
    },
    refused: {
        text: 'GitHub refuses to run it again.',
        next: 'see what GitHub says, and run it again by hand; or start the workflow with this iteration-id',
    },
};
const OF_DELIVERED = {
    seen: { text: 'An attempt of the run was there when the training ended.' },
    'no iteration': { text: 'The service has no such iteration: it was deleted, or the message is forged.' },
};
const REASONS = {
    ...OF_RESUMED,
    ...OF_WAITING,
    ...OF_GIVEN_UP,
    ...OF_DELIVERED,
};
/** In one line, for they may be a thousand, and most were delivered: only GitHub could not be asked about them. */
function turnless(count) {
    return `${counted(count, 'training')} had no turn in this sweep, by GitHub\u2019s limits or most-reruns, and may have none later: the output given-up names them. Most runs of such trainings have delivered them.`;
}
/** `Next: \u2026` lines for all of them, each once. */
function nextSteps(all) {
    const steps = all.flatMap((why) => REASONS[why].next ?? []);
    return [...new Set(steps)].map((next) => `Next: ${next}.`);
}

;// CONCATENATED MODULE: ./src/wait/notification.ts
/**
 * The messages that Custom Vision writes to the queue of an integrated project.
 * Source: the guide "Integrate Azure storage for notifications and backup". It prints `Content`, and does not say
 * whether the text is base64, and of which encoding: either case of the member, UTF-8 and UTF-16 are accepted.
 */

/**
 * Reads a queue message.
 * @returns `undefined` for everything that is no notification: somebody else's work
 */
function parseNotification(text) {
    const { type, ...message } = parseJson(text) ?? parseJson(notification_decoded(Buffer.from(text, 'base64'))) ?? {};
    const content = members(message.Content ?? message.content);
    const [projectId, iterationId] = [guidOf(content?.projectId), guidOf(content?.iterationId)];
    if (type === 'ConnectionTest' && projectId !== undefined) {
        return { type, projectId };
    }
    if (projectId === undefined || iterationId === undefined) {
        return undefined;
    }
    if (type === 'Training') {
        return { type, projectId, iterationId };
    }
    const modelUri = typeof content?.modelUri === 'string' ? content.modelUri : null;
    return type === 'Export' ? { type, projectId, iterationId, modelUri } : undefined;
}
const UTF_8 = new TextDecoder();
const UTF_16_LE = new TextDecoder('utf-16le');
const UTF_16_BE = new TextDecoder('utf-16be');
/** In UTF-16, one byte of the brace that JSON begins with is zero; or the byte order mark before it tells. */
function notification_decoded(bytes) {
    const [first, second] = bytes;
    if (second === 0 || (first === 0xff && second === 0xfe)) {
        return UTF_16_LE.decode(bytes);
    }
    return (first === 0 || (first === 0xfe && second === 0xff) ? UTF_16_BE : UTF_8).decode(bytes);
}
function parseJson(text) {
    // Most of what is no notification is no object either; to throw and catch an error for each would cost the most.
    if (!/^\s*\{/.test(text)) {
        return undefined;
    }
    try {
        // A byte order mark counts as a blank here.
        return members(JSON.parse(text.trim()));
    }
    catch {
        // Not JSON: another encoding, or somebody else's message.
        return undefined;
    }
}
function members(value) {
    return typeof value === 'object' && value !== null ? value : undefined;
}

;// CONCATENATED MODULE: ./src/relay/ends.ts



/** Each iteration that the messages are about, once: doubled messages cost nothing. */
function heardIn({ messages }) {
    const heard = new Map();
    for (const { text, insertedAt } of messages) {
        const notification = parseNotification(text);
        if (notification === undefined || notification.type === 'ConnectionTest') {
            continue;
        }
        const { projectId, iterationId } = notification;
        const key = keyOf(notification);
        const heardAt = Math.max(insertedAt, heard.get(key)?.heardAt ?? 0);
        heard.set(key, { projectId, iterationId, heardAt });
    }
    return [...heard.values()];
}
function keyOf({ projectId, iterationId }) {
    return `${projectId} ${iterationId}`;
}
/** Whether no run goes on, and none waits for its turn. */
function isIdle(outcomes) {
    return outcomes.every(({ kind }) => kind !== 'resumed' && kind !== 'waiting');
}
/**
 * Asks the service once for each iteration. After trouble that is not about one of them it is asked no more.
 * @throws the signal's reason
 */
async function endsOf(heard, { inProject }) {
    const ended = [];
    const others = [];
    let [trouble, stopped, known] = [null, false, false];
    for (const one of heard) {
        if (stopped) {
            others.push(outcome(one, 'waiting', 'service in trouble'));
            continue;
        }
        try {
            const iteration = await inProject(one.projectId).getIteration(one.iterationId);
            known = true;
            const found = endIn(iteration, one.projectId, one.heardAt);
            if (found === undefined) {
                others.push(notEnded(iteration, one));
            }
            else {
                ended.push(found);
            }
        }
        catch (error) {
            const refusal = serviceError(error);
            if (isAbsent(refusal)) {
                known = true;
                others.push(outcome(one, 'delivered', 'no iteration'));
                continue;
            }
            trouble ??= refusal;
            stopped = !isOfOne(refusal);
            others.push(stopped
                ? outcome(one, 'waiting', 'service in trouble')
                : outcome(one, 'given up', 'service refuses', { said: refusal.detail }));
        }
    }
    return { ended, others, trouble, stopped, known };
}
/** @throws what is no error of the service's client */
function serviceError(error) {
    if (error instanceof service_error/* ServiceError */._7) {
        return error;
    }
    throw error;
}
/** Whether the service itself refuses, so that it may well tell of another project. */
function isOfOne({ ofTheApi, transient }) {
    return ofTheApi && !transient;
}
function notEnded({ state }, one) {
    return state === 'running' || state === 'new'
        ? outcome(one, 'waiting', 'training goes on')
        : outcome(one, 'given up', 'unnamed');
}
/** @returns `undefined` while its training goes on, and of an iteration that no run has named */
function endIn({ id, name, state, created: madeAt, trainedAt, lastModified }, projectId, heardAt) {
    const runId = runIn(name);
    if (runId === undefined || (state !== 'completed' && state !== 'failed')) {
        return undefined;
    }
    // The service says when a training ended well; the end of one that failed is what last changed its iteration.
    const endedAt = trainedAt ?? lastModified ?? heardAt ?? 0;
    return { projectId, iterationId: id, runId, madeAt, endedAt, heardAt };
}
function outcome({ projectId, iterationId, runId = null }, kind, why, more = {}) {
    return { projectId, iterationId, runId, kind, why, attempt: null, said: null, ...more };
}
/** The API says so by a code; a 404 without one is the gateway's. */
function isAbsent({ httpStatus, code }) {
    return httpStatus === 404 && code?.startsWith('NotFound') === true;
}

;// CONCATENATED MODULE: ./src/relay/plan.ts
const MINUTE_MS = 60_000;
/** The clocks of Azure and GitHub may differ by this much: what ended so close together says nothing by its time. */
const plan_CLOCKS_MS = MINUTE_MS;
/** And this is how much they differ by most often, with what both leave of a second. */
const SECONDS_MS = 5_000;
/** GitHub runs no run again that is older. */
const OLDEST_RUN_MS = 30 * 24 * 60 * MINUTE_MS;
/** GitHub allows 50; people need some for themselves. */
const plan_MOST_ATTEMPTS = 40;
/** An export takes minutes: a run that left one so long ago can go on, though no message said so. */
const EXPORT_MS = 60 * MINUTE_MS;
/** The annotations with which a run of the root action leaves a training that goes on. */
const LEFT = /\b(?:Detached|Timed out)\b/;
/** GitHub's own words for a job that nobody ended by hand: its time was up, or its runner was lost. */
const OUT_OF_TIME = /exceeded the maximum execution time/;
const LOST = /lost communication with the server|received a shutdown signal/;
/** What holds for all trainings of a run, whichever job began them; `undefined`: each has to be looked at. */
function ofRun(jobs, now) {
    if (jobs.length === 0 || jobs.some(({ conclusion }) => conclusion === null)) {
        return { kind: 'waiting', why: 'run goes on' };
    }
    if (attemptOf(jobs) >= plan_MOST_ATTEMPTS) {
        return { kind: 'given up', why: 'too many attempts' };
    }
    const began = Math.min(...jobs.map(({ startedAt }) => startedAt ?? Infinity));
    return now - began > OLDEST_RUN_MS ? { kind: 'given up', why: 'too old' } : undefined;
}
function attemptOf(jobs) {
    return Math.max(0, ...jobs.map(({ attempt }) => attempt));
}
/** The jobs that may have begun a training. */
function candidates(jobs) {
    return jobs.filter(({ conclusion }) => conclusion !== 'skipped');
}
/**
 * @param jobs of the latest attempt, all of them ended
 * @param told `undefined`: not read yet
 */
function verdictOn(ended, jobs, told, now) {
    const all = candidates(jobs);
    const [only] = all;
    if (only !== undefined && all.length === 1 && isGood(only) && isBefore(only, ended)) {
        return { kind: 'due', jobs: [only], why: 'job' };
    }
    if (told === undefined) {
        return { kind: 'unclear' };
    }
    if (told === null) {
        return untold(ended, all);
    }
    const saying = (job, says) => told.get(job.id)?.some(says) === true;
    // Several jobs may wait for one training, each for a model of its own.
    const leavers = all.filter((job) => saying(job, ({ title, message }) => LEFT.test(title) && message.includes(ended.iterationId)));
    if (leavers.length > 0) {
        const due = leavers.filter((job) => hasEndedSince(job, ended, now));
        return due.length > 0 ? { kind: 'due', jobs: due, why: 'job' } : { kind: 'waiting', why: 'nothing new' };
    }
    // A runner may be lost after the training ended as well, while its job delivered; one out of time would be so again.
    const nobodySaw = all.filter(isGood).every((job) => isBefore(job, ended));
    const killed = all.filter((job) => {
        const says = (words) => !isGood(job) && saying(job, ({ message }) => words.test(message));
        const isLate = job.conclusion === 'timed_out' || says(OUT_OF_TIME);
        return (isLate && isBefore(job, ended)) || (says(LOST) && nobodySaw);
    });
    return killed.length > 0
        ? { kind: 'due', jobs: killed, why: 'job' }
        : byConclusion(ended, all, 'whole run');
}
/** Nobody may say which job it was, or how it ended. */
function untold(ended, all) {
    const verdict = byConclusion(ended, all, 'whole run, for want of checks: read');
    return verdict.kind === 'due' ? verdict : { kind: 'given up', why: 'reason unknown' };
}
/** No job says that it has left the training. */
function byConclusion(ended, all, why) {
    if (all.every(isGood)) {
        return all.length > 0 && all.every((job) => isBefore(job, ended))
            ? { kind: 'due', jobs: [], why }
            : { kind: 'delivered', why: 'seen' };
    }
    const isCancelled = all.every((job) => isGood(job) || job.conclusion === 'cancelled');
    return { kind: 'given up', why: isCancelled ? 'cancelled' : 'failed' };
}
function isGood({ conclusion }) {
    return conclusion === 'success' || conclusion === 'neutral';
}
function isBefore({ completedAt }, { endedAt }) {
    return completedAt !== null && completedAt + plan_CLOCKS_MS <= endedAt;
}
/** Whether anything has ended since a job left: the training, or what a message tells; or so long ago that it must have. */
function hasEndedSince({ startedAt, completedAt }, { endedAt, heardAt }, now) {
    const [from, to] = [startedAt ?? 0, completedAt ?? 0];
    return endedAt > to || (heardAt ?? 0) + SECONDS_MS > from || now - to > EXPORT_MS;
}

;// CONCATENATED MODULE: ./src/relay/reconcile.ts



const HOUR_MS = 3_600_000;
/** A run may wait for its turn before it trains; one that waits for longer is not in the list, and is asked for itself. */
const QUEUED_MS = 24 * HOUR_MS;
/**
 * Where reconcile-hours names none. While a queue is crowded, three windows of fewer hours would be over before GitHub's
 * limit of an hour has let the relay come by all of a busy day.
 */
const USUAL_HOURS = 24;
/** An attempt that ended so soon after the training may have left it, or its export, and not seen the end of that. */
const NEAR_MS = HOUR_MS;
/** A sweep may be cut off and count as one that read all, and the next one be late: what is there is looked at thrice. */
const LOOKS = 3;
/**
 * With the next look so late, what has had so many may have had its last: it is told where it has no turn. While a queue is
 * crowded, it has turns between them as well.
 */
const LAST_LOOKS = 1.5;
const LAST_LOOKS_OF_CROWDED = 2.5;
/**
 * GitHub says when a run was created, by a clock of its own: only one that was created so long after a window has begun
 * surely took it for that window.
 */
const reconcile_CLOCKS_MS = 120_000;
/** A prime number: the ids of a repository's runs have anything in common but that. */
const TURNS = 1_009;
/** The golden ratio: a share of a window that leaves moments far apart, however often it is added. */
const SHIFT = (Math.sqrt(5) - 1) / 2;
/** Of one time, GitHub lists no more; the times before it are asked for anew. */
const PAGES_OF_A_TIME = 10;
const reconcile_MOST_PAGES = 30;
const reconcile_PAGE_SIZE = 100;
/** Nothing is kept between sweeps: GitHub tells whether one of this window has succeeded. */
async function isDue(view, inputs, run) {
    if (await isFirst(inputs, run)) {
        return 'first of its window';
    }
    return view.full ? 'queue is full' : null;
}
async function isFirst({ reconcileHours }, run) {
    if (reconcileHours === 0) {
        return false;
    }
    const { runs, workflow, clock } = run;
    const windowMs = reconcileHours * HOUR_MS;
    const began = Math.floor(clock.now() / windowMs) * windowMs;
    try {
        return workflow === null || !(await runs.hasSucceededSince(workflow, began + reconcile_CLOCKS_MS));
    }
    catch (error) {
        // What its answer decides is not urgent; what GitHub says to the others counts.
        if (error instanceof RunsError) {
            return error.refusal === 'not found';
        }
        throw error;
    }
}
/** Reads project by project. A project that the service refuses is left out. @throws the signal's reason */
async function readFleet({ resource, inProject, clock }) {
    const since = clock.now() - OLDEST_RUN_MS;
    const ended = [];
    let [running, trouble] = [0, null];
    try {
        for (const { id } of await resource.getProjects()) {
            const iterations = await inProject(id)
                .getIterations()
                .catch((error) => {
                trouble ??= serviceError(error);
                if (!isOfOne(serviceError(error))) {
                    throw error;
                }
                return [];
            });
            running += iterations.filter(({ state }) => state === 'running').length;
            ended.push(...iterations.flatMap((iteration) => endIn(iteration, id, null) ?? []));
        }
    }
    catch (error) {
        trouble ??= serviceError(error);
    }
    return { ended: ended.filter(({ endedAt }) => endedAt >= since), running, trouble };
}
/** From when on a training that ended is told of, although no message is there. */
function recentSince(inputs, now, looks = LOOKS) {
    return now - looks * windowHours(inputs) * HOUR_MS;
}
function windowHours({ reconcileHours }) {
    return reconcileHours || USUAL_HOURS;
}
/**
 * Those that may wait for another attempt, by the times of their runs: most have been delivered, and cost nothing more.
 * @throws RunsError; the signal's reason
 */
async function undelivered(ended, inputs, run, isCrowded) {
    const listed = await listRuns(ended, run);
    const now = run.clock.now();
    const looked = { ...inputs, reconcileHours: Math.max(windowHours(inputs), isCrowded ? USUAL_HOURS : 0) };
    const recent = recentSince(looked, now);
    const changedAt = ({ runId }) => listed.get(runId)?.updatedAt ?? 0;
    const newestOf = (one) => Math.max(one.endedAt, changedAt(one));
    const isBefore = (one) => listed.has(one.runId) && changedAt(one) <= one.endedAt;
    const isGreen = ({ runId }) => listed.get(runId)?.conclusion === 'success';
    const mayWait = (one) => {
        // A later attempt may have left an export, whose message was lost.
        const isLater = (listed.get(one.runId)?.attempt ?? 2) > 1;
        return newestOf(one) >= recent && (changedAt(one) - one.endedAt <= NEAR_MS || isLater);
    };
    const over = ended.filter(({ runId }) => listed.get(runId)?.completed !== false);
    const before = over.filter(isBefore).sort((a, b) => a.endedAt - b.endedAt);
    const doubtful = over.filter((one) => !isBefore(one) && mayWait(one));
    const isDoubtful = (one) => !isGreen(one) && newestOf(one) >= recent;
    const leaving = recentSince(looked, now, isCrowded ? LAST_LOOKS_OF_CROWDED : LAST_LOOKS);
    return {
        sure: before.filter(isGreen),
        doubtful: [...before.filter(isDoubtful), ...doubtful.sort((a, b) => changedAt(b) - changedAt(a))],
        red: before.filter((one) => !isGreen(one) && !isDoubtful(one)),
        last: new Set(doubtful.filter((one) => newestOf(one) < leaving).map(keyOf)),
    };
}
/**
 * Whose turn it is comes first: each run has its own moment in a window, so that sweeps that know nothing of one another
 * come by all of them. It is another one in the next window: what comes last before a sweep that is on time would come
 * last in each, and a sweep whose requests do not last would never look at it.
 */
function inTurn(doubtful, inputs, now) {
    const windowMs = windowHours(inputs) * HOUR_MS;
    const passed = (now % windowMs) / windowMs;
    const shift = SHIFT * Math.floor(now / windowMs);
    const until = ({ runId }) => {
        const turn = ((Number(runId) % TURNS) / TURNS + shift) % 1;
        return turn < passed ? turn + 1 : turn;
    };
    return [...doubtful].sort((a, b) => until(a) - until(b));
}
/** The runs of these ids, a hundred an answer. Those that it does not find are deleted, or too many came after them. */
async function listRuns(ended, { runs, clock }) {
    const found = new Map();
    const ids = new Set(ended.map(({ runId }) => runId));
    const oldest = Math.min(...ended.map(({ madeAt }) => madeAt)) - QUEUED_MS;
    const since = Math.max(oldest, clock.now() - OLDEST_RUN_MS);
    let until = Math.max(...ended.map(({ endedAt }) => endedAt));
    for (let asked = 0; asked < reconcile_MOST_PAGES && found.size < ids.size; asked += 1) {
        const page = (asked % PAGES_OF_A_TIME) + 1;
        const listed = await runs.runsIn({ since, until }, page);
        listed.filter(({ id }) => ids.has(id)).forEach((its) => found.set(its.id, its));
        if (listed.length < reconcile_PAGE_SIZE) {
            break;
        }
        if (page === PAGES_OF_A_TIME) {
            until = listed.at(-1)?.createdAt ?? until;
        }
    }
    return found;
}

;// CONCATENATED MODULE: ./src/relay/rest.ts
/**
 * At rest: the relay disables its own workflow when nothing is in flight, so that it costs nothing until a run that
 * leaves a training enables it again. A training may begin just then, so it looks once more.
 */


/** @returns whether the workflow is disabled now @throws RunsError; the signal's reason */
async function rest(swept, run) {
    const { fleet, outcomes, githubTrouble, full } = swept;
    const { runs, workflow } = run;
    const mayRest = fleet !== null &&
        fleet.trouble === null &&
        fleet.running === 0 &&
        githubTrouble === null &&
        !full &&
        isIdle(outcomes);
    if (!mayRest || workflow === null) {
        return false;
    }
    await runs.setEnabled(workflow, false);
    const known = new Set(fleet.ended.map(keyOf));
    const now = await readFleet(run);
    if (now.trouble === null && now.running === 0 && now.ended.every((one) => known.has(keyOf(one)))) {
        return true;
    }
    await runs.setEnabled(workflow, true);
    return false;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./src/summary/write-summary.ts
/**
 * Puts the summary where GitHub shows it, and into a file for whoever posts it elsewhere.
 */



/** GitHub drops a summary that is longer, in bytes. */
const MOST_BYTES = 1_024 * 1_024;
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
    if (shown !== undefined && Buffer.byteLength(summary) < MOST_BYTES) {
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

;// CONCATENATED MODULE: ./src/relay/summary.ts
/**
 * The job summary: each training that ended, the run that began it, and what was done or why not.
 */



const MOST_ROWS = 500;
const ORDER = ['resumed', 'given up', 'waiting'];
/** In Markdown, for GitHub, and readable as it stands. */
function summaryOf(told) {
    const { said, swept } = told;
    const each = swept?.outcomes.filter(({ why }) => why !== 'no turn') ?? [];
    const shown = ORDER.flatMap((kind) => each.filter((one) => one.kind === kind));
    const left = shown.length - MOST_ROWS;
    return [
        `## ${verdict(told)}`,
        ...(said === null ? [] : [paragraphs(said.message.split('\n')).join('\n')]),
        ...(shown.length === 0
            ? []
            : [table(['Run', 'Iteration', 'Project', 'What was done'], shown.slice(0, MOST_ROWS).map(rowOf))]),
        ...(left > 0 ? [`<p>\u2026 and ${left} more.</p>`] : []),
        ...paragraphs(swept === null ? [] : linesOn(swept, told)),
        '',
    ].join('\n\n');
}
function verdict({ said, swept, dryRun }) {
    if (said !== null || swept === null) {
        return escaped(said?.title ?? 'The sweep did not come to its end');
    }
    const runs = (its) => new Set(swept.outcomes.filter(its).map(({ runId }) => runId)).size;
    if (dryRun) {
        return 'Dry run: no run was run again';
    }
    const parts = [
        [runs(({ kind }) => kind === 'resumed'), 'resumed'],
        [runs(({ kind }) => kind === 'waiting'), 'waiting for the next sweep'],
        [runs(({ kind, why }) => kind === 'given up' && why !== 'no turn'), 'given up'],
        [runs(({ why }) => why === 'no turn'), 'without a turn'],
    ];
    const told = parts
        .filter(([number]) => number > 0)
        .map(([number, what]) => `${counted(number, 'run')} ${what}`);
    return escaped(told.length === 0 ? 'Nothing to resume' : told.join(', '));
}
function rowOf({ runId, iterationId, projectId, kind, why, said, attempt }) {
    // A whole address would break where a part of the repository's name is a secret.
    const link = (id) => `<a href="./${escaped(id)}">${escaped(id)}</a>`;
    const title = attempt === null ? kind : `${kind}, attempt ${attempt}`;
    return [
        cell(runId === null ? '' : link(runId)),
        cell(code(iterationId)),
        cell(code(projectId)),
        cell([
            `<b>${escaped(title)}</b>`,
            escaped(REASONS[why].text),
            ...(said === null ? [] : [code(said)]),
            ...nextSteps([why]).map(escaped),
        ].join('<br>')),
    ];
}
function linesOn({ messages, full, fleet, outcomes, githubTrouble }, { rests, requests }) {
    const delivered = outcomes.filter(({ kind }) => kind === 'delivered').length;
    const noTurn = outcomes.filter(({ why }) => why === 'no turn').length;
    return [
        ...(noTurn === 0 ? [] : [turnless(noTurn), ...nextSteps(['no turn'])]),
        `The queue showed ${counted(messages, 'message')}${full ? ', and there may be more behind them' : ''}.`,
        ...(delivered === 0
            ? []
            : [`Of the iterations that they are about, ${counted(delivered, 'waits', 'wait')} for nothing.`]),
        ...(fleet === null ? [] : [`The projects were read through: ${fleet.running} in training.`]),
        ...(githubTrouble?.refusal === 'limited'
            ? ['GitHub\u2019s rate limit is used up for now; the next sweep goes on.']
            : []),
        ...(rests ? ['Nothing is in flight: the workflow of the relay has disabled itself.'] : []),
        `It took ${requests.service} requests to the service and ${requests.github} to GitHub.`,
    ];
}

;// CONCATENATED MODULE: ./src/relay/story.ts



class RelayStory {
    rests = false;
    swept = null;
    inputs;
    services;
    constructor(inputs, services) {
        this.inputs = inputs;
        this.services = services;
    }
    /** Sets the outputs, the moment that there is something to tell. */
    tell(swept) {
        this.swept = swept;
        const { outputs } = this.services;
        const of = (kind) => swept.outcomes.filter((one) => one.kind === kind);
        outputs.set('resumed', JSON.stringify(of('resumed').map((one) => ({ ...ids(one), attempt: one.attempt }))));
        for (const [name, kind] of [
            ['waiting', 'waiting'],
            ['given-up', 'given up'],
        ]) {
            outputs.set(name, JSON.stringify(of(kind).map((one) => ({ ...ids(one), why: one.why }))));
        }
    }
    /** Writes the summary. @param error why the run ended early */
    async end(error) {
        const { swept, rests, services, inputs } = this;
        const { runs, asked } = services;
        const summary = summaryOf({
            ...{ swept, rests, dryRun: inputs.dryRun },
            said: error instanceof report_failure/* Failure */.HR ? error : null,
            requests: { service: asked(), github: runs.sent },
        });
        await showSummary(summary, services);
    }
}
/** As the outputs name them. */
function ids({ runId, iterationId, projectId }) {
    return { run: runId, iteration: iterationId, project: projectId };
}

;// CONCATENATED MODULE: ./src/storage/refusals.ts
/**
 * What Azure Storage refused, and what the user can do about it. A refusal says more by its code than by its status.
 * Source of the codes: Azure's references of storage error codes.
 */








const refusals_INPUT = { queue: 'notification-queue-uri', container: 'export-model-container-uri' };
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
const CREATE = ({ kind, account, name }) => `correct ${refusals_INPUT[kind]}, or create it: az storage ${kind} create --account-name ${account ?? 'ACCOUNT'} --name ${name} --auth-mode key (where the account accepts no keys, --auth-mode login: for that even its owner needs the role ${ROLE_TO_CREATE[kind]})`;
const CREATE_LATER = ({ kind }) => `it is being deleted: create it again in a minute, or name another one in ${refusals_INPUT[kind]}`;
const ALLOW = ({ kind, sas }) => sas === null
    ? `give the identity of this workflow the role ${ROLE[kind]} on the account; a new role takes some minutes`
    : `make the SAS in ${refusals_INPUT[kind]} with ${SAS_PERMISSIONS[kind].needs}`;
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
        AuthorizationSourceIPMismatch: ({ kind, sas }) => `the SAS in ${refusals_INPUT[kind]} is bound to another IP address (${foreign_text_quoted(`sip=${memberOf(sas, 'sip') ?? ''}`)}): make one without, or for the address of this runner`,
    },
    'Storage refused': {
        ServerBusy: 'the account is throttled or its partition is moved: run again later, and let fewer jobs use the account at once; a training that was started is picked up',
        AccountIsDisabled: ({ account, kind }) => `the storage account ${foreign_text_quoted(account ?? '')} is disabled, as is one whose subscription is not paid or was cancelled: enable it in the Azure portal, or name another one in ${refusals_INPUT[kind]}`,
    },
};
/** Storage's answer on one safe line: `| 403 AuthorizationPermissionMismatch`. */
function storageAnswer(error) {
    const status = (0,connection_errors/* statusCode */.se)(error);
    const code = (0,connection_errors/* errorCode */.CA)(error);
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
function storageFailure(uri, error, beside) {
    const doing = `${uri.kind === 'queue' ? 'read' : 'list'} the ${uri.kind} ${uri.plain}`;
    if (error instanceof sign_in_error/* SignInError */.J) {
        return (0,sign_in_error/* signInFailure */.V)(doing, error);
    }
    const status = (0,connection_errors/* statusCode */.se)(error);
    const proxy = answeredByProxy(status, error) ? uri.proxy : undefined;
    const page = error instanceof foreign_answer/* ForeignAnswer */.J6 ? error : undefined;
    const { heading, next } = proxy === undefined
        ? (adviceIn(refusals_REFUSALS, (0,connection_errors/* errorCode */.CA)(error), uri) ?? adviceWithoutCode(uri, status, error))
        : {
            heading: 'No way through the proxy',
            next: (0,proxies/* proxyAdvice */.ZV)(proxy, status ?? page?.httpStatus ?? null),
        };
    const by = proxy === undefined ? 'Storage' : 'The proxy';
    const answered = page !== undefined
        ? `Something else answered for ${page.host}:`
        : status === undefined
            ? 'No answer arrived:'
            : `${by} answered:`;
    return new report_failure/* Failure */.HR('failed', heading, [
        `Could not ${doing} (${refusals_INPUT[uri.kind]}). ${answered}`,
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
            ...uris.map(({ kind, plain }) => foreign(`${refusals_INPUT[kind]}: ${new URL(plain).host}`)),
        ];
}
/** Whether a proxy, if there is one, answered or failed in place of storage. */
function answeredByProxy(status, error) {
    if (error instanceof foreign_answer/* ForeignAnswer */.J6) {
        return error.httpStatus >= 300;
    }
    const { response } = error;
    return status === undefined
        ? (0,proxies/* isTroubleOfProxy */.Vn)(error)
        : (0,proxies/* isAnswerOfProxy */.i7)(status, (name) => response?.headers.get(name));
}
function adviceWithoutCode({ kind }, status, error) {
    if (error instanceof foreign_answer/* ForeignAnswer */.J6) {
        const form = `https://ACCOUNT.${kind === 'queue' ? 'queue' : 'blob'}.core.windows.net/NAME`;
        return {
            heading: 'Something else answered',
            next: `check the host in ${refusals_INPUT[kind]}, of the form ${form}; if it is right, a proxy, a sign-in page or a captive portal stands before it: let this runner through to that host`,
        };
    }
    if (status === undefined) {
        const next = `check the host in ${refusals_INPUT[kind]} and the network of the runner, then run again`;
        return { heading: 'Storage out of reach', next: (0,connection_errors/* networkAdvice */.B0)(error) ?? next };
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
    return `the SAS in ${refusals_INPUT[kind]} (not expired, whole, for this ${kind}${more})`;
}
function memberOf(sas, name) {
    return new URLSearchParams(sas ?? '').get(name);
}

;// CONCATENATED MODULE: ./src/storage/retry.ts
/**
 * Makes the requests to storage that a run cannot go on without. A wait does not repeat its requests, because it looks at
 * the queue again anyway.
 */





const retry_PAUSES_MS = [1_000, 2_000, 4_000];
/**
 * Repeats a request while its trouble may pass.
 * @throws Failure that explains the last trouble; the signal's reason when aborted
 */
async function patiently(uri, request, run) {
    try {
        return await tryAgain(request, (error, attempt) => (mayPass(error, uri) ? retry_PAUSES_MS[attempt - 1] : undefined), run);
    }
    catch (error) {
        run.signal.throwIfAborted();
        throw storageFailure(uri, error, run.beside);
    }
}
/** Whether the login or storage gave no answer, or one that says: not now. */
function mayPass(error, { kind }) {
    if (error instanceof sign_in_error/* SignInError */.J) {
        return error.transient;
    }
    // A page in place of storage seldom passes; the client of the container repeats its requests after all other trouble.
    if (error instanceof foreign_answer/* ForeignAnswer */.J6 || kind === 'container') {
        return false;
    }
    const status = (0,connection_errors/* statusCode */.se)(error);
    if (status !== undefined) {
        return (0,connection_errors/* isTransientStatus */.Dm)(status);
    }
    // A host that nobody knows is a typo in the URI far more often than trouble that passes.
    return error instanceof Error && (0,connection_errors/* errorCode */.CA)(error) !== 'ENOTFOUND' && !(0,connection_errors/* isOfCertificate */.xj)(error);
}

;// CONCATENATED MODULE: ./src/relay/resume.ts
/**
 * Runs again what is due, one run after the other: each run once a sweep, however many of its trainings have ended.
 */



/**
 * From one request that changes something to the next. GitHub's "Best practices for using the REST API" ask for "at least
 * one second" where there are many; its limits would allow less: 900 points a minute, of which a write takes five, and 80
 * requests a minute that make content. But it does not say whether a re-run makes content, people on its pages use up the
 * same 80, and the limits "are subject to change without notice". A sweep that is refused for a minute loses more than
 * the quarter of a second that 80 a minute would win it. Reads need no pause, and are made in that second.
 */
const BETWEEN_WRITES_MS = 1_000;
/** The job of the relay ends after ten minutes, as its example has it; what it has done is to be told before. */
const MOST_MS = 8 * 60_000;
/** After so many in a row without an answer GitHub is in trouble; after one, a connection was lost. */
const MOST_UNANSWERED = 2;
/** What is said of a run that GitHub refused something of; the others end the sweep's requests to GitHub. */
const OF_ONE_RUN = {
    'not found': ['given up', 'no such run'],
    'too old': ['given up', 'too old'],
    refused: ['given up', 'refused'],
    // Another relay was faster.
    'already running': ['waiting', 'run goes on'],
};
class Resuming {
    /** Why GitHub is asked no more. */
    trouble = null;
    /** The last answer to a re-run that was lost: the run may go on, or not. The others were seen to. */
    unanswered = null;
    run;
    most;
    dryRun;
    endsAt;
    resumed = 0;
    wroteAt = -Infinity;
    unansweredInARow = 0;
    /** @param beganAt when the sweep began */
    constructor({ mostReruns, dryRun }, run, beganAt) {
        this.run = run;
        this.endsAt = beganAt + MOST_MS;
        this.most = mostReruns;
        this.dryRun = dryRun;
    }
    /**
     * Sees to a run.
     * @param all its trainings that have ended
     * @returns what came of each
     * @throws the signal's reason
     */
    async resume(runId, all) {
        const each = (kind, why, said = null) => all.map((one) => outcome(one, kind, why, { said }));
        if (this.trouble !== null) {
            return each('waiting', whyNot(this.trouble));
        }
        if (this.resumed >= this.most) {
            return each('waiting', 'most-reruns');
        }
        if (this.run.clock.now() >= this.endsAt) {
            return each('waiting', 'time');
        }
        try {
            return await this.seeTo(runId, all);
        }
        catch (error) {
            if (!(error instanceof RunsError)) {
                throw error;
            }
            const ofOne = OF_ONE_RUN[error.refusal];
            if (ofOne === undefined) {
                this.note(error);
                return each('waiting', whyNot(error), error.message);
            }
            const [kind, why] = ofOne;
            return each(kind, why, why === 'refused' ? error.message : null);
        }
    }
    async seeTo(runId, all) {
        const { runs, clock } = this.run;
        const now = clock.now();
        const jobs = await runs.jobs(runId, 'latest');
        const whole = ofRun(jobs, now);
        let verdicts = all.map((one) => [one, whole ?? verdictOn(one, jobs, undefined, now)]);
        if (verdicts.some(([, { kind }]) => kind === 'unclear')) {
            const told = await this.told(runId, jobs);
            verdicts = all.map((one) => [one, verdictOn(one, jobs, told, now)]);
        }
        const due = verdicts.flatMap(([, verdict]) => (verdict.kind === 'due' ? [verdict] : []));
        if (due.length > 0 && !this.dryRun) {
            await this.rerun(runId, due);
            this.resumed += 1;
        }
        const attempt = attemptOf(jobs) + 1;
        return verdicts.flatMap(([one, verdict]) => {
            if (verdict.kind === 'unclear') {
                return [];
            }
            if (verdict.kind !== 'due') {
                return [outcome(one, verdict.kind, verdict.why)];
            }
            return [
                this.dryRun ? outcome(one, 'waiting', 'dry run') : outcome(one, 'resumed', verdict.why, { attempt }),
            ];
        });
    }
    /** The one job that is due, and those that depend on it, or else the whole run: GitHub takes no list of jobs. */
    async rerun(runId, due) {
        const { runs } = this.run;
        const ids = new Set(due.flatMap(({ jobs }) => jobs.map(({ id }) => id)));
        const [job] = ids;
        const isOne = ids.size === 1 && due.every(({ jobs }) => jobs.length > 0);
        if (isOne && job !== undefined) {
            try {
                await this.written(() => runs.rerunJob(job));
                return;
            }
            catch (error) {
                if (!(error instanceof RunsError && ['refused', 'not found'].includes(error.refusal))) {
                    throw error;
                }
            }
        }
        await this.written(() => runs.rerunRun(runId));
    }
    async written(write) {
        const { clock, signal } = this.run;
        const restMs = this.wroteAt + BETWEEN_WRITES_MS - clock.now();
        if (restMs > 0) {
            await clock.sleep(restMs, signal);
        }
        this.wroteAt = clock.now();
        try {
            await write();
            this.unansweredInARow = 0;
        }
        catch (error) {
            if (error instanceof RunsError && error.refusal === 'no answer') {
                // GitHub may have begun it, so it counts.
                this.resumed += 1;
                this.unanswered = error;
                this.unansweredInARow += 1;
            }
            throw error;
        }
    }
    /** A read was tried several times before it is trouble, a re-run but once. */
    note(error) {
        if (error !== this.unanswered || this.unansweredInARow >= MOST_UNANSWERED) {
            this.trouble = error;
        }
    }
    /**
     * What the jobs have said of themselves. A job that a later attempt did not run again is a copy there, and says
     * nothing: it was said by the job of that name that it is a copy of.
     */
    async told(runId, jobs) {
        const { runs } = this.run;
        const earlier = attemptOf(jobs) > 1 ? await runs.jobs(runId, 'all') : [];
        const told = new Map();
        for (const job of candidates(jobs)) {
            const same = earlier.filter(({ name, completedAt }) => name === job.name && completedAt === job.completedAt);
            const original = same.sort((a, b) => a.attempt - b.attempt)[0] ?? job;
            try {
                told.set(job.id, await runs.annotations(original.id));
            }
            catch (error) {
                if (error instanceof RunsError && error.refusal === 'no right') {
                    return null;
                }
                throw error;
            }
        }
        return told;
    }
}
function whyNot({ refusal }) {
    return refusal === 'limited' ? 'rate limit' : 'GitHub in trouble';
}

;// CONCATENATED MODULE: ./src/relay/sweep.ts





/** Why a sweep did not look at a run. */
const NO_TURN = ['most-reruns', 'time', 'rate limit', 'GitHub in trouble'];
/** Of GitHub's limit, this share is not used for what is in doubt while a queue is crowded. */
const SPARED = 0.25;
/** @throws Failure if the queue cannot be read; the signal's reason */
async function sweep(inputs, run) {
    const beganAt = run.clock.now();
    const view = await patiently(inputs.queue, () => run.queue.peek(run.signal), run);
    const { ended, others, trouble, stopped, known } = await endsOf(heardIn(view), run);
    const resuming = new Resuming(inputs, run, beganAt);
    const oldestFirst = [...ended].sort((a, b) => a.endedAt - b.endedAt);
    // It is read through anyway where the queue does not show all: meanwhile, for a minute of the runner less.
    const [resumed, readMeanwhile] = await Promise.all([
        resumeAll(oldestFirst, resuming),
        view.full && !stopped ? readFleet(run) : null,
    ]);
    const outcomes = [...others, ...resumed];
    const due = stopped ? null : await isDue(view, inputs, run);
    // A full queue may hide what it waits for.
    const mayRest = !stopped && !view.full && inputs.disableWhenIdle && isIdle(outcomes);
    const readsThrough = due !== null || mayRest;
    const fleet = readMeanwhile ?? (readsThrough ? await readFleet(run) : null);
    if (fleet !== null) {
        const heard = new Set(outcomes.map(keyOf));
        const unheard = fleet.ended.filter((one) => !heard.has(keyOf(one)));
        // Before it rests, it asks for all that may wait.
        const asFirst = mayRest ? 'first of its window' : due;
        outcomes.push(...(await reconcile(unheard, resuming, { inputs, run, due: asFirst, isCrowded: view.full })));
    }
    return {
        outcomes,
        messages: view.messages.length,
        full: view.full,
        fleet,
        serviceTrouble: trouble ?? fleet?.trouble ?? null,
        githubTrouble: resuming.trouble ?? resuming.unanswered,
        serviceAnswered: known || (fleet !== null && fleet.trouble === null),
    };
}
/**
 * In their order, but all trainings of a run together: one may have begun several, as one with a matrix does.
 * @param passedOver what is said of a run that is not to be looked at, asked when its turn has come
 */
async function resumeAll(ended, resuming, passedOver = () => undefined) {
    const outcomes = [];
    for (const [runId, all] of Map.groupBy(ended, (one) => one.runId)) {
        outcomes.push(...(passedOver(all) ?? (await resuming.resume(runId, all))));
    }
    return outcomes;
}
/** @param unheard trainings that no message has told of */
async function reconcile(unheard, resuming, { inputs, run, due, isCrowded }) {
    if (unheard.length === 0 || resuming.trouble !== null) {
        return [];
    }
    const { sure, doubtful, red, last } = await undelivered(unheard, inputs, run, isCrowded).catch((error) => {
        if (!(error instanceof RunsError)) {
            throw error;
        }
        resuming.trouble = error;
        return { sure: [], doubtful: [], red: [], last: new Set() };
    });
    // While a queue is crowded each sweep reads through: what was most often delivered has its turn once a window, and
    // some of GitHub's limit is left to what surely waits, and to other workflows.
    const isFirst = due === 'first of its window';
    const left = [
        ...sure,
        ...(isCrowded ? inTurn(doubtful, inputs, run.clock.now()) : doubtful),
        ...(isFirst || !isCrowded ? red : []),
    ];
    const isSure = new Set(sure);
    const isLast = (one) => last.has(keyOf(one));
    const spared = (all) => isFirst || run.runs.left > SPARED || all.some((one) => isSure.has(one))
        ? undefined
        : all.filter(isLast).map((one) => outcome(one, 'given up', 'no turn'));
    const recent = new Set(left.filter(({ endedAt }) => endedAt >= recentSince(inputs, run.clock.now())).map(keyOf));
    const outcomes = (await resumeAll(left, resuming, spared)).map((one) => NO_TURN.includes(one.why) && isLast(one) ? { ...one, kind: 'given up', why: 'no turn' } : one);
    // Nothing is kept, so that what nobody can change would be told each time; and other repositories have runs, too.
    return outcomes.filter((one) => one.kind !== 'given up' ||
        one.why === 'no turn' ||
        (recent.has(keyOf(one)) && one.why !== 'no such run'));
}

;// CONCATENATED MODULE: ./src/relay/main.ts
/**
 * The story of the relay: one sweep, what it came to, and its rest. It keeps nothing, so a run that is killed anywhere
 * leaves to the next one whatever it has not done.
 */











const MOST_SHOWN = 50;
/** Nothing is kept, so each sweep would warn of these again, as long as a message is there; most often all is well. */
const QUIET = ['no such run', 'unnamed'];
/**
 * Runs to the end and sets every output but `status`.
 * @throws Failure if nothing at all could be done; the signal's reason when aborted
 */
async function relay(inputs, services) {
    const story = new RelayStory(inputs, services);
    try {
        const swept = await sweep(inputs, services);
        story.tell(swept);
        tell(swept, services);
        refuseNothing(swept, services);
        if (inputs.disableWhenIdle && !inputs.dryRun) {
            story.rests = await restIfIdle(swept, services);
        }
        await story.end();
        return inputs.dryRun ? 'dry-run' : 'succeeded';
    }
    catch (error) {
        await story.end(error);
        throw error;
    }
}
/** A line for each training that ended, and a warning where somebody has to do something. */
function tell({ outcomes, messages, full, fleet, serviceTrouble, githubTrouble }, { report }) {
    const shown = outcomes.filter(({ kind, why }) => kind !== 'delivered' && why !== 'no turn');
    const noTurn = outcomes.filter(({ why }) => why === 'no turn');
    report.info(`The queue shows ${counted(messages, 'message')}${full ? ', and there may be more behind them' : ''}. ${fleet === null ? 'The projects were not read through: that is not due.' : `The projects were read through: ${counted(fleet.running, 'iteration is', 'iterations are')} being trained.`}`);
    shown.forEach((one) => {
        main_linesOn(one).forEach((line) => {
            report.info(line);
        });
    });
    if (shown.length + noTurn.length === 0) {
        report.info('No run waits for the end of a training that has ended.');
    }
    if (serviceTrouble !== null) {
        report.info(`The service did not tell all: ${(0,service_error/* serviceTrouble */.fk)(serviceTrouble)}.`);
    }
    if (githubTrouble !== null) {
        report.info('GitHub did not answer all that it was asked:');
        report.info(foreign(githubTrouble.message));
    }
    const givenUp = outcomes.filter(({ kind, why }) => kind === 'given up' && !QUIET.includes(why));
    if (givenUp.length > 0) {
        report.warning('Run not resumed', [
            ...(noTurn.length > 0 ? [turnless(noTurn.length)] : []),
            ...(0,report_failure/* shortened */.vI)(givenUp.filter(({ why }) => why !== 'no turn').flatMap(main_linesOn), MOST_SHOWN),
            ...nextSteps(givenUp.map(({ why }) => why)),
        ]);
    }
}
function main_linesOn({ iterationId, runId, kind, why, said }) {
    const run = runId === null ? '' : ` of run ${runId}`;
    return [
        `Iteration ${iterationId}${run}: ${kind}. ${REASONS[why].text}`,
        ...(said === null ? [] : [foreign(said)]),
    ];
}
/** A sweep that got nowhere ends red, so that somebody learns of it; a limit passes, and the next sweep goes on. */
function refuseNothing(swept, { env }) {
    const { serviceTrouble, githubTrouble, serviceAnswered, outcomes } = swept;
    const isNothing = outcomes.every(({ kind }) => kind !== 'resumed');
    if (serviceTrouble !== null && !serviceAnswered) {
        throw serviceFailure('ask which trainings have ended', serviceTrouble);
    }
    if (githubTrouble !== null && isNothing && githubTrouble.refusal !== 'limited') {
        throw runsFailure('go on with the runs whose trainings have ended', githubTrouble, env);
    }
}
async function restIfIdle(swept, services) {
    const { report, env } = services;
    try {
        const rests = await rest(swept, services);
        if (rests) {
            report.info('Nothing is being trained, and nothing waits: this workflow has disabled itself. A run that leaves a training has to enable it again.');
        }
        return rests;
    }
    catch (error) {
        if (!(error instanceof RunsError)) {
            throw error;
        }
        throw runsFailure('disable this workflow, or enable it again', error, env);
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
                foreign(this.trouble.message),
                'The outputs are:',
                ...this.names.map((name) => foreign(`${name}=${this.get(name)}`)),
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

;// CONCATENATED MODULE: ./src/relay/outputs.ts
/**
 * The outputs of the relay, in the forms that relay/action.yml promises.
 */

/** What each output says while the run knows nothing else. */
const outputs_DEFAULTS = {
    status: 'failed',
    resumed: '[]',
    waiting: '[]',
    'given-up': '[]',
};
class RelayOutputs extends StepOutputs {
    constructor(write) {
        super(outputs_DEFAULTS, write);
    }
}

;// CONCATENATED MODULE: ./src/relay/action.ts
/**
 * The relay, as the edge runs it: its inputs, the real services, and its run.
 */












const CANCELLED = new report_failure/* Failure */.HR('cancelled', 'Cancelled', [
    'The sweep was cancelled. What it has run again goes on; the messages are where they were.',
    'Next: nothing, the next sweep sees to the rest.',
]);
/** Runs it as a step of a job: it never rejects. */
async function relayStep(env) {
    const outputs = new RelayOutputs();
    await runResourceStep(env, {
        outputs,
        cancelled: CANCELLED,
        leastRole: 'Reader',
        read: readRelayInputs,
        run: async (inputs, { api, patience, resource, login }, signal) => {
            const { queue, storageAccountKey, githubToken } = inputs;
            return await relay(inputs, {
                resource,
                inProject: (id) => new ProjectApi(id, api, patience, runnerReport.mask),
                queue: new AzureQueue(queue, () => storageCredential(queue, storageAccountKey, login.credential), time_clock/* systemClock */.ml),
                runs: new OctokitRuns({ env, clock: time_clock/* systemClock */.ml, signal }, () => octokitFor(githubToken, env, runnerReport)),
                clock: time_clock/* systemClock */.ml,
                report: runnerReport,
                signal,
                workflow: workflowFile(env),
                asked: () => api.sent,
                outputs,
                env,
            });
        },
    });
}
/** GitHub says `OWNER/REPOSITORY/.github/workflows/FILE@REF`. */
function workflowFile({ GITHUB_WORKFLOW_REF: ref }) {
    return /\/\.github\/workflows\/([^/@]+)@/.exec(ref ?? '')?.[1] ?? null;
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
/* harmony export */   ml: () => (/* binding */ systemClock)
/* harmony export */ });
/* unused harmony export formatDuration */
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

