"""Asking an address whether it is there: of servers on this machine, which the guard of the real one would refuse."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.links import probe
from base.links.probe import Answer, Fetcher, NotForUs, is_elsewhere, public_numbers
from base.models.links import Outcome

GOOD, UNKNOWN, NOT_FOUND, NO_ANSWER = Outcome.GOOD, Outcome.UNKNOWN, Outcome.NOT_FOUND, Outcome.NO_ANSWER


class Site(ThreadingHTTPServer):
    """Answers each path as `answers` says: with a number, or a number and where to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[tuple[str, str], Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.headers: list[Any] = []

    def url(self, path: str = "/") -> str:
        return f"http://linked.example:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Site

    def answer(self) -> None:
        self.server.asked.append((self.command, self.path))
        self.server.headers.append(self.headers)
        said = self.server.answers.get((self.command, self.path), self.server.answers.get(("", self.path), 200))
        if said == "silence":
            self.close_connection = True
            return
        status, target = said if isinstance(said, tuple) else (said, "")
        self.send_response_only(status)
        if target:
            self.send_header("Location", target.encode().decode("latin-1"))
        self.end_headers()
        if self.command == "GET":
            with suppress(OSError):  # nobody reads it
                self.wfile.write(b"x" * 10_000_000)

    do_GET = do_HEAD = answer

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def here(scheme: str, host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def fetch(url: str, **kwargs: Any) -> Answer:
    return Fetcher("A coalition (+https://coalition.example)", **{"guard": here, **kwargs}).fetch(url)


# What is asked -------------------------------------------------------------------------------------------------------


def test_what_is_there_is_asked_once_and_without_its_text(site: Site) -> None:
    assert fetch(site.url("/x?q=1")) == Answer(GOOD, 200)
    assert site.asked == [("HEAD", "/x?q=1")]


def test_who_asks_says_so_and_whom(site: Site) -> None:
    fetch(site.url())
    assert site.headers[0]["User-Agent"] == "A coalition (+https://coalition.example)"
    assert site.headers[0]["Host"] == f"linked.example:{site.server_port}"


@pytest.mark.parametrize("refusal", [403, 404, 405, 500, 501, "silence"])
def test_what_is_refused_in_short_is_asked_for_whole(site: Site, refusal: Any) -> None:
    site.answers["HEAD", "/"] = refusal
    assert fetch(site.url()) == Answer(GOOD, 200)
    assert [method for method, _path in site.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, GOOD),
        (304, GOOD),
        (400, UNKNOWN),
        (401, UNKNOWN),
        (403, UNKNOWN),
        (404, NOT_FOUND),
        (410, NOT_FOUND),
        (429, UNKNOWN),
        (451, UNKNOWN),
        (500, NO_ANSWER),
        (503, NO_ANSWER),
        (999, UNKNOWN),
    ],
)
def test_an_answer_is_judged_as_a_reader_would(site: Site, status: int, outcome: Outcome) -> None:
    site.answers["", "/"] = status
    assert fetch(site.url()) == Answer(outcome, status)


def test_who_asks_too_often_is_not_asked_again(site: Site) -> None:
    site.answers["", "/"] = 429
    fetch(site.url())
    assert len(site.asked) == 1


# Silence -------------------------------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_gives_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert fetch(f"http://linked.example:{taken.getsockname()[1]}/") == Answer(NO_ANSWER)


def test_a_name_that_nobody_has_gives_no_answer() -> None:
    def unknown(*args: Any) -> list[str]:
        raise socket.gaierror("Name or service not known")

    assert fetch("http://linked.example/", guard=unknown) == Answer(NO_ANSWER)


