export const id = 556;
export const ids = [556];
export const modules = {

/***/ 26556:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AzureQueue: () => (/* binding */ AzureQueue),
/* harmony export */   VIEW_SIZE: () => (/* binding */ VIEW_SIZE)
/* harmony export */ });
/* harmony import */ var _azure_storage_queue__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(62925);
/* harmony import */ var _network_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(13133);
/**
 * The notification queue: peek, receive, delete, give back, on the storage SDK with its retries off. They would hide
 * the throttling that the pace of the looks answers to (see inbox.ts).
 */


/** A peek or a receive returns at most this many messages (Azure Storage queues). */
const VIEW_SIZE = 32;
const REQUEST_TIMEOUT_MS = 15_000;
/** What is not given back within this comes back by itself; a cancelled run has no more time than this. */
const GIVE_BACK_TIMEOUT_MS = 1_000;
class AzureQueue {
    client;
    constructor(uri, credential) {
        const url = uri.sas === null ? uri.plain : `${uri.plain}?${uri.sas}`;
        this.client = new _azure_storage_queue__WEBPACK_IMPORTED_MODULE_0__/* .QueueClient */ .Hw(url, credential, { retryOptions: { maxTries: 1 } });
    }
    async peek(signal) {
        const answer = await answered(signal, (abortSignal) => this.client.peekMessages({ numberOfMessages: VIEW_SIZE, abortSignal }));
        const messages = answer.peekedMessageItems.map((item) => ({
            id: item.messageId,
            text: item.messageText,
            insertedAt: item.insertedOn.getTime(),
            expiresAt: item.expiresOn.getTime(),
            dequeueCount: item.dequeueCount,
        }));
        return { messages, full: messages.length === VIEW_SIZE, queueTime: answer.date?.getTime() ?? Date.now() };
    }
    async count(signal) {
        const properties = await answered(signal, (abortSignal) => this.client.getProperties({ abortSignal }));
        return properties.approximateMessagesCount ?? 0;
    }
    async receive(count, holdSeconds, signal) {
        const answer = await answered(signal, (abortSignal) => this.client.receiveMessages({ numberOfMessages: count, visibilityTimeout: holdSeconds, abortSignal }));
        return answer.receivedMessageItems.map((item) => ({
            id: item.messageId,
            text: item.messageText,
            insertedAt: item.insertedOn.getTime(),
            expiresAt: item.expiresOn.getTime(),
            dequeueCount: item.dequeueCount,
            popReceipt: item.popReceipt,
        }));
    }
    async delete({ id, popReceipt }) {
        return await stillOurs(this.client.deleteMessage(id, popReceipt, { abortSignal: AbortSignal.timeout(GIVE_BACK_TIMEOUT_MS) }));
    }
    async release({ id, popReceipt }, hiddenSeconds) {
        return await stillOurs(this.client.updateMessage(id, popReceipt, undefined, hiddenSeconds, {
            abortSignal: AbortSignal.timeout(GIVE_BACK_TIMEOUT_MS),
        }));
    }
}
/** @throws Error `ETIMEDOUT` where nothing answers; the SDK would say only that the request was aborted */
async function answered(signal, send) {
    const late = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    try {
        return await send(AbortSignal.any([signal, late]));
    }
    catch (error) {
        if (late.aborted && !signal.aborted) {
            const text = `no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`;
            throw Object.assign(new Error(text, { cause: error }), { code: 'ETIMEDOUT' });
        }
        throw error;
    }
}
/** A pop receipt that is no longer valid means that somebody else has received or deleted the message. */
async function stillOurs(action) {
    try {
        await action;
        return true;
    }
    catch (error) {
        const code = (0,_network_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorCode */ .C)(error);
        if (code === 'PopReceiptMismatch' || code === 'MessageNotFound') {
            return false;
        }
        throw error;
    }
}


/***/ })

};

