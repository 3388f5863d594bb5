//! Rules of the parts of requests and responses around their schemas.

use super::super::verdict::{Facet, Verdict};
use super::macros::{page, rules, way};
use super::{Rule, Way};

rules! {
    "request-parameter-removed" Code request Breaking:
        "a parameter was removed",
        "Servers ignore what they do not know, so requests pass, without what the parameter asked for; generated methods lose an argument.",
        "the query parameter `page` is gone",
        "Deprecate it first.";
    "request-parameter-added" Wire request Compatible:
        "an optional parameter was added",
        "Nobody has to send it.",
        "the query parameter `page` is new",
        "Nothing to do.";
    "request-parameter-required-added" Wire request Breaking:
        "a parameter became required, or a required one was added",
        "Requests without it are refused.",
        "`required: true` where there was none",
        "Leave it optional, with a default.";
    "request-parameter-required-removed" Wire request Compatible:
        "a parameter is not required any more",
        "Whoever sends it still may.",
        "`required: true` is gone",
        "Nothing to do.";
    "request-parameter-style-changed" Wire request Undecided:
        "`style` or `explode` of a parameter changed",
        "The same text is read as another value.",
        "`explode: true` became `explode: false`",
        "Keep the form; declare a second parameter.";
    "request-parameter-content-changed" Wire request Undecided:
        "a parameter is written as another media type",
        "The same text is read as another value.",
        "`schema` became `content`",
        "Keep the form; declare a second parameter.";
    "request-field-removed" Code request Breaking:
        "a property of a request is not declared any more",
        "What clients send is accepted and means nothing any more; generated code loses a field.",
        "`properties` lost a member, and undeclared properties are accepted",
        "Deprecate it first.";
    "response-field-removed" Code response Breaking:
        "an optional property of a response is not sent any more",
        "Clients had to expect it to be missing; generated code loses a field.",
        "`properties` lost an optional member",
        "Keep sending it, or deprecate it first.";
    "request-body-added" Wire request Compatible:
        "an optional request body was added",
        "Nobody has to send it.",
        "`requestBody` where there was none",
        "Nothing to do.";
    "request-body-removed" Code request Breaking:
        "the request body was removed",
        "What clients send means nothing any more; generated methods lose an argument.",
        "`requestBody` is gone",
        "Keep it, or add another operation.";
    "request-body-required-added" Wire request Breaking:
        "a request body became required, or a required one was added",
        "Requests without a body are refused.",
        "`required: true` where there was none",
        "Leave it optional.";
    "request-body-required-removed" Wire request Compatible:
        "the request body is not required any more",
        "Whoever sends it still may.",
        "`required: true` is gone",
        "Nothing to do.";
    "request-media-type-removed" Wire request Breaking:
        "a media type of the request body was removed",
        "Bodies of it are refused.",
        "`application/xml` is gone",
        "Keep accepting it.";
    "request-media-type-added" Wire request Compatible:
        "a media type of the request body was added",
        "Nobody sent it before.",
        "`application/xml` is new",
        "Nothing to do.";
    "response-status-removed" Code response Breaking:
        "a response was removed",
        "What is still sent was declared before; generated code loses a type, and whoever waits for that status waits in vain.",
        "`201` is gone",
        "Keep the status.";
    "response-status-added" Wire response Breaking:
        "a response of a status that base does not declare was added",
        "Clients do not know what it holds. Statuses of errors (4XX, 5XX) are compatible: RFC 9110, 15, has clients treat an unknown status as the first of its hundred.",
        "`202` is new",
        "Send the declared status, or declare `2XX` or `default` early.";
    "response-media-type-removed" Code response Breaking:
        "a media type of a response was removed",
        "A client that asks for it gets something else, or nothing.",
        "`application/xml` is gone",
        "Keep sending it to those who ask.";
    "response-media-type-added" Wire response Compatible:
        "a media type of a response was added",
        "A client gets what it asks for (RFC 9110, 12); where none of the old ones is left, it gets what it cannot read.",
        "`application/xml` is new",
        "Keep the old one beside it.";
    "response-header-removed" Code response Breaking:
        "an optional header of a response was removed",
        "Clients had to expect it to be missing; generated code loses a field.",
        "the header `X-Total` is gone",
        "Keep sending it.";
    "response-header-added" Wire response Compatible:
        "a header of a response was added",
        "Clients ignore headers they do not know (RFC 9110, 5.1).",
        "the header `X-Total` is new",
        "Nothing to do.";
    "response-header-required-removed" Wire response Breaking:
        "a required header of a response may be missing",
        "Clients may rely on it.",
        "`required: true` is gone, or the header is",
        "Keep sending it.";
    "response-header-required-added" Wire response Compatible:
        "a header of a response is always sent",
        "Clients had to read it when it was there.",
        "`required: true` where there was none",
        "Nothing to do.";
    "request-security-added" Wire request Breaking:
        "requests need credentials that they did not need",
        "Requests that were accepted are refused.",
        "`security: [{token: []}]` where there was none",
        "Accept both for a while: add an alternative, remove the old one later.";
    "request-security-removed" Wire request Compatible:
        "requests need fewer credentials, or may bring others",
        "Whoever brings them still may.",
        "a second alternative joined `security`",
        "Nothing to do.";
    "request-security-scope-changed" Policy request Undecided:
        "a security requirement names other scopes",
        "Messages do not show which scopes a token has.",
        "`scopes: [read]` became `scopes: [read, write]`",
        "Announce it to those who hold tokens.";
}
