"""Machine translation by a service: what comes back, what is thrown away, and a service that is down, slow or wrong."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.strings import StringValue

from languages.machinery import service as machinery_service
from languages.machinery.service import MachineError, available, translate
from tests.factories.base import locale

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
LEFT_OUT = object()


class Fake(BaseMachineTranslator):
    """A service that answers what a test wants, and notes what it was asked."""

    display_name = "Fake"
    answer: Callable[[str], object] = staticmethod(str.upper)
    asked: list[list[str]] = []

    def can_translate(self, source_locale: Locale, target_locale: Locale) -> bool:
        return source_locale != target_locale

    def translate(self, source_locale: Locale, target_locale: Locale, strings: list[StringValue]) -> dict[Any, Any]:
        self.asked.append([string.data for string in strings])
        answers = {string: type(self).answer(string.data) for string in strings}
        return {string: StringValue(answer) for string, answer in answers.items() if answer is not LEFT_OUT}


@pytest.fixture
def en() -> Locale:
    return locale("en")


@pytest.fixture
def es() -> Locale:
    return locale("es")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, settings: Any) -> type[Fake]:
    monkeypatch.setattr(Fake, "answer", staticmethod(str.upper))
    monkeypatch.setattr(Fake, "asked", [])
    # By the name of the class, which import_string would look up in another copy of this module.
    monkeypatch.setattr(machinery_service, "get_machine_translator", lambda: Fake({}))
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "of this test"}
    return Fake


Answering = Callable[[Callable[[str], object]], None]


@pytest.fixture
def answering(fake: type[Fake], monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Says what the service answers to a text."""
    return lambda answer: monkeypatch.setattr(fake, "answer", staticmethod(answer))


# Which service -------------------------------------------------------------------------------------------------------


def test_none_is_offered_by_default(en: Locale, es: Locale) -> None:
    assert not available(en, es)
    with pytest.raises(MachineError, match="no machine translation between"):
        translate(en, es, ["Hello"])


def test_one_is_offered_between_the_languages_that_it_knows(fake: type[Fake], en: Locale, es: Locale) -> None:
    assert available(en, es)
    assert not available(en, en)
    with pytest.raises(MachineError, match="no machine translation between"):
        translate(en, en, ["Hello"])


