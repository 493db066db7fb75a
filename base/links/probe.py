"""Asks an address of the web whether it is there, as politely as carefully.

Addresses are typed by many people, and this server stands where readers do not: within its own network. So the name is
looked up here, only numbers that the whole world can reach are spoken to, and the connection is made to the very number
that was looked at: a name that is given another number a moment later leads nowhere else. The same holds for each
address that an answer sends on to.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from base.links.extraction import encoded
from base.models.links import Outcome

# Seconds for each step of a conversation, and for all that is said about one address.
PATIENCE = 10
DEADLINE = 30
MOST_REDIRECTS = 5
PORTS = {"http": (80, 8080), "https": (443, 8443)}
PERMANENT = (301, 308)
REDIRECTS = (*PERMANENT, 302, 303, 307)
GONE = (404, 410)
TOO_MANY = 429
# The chain of a certificate cannot be completed here. Browsers fetch what is missing; whether they would find it cannot
# be told.
INCOMPLETE_CHAIN = (20, 21)


@dataclass(frozen=True)
class Answer:
    """`moved_to`: where the address leads for good, by its own word, if a page is there."""

    outcome: Outcome
    status: int | None = None
    moved_to: str = ""


class NotForUs(Exception):
    """An address that this server does not ask."""


# Scheme, host and port to the numbers that may be connected to.
Guard = Callable[[str, str, int], list[str]]


def public_numbers(scheme: str, host: str, port: int) -> list[str]:
    """The IP addresses of a host. Raises NotForUs if any of them is not public, or the port is not the scheme's own."""
    if port not in PORTS[scheme]:
        raise NotForUs(f"port {port}")
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(map(_is_public, found)):
        raise NotForUs(host)
    return found


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        # Numbers of the older kind within ones of the newer: as they are, translated, and by way of relays.
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(str(inner))
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


# One conversation ----------------------------------------------------------------------------------------------------


@contextmanager
def _ended_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """A conversation that goes on, however little by little, is cut."""

    def end() -> None:
        with suppress(OSError):  # it has ended by itself
            if connection.sock is not None:
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connect(numbers: list[str], port: int, patience: float, ends: float) -> socket.socket:
    """A socket to the first IP address that answers, IPv4 or IPv6, before `ends`."""
    problem: OSError = TimeoutError()
    for number in numbers:
        seconds = ends - time.monotonic()
        if seconds <= 0:
            break
        try:
            return socket.create_connection((number, port), timeout=min(patience, seconds))
        except OSError as error:
            problem = error
    raise problem


class Fetcher:
    """`name` is said to those who are asked. `guard` gives the numbers of a host, or raises `NotForUs`."""

    def __init__(
        self, name: str, guard: Guard = public_numbers, patience: float = PATIENCE, deadline: float = DEADLINE
    ) -> None:
        self.name = name
        self.guard = guard
        self.patience = patience
        self.deadline = deadline
        self.tls = ssl.create_default_context()

    def fetch(self, url: str) -> Answer:
        """What became of asking for an address. Whatever the world answers is one of the outcomes."""
        ends = time.monotonic() + self.deadline
        try:
            return self._followed(url, ends)
        except ssl.SSLCertVerificationError as problem:
            is_incomplete = problem.verify_code in INCOMPLETE_CHAIN
            return Answer(Outcome.UNKNOWN if is_incomplete else Outcome.CERTIFICATE)
        except (NotForUs, ValueError):
            return Answer(Outcome.UNKNOWN)
        except (OSError, http.client.HTTPException):
            return Answer(Outcome.NO_ANSWER)

    def _followed(self, url: str, ends: float) -> Answer:
        here, moved, is_permanent = url, "", True
        status = None
        for _hop in range(MOST_REDIRECTS + 1):
            status, target = self._status(here, ends)
            if status not in REDIRECTS or not target:
                return _judged(status, moved if is_elsewhere(url, moved) else "")
            here = encoded(urljoin(here, target))
            if not here:
                raise NotForUs(target)
            is_permanent = is_permanent and status in PERMANENT
            moved = here if is_permanent else moved
        return Answer(Outcome.UNKNOWN, status)  # in a circle, perhaps for want of a cookie

    def _status(self, url: str, ends: float) -> tuple[int, str]:
        """Asked in the way that costs the other side least, and as readers do before anything is said against it."""
        try:
            status, target = self._ask("HEAD", url, ends)
        except (http.client.HTTPException, ConnectionResetError):
            return self._ask("GET", url, ends)
        if status < 400 or status == TOO_MANY:
            return status, target
        return self._ask("GET", url, ends)

    def _ask(self, method: str, url: str, ends: float) -> tuple[int, str]:
        """The number of an answer, and where it sends on to. Its text is left unread."""
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in PORTS or not host:
            raise NotForUs(url)
        usual = PORTS[parts.scheme][0]
        port = parts.port or usual
        numbers = self.guard(parts.scheme, host, port)
        seconds = ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        connection = http.client.HTTPConnection(host, port)
        connection.auto_open = 0  # it would look the name up once more
        connection.default_port = usual  # not told in the header Host
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        try:
            connection.sock = _connect(numbers, port, self.patience, ends)
            with _ended_after(seconds, connection):
                if parts.scheme == "https":
                    connection.sock = self.tls.wrap_socket(
                        connection.sock, server_hostname=host, do_handshake_on_connect=False
                    )
                    connection.sock.do_handshake()
                connection.request(method, path, headers={"User-Agent": self.name, "Accept": "*/*"})
                answer = connection.getresponse()
                # Headers are read as Latin letters; what is sent is mostly UTF-8.
                target = answer.headers.get("Location", "").encode("latin-1", "replace").decode("utf-8", "replace")
                return answer.status, target
        finally:
            connection.close()


def is_elsewhere(url: str, moved: str) -> bool:
    """Whether somebody should change a link, and not only its `http` to `https`."""

    def bare(address: str) -> str:
        return address.partition("://")[2].removeprefix("www.").rstrip("/")

    return bool(moved) and bare(url) != bare(moved)


def _judged(status: int, moved: str) -> Answer:
    if status in GONE:
        return Answer(Outcome.NOT_FOUND, status)
    if 500 <= status < 600:
        return Answer(Outcome.NO_ANSWER, status)
    if status >= 400:
        return Answer(Outcome.UNKNOWN, status)
    return Answer(Outcome.GOOD, status, moved)
