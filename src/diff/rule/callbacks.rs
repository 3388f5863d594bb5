//! Rules of callbacks and webhooks: the server calls, clients answer. What their schemas say is told by the rules of schemas.

use super::super::verdict::{Facet, Verdict};
use super::macros::{page, rules, way};
use super::{Rule, Way};

rules! {
    "callback-removed" Code none Breaking:
        "a callback was removed",
        "Nothing that is sent is refused: a message does not come any more. Whoever waits for it waits in vain, and generated code loses a handler, as it does when a status is removed.",
        "`callbacks.onPaid` is gone",
        "Keep sending it, or deprecate it first.";
    "callback-added" Wire none Compatible:
        "a callback was added",
        "Clients that do not know it do not ask for it.",
        "`callbacks.onPaid` is new",
        "Nothing to do.";
    "callback-changed" Wire none Undecided:
        "something in a callback changed that is not compared",
        "Credentials, servers, links, encodings, callbacks of callbacks, and what leads to nothing.",
        "an operation of `callbacks.onPaid` got `security`",
        "Compare it by hand.";
    "callback-expression-changed" Wire none Undecided:
        "a callback is sent somewhere else",
        "What a runtime expression stands for is known when it is called; clients may not answer there.",
        "`{$request.body#/url}` became `{$request.body#/callbackUrl}`",
        "Keep the expression; add another callback.";
    "webhook-removed" Code none Breaking:
        "a webhook was removed",
        "Nothing that is sent is refused: a message does not come any more. Whoever waits for it waits in vain, and generated code loses a handler, as it does when a status is removed.",
        "`webhooks.paid` is gone",
        "Keep sending it, or deprecate it first.";
    "webhook-added" Wire none Compatible:
        "a webhook was added",
        "It is sent to those who register for it, and nobody has yet.",
        "`webhooks.refunded` is new",
        "Nothing to do, as long as it is not sent to those who registered for others.";
    "webhook-changed" Wire none Undecided:
        "something in a webhook changed that is not compared",
        "Credentials, servers, links, encodings, callbacks of webhooks, and what leads to nothing.",
        "an operation of `webhooks.paid` got `security`",
        "Compare it by hand.";
    "callback-operation-removed" Code none Breaking:
        "a method or expression of a callback, or a method of a webhook, was removed",
        "Nothing that is sent is refused: a message does not come any more, and generated code loses a handler.",
        "`put` is gone from `webhooks.paid`",
        "Keep sending it, or deprecate it first.";
    "callback-operation-added" Wire none Undecided:
        "a method or expression was added to a callback, or a method to a webhook",
        "Clients of base take part already, and may be sent what they do not know. The document does not say whether they are.",
        "`put` joined `post` in `webhooks.paid`",
        "Add another callback or webhook: clients ask for it when they know it.";
    "callback-body-added" Wire response Compatible:
        "a callback or webhook brings a body that it did not bring",
        "Clients that expect none need not read it.",
        "`requestBody` where there was none",
        "Nothing to do.";
    "callback-body-removed" Code response Breaking:
        "a callback or webhook does not bring its optional body any more",
        "Clients had to expect it to be missing; generated code loses a type.",
        "`requestBody` is gone",
        "Keep sending it.";
    "callback-body-required-added" Wire response Compatible:
        "the body of a callback or webhook is always sent",
        "Clients had to read it when it was there.",
        "`required: true` where there was none",
        "Nothing to do.";
    "callback-body-required-removed" Wire response Breaking:
        "the required body of a callback or webhook may be missing",
        "Clients may rely on it.",
        "`required: true` is gone, or the body is",
        "Keep sending it.";
    "callback-media-type-added" Wire response Breaking:
        "a media type of the body of a callback or webhook was added",
        "The server chooses what it sends: clients get what they cannot read.",
        "`application/xml` is new",
        "Send it to those only who asked for it, by another callback or webhook.";
    "callback-media-type-removed" Code response Breaking:
        "a media type of the body of a callback or webhook was removed",
        "It is not sent any more; generated code loses a type.",
        "`application/xml` is gone",
        "Keep sending it.";
    "callback-parameter-added" Wire response Compatible:
        "a callback or webhook brings a parameter that it did not bring",
        "Clients ignore headers and query parameters that they do not know.",
        "the header `X-Attempt` is new",
        "Nothing to do.";
    "callback-parameter-removed" Code response Breaking:
        "a callback or webhook does not bring an optional parameter any more",
        "Clients had to expect it to be missing; generated code loses a field.",
        "the header `X-Attempt` is gone",
        "Keep sending it.";
    "callback-parameter-required-added" Wire response Compatible:
        "a parameter of a callback or webhook is always sent",
        "Clients had to read it when it was there.",
        "`required: true` where there was none",
        "Nothing to do.";
    "callback-parameter-required-removed" Wire response Breaking:
        "a required parameter of a callback or webhook may be missing",
        "Clients may rely on it.",
        "`required: true` is gone, or the parameter is",
        "Keep sending it.";
    "callback-parameter-form-changed" Wire response Undecided:
        "a parameter of a callback or webhook is written in another form",
        "The same text is read as another value.",
        "`explode: true` became `explode: false`",
        "Keep the form; declare a second parameter.";
    "callback-status-added" Wire request Compatible:
        "a callback or webhook may be answered with another status",
        "Nobody answered with it before.",
        "`202` is new",
        "Nothing to do.";
    "callback-status-removed" Wire request Breaking:
        "an answer to a callback or webhook was removed",
        "Clients still answer with it. Statuses of errors (4XX, 5XX) are compatible: servers must expect any (RFC 9110, 15).",
        "`202` is gone",
        "Keep accepting the status.";
    "callback-answer-media-type-added" Wire request Compatible:
        "a media type of an answer to a callback or webhook was added",
        "Nobody sent it before.",
        "`application/xml` is new",
        "Nothing to do.";
    "callback-answer-media-type-removed" Wire request Compatible:
        "a media type of an answer to a callback or webhook was removed",
        "Clients still answer with it, and the server cannot read it; only where it declares no body of answers at all, nothing is read.",
        "`application/xml` is gone",
        "Keep accepting it.";
    "callback-header-added" Wire request Compatible:
        "an optional header of an answer to a callback or webhook was added",
        "Nobody has to send it.",
        "the header `X-Receipt` is new",
        "Nothing to do.";
    "callback-header-removed" Code request Breaking:
        "a header of an answer to a callback or webhook was removed",
        "What clients send means nothing any more; generated code loses a field.",
        "the header `X-Receipt` is gone",
        "Keep reading it.";
    "callback-header-required-added" Wire request Breaking:
        "a header of an answer to a callback or webhook became required, or a required one was added",
        "Answers without it are refused.",
        "`required: true` where there was none",
        "Leave it optional.";
    "callback-header-required-removed" Wire request Compatible:
        "a header of an answer to a callback or webhook is not required any more",
        "Whoever sends it still may.",
        "`required: true` is gone",
        "Nothing to do.";
}