def test_the_next_number_of_a_name_is_tried(site: Site) -> None:
    assert fetch(site.url(), guard=lambda *args: ["127.0.0.2", "127.0.0.1"]) == Answer(GOOD, 200)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"", Answer(NO_ANSWER)),
        (b"no web\r\n\r\n", Answer(NO_ANSWER)),
        (b"HTTP/1.1 200 OK\r\n", Answer(GOOD, 200)),
    ],
)
def test_a_server_that_says_little_by_little_nothing_is_left(
    monkeypatch: pytest.MonkeyPatch, said: bytes, answer: Answer
) -> None:
    """Each byte comes within the patience for one; together they would go on for ever. Time is up once `said` is."""
    heard, timers, has_said_all = threading.Event(), [], []

    class Timer(threading.Thread):
        def __init__(self, seconds: float, end: Callable[[], None]) -> None:
            super().__init__(daemon=True)
            timers.append(seconds)
            self.end = end

        def run(self) -> None:
            heard.wait()
            self.end()

        def cancel(self) -> None:
            pass

    def drip(server: socket.socket) -> None:
        talk, _address = server.accept()
        with talk, suppress(OSError):
            talk.recv(10_000)
            talk.sendall(said)
            heard.set()
            for _moment in range(600):
                talk.sendall(b"X")
                time.sleep(0.05)
            has_said_all.append(True)

    monkeypatch.setattr(probe.threading, "Timer", Timer)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=[server], daemon=True).start()
        assert fetch(f"http://linked.example:{server.getsockname()[1]}/", deadline=60) == answer
    assert not has_said_all
    assert timers[0] == pytest.approx(60, abs=10)


def test_the_deadline_holds_for_all_that_is_said_about_an_address(site: Site) -> None:
    site.answers["", "/"] = (302, "/")
    assert fetch(site.url(), deadline=-1) == Answer(NO_ANSWER)
    assert site.asked == []


def test_of_many_silent_numbers_no_more_are_tried_than_the_deadline_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    now, tried = [0.0], []

    def silence(number: Any, timeout: float) -> None:
        tried.append(timeout)
        now[0] += timeout
        raise TimeoutError

    monkeypatch.setattr(probe.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(probe.socket, "create_connection", silence)
    fetcher = Fetcher("test", lambda *asked: ["192.0.2.1"] * 60, patience=10, deadline=25)
    assert fetcher.fetch("http://linked.example/") == Answer(NO_ANSWER)
    assert tried == [10, 10, 5]


# Redirects -----------------------------------------------------------------------------------------------------------


def test_where_an_address_leads_for_good_is_told(site: Site) -> None:
    site.answers |= {("", "/"): (301, "/a"), ("", "/a"): (308, "/b"), ("", "/b"): (302, "/c")}
    assert fetch(site.url()) == Answer(GOOD, 200, site.url("/b"))


def test_what_comes_after_a_passing_redirect_is_not_for_good(site: Site) -> None:
    site.answers |= {("", "/"): (302, "/a"), ("", "/a"): (301, "/b")}
    assert fetch(site.url()) == Answer(GOOD, 200)


def test_an_address_that_moved_to_nowhere_is_not_found(site: Site) -> None:
    site.answers |= {("", "/"): (301, "/a"), ("", "/a"): 404}
    assert fetch(site.url()) == Answer(NOT_FOUND, 404)


def test_an_address_of_other_letters_is_followed(site: Site) -> None:
    site.answers["", "/"] = (301, "/datos/año#aquí")
    assert fetch(site.url()) == Answer(GOOD, 200, site.url("/datos/a%C3%B1o"))


def test_redirects_in_a_circle_end(site: Site) -> None:
    site.answers["", "/"] = (302, "/")
    assert fetch(site.url()) == Answer(UNKNOWN, 302)
    assert len(site.asked) == probe.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "target", ["ftp://linked.example/", "javascript:alert(1)", "http://[", "http://a:b/", "file:///etc"]
)
def test_a_redirect_to_no_address_of_the_web_is_not_followed(site: Site, target: str) -> None:
    site.answers["", "/"] = (302, target)
    assert fetch(site.url()) == Answer(UNKNOWN)


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        ("https://a.example/x", False),
        ("https://www.a.example/x/", False),
        ("https://a.example/", True),
        ("https://b.example/x", True),
        ("", False),
    ],
)
def test_a_move_that_no_editor_has_to_know_of_is_not_told(moved: str, told: bool) -> None:
    assert is_elsewhere("http://a.example/x", moved) is told


# Certificates --------------------------------------------------------------------------------------------------------


