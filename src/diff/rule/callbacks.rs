//! Rules about callbacks and webhooks, which the server sends and clients answer. Their schemas have the rules of schemas.

use super::super::verdict::{Facet, Verdict};
use super::macros::{page, rules, way};
use super::{MessageDirection, Rule};

rules! {
    "callback-removed" Code none Breaking:
        "callback removed",
        "No message is rejected, but clients that wait for it never receive it. Generated code loses a handler.",
        "`callbacks.onPaid` was removed",
        "Keep sending it, or deprecate it first.";
    "callback-added" Wire none Compatible:
        "callback added",
        "Clients that do not know it do not register for it.",
        "`callbacks.onPaid` was added",
        "No change is needed.";
    "callback-changed" Wire none Undecided:
        "part of a callback changed that is not compared",
        "Credentials, servers, links, encodings, nested callbacks and unresolved references are not compared.",
        "`security` was added to an operation of `callbacks.onPaid`",
        "Compare it by hand.";
    "callback-expression-changed" Wire none Undecided:
        "callback is sent to another address",
        "The runtime expression is evaluated when the callback is sent; clients may not listen at the new address.",
        "`{$request.body#/url}` changed to `{$request.body#/callbackUrl}`",
        "Keep the expression, and add another callback.";
    "webhook-removed" Code none Breaking:
        "webhook removed",
        "No message is rejected, but clients that wait for it never receive it. Generated code loses a handler.",
        "`webhooks.paid` was removed",
        "Keep sending it, or deprecate it first.";
    "webhook-added" Wire none Compatible:
        "webhook added",
        "It is sent to clients that register for it, and no client has yet.",
        "`webhooks.refunded` was added",
        "No change is needed, as long as only clients that register for it receive it.";
    "webhook-changed" Wire none Undecided:
        "part of a webhook changed that is not compared",
        "Credentials, servers, links, encodings, nested callbacks and unresolved references are not compared.",
        "`security` was added to an operation of `webhooks.paid`",
        "Compare it by hand.";
    "callback-operation-removed" Code none Breaking:
        "method or expression of a callback, or method of a webhook, removed",
        "No message is rejected, but clients that wait for it never receive it. Generated code loses a handler.",
        "`put` was removed from `webhooks.paid`",
        "Keep sending it, or deprecate it first.";
    "callback-operation-added" Wire none Undecided:
        "method or expression of a callback, or method of a webhook, added",
        "Existing clients may receive messages that they do not know. The document does not say whether they do.",
        "`put` was added to `webhooks.paid`",
        "Add another callback or webhook, which clients register for once they support it.";
    "callback-body-added" Wire response Compatible:
        "body of a callback or webhook added",
        "Clients that expect no body need not read it.",
        "`requestBody` was added",
        "No change is needed.";
    "callback-body-removed" Code response Breaking:
        "optional body of a callback or webhook removed",
        "Clients were required to handle its absence. Generated code loses a type.",
        "`requestBody` was removed",
        "Keep sending it.";
    "callback-body-required-added" Wire response Compatible:
        "body of a callback or webhook is always sent",
        "Clients already had to handle its presence.",
        "`required: true` was added",
        "No change is needed.";
    "callback-body-required-removed" Wire response Breaking:
        "required body of a callback or webhook may be absent",
        "Clients may rely on it.",
        "`required: true` was removed, or the body was",
        "Keep sending it.";
    "callback-media-type-added" Wire response Breaking:
        "media type of the body of a callback or webhook added",
        "The server chooses what it sends, so clients may receive a body that they cannot read.",
        "`application/xml` was added",
        "Send it only to clients that ask for it, by another callback or webhook.";
    "callback-media-type-removed" Code response Breaking:
        "media type of the body of a callback or webhook removed",
        "It is no longer sent. Generated code loses a type.",
        "`application/xml` was removed",
        "Keep sending it.";
    "callback-parameter-added" Wire response Compatible:
        "parameter of a callback or webhook added",
        "Clients ignore unknown headers and query parameters.",
        "the header `X-Attempt` was added",
        "No change is needed.";
    "callback-parameter-removed" Code response Breaking:
        "optional parameter of a callback or webhook removed",
        "Clients were required to handle its absence. Generated code loses a field.",
        "the header `X-Attempt` was removed",
        "Keep sending it.";
    "callback-parameter-required-added" Wire response Compatible:
        "parameter of a callback or webhook is always sent",
        "Clients already had to handle its presence.",
        "`required: true` was added",
        "No change is needed.";
    "callback-parameter-required-removed" Wire response Breaking:
        "required parameter of a callback or webhook may be absent",
        "Clients may rely on it.",
        "`required: true` was removed, or the parameter was",
        "Keep sending it.";
    "callback-parameter-form-changed" Wire response Undecided:
        "format of a callback or webhook parameter changed",
        "The same string is parsed into a different value.",
        "`explode: true` changed to `explode: false`",
        "Keep the format, and add a second parameter.";
    "callback-status-added" Wire request Compatible:
        "response to a callback or webhook added",
        "No client answered with this status before.",
        "`202` was added",
        "No change is needed.";
    "callback-status-removed" Wire request Breaking:
        "response to a callback or webhook removed",
        "Clients still answer with this status. Error statuses (4XX, 5XX) are compatible: servers must expect any (RFC 9110, 15).",
        "`202` was removed",
        "Keep accepting the status.";
    "callback-answer-media-type-added" Wire request Compatible:
        "media type of a response to a callback or webhook added",
        "No client sent it before.",
        "`application/xml` was added",
        "No change is needed.";
    "callback-answer-media-type-removed" Wire request Compatible:
        "media type of a response to a callback or webhook removed",
        "Clients still answer with it, but the server cannot read it. If it declares no response body at all, it reads none.",
        "`application/xml` was removed",
        "Keep accepting it.";
    "callback-header-added" Wire request Compatible:
        "optional header of a response to a callback or webhook added",
        "Clients need not send it.",
        "the header `X-Receipt` was added",
        "No change is needed.";
    "callback-header-removed" Code request Breaking:
        "header of a response to a callback or webhook removed",
        "Servers ignore what clients still send. Generated code loses a field.",
        "the header `X-Receipt` was removed",
        "Keep reading it.";
    "callback-header-required-added" Wire request Breaking:
        "header of a response to a callback or webhook became required, or a required one was added",
        "Responses without it are rejected.",
        "`required: true` was added",
        "Keep it optional.";
    "callback-header-required-removed" Wire request Compatible:
        "header of a response to a callback or webhook no longer required",
        "Clients may still send it.",
        "`required: true` was removed",
        "No change is needed.";
}
