#!/usr/bin/env python3
"""Walks recorded requests through botocore's models of AWS's services.

    validate_requests.py FILE.jsonl

One request a line: {"service": "sqs", "operation": "GetQueueAttributes", "protocol": "json",
"body": "<the body as it was sent>"}; with protocol "query" the body is the form. Each one must name
a known operation, and its members must be known, present where they are required, and of the type,
range, pattern and enumeration that AWS's model gives. botocore itself checks no more than types,
required members and minima, because AWS checks the rest; here it is checked as well.

Exit 0: all accepted; 1: some refused, one line each; 77: botocore is missing.
"""
import json
import math
import re
import sys
import urllib.parse

try:
    import botocore.session
    from botocore.exceptions import UnknownServiceError
    from botocore.model import OperationNotFoundError
    from botocore.validate import ParamValidator
except ImportError as missing:
    print(f"SKIPPED: validate_requests: {missing}; install it with: pip install botocore")
    sys.exit(77)


class Refused(Exception):
    """A request that AWS would not understand; says why in one line."""


class StrictValidator(ParamValidator):
    """botocore's validator and what it leaves to AWS: maxima, patterns and enumerations."""

    def _validate(self, params, shape, errors, name):
        before = len(errors.problems)
        super()._validate(params, shape, errors, name)
        if len(errors.problems) > before:
            return  # of the wrong type, most likely: what follows would only confuse
        where = name.lstrip(".") or "the request"
        errors.problems += [f"{where}: {problem}" for problem in broken_limits(params, shape)]

    # botocore checks plain lists by their type alone; every element has to be walked here.
    def _shape_has_constraints(self, shape):
        return True


class Problems:
    """Takes the place of botocore's error report, so that one list holds every problem."""

    def __init__(self):
        self.problems = []

    def report(self, name, reason, **details):
        where = name.lstrip(".") or "the request"
        shown = {key: value for key, value in details.items() if key not in ("user_params",)}
        self.problems.append(f"{where}: {reason} {shown}")


def broken_limits(value, shape):
    """What `value`, right in type, breaks of its shape's limits."""
    model = shape._shape_model  # `pattern` is not among the metadata that botocore offers
    measured = value if shape.type_name in ("integer", "long", "float", "double") else None
    if shape.type_name in ("string", "list", "map"):
        measured = len(value)
    if measured is not None and "max" in model and measured > model["max"]:
        yield f"{measured} is above the maximum of {model['max']}"
    if isinstance(value, float) and not math.isfinite(value):
        yield f"{value} is not a number that AWS takes"
    if shape.type_name != "string":
        return
    if "enum" in model and value not in model["enum"]:
        yield f"{value!r} is none of {', '.join(model['enum'])}"
    if "pattern" in model and not re.search(python_pattern(model["pattern"]), value):
        yield f"{value!r} does not match {model['pattern']}"


# What AWS's models write as Java does, and Python as a member of a class: \w is a little wider than
# all letters.
JAVA_CLASSES = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s", r"\p{Print}": "[ -~]",
                r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF", r"[\w-_]": r"[\w_-]"}


def python_pattern(pattern):
    """The model's pattern as Python's `re` reads it. It binds the whole value, though not every
    one is anchored: CloudWatch's "[^:].*" means that a namespace must not start with a colon."""
    for java, python in JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    pattern = re.sub(r"\\[ux]\{([0-9A-Fa-f]+)\}", lambda m: f"\\U{int(m[1], 16):08X}", pattern)
    return rf"\A(?:{pattern})\Z"


def wire_name(name, member):
    return member.serialization.get("name", name)


def refuse_constant(text):
    raise Refused(f"{text} is not JSON")


