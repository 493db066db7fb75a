"""A server for the browser, over the demonstration.

pytest-django's `live_server` empties the database after each test; the demonstration takes a minute to build. Here the
server works inside the transaction of the test instead, on the connection of the test, and its changes are rolled back.
Therefore it answers one request at a time, and what waits for the end of a transaction is done after each request.
"""

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test import TestCase
from django.test.testcases import LiveServerThread
from playwright.sync_api import Error, Page, expect

from tests.factories.demonstration import Built

# A busy machine is slow, not wrong: what must come is waited for, in milliseconds.
expect.set_options(timeout=30_000)


class SharingServer(ThreadedWSGIServer):
    """Leaves the connection of the test open when a request ends."""

    def _close_connections(self) -> None:
        pass


class Server(LiveServerThread):
    server_class = SharingServer

    def __init__(self) -> None:
        self.shared = {connection.alias: connection for connection in connections.all()}
        self.lock = Lock()
        self.is_closed = False
        self.failures: list[str] = []
        super().__init__("localhost", self.handler)  # type: ignore[arg-type]
        self.daemon = True

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def handler(self, application: Any) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
        inner = StaticFilesHandler(application)

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            def started(status: str, *rest: Any) -> Any:
                if status >= "500":
                    self.failures.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {status}")
                return start_response(status, *rest)

            with self.lock:
                if self.is_closed:  # a browser that closes may still be asking
                    start_response("503 Service Unavailable", [])
                    return []
                with TestCase.captureOnCommitCallbacks(execute=True):
                    return inner(environ, started)

        answer.get_base_url = inner.get_base_url  # type: ignore[attr-defined]
        return answer

    def _create_server(self, connections_override: Any = None) -> Any:
        return super()._create_server(connections_override=self.shared)  # type: ignore[misc]

    def terminate(self) -> None:
        with self.lock:
            self.is_closed = True
        super().terminate()


@pytest.fixture
def server(db: None, demonstration: Built, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The demonstration on a port of its own. A test fails with any page that answers with an error of the server."""
    thread = Server()
    for connection in thread.shared.values():
        connection.inc_thread_sharing()
        # Django drops what is not in autocommit whenever a request begins or ends, and with it the test's transaction.
        monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None, thread.error
    yield thread
    thread.terminate()
    for connection in thread.shared.values():
        connection.dec_thread_sharing()
    assert thread.failures == []


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], server: Server) -> dict[str, Any]:
    """Tabs begin at the server, and close before it does."""
    return {**browser_context_args, "base_url": server.url}


@pytest.fixture
def asked(page: Page) -> list[str]:
    """The addresses that the tab has asked for, those within the page (data:) left out."""
    found: list[str] = []
    page.on(
        "request", lambda request: None if request.url.startswith(("data:", "blob:")) else found.append(request.url)
    )
    return found


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the browser complained about: scripts that failed, and what the content security policy refused."""
    found: list[str] = []

    def note(error: Error) -> None:
        found.append(str(error))

    page.on("pageerror", note)
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found
