"""Checks the witnesses of a comparison by validators that are not ours.

    order-contracts diff BASE REVISION --format json > report.json
    python3 tests/tools/check_witnesses.py BASE REVISION report.json

BASE and REVISION are the documents that were compared, without references to other files. Of each witness, the contract of the
sender must accept the exchange and that of the receiver refuse it, as `jsonschema` (and `yaml`, for documents in YAML)
from PyPI have it. What a document declares is found by a reading of its own, which knows less than ours: what it does
not know is counted as `not read`, with the reason. Exits with 1 when a witness is contradicted.
"""

import collections
import json
import re
import sys
import urllib.parse

import jsonschema

NOT_READ = "not read"


class NotRead(Exception):
    """Something that this script does not know."""


def load(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".json"):
        return json.loads(text)
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """YAML 1.2: no dates, no `yes` and `no`, no sexagesimals."""

    Loader.yaml_implicit_resolvers = {
        first: [one for one in known if one[0] not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[-+]?[0-9]+$"), list("-+0123456789"))
    number = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
    Loader.add_implicit_resolver("tag:yaml.org,2002:float", number, list("-+0123456789."))
    Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
    return json_keys(yaml.load(text, Loader=Loader))


def json_keys(value):
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(key): json_keys(one) for key, one in value.items()}
    return [json_keys(one) for one in value] if isinstance(value, list) else value


SCHEMA = {"not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"}
SCHEMA |= {"unevaluatedItems", "unevaluatedProperties"}
LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
NAMED = {"properties", "patternProperties", "dependentSchemas"}
KEYWORDS_3_0 = {"type", "enum", "multipleOf", "maximum", "minimum", "maxLength", "minLength", "pattern", "maxItems"}
KEYWORDS_3_0 |= {"minItems", "uniqueItems", "maxProperties", "minProperties", "required", "format"}
FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def is_date(value):
    import datetime

    return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value) and datetime.date.fromisoformat(value))


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value):
    if not isinstance(value, str):
        return True
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[-+]\d\d:\d\d)", value)
    return bool(found and is_date(found[1]) and int(found[2]) < 24 and int(found[3]) < 60 and int(found[4]) < 61)


@FORMATS.checks("uri")
def is_uri(value):
    return not isinstance(value, str) or bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]*$", value))