def once_each(pairs):
    """A JSON object without a name that stands twice."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Refused(f"member {name} stands twice")
    return dict(pairs)


def read_json(body, shape):
    try:
        value = json.loads(body, parse_constant=refuse_constant, object_pairs_hook=once_each)
    except json.JSONDecodeError as error:
        raise Refused(f"the body is not JSON: {error}") from error
    return from_json(value, shape)


def from_json(value, shape):
    """The wire's names turned into the model's; what does not fit is left to the validator."""
    if shape.type_name == "structure" and isinstance(value, dict):
        names = {wire_name(name, member): name for name, member in shape.members.items()}
        return {names.get(wire, wire): from_json(inner, shape.members[names[wire]])
                if wire in names else inner for wire, inner in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [from_json(inner, shape.member) for inner in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: from_json(inner, shape.value) for key, inner in value.items()}
    return value


def read_form(body, shape, operation):
    """The Query protocol: `MetricData.member.1.Value=30` and the like.
    https://docs.aws.amazon.com/STS/latest/APIReference/CommonParameters.html
    """
    try:
        pairs = urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True)
    except ValueError as error:
        raise Refused(f"the body is not a form: {error}") from error
    fields = once_each(pairs)
    version = operation.service_model.api_version
    for name, right in (("Action", operation.name), ("Version", version)):
        if fields.pop(name, None) != right:
            raise Refused(f"{name} must be {right}")
    tree = {}
    for path, text in fields.items():
        grow(tree, path.split("."), text)
    return from_tree(tree, shape)


def grow(tree, path, text):
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            raise Refused(f"{'.'.join(path)} lies below a value")
    if path[-1] in tree:
        raise Refused(f"{'.'.join(path)} is a value and a branch")
    tree[path[-1]] = text


def from_tree(tree, shape):
    kind = shape.type_name
    if kind == "structure" and isinstance(tree, dict):
        return structure_from_tree(tree, shape)
    if kind == "list" and isinstance(tree, dict):
        flat = shape.serialization.get("flattened")
        return [from_tree(inner, shape.member)
                for inner in numbered(tree if flat else only_branch(tree, "member"))]
    if kind == "map" and isinstance(tree, dict):
        flat = shape.serialization.get("flattened")
        entries = numbered(tree if flat else only_branch(tree, "entry"))
        return dict(map_entry(entry, shape) for entry in entries)
    return scalar(tree, kind)


def map_entry(entry, shape):
    if not isinstance(entry, dict) or set(entry) != {"key", "value"}:
        raise Refused("a map's entry is written as .entry.N.key and .entry.N.value")
    return entry["key"], from_tree(entry["value"], shape.value)


def structure_from_tree(tree, shape):
    names = {wire_name(name, member): name for name, member in shape.members.items()}
    return {names.get(wire, wire): from_tree(inner, shape.members[names[wire]])
            if wire in names else inner for wire, inner in tree.items()}


def only_branch(tree, name):
    if list(tree) != [name]:
        raise Refused(f"a list is written as .{name}.1, .{name}.2 and so on, not .{list(tree)[0]}")
    return tree[name]


def numbered(tree):
    """The elements of a list whose keys must be 1, 2, 3 and so on."""
    if sorted(tree, key=str) != sorted((str(n + 1) for n in range(len(tree))), key=str):
        raise Refused(f"list elements are numbered from 1 without a gap, not {', '.join(tree)}")
    return [tree[str(n + 1)] for n in range(len(tree))]


def scalar(text, kind):
    """The form's text as the model's type; text that is no such thing stays, to be refused."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    try:
        if kind in ("integer", "long"):
            return int(text)
        if kind in ("float", "double"):
            return float(text)
    except (TypeError, ValueError):
        pass
    return text


def read_record(line):
    try:
        request = json.loads(line)
    except json.JSONDecodeError as error:
        raise Refused(f"the record is not JSON: {error}") from error
    if not isinstance(request, dict):
        raise Refused("the record is not a JSON object")
    return request


def operation_model(session, request):
    try:
        service = session.get_service_model(request["service"])
        operation = service.operation_model(request["operation"])
    except UnknownServiceError:
        raise Refused(f"AWS has no service {request['service']}") from None
    except OperationNotFoundError:
        raise Refused("AWS has no such operation") from None
    spoken = service.metadata.get("protocols", [service.metadata["protocol"]])
    if request["protocol"] not in spoken:
        raise Refused(f"the service speaks {', '.join(spoken)}, not {request['protocol']}")
    return operation


def check(session, request):
    """Raises Refused where AWS would not take `request`."""
    for name in ("service", "operation", "protocol", "body"):
        if not isinstance(request.get(name), str):
            raise Refused(f"the record has no text {name}")
    operation = operation_model(session, request)
    shape = operation.input_shape
    if request["protocol"] == "query":
        members = read_form(request["body"], shape, operation)
    else:
        members = read_json(request["body"], shape)
    problems = Problems()
    StrictValidator()._validate(members, shape, problems, "")
    if problems.problems:
        raise Refused("; ".join(problems.problems))


def main(arguments):
    if len(arguments) != 1:
        print("usage: validate_requests.py FILE.jsonl", file=sys.stderr)
        return 2
    session = botocore.session.get_session()
    accepted, refusals = [], []
    with open(arguments[0], encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            request = {}
            try:
                request = read_record(line)
                check(session, request)
                accepted.append((request["service"], request["operation"]))
            except Refused as error:
                name = f"{request.get('service')}:{request.get('operation')}"
                refusals.append(f"{arguments[0]}:{number}: {name}: {error}")
    if not accepted and not refusals:
        refusals.append(f"{arguments[0]}: holds no request; the recording test must run first")
    for refusal in refusals:
        print(refusal)
    if not refusals:
        print(f"{len(accepted)} requests of {len(set(accepted))} operations accepted")
    return 1 if refusals else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
