"""HTTP to servers on this machine."""

import http.client
import json
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Answer:
    """A status and a body. Status 0 means that nobody answered."""

    def __init__(self, status: int, body: bytes):
        self.status = status
        self.body = body

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self):
        return json.loads(self.body)


def call(method: str, url: str, body=None, headers: dict | None = None, timeout: float = 20) -> Answer:
    """One request. `body` is sent as JSON, bytes as they are. Error statuses are answers, not exceptions."""
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    try:
        with OPENER.open(request, timeout=timeout) as answer:
            return Answer(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read())
    except (OSError, http.client.HTTPException):
        return Answer(0, b"")


def get(url: str, timeout: float = 20) -> Answer:
    return call("GET", url, timeout=timeout)


def post(url: str, body=None, timeout: float = 20) -> Answer:
    return call("POST", url, {} if body is None else body, timeout=timeout)
