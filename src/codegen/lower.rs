//! Rewrites what progenitor and typify do not support, on a private copy of the document.
//!
//! Schemas, validators and diffs never see this copy. What is rewritten, and why:
//!
//! - one error type per operation: progenitor fails on two different ones, on `default` beside a success, and on an
//!   error without a body. `default` becomes `4XX` and `5XX`; where several error schemas remain, each error status
//!   refers to one `oneOf` of them; a status without a body is dropped and surfaces as an unexpected response;
//! - no defaults: typify would fill them in, and the client would send values that the caller did not set;
//! - open objects keep undeclared members: typify drops them unless `additionalProperties` has a schema;
//! - no `pattern`, and no `format` except dates: a server that departs from a pattern must not make its response
//!   unreadable. The validators check both.

use openapiv3::{
    AdditionalProperties, Components, OpenAPI, Operation, Parameter, ParameterSchemaOrContent, PathItem, ReferenceOr,
    Response, Schema, SchemaData, SchemaKind, StatusCode, StringFormat, Type, VariantOrUnknownOrEmpty,
};

/// The lowered copy.
pub(crate) fn lower(document: &OpenAPI) -> OpenAPI {
    let mut lowered = document.clone();
    let full = document.components.clone().unwrap_or_default();
    let mut synthesised = Vec::new();
    for item in lowered.paths.paths.values_mut() {
        let ReferenceOr::Item(item) = item else { continue };
        for operation in methods(item) {
            synthesised.extend(one_error_type(operation, &full));
        }
    }
    let components = lowered.components.get_or_insert_default();
    for (name, schema) in synthesised {
        components.schemas.insert(name, ReferenceOr::Item(schema));
    }
    components.schemas.values_mut().for_each(schema);
    components.responses.values_mut().filter_map(item_of).for_each(response);
    components.request_bodies.values_mut().filter_map(item_of).for_each(|body| media(&mut body.content));
    components.parameters.values_mut().for_each(parameter);
    for item in lowered.paths.paths.values_mut().filter_map(item_of) {
        item.parameters.iter_mut().for_each(parameter);
        for operation in methods(item) {
            operation.parameters.iter_mut().for_each(parameter);
            if let Some(ReferenceOr::Item(body)) = &mut operation.request_body {
                media(&mut body.content);
            }
            operation.responses.responses.values_mut().filter_map(item_of).for_each(response);
        }
    }
    lowered
}

fn methods(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, options, head, patch, trace, .. } = item;
    [get, put, post, delete, options, head, patch, trace].into_iter().flatten()
}

/// Leaves the operation with at most one error schema; a schema created for that is returned with its name.
fn one_error_type(operation: &mut Operation, named: &Components) -> Option<(String, Schema)> {
    let responses = &mut operation.responses.responses;
    if let Some(fallback) = operation.responses.default.take() {
        for hundreds in [4, 5] {
            responses.entry(StatusCode::Range(hundreds)).or_insert_with(|| fallback.clone());
        }
    }
    let is_error = |status: &StatusCode| match status {
        StatusCode::Code(code) => *code >= 400,
        StatusCode::Range(hundreds) => *hundreds >= 4,
    };
    let mut schemas: Vec<ReferenceOr<Schema>> = Vec::new();
    responses.retain(|status, response| {
        let Some(schema) = is_error(status).then(|| json_schema(response, named)) else { return true };
        schema.clone().is_some_and(|schema| {
            if !schemas.contains(&schema) {
                schemas.push(schema);
            }
            true
        })
    });
    // A code beside its range would be an unreachable arm: the range comes first in the generated match.
    let ranges: Vec<u16> = responses
        .keys()
        .filter_map(|status| if let StatusCode::Range(hundreds) = status { Some(*hundreds) } else { None })
        .collect();
    responses.retain(
        |status, _| !matches!(status, StatusCode::Code(code) if *code >= 400 && ranges.contains(&(code / 100))),
    );
    if schemas.len() < 2 {
        return None;
    }
    let operation_id = operation.operation_id.as_deref().unwrap_or("operation");
    let mut name = format!("{operation_id}Error");
    while named.schemas.keys().any(|taken| taken.eq_ignore_ascii_case(&name)) {
        name.push_str("Body");
    }
    let reference = ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") };
    for (status, response) in responses.iter_mut() {
        if is_error(status)
            && let Some(found) = find(response, named)
        {
            let mut made = found.clone();
            for media in made.content.values_mut() {
                media.schema = Some(reference.clone());
            }
            *response = ReferenceOr::Item(made);
        }
    }
    let data = SchemaData {
        description: Some(format!("The error body of `{operation_id}`, distinguished by shape.")),
        ..SchemaData::default()
    };
    Some((name, Schema { schema_data: data, schema_kind: SchemaKind::OneOf { one_of: schemas } }))
}

