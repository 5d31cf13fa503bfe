"""HTTP servers on free ports of 127.0.0.1 that stand in for others and keep what was asked."""
import gzip
import http.server
import json
import socket
import ssl
import struct
import threading
import urllib.parse
from dataclasses import dataclass, field
from email.message import Message


@dataclass(frozen=True)
class Request:
    method: str
    path: str  # with its query, as it came
    headers: Message
    body: bytes  # as it came, gzipped where it was

    @property
    def operation(self):
        """The operation's name, by header (JSON protocols) or by form (Query)."""
        target = self.headers["X-Amz-Target"]
        return target.split(".")[-1] if target else self.form.get("Action")

    @property
    def text(self):
        zipped = self.headers["Content-Encoding"] == "gzip"
        return (gzip.decompress(self.body) if zipped else self.body).decode()

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def form(self):
        return dict(urllib.parse.parse_qsl(self.text, keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)


def json_answer(value, status=200, **headers):
    return Answer(json.dumps(value).encode(), status,
                  {"Content-Type": "application/x-amz-json-1.0", **headers})


def aws_error(code, message, status=400):
    """An error as the JSON protocols write it."""
    return json_answer({"__type": f"com.amazonaws#{code}", "message": message}, status,
                       **{"x-amzn-RequestId": "7a62c49f-347e-4fc4-9331-6e8e7a96aa73"})


class Rude:
    """An answer that breaks HTTP's rules: a function that is given the connection's handler and an
    event that is set when the server is closed."""

    def __init__(self, act):
        self.act = act


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections alive, as AWS does

    def _handle(self):
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        request = Request(self.command, self.path, self.headers, body)
        answer = self.server.owner.answered(request)
        if isinstance(answer, Rude):
            self.close_connection = True
            answer.act(self, self.server.owner.closing)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PUT = _handle

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, *_):
        """A client that hangs up early is what some tests are about."""


class StandIn:
    """Answers each request with what `answer` makes of it, on one thread a connection."""

    def __init__(self, answer=None):
        if answer:
            self.answer = answer
        self.requests = []
        self.closing = threading.Event()
        self._changed = threading.Condition()
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.owner = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # It polls for its end only, not for requests.
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def speak_tls(self, certificate, key):
        """From now on by TLS alone, with the PEM files of a certificate and its key."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http://", "https://")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def answered(self, request):
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        return self.answer(request)

    def calls(self, operation):
        """The requests of one operation so far."""
        with self._changed:
            return [request for request in self.requests if request.operation == operation]

    def find(self, wanted, since=0, within=0.0):
        """The first request, from the `since`th on, for which `wanted` holds; None where it does
        not come within so many seconds."""
        def found():
            return next((request for request in self.requests[since:] if wanted(request)), None)
        with self._changed:
            self._changed.wait_for(found, within)
            return found()


# Rude answers, each by what the client sees.

def never_answers():
    return Rude(lambda handler, closing: closing.wait())


def closes_at_once():
    return Rude(lambda handler, closing: None)


def resets():
    def act(handler, closing):
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
    return Rude(act)


def raw(data):
    return Rude(lambda handler, closing: handler.wfile.write(data))


def half_closes_in_the_body():
    def act(handler, closing):
        handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 53\r\n\r\n{"Attributes": {"Approx')
        handler.connection.shutdown(socket.SHUT_WR)
        closing.wait()
    return Rude(act)


def endless(head, piece):
    """`head`, then `piece` again and again for as long as the client listens."""
    def act(handler, closing):
        handler.wfile.write(head)
        while not closing.is_set():
            handler.wfile.write(piece)
    return Rude(act)


def trickles():
    """A whole answer's head, then one byte now and then: alive, but never done."""
    def act(handler, closing):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not closing.wait(0.05):
            handler.wfile.write(b" ")
    return Rude(act)
