//! Rules about the parts of requests and responses other than their schemas.

use super::super::verdict::{Facet, Verdict};
use super::macros::{page, rules, way};
use super::{MessageDirection, Rule};

rules! {
    "request-parameter-removed" Code request Breaking:
        "parameter removed",
        "Servers ignore unknown parameters, so requests still succeed, but without their effect. Generated methods lose an argument.",
        "the query parameter `page` was removed",
        "Deprecate it first.";
    "request-parameter-added" Wire request Compatible:
        "optional parameter added",
        "Clients need not send it.",
        "the query parameter `page` was added",
        "No change is needed.";
    "request-parameter-required-added" Wire request Breaking:
        "parameter became required, or a required one was added",
        "Requests without it are rejected.",
        "`required: true` was added",
        "Keep it optional, with a default.";
    "request-parameter-required-removed" Wire request Compatible:
        "parameter no longer required",
        "Clients may still send it.",
        "`required: true` was removed",
        "No change is needed.";
    "request-parameter-style-changed" Wire request Undecided:
        "`style` or `explode` of a parameter changed",
        "The same string is parsed into a different value.",
        "`explode: true` changed to `explode: false`",
        "Keep the style, and add a second parameter.";
    "request-parameter-content-changed" Wire request Undecided:
        "media type of a parameter changed",
        "The same string is parsed into a different value.",
        "`schema` changed to `content`",
        "Keep the form, and add a second parameter.";
    "request-parameter-empty-value-refused" Wire request Breaking:
        "`allowEmptyValue` of a parameter removed",
        "Requests with `name=` and no value are rejected, unless the empty string is a value that the schema accepts.",
        "`allowEmptyValue: true` was removed",
        "Keep it.";
    "request-parameter-empty-value-allowed" Wire request Compatible:
        "`allowEmptyValue` of a parameter added",
        "Clients need not send an empty value.",
        "`allowEmptyValue: true` was added",
        "No change is needed.";
    "request-parameter-reserved-refused" Wire request Undecided:
        "`allowReserved` of a parameter removed",
        "Clients send reserved characters as they are, and the document does not say whether the server still reads them so.",
        "`allowReserved: true` was removed",
        "Keep it.";
    "request-parameter-reserved-allowed" Wire request Compatible:
        "`allowReserved` of a parameter added",
        "Clients may still escape reserved characters.",
        "`allowReserved: true` was added",
        "No change is needed.";
    "request-field-removed" Code request Breaking:
        "request property removed",
        "Servers accept what clients still send, but ignore it. Generated code loses a field.",
        "a property was removed from `properties`, and undeclared properties are allowed",
        "Deprecate it first.";
    "response-field-removed" Code response Breaking:
        "response property removed",
        "Clients that read the property no longer find it. Generated code loses a field.",
        "a property was removed from `properties`",
        "Keep sending it, or deprecate it first.";
    "request-body-added" Wire request Compatible:
        "optional request body added",
        "Clients need not send it.",
        "`requestBody` was added",
        "No change is needed.";
    "request-body-removed" Code request Breaking:
        "request body removed",
        "Servers ignore what clients still send. Generated methods lose an argument.",
        "`requestBody` was removed",
        "Keep it, or add a new operation.";
    "request-body-required-added" Wire request Breaking:
        "request body became required, or a required one was added",
        "Requests without a body are rejected.",
        "`required: true` was added",
        "Keep it optional.";
    "request-body-required-removed" Wire request Compatible:
        "request body no longer required",
        "Clients may still send it.",
        "`required: true` was removed",
        "No change is needed.";
    "request-media-type-removed" Wire request Breaking:
        "media type of the request body removed",
        "Bodies of this media type are rejected.",
        "`application/xml` was removed",
        "Keep accepting it.";
    "request-media-type-added" Wire request Compatible:
        "media type of the request body added",
        "No client sent it before.",
        "`application/xml` was added",
        "No change is needed.";
    "response-status-removed" Code response Breaking:
        "response removed",
        "The remaining responses were declared before, but clients waiting for this status never receive it. Generated code loses a type.",
        "`201` was removed",
        "Keep the status.";
    "response-status-added" Wire response Breaking:
        "response with an undeclared status added",
        "Clients do not know its meaning. Error statuses (4XX, 5XX) are compatible: RFC 9110, 15, has clients treat an unknown status like the x00 status of its class.",
        "`202` was added",
        "Send a declared status, or declare `2XX` or `default` from the start.";
    "response-media-type-removed" Code response Breaking:
        "media type of a response removed",
        "Clients that ask for it receive another one, or an error.",
        "`application/xml` was removed",
        "Keep sending it to clients that ask for it.";
    "response-media-type-added" Wire response Compatible:
        "media type of a response added",
        "Clients receive what they ask for (RFC 9110, 12). If no old media type is left, they receive one that they cannot read.",
        "`application/xml` was added",
        "Keep the old media type as well.";
    "response-link-changed" Policy response Undecided:
        "link of a response changed or removed",
        "No message depends on a link, but clients may follow it.",
        "`operationId` of the link `next` changed",
        "Keep the link.";
    "response-link-added" Policy response Compatible:
        "link of a response added",
        "No client followed it before.",
        "`links.next` was added",
        "No change is needed.";
    "response-header-removed" Code response Breaking:
        "optional response header removed",
        "Clients were required to handle its absence. Generated code loses a field.",
        "the header `X-Total` was removed",
        "Keep sending it.";
    "response-header-added" Wire response Compatible:
        "response header added",
        "Clients ignore unknown headers (RFC 9110, 5.1).",
        "the header `X-Total` was added",
        "No change is needed.";
    "response-header-required-removed" Wire response Breaking:
        "required response header may be absent",
        "Clients may rely on it.",
        "`required: true` was removed, or the header was",
        "Keep sending it.";
    "response-header-required-added" Wire response Compatible:
        "response header is always sent",
        "Clients already had to handle its presence.",
        "`required: true` was added",
        "No change is needed.";
    "request-security-added" Wire request Breaking:
        "requests need additional credentials",
        "Requests that were accepted are rejected.",
        "`security: [{token: []}]` was added",
        "Accept both for a while: add an alternative, and remove the old one later.";
    "request-security-removed" Wire request Compatible:
        "requests need fewer credentials, or accept alternatives",
        "Clients may still send them.",
        "a second alternative was added to `security`",
        "No change is needed.";
    "request-security-scope-changed" Policy request Undecided:
        "scopes of a security requirement changed",
        "Messages do not show which scopes a token carries.",
        "`scopes: [read]` changed to `scopes: [read, write]`",
        "Announce it to everyone who holds tokens.";
}