fn find<'a>(response: &'a ReferenceOr<Response>, named: &'a Components) -> Option<&'a Response> {
    match response {
        ReferenceOr::Item(response) => Some(response),
        ReferenceOr::Reference { reference } => {
            named.responses.get(reference.strip_prefix("#/components/responses/")?)?.as_item()
        }
    }
}

fn json_schema(response: &ReferenceOr<Response>, named: &Components) -> Option<ReferenceOr<Schema>> {
    find(response, named)?.content.get("application/json")?.schema.clone()
}

fn item_of<T>(value: &mut ReferenceOr<T>) -> Option<&mut T> {
    match value {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    }
}

fn response(response: &mut Response) {
    media(&mut response.content);
}

fn media(content: &mut openapiv3::Content) {
    content.values_mut().filter_map(|media| media.schema.as_mut()).for_each(schema);
}

fn parameter(parameter: &mut ReferenceOr<Parameter>) {
    let ReferenceOr::Item(parameter) = parameter else { return };
    let data = match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    };
    if let ParameterSchemaOrContent::Schema(inner) = &mut data.format {
        schema(inner);
    }
}

fn boxed(inner: &mut ReferenceOr<Box<Schema>>) {
    if let ReferenceOr::Item(inner) = inner {
        lower_schema(inner);
    }
}

fn schema(inner: &mut ReferenceOr<Schema>) {
    if let ReferenceOr::Item(inner) = inner {
        lower_schema(inner);
    }
}

fn lower_schema(inner: &mut Schema) {
    inner.schema_data.default = None;
    match &mut inner.schema_kind {
        SchemaKind::Type(Type::String(string)) => {
            string.pattern = None;
            if !matches!(string.format, VariantOrUnknownOrEmpty::Item(StringFormat::DateTime | StringFormat::Date)) {
                string.format = VariantOrUnknownOrEmpty::Empty;
            }
        }
        SchemaKind::Type(Type::Object(object)) => {
            if !object.properties.is_empty()
                && matches!(object.additional_properties, None | Some(AdditionalProperties::Any(true)))
            {
                let anything = Schema {
                    schema_data: SchemaData::default(),
                    schema_kind: SchemaKind::Any(openapiv3::AnySchema::default()),
                };
                object.additional_properties =
                    Some(AdditionalProperties::Schema(Box::new(ReferenceOr::Item(anything))));
            }
            object.properties.values_mut().for_each(boxed);
            if let Some(AdditionalProperties::Schema(others)) = &mut object.additional_properties {
                schema(others);
            }
        }
        SchemaKind::Type(Type::Array(array)) => {
            if let Some(items) = &mut array.items {
                boxed(items);
            }
        }
        SchemaKind::OneOf { one_of: branches }
        | SchemaKind::AnyOf { any_of: branches }
        | SchemaKind::AllOf { all_of: branches } => branches.iter_mut().for_each(schema),
        SchemaKind::Not { not } => schema(not),
        SchemaKind::Type(Type::Number(_) | Type::Integer(_) | Type::Boolean(_)) => {}
        SchemaKind::Any(any) => {
            any.pattern = None;
            any.format = None;
            any.properties.values_mut().chain(any.items.as_mut()).for_each(boxed);
            if let Some(AdditionalProperties::Schema(others)) = &mut any.additional_properties {
                schema(others);
            }
            any.one_of.iter_mut().chain(&mut any.any_of).chain(&mut any.all_of).for_each(schema);
        }
    }
}
