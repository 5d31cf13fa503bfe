"""Signature Version 4 from the receiver's side: what the Authorization header of a request says,
and what its signature should be. Written apart from sluice's own signer, with the standard library
alone.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""
import hashlib
import hmac
import re
import urllib.parse
from dataclasses import dataclass


@dataclass(frozen=True)
class Authorization:
    """The parts of an Authorization header."""
    access_key_id: str
    scope: str  # "20240412/ap-southeast-2/sqs/aws4_request"
    signed_headers: tuple[str, ...]
    signature: str

    @property
    def service(self):
        return self.scope.split("/")[2]

    @property
    def region(self):
        return self.scope.split("/")[1]


def parse(header):
    """The header's parts; None where it is missing or not Signature Version 4."""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/([^,]+), "
                         r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})", header or "")
    if not found:
        return None
    return Authorization(found[1], found[2], tuple(found[3].split(";")), found[4])


def canonical_path(path):
    """Dot segments and empty ones removed, then encoded once more."""
    kept = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    trailing = "/" if kept and path.endswith("/") else ""
    return urllib.parse.quote("/" + "/".join(kept) + trailing, safe="/~")


def canonical_query(query):
    pairs = sorted(pair.partition("=")[::2] for pair in query.split("&")) if query else []
    return "&".join(f"{name}={value}" for name, value in pairs)


def canonical_request(method, url, headers, body, signed_headers):
    """Step one. `headers` are pairs; `body` is what went over the wire, gzipped where it was."""
    parts = urllib.parse.urlsplit(url)
    lines = [method, canonical_path(parts.path), canonical_query(parts.query)]
    for name in signed_headers:
        values = [" ".join(value.split()) for key, value in headers if key.lower() == name]
        lines.append(f"{name}:{','.join(values)}")
    return "\n".join([*lines, "", ";".join(signed_headers), hashlib.sha256(body).hexdigest()])


def string_to_sign(canonical, date, scope):
    """Step two; `date` is the X-Amz-Date header."""
    return f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"


def signature(text, secret_access_key, scope):
    """Step three."""
    key = b"AWS4" + secret_access_key.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def problem(request, secret_access_key, session_token):
    """Why AWS would refuse the signature of `request` (a stand_in.Request); None: it is right."""
    said = parse(request.headers["Authorization"])
    if not said:
        return f"no Signature Version 4 Authorization header: {request.headers['Authorization']!r}"
    if (request.headers["X-Amz-Security-Token"] or "") != session_token:
        return "X-Amz-Security-Token is not the session token of this access key"
    needed = {"host", "x-amz-date"} | ({"x-amz-security-token"} if session_token else set())
    if not needed <= set(said.signed_headers):
        return f"not signed, but must be: {', '.join(needed - set(said.signed_headers))}"
    canonical = canonical_request(request.method, request.path, request.headers.items(),
                                  request.body, said.signed_headers)
    text = string_to_sign(canonical, request.headers["X-Amz-Date"], said.scope)
    if signature(text, secret_access_key, said.scope) != said.signature:
        return f"the signature does not belong to this canonical request: {canonical!r}"
    return None