@FORMATS.checks("uuid")
def is_uuid(value):
    return not isinstance(value, str) or bool(re.fullmatch("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value))


@FORMATS.checks("int32")
def is_int32(value):
    return not isinstance(value, (int, float)) or isinstance(value, bool) or -(2**31) <= value < 2**31


@FORMATS.checks("int64")
def is_int64(value):
    return not isinstance(value, (int, float)) or isinstance(value, bool) or -(2**63) <= value < 2**63


class NoOperation(NotRead):
    """A request that no path of the document is for."""


class Document:
    def __init__(self, value):
        self.value = value
        self.is_3_0 = str(value.get("openapi", "")).startswith("3.0")
        self.validators = {}
        # Whether `oneOf` is read as `anyOf`, as a witness may say that it was checked.
        self.reads_any = False
        # A server that was moved is a change of its own: the bases of both documents lead to the operations of each.
        self.bases = {""} | bases(value)
        self.formats = set()

    def at(self, reference):
        if not reference.startswith("#"):
            raise NotRead("a reference to another file")
        here = self.value
        for token in urllib.parse.unquote(reference[1:]).split("/")[1:]:
            token = token.replace("~1", "/").replace("~0", "~")
            try:
                here = here[int(token)] if isinstance(here, list) else here[token]
            except (KeyError, ValueError, IndexError, TypeError):
                raise NotRead("a reference that leads nowhere") from None
        return here

    def follow(self, value):
        for _ in range(20):
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str)):
                return value
            value = self.at(value["$ref"])
        raise NotRead("a chain of references")

    def validator(self, schema, is_request):
        """A validator of the schema for messages of one direction."""
        key = (id(schema), is_request, self.reads_any)
        if key not in self.validators:
            names, definitions, open_ = {}, {}, []
            bundle = self.converted(schema, is_request, names, open_)
            while open_:
                reference = open_.pop()
                definitions[names[reference]] = self.converted(self.at(reference), is_request, names, open_)
            whole = {"$defs": definitions, "allOf": [bundle]}
            self.validators[key] = jsonschema.Draft202012Validator(whole, format_checker=FORMATS)
        return self.validators[key]

    def converted(self, schema, is_request, names, open_):
        if not isinstance(schema, dict):
            return schema
        below = lambda one: self.converted(one, is_request, names, open_)
        if "$dynamicRef" in schema or "$id" in schema or "$anchor" in schema:
            raise NotRead("identifiers")
        out = {}
        if isinstance(schema.get("$ref"), str):
            reference = schema["$ref"]
            if reference not in names:
                names[reference] = str(len(names))
                open_.append(reference)
            out["$ref"] = f"#/$defs/{names[reference]}"
            if self.is_3_0:
                return out
        hidden = "readOnly" if is_request else "writeOnly"
        gone = {name for name, one in (schema.get("properties") or {}).items() if self.says(one, hidden)}
        for keyword, value in schema.items():
            if keyword in SCHEMA:
                out[keyword] = below(value)
            elif keyword in LISTS:
                out["anyOf" if keyword == "oneOf" and self.reads_any else keyword] = [below(one) for one in value]
            elif keyword in NAMED and isinstance(value, dict):
                out[keyword] = {name: False if keyword == "properties" and name in gone else below(one) for name, one in value.items()}
            elif keyword == "required" and isinstance(value, list):
                out[keyword] = value
            elif keyword == "format":
                self.formats.add(value)
                out[keyword] = value
            elif keyword != "$ref" and (keyword in KEYWORDS_3_0 or not self.is_3_0):
                out[keyword] = value
        out["required"] = [name for name in out.get("required", []) if name not in gone]
        if self.is_3_0:
            for bound, strict in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
                if schema.get(strict) is True and bound in schema:
                    out[strict] = out.pop(bound)
            if schema.get("nullable") is True and isinstance(schema.get("type"), str):
                # A list of values that does not name null does not allow it (OpenAPI 3.0.3, proposal 2019-10-31).
                out["type"] = [schema["type"], "null"]
        return out

    def says(self, schema, keyword, fuel=10):
        """Whether the schema of a property, or what it is made of, has the keyword."""
        if not isinstance(schema, dict) or fuel == 0:
            return False
        if schema.get(keyword) is True and not (self.is_3_0 and "$ref" in schema):
            return True
        parts = list(schema.get("allOf") or []) if isinstance(schema.get("allOf"), list) else []
        if isinstance(schema.get("$ref"), str):
            parts.append(self.at(schema["$ref"]))
        return any(self.says(part, keyword, fuel - 1) for part in parts)

    def operation(self, method, target):
        """The operation of a request, and its path parameters."""
        path = urllib.parse.urlsplit(target).path
        found = []
        for template, item in self.value.get("paths", {}).items():
            names = re.findall(r"\{([^}]*)\}", template)
            pattern = "".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", template))
            item = self.follow(item)
            own = [item, item.get(method.lower()) or {}]
            for base in self.bases.union(*map(bases, own)):
                match = re.fullmatch(re.escape(base) + pattern, path)
                if match and method.lower() in item:
                    found.append((len(names), -len(template), item, dict(zip(names, match.groups()))))
        if not found:
            raise NoOperation(f"no operation for {method} {path}")
        _, _, item, values = min(found, key=lambda one: one[:2])
        return item, self.follow(item[method.lower()]), values

    def accepts(self, exchange):
        """None when everything that is checked here is accepted, else what is not."""
        request, response = exchange["request"], exchange.get("response")
        item, operation, path = self.operation(request["method"], request["target"])
        if response is None:
            return self.request(item, operation, path, request)
        responses = operation.get("responses") or {}
        status = str(response["status"])
        declared = next((responses[key] for key in (status, status[0] + "XX", "default") if key in responses), None)
        if declared is None:
            return f"undeclared status {status}"
        declared = self.follow(declared)
        for name, header in (declared.get("headers") or {}).items():
            header = self.follow(header)
            text = {key.lower(): value for key, value in response["headers"].items()}.get(name.lower())
            failure = self.text(name, header, text, False)
            if failure:
                return failure
        return self.content(declared.get("content"), response, False)

    def request(self, item, operation, path, request):
        declared = {}
        for parameter in (item.get("parameters") or []) + (operation.get("parameters") or []):
            parameter = self.follow(parameter)
            declared[(parameter["in"], parameter["name"])] = parameter
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request["target"]).query, keep_blank_values=True)
        headers = {key.lower(): value for key, value in request["headers"].items()}
        cookies = dict(one.split("=", 1) for one in headers.get("cookie", "").split("; ") if "=" in one)
        for (place, name), parameter in declared.items():
            if parameter.get("style") == "deepObject":
                raise NotRead("deepObject")
            values = {
                "path": [urllib.parse.unquote(path[name])] if name in path else [],
                "query": query.get(name, []),
                "header": [headers[name.lower()]] if name.lower() in headers else [],
                "cookie": [cookies[name]] if name in cookies else [],
            }[place]
            failure = self.text(name, parameter, values if len(values) > 1 else values[0] if values else None, True)
            if failure:
                return failure
        body = operation.get("requestBody")
        if body is None:
            return None
        body = self.follow(body)
        if "body" not in request and "bodyText" not in request:
            return "missing body" if body.get("required") else None
        return self.content(body.get("content"), request, True)

    def text(self, name, parameter, text, is_request):
        """A parameter or header: every value that its text may be of is tried."""
        if text is None:
            return f"missing {name}" if parameter.get("required") else None
        if "schema" not in parameter:
            return None
        texts = text if isinstance(text, list) else [text]
        parsed = []
        for one in texts:
            readings = [one]
            try:
                value = json.loads(one)
                readings += [value] if isinstance(value, (int, float, bool)) else []
            except ValueError:
                pass
            parsed.append(readings)
        candidates = [list(one) for one in zip(*parsed)] if len(set(map(len, parsed))) == 1 else [texts]
        candidates += [[readings[-1] for readings in parsed]]
        if len(texts) == 1:
            candidates += parsed[0]
            for parts in (texts[0].split(","),):
                candidates += [parts] + [[json.loads(one) for one in parts]] if all(map(is_json, parts)) else [parts]
        validator = self.validator(parameter["schema"], is_request)
        return None if any(validator.is_valid(one) for one in candidates) else f"{name}: no reading of {texts!r} is valid"

    def content(self, content, message, is_request):
        headers = {key.lower(): value for key, value in message["headers"].items()}
        sent = headers.get("content-type", "").split(";")[0].strip().lower()
        if not content or not sent:
            return None
        ranges = {name.split(";")[0].strip().lower(): media for name, media in content.items()}
        found = next((ranges[one] for one in (sent, sent.split("/")[0] + "/*", "*/*") if one in ranges), None)
        if found is None:
            return f"undeclared media type {sent}"
        if sent == "application/x-www-form-urlencoded":
            return self.form(found, message.get("bodyText", ""), is_request)
        if not re.fullmatch(r".*[/+]json", sent) and isinstance(message.get("body", ""), str):
            schema = self.follow(found.get("schema", {}))
            if set(schema) - {"type", "format", "description", "example"} or schema.get("type", "string") != "string":
                raise NotRead(f"a body of {sent}")
            return None
        if "schema" not in found:
            return None
        error = jsonschema.exceptions.best_match(self.validator(found["schema"], is_request).iter_errors(message.get("body")))
        return None if error is None else f"{error.json_path}: {error.message[:120]}"


    def form(self, media, text, is_request):
        """A form whose schema is a plain object: field by field."""
        schema = self.follow(media.get("schema", {}))
        if media.get("encoding") or set(schema) & {"allOf", "anyOf", "oneOf", "not", "patternProperties"}:
            raise NotRead("a form that is more than an object of fields")
        fields = urllib.parse.parse_qs(text, keep_blank_values=True)
        for name, field in (schema.get("properties") or {}).items():
            texts = fields.get(name)
            text = None if texts is None else texts if len(texts) > 1 else texts[0]
            failure = self.text(name, {"schema": field, "required": name in schema.get("required", [])}, text, is_request)
            if failure:
                return failure
        undeclared = set(fields) - set(schema.get("properties") or {})
        return f"undeclared {undeclared}" if undeclared and schema.get("additionalProperties") is False else None


