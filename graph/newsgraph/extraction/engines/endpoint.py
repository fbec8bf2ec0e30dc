"""An OpenAI-compatible chat endpoint: one question, one answer, with patience that ends.

The protocol is OpenAI's ``POST /chat/completions``, which Ollama, vLLM, llama.cpp and others speak.
"""

import http.client
import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message as Headers
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from newsgraph.errors import ExtractionError

_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_LARGEST = 16 * 2**20  # bytes of an answer
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an endpoint. All times are in seconds.

    Parameters
    ----------
    timeout
        For one answer, in all.
    attempts
        How often a question is asked when the endpoint is busy, broken or away.
    backoff
        The wait before the second attempt; it doubles from there.
    longest
        The longest of these waits, whatever the endpoint's ``Retry-After`` asks for.
    """

    timeout: float = 180.0
    attempts: int = 4
    backoff: float = 1.0
    longest: float = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered; `cut` says that it had no room for more."""

    content: str
    cut: bool = False


class _Passing(Exception):
    """A failure that may be over soon.

    `wait` is what the endpoint asks for, in seconds; `away` says that it gave no answer at all.
    """

    def __init__(self, what: str, wait: float | None = None, away: bool = False) -> None:
        super().__init__(what)
        self.wait = wait
        self.away = away


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key must not follow a redirect to another host, nor may a question become a GET."""

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
                         headers: Headers, newurl: str) -> None:
        return None


@dataclass(slots=True)
class Endpoint:
    """One model at one address.

    Parameters
    ----------
    url
        The API's base, such as ``http://localhost:11434/v1``, or the whole address of its chat completions.
    model
        The model's name there.
    key
        Sent as a bearer token where there is one.
    patience
        Time-outs and attempts.
    sleep
        What waits; for tests.

    Raises
    ------
    ExtractionError
        If the address, the model or the key cannot be one.
    """

    url: str
    model: str
    key: str | None = None
    patience: Patience = Patience()
    sleep: Callable[[float], None] = time.sleep
    _options: dict[str, Any] = field(init=False)
    _opener: urllib.request.OpenerDirector = field(init=False)
    _away: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            fits = False
        if not fits or not self.url.isascii() or any(c.isspace() or not c.isprintable() for c in self.url):
            raise ExtractionError(f"{self.url!r} is no http or https address of an OpenAI-compatible endpoint.")
        if parts.username or parts.password:
            raise ExtractionError("The address of an endpoint must not hold a password; set OPENAI_API_KEY instead.")
        if not self.model:
            raise ExtractionError("The endpoint's model is missing; write openai:URL#MODEL.")
        if self.key and not (self.key.isascii() and self.key.isprintable()):
            raise ExtractionError("The key for the endpoint holds characters that no key has.")
        self._options = {"temperature": 0, "seed": 0, "response_format": {"type": "json_object"}}
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if parts.hostname in _LOCAL:
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def ask(self, messages: list[dict[str, str]]) -> Reply:
        """What the model answers to a conversation.

        Raises
        ------
        ExtractionError
            If the endpoint refuses or tells of an error, or is still busy, broken or away after the last attempt.
        """
        wait = self.patience.backoff
        # While it is away every further document would wait as long again: one attempt tells whether it is back.
        left = 1 if self._away else max(1, self.patience.attempts)
        while True:
            left -= 1
            try:
                reply = self._once(messages)
            except _Passing as failure:
                if not left:
                    self._away = failure.away
                    raise ExtractionError(f"{self.model} at {self.url} {failure}.") from failure
                asked = failure.wait if failure.wait is not None else wait
                self.sleep(min(asked, self.patience.longest))
                wait *= 2
            else:
                self._away = False
                return reply

    def _once(self, messages: list[dict[str, str]]) -> Reply:
        while True:
            try:
                with self._opener.open(self._request(messages), timeout=self.patience.timeout) as response:
                    return self._reply(self._body(response))
            except HTTPError as error:
                with error:
                    said = self._refusal(error)
                if error.code in _AGAIN:
                    raise _Passing(f"answered {error.code}{said}", _retry_after(error.headers)) from error
                unknown = [name for name in self._options if name in said]
                if error.code not in (400, 422) or not unknown:
                    raise ExtractionError(f"{self.model} at {self.url} answered {error.code}{said}.") from error
                # Not every server knows every option; what it names is left out from now on.
                for name in unknown:
                    del self._options[name]
            except (TimeoutError, URLError, OSError, http.client.HTTPException) as error:
                raise _Passing(self._failure(error), away=True) from error

    def _request(self, messages: list[dict[str, str]]) -> urllib.request.Request:
        base = self.url.rstrip("/")
        address = base if base.endswith("/chat/completions") else base + "/chat/completions"
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "newsgraph"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        question = {"model": self.model, "messages": messages, "stream": False, **self._options}
        return urllib.request.Request(address, json.dumps(question).encode(), headers, method="POST")

    def _body(self, response: Any) -> bytes:
        """The whole body. A server that sends a little now and then times out, too."""
        ends = time.monotonic() + self.patience.timeout
        parts, size = [], 0
        while part := response.read1(2**16):
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise ExtractionError(f"{self.model} at {self.url} answered more than {_LARGEST >> 20} MiB.")
            if time.monotonic() > ends:
                raise TimeoutError
        return b"".join(parts)

    def _refusal(self, error: HTTPError) -> str:
        """What the server says about an error, as `_said` writes it."""
        try:
            body = error.read(2**16).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return ""
        try:
            return self._said(json.loads(body))
        except (ValueError, RecursionError):
            return self._said(body if not body.lstrip().startswith("<") else "")

    def _reply(self, body: bytes) -> Reply:
        """The first choice; empty where the answer is not of the protocol's form."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return Reply("")
        # Some servers send an error with the status of an answer.
        if isinstance(data, dict) and data.get("error"):
            raise ExtractionError(f"{self.model} at {self.url} answered with an error{self._said(data)}.")
        return _first(data)

    def _said(self, data: Any) -> str:
        """``: `` and the message of an error, in at most one line; without the key."""
        inner = data.get("error", data) if isinstance(data, dict) else data
        said = inner.get("message", inner) if isinstance(inner, dict) else inner
        line = " ".join(str(said).split())[:300].rstrip(".") if said else ""
        if self.key:
            line = line.replace(self.key, "…")
        return f": {line}" if line else ""

    def _failure(self, error: Exception) -> str:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return f"did not answer within {self.patience.timeout:g} seconds"
        return f"cannot be reached: {getattr(reason, 'strerror', None) or reason or type(reason).__name__}"


def _first(data: Any) -> Reply:
    try:
        choice = data["choices"][0]
        content, end = choice["message"]["content"], choice.get("finish_reason")
    except (LookupError, TypeError, AttributeError):
        return Reply("")
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return Reply(content if isinstance(content, str) else "", end == "length")


def _retry_after(headers: Headers) -> float | None:
    """Seconds to wait, from a number or a date (RFC 9110, 10.2.3)."""
    value = (headers.get("Retry-After") or "").strip()
    if not value:
        return None
    if value.replace(".", "", 1).isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