def test_one_that_is_not_set_up_correctly_says_so_at_the_button(
    settings: Any, caplog: pytest.LogCaptureFixture, en: Locale, es: Locale
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": "nowhere.Translator"}
    assert available(en, es)
    with pytest.raises(MachineError, match="not set up correctly"):
        translate(en, es, ["Hello"])
    assert "ModuleNotFoundError" in caplog.text


def configured(**environment: str) -> dict[str, Any] | None:
    """The translator that a process with these variables has."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json; from cms.settings import test; print(json.dumps(test.WAGTAILLOCALIZE_MACHINE_TRANSLATOR))",
        ],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": "sqlite://:memory:", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("environment", "name", "options"),
    [
        ({"DEEPL_AUTH_KEY": "k:fx"}, "deepl.DeepLTranslator", {"AUTH_KEY": "k:fx", "TIMEOUT": 15}),
        (
            {"LIBRETRANSLATE_URL": "http://localhost:5000/", "LIBRETRANSLATE_API_KEY": "k"},
            "libretranslate.LibreTranslator",
            {"LIBRETRANSLATE_URL": "http://localhost:5000", "API_KEY": "k", "TIMEOUT": 15},
        ),
        (
            {"GOOGLE_TRANSLATE_PROJECT": "p", "GOOGLE_TRANSLATE_CREDENTIALS": "/etc/key.json"},
            "google.GoogleCloudTranslator",
            {"PROJECT_ID": "p", "CREDENTIALS_PATH": "/etc/key.json"},
        ),
    ],
)
def test_the_environment_chooses_the_service(environment: dict[str, str], name: str, options: dict[str, Any]) -> None:
    assert configured(**environment) == {
        "CLASS": f"wagtail_localize.machine_translators.{name}",
        "OPTIONS": options,
    }


def test_an_empty_variable_chooses_none() -> None:
    assert configured(DEEPL_AUTH_KEY="", LIBRETRANSLATE_URL="") is None


# What comes back -----------------------------------------------------------------------------------------------------


def test_segments_are_translated(fake: type[Fake], en: Locale, es: Locale) -> None:
    assert translate(en, es, ["Hello", "Data for <b>all</b>", "Hello"]) == {
        "Hello": "HELLO",
        "Data for <b>all</b>": "DATA FOR <b>ALL</b>",
    }
    assert fake.asked == [["Hello", "Data for <b>all</b>"]]


def test_what_has_no_letters_is_not_sent(fake: type[Fake], en: Locale, es: Locale) -> None:
    assert translate(en, es, ["2024", "", "3.5 %"]) == {}
    assert fake.asked == []


def test_many_segments_go_in_small_parcels(fake: type[Fake], en: Locale, es: Locale) -> None:
    texts = [f"text {number}" for number in range(50)] + ["long " * 1500, "longer " * 1500]
    assert list(translate(en, es, texts)) == texts
    assert [len(parcel) for parcel in fake.asked] == [20, 20, 11, 1]


def test_the_tags_of_a_segment_come_back_in_any_order(answering: Answering, en: Locale, es: Locale) -> None:
    text = 'The <a id="a1">big</a> <b>house</b><br/>of R&amp;D'
    answering(lambda _text: 'La <b>casa</b> <a id="a1">grande</a><br>de I&D ')
    assert translate(en, es, [text]) == {text: 'La <b>casa</b> <a id="a1">grande</a><br/>de I&amp;D'}


@pytest.mark.parametrize(
    "spoilt",
    [
        LEFT_OUT,
        None,
        17,
        "",
        "  ",
        "…",
        "La casa",
        "La <b>casa",
        "La casa</b>",
        "La <b>casa</b> <b>grande</b>",
        "La <i>casa</i>",
        "La <b><i>casa</b></i>",
        "La <b onclick='x()'>casa</b>",
        "La <b>casa</b><script>x()</script>",
        '<a id="a1">La</a> <b>casa</b>',
    ],
)
def test_what_the_service_leaves_out_or_spoils_is_thrown_away(
    answering: Answering, caplog: pytest.LogCaptureFixture, en: Locale, es: Locale, spoilt: object
) -> None:
    answering(lambda text: spoilt if "house" in text else text.upper())
    assert translate(en, es, ["The <b>house</b>", "Hello"]) == {"Hello": "HELLO"}
    assert spoilt is LEFT_OUT or "Fake spoilt 1 of 2 segments" in caplog.text


@pytest.mark.parametrize("spoilt", [LEFT_OUT, "", "<b>Hola"])
def test_if_nothing_is_left_the_editor_is_told(answering: Answering, en: Locale, es: Locale, spoilt: object) -> None:
    answering(lambda _text: spoilt)
    with pytest.raises(MachineError, match="Fake gave no translation that can be used"):
        translate(en, es, ["Hello"])


@given(st.text())
def test_only_segments_with_the_tags_of_their_source_come_through(answer: str) -> None:
    found = machinery_service._usable("The <b>house</b>", StringValue(answer))
    assert found is None or found.count("<b>") == found.count("</b>") == 1


# A service that fails ------------------------------------------------------------------------------------------------


def test_a_failure_is_an_error_with_its_cause_in_the_log(
    answering: Answering, caplog: pytest.LogCaptureFixture, en: Locale, es: Locale
) -> None:
    def fail(_text: str) -> str:
        raise KeyError("translations")

    answering(fail)
    with pytest.raises(MachineError, match="Fake cannot be used just now"):
        translate(en, es, ["Hello"])
    assert "KeyError: 'translations'" in caplog.text


def test_what_came_before_a_failure_is_kept(answering: Answering, en: Locale, es: Locale) -> None:
    def fail_late(text: str) -> str:
        if text == "text 25":
            raise OSError("gone")
        return text.upper()

    answering(fail_late)
    assert len(translate(en, es, [f"text {number}" for number in range(50)])) == 20


def test_what_came_in_time_is_kept_and_no_more_is_asked(
    fake: type[Fake], answering: Answering, monkeypatch: pytest.MonkeyPatch, en: Locale, es: Locale
) -> None:
    go_on = threading.Event()

    def slow_late(text: str) -> str:
        if text == "text 25":
            go_on.wait(10)
        return text.upper()

    answering(slow_late)
    monkeypatch.setattr(machinery_service, "SECONDS", 0.3)
    assert len(translate(en, es, [f"text {number}" for number in range(60)])) == 20
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "machine-translation":
            thread.join()
    assert len(fake.asked) == 2


@pytest.mark.django_db(transaction=True)
def test_the_service_is_not_asked_within_a_transaction(fake: type[Fake]) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="within a transaction"):
        translate(Locale(language_code="en"), Locale(language_code="es"), ["Hello"])
    assert fake.asked == []


# A service at the other end of a wire: LibreTranslate's protocol on this machine --------------------------------------


@contextmanager
def service(answer: Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def reply(handler: BaseHTTPRequestHandler, body: object, status: int = 200) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def use(settings: Any, url: str) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator",
        "OPTIONS": {"LIBRETRANSLATE_URL": url, "API_KEY": "very-secret", "TIMEOUT": 15},
    }


def test_a_real_server_is_asked_and_answers(settings: Any, en: Locale, es: Locale) -> None:
    asked: list[dict[str, Any]] = []

    def answer(handler: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
        asked.append(question)
        reply(handler, {"translatedText": [text.replace("house", "casa") for text in question["q"]]})

    with service(answer) as url:
        use(settings, url)
        assert available(en, es)
        assert translate(en, es, ["The <b>house</b>"]) == {"The <b>house</b>": "The <b>casa</b>"}
    assert [(question["source"], question["target"], question["format"]) for question in asked] == [
        ("en", "es", "html")
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": "out of memory"}, 500),
        ({"error": "forbidden"}, 403),
        (b"<html>Bad gateway</html>", 200),
        ({"something": "else"}, 200),
        ({"translatedText": []}, 200),
        ({"translatedText": ["a", "b"]}, 200),
    ],
)
def test_a_server_that_answers_wrongly_is_an_error(
    settings: Any, caplog: pytest.LogCaptureFixture, en: Locale, es: Locale, body: object, status: int
) -> None:
    with service(lambda handler, _question: reply(handler, body, status)) as url:
        use(settings, url)
        with pytest.raises(MachineError, match="LibreTranslate cannot be used just now"):
            translate(en, es, ["Hello"])
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "Traceback" in caplog.text
    assert "very-secret" not in caplog.text


@pytest.mark.parametrize("body", [{"translatedText": [None]}, {"translatedText": [{"a": 1}]}, {"translatedText": [""]}])
def test_a_server_that_answers_nonsense_is_an_error(settings: Any, en: Locale, es: Locale, body: object) -> None:
    with service(lambda handler, _question: reply(handler, body)) as url:
        use(settings, url)
        with pytest.raises(MachineError, match="LibreTranslate gave no translation that can be used"):
            translate(en, es, ["Hello"])


def test_a_server_that_is_down_is_an_error(
    settings: Any, caplog: pytest.LogCaptureFixture, en: Locale, es: Locale
) -> None:
    with service(lambda handler, _question: None) as url:
        pass
    use(settings, url)
    with pytest.raises(MachineError, match="LibreTranslate cannot be used just now"):
        translate(en, es, ["Hello"])
    assert "refused" in caplog.text


@pytest.mark.parametrize("trickles", [False, True])
def test_a_server_that_is_slow_is_an_error_in_time(
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    en: Locale,
    es: Locale,
    trickles: bool,
) -> None:
    """One that says something now and then too, which a timeout of single reads would wait for."""
    enough, has_ended_by_itself = threading.Event(), []

    def answer(handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
        if trickles:
            handler.send_response(200)
            handler.end_headers()
        for _moment in range(600):
            if enough.wait(0.05):
                return
            if trickles:
                handler.wfile.write(b" ")
        has_ended_by_itself.append(True)

    monkeypatch.setattr(machinery_service, "SECONDS", 0.5)
    with service(answer) as url:
        use(settings, url)
        with pytest.raises(MachineError, match="LibreTranslate took too long"):
            translate(en, es, ["Hello"])
        assert not has_ended_by_itself
        enough.set()
    assert "0 of 1 segments in time" in caplog.text


def test_an_editor_waits_for_twenty_seconds_at_most() -> None:
    assert machinery_service.SECONDS <= 20