def bases(declared):
    """The paths of servers, with every variable filled in as witnesses have it."""
    urls = (re.sub(r"\{[^}]*\}", "1", server.get("url", "")) for server in declared.get("servers") or [])
    return {re.sub("^[a-z]+://[^/]*", "", url).rstrip("/") for url in urls}


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


def main():
    base, revision, report = sys.argv[1:4]
    sides = {"base": Document(load(base)), "revision": Document(load(revision))}
    for side in list(sides.values()):
        side.bases = sides["base"].bases | sides["revision"].bases
    with open(report, encoding="utf-8") as file:
        changes = json.load(file)["changes"]
    tally, contradicted = collections.Counter(), []
    for change in changes:
        witness = change["witness"]
        if witness is None:
            continue
        sender, receiver = ("revision", "base") if "response" in witness else ("base", "revision")
        for side in sides.values():
            side.reads_any = witness.get("reading") == "any-of"
        try:
            if "callback" in witness:
                raise NotRead("a callback or webhook")
            sent = sides[sender].accepts(witness)
            try:
                received = sides[receiver].accepts(witness)
            except NoOperation as reason:
                received = str(reason)
        except NotRead as reason:
            tally[f"{NOT_READ}: {reason}"] += 1
            continue
        if sent is None and received is not None:
            tally["confirmed"] += 1
            continue
        tally["contradicted"] += 1
        contradicted.append((change, f"refused by {sender}: {sent}" if sent else f"accepted by {receiver}", witness))
    for change, why, witness in contradicted:
        print(f"{change['id']} {change['subject']}: {why}\n    {json.dumps(witness)[:600]}")
    unknown = sorted({str(name) for side in sides.values() for name in side.formats} - set(FORMATS.checkers))
    print(dict(tally), "formats not asserted here:", unknown)
    return 1 if contradicted else 0


if __name__ == "__main__":
    sys.exit(main())