class Tls:
    """Stands for the library: a certificate that holds, or the number of what is wrong with it."""

    def __init__(self, problem: int = 0) -> None:
        self.problem = problem
        self.names: list[str] = []

    def wrap_socket(self, plain: socket.socket, server_hostname: str, do_handshake_on_connect: bool) -> Any:
        self.names.append(server_hostname)
        patience = plain.gettimeout()
        wrapped = socket.socket(fileno=plain.detach())
        wrapped.settimeout(patience)
        wrapped.do_handshake = self.shake  # type: ignore[attr-defined]
        return wrapped

    def shake(self) -> None:
        if self.problem:
            error = ssl.SSLCertVerificationError(1, "refused")
            error.verify_code = self.problem
            raise error


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> Tls:
    found = Tls()

    class Socket(socket.socket):
        """Can be given a method, other than a plain one."""

        do_handshake: Any = None

    monkeypatch.setattr(socket, "socket", Socket)
    monkeypatch.setattr(probe.ssl, "create_default_context", lambda: found)
    return found


def test_a_certificate_is_asked_for_by_the_name_and_not_the_number(site: Site, tls: Tls) -> None:
    assert fetch(site.url().replace("http:", "https:")).outcome == GOOD
    assert tls.names == ["linked.example"]


@pytest.mark.parametrize(
    ("problem", "outcome"), [(10, "certificate"), (18, "certificate"), (62, "certificate"), (20, "unknown")]
)
def test_a_certificate_that_does_not_hold_is_told_unless_a_browser_might_mend_it(
    site: Site, tls: Tls, problem: int, outcome: str
) -> None:
    tls.problem = problem
    assert fetch(site.url().replace("http:", "https:")) == Answer(Outcome(outcome))


def test_certificates_are_verified() -> None:
    context = Fetcher("name").tls
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED


# Whom this server does not ask ---------------------------------------------------------------------------------------

NUMBERS = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "ff02::1",
    "2001:db8::1",
]


def naming(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    """From now on every name has these numbers."""

    def found(host: str, port: int, **kwargs: Any) -> Any:
        return [(socket.AF_INET6 if ":" in number else socket.AF_INET, 1, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_within_the_own_network_is_refused(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    naming(monkeypatch, number)
    with pytest.raises(NotForUs):
        public_numbers("http", "linked.example", 80)


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_a_number_of_the_world_is_asked(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    naming(monkeypatch, number)
    assert public_numbers("https", "linked.example", 443) == [number]


def test_a_name_with_one_number_within_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    naming(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(NotForUs):
        public_numbers("http", "linked.example", 80)


@pytest.mark.parametrize(
    ("scheme", "port"), [("http", 22), ("http", 443), ("https", 80), ("http", 6379), ("https", 9443)]
)
def test_a_port_that_is_not_of_the_web_is_refused(monkeypatch: pytest.MonkeyPatch, scheme: str, port: int) -> None:
    naming(monkeypatch, "8.8.8.8")
    with pytest.raises(NotForUs):
        public_numbers(scheme, "linked.example", port)


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=6, network="::ffff:192.168.0.0/112"))
def test_no_number_of_a_private_network_is_public(number: Any) -> None:
    assert not probe._is_public(str(number))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "localhost", "2130706433", "0x7f.1"],
)
def test_this_server_does_not_speak_to_itself_in_any_notation(site: Site, host: str) -> None:
    def as_if_of_the_web(scheme: str, name: str, port: int) -> list[str]:
        return public_numbers(scheme, name, 80)

    assert fetch(f"http://{host}:{site.server_port}/", guard=as_if_of_the_web) == Answer(UNKNOWN)
    assert site.asked == []


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://127.0.0.1:22/"]
)
def test_a_redirect_into_the_own_network_is_not_followed(site: Site, target: str) -> None:
    asked = []

    def first_only(scheme: str, host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if host == "linked.example" else public_numbers(scheme, host, port)

    site.answers["", "/"] = (302, target)
    assert fetch(site.url(), guard=first_only) == Answer(UNKNOWN)
    assert len(asked) == 2


def test_a_name_is_looked_up_once_and_the_number_that_was_looked_at_is_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that had a number of the world when it was looked at, and has one within a moment later."""
    guarded, looked_up = [], []

    def guard(scheme: str, host: str, port: int) -> list[str]:
        guarded.append(host)
        return ["127.0.0.1"]

    real = socket.getaddrinfo

    def noting(host: str, *args: Any, **kwargs: Any) -> Any:
        looked_up.append(host)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", noting)
    assert fetch(site.url(), guard=guard) == Answer(GOOD, 200)
    assert (guarded, looked_up) == (["linked.example"], ["127.0.0.1"])
