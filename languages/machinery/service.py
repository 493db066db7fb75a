"""Machine translation by a service that the site's administrators chose, through wagtail-localize's translators.

The service is somebody else's: it may be down, slow or wrong. Nothing of that costs an editor more than a message.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.strings import StringValue

from languages.memory.similarity import has_letters

logger = logging.getLogger(__name__)

# How long an editor waits at most, for all segments together.
SECONDS = 20.0
# Services limit what they take at once (DeepL 50 texts, Google 30,000 characters), and what came back before the time
# was over is kept: small parcels lose less.
TEXTS_AT_ONCE = 20
CHARACTERS_AT_ONCE = 10_000
# Beautiful Soup, with which wagtail-localize reads segments, would lose it ("R&D").
BARE_AMPERSAND = re.compile(r"&(?!(?:#\d+|#[xX][\da-fA-F]+|[a-zA-Z][a-zA-Z\d]*);)")


class MachineError(Exception):
    """Nothing was translated. The text is for the person who pressed the button; the cause is in the log."""


def available(source: Locale, target: Locale) -> bool:
    """Whether to offer machine translation between two languages.

    A service that is not set up correctly is offered, so that somebody is told of it.
    """
    if not getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None):
        return False
    try:
        return bool(get_machine_translator().can_translate(source, target))
    except Exception:  # a class that cannot be imported or made: translate() says so
        return True


def translate(source: Locale, target: Locale, texts: Sequence[str]) -> dict[str, str]:
    """What the service makes of the segments, by segment. What it left out or spoilt is missing.

    Raises MachineError if there is nothing to hand over. Must not be called within a transaction: on SQLite nobody
    else could write as long as the service thinks.
    """
    if connection.in_atomic_block and not getattr(connection.atomic_blocks[-1], "_from_testcase", False):
        raise RuntimeError("The service of machine translation must not be asked within a transaction.")
    wanted = [text for text in dict.fromkeys(texts) if has_letters(text)]
    translator = _translator(source, target)
    if not wanted:
        return {}
    said = _Conversation(translator, source, target, wanted)
    said.join(SECONDS)
    # A copy: the conversation may still go on.
    answers = said.answers.copy()
    if said.is_alive():
        logger.error("%s had translated %d of %d segments in time.", said.service, len(answers), len(wanted))
    usable = {text: found for text, answer in answers.items() if (found := _usable(text, answer)) is not None}
    if len(usable) < len(answers):
        logger.warning("%s spoilt %d of %d segments.", said.service, len(answers) - len(usable), len(answers))
    if not usable:
        names = {"service": said.service}
        if said.is_alive():
            raise MachineError(_("%(service)s took too long to answer. Try again later, or translate by hand.") % names)
        if said.error:
            raise MachineError(_("%(service)s cannot be used just now. Try again later, or translate by hand.") % names)
        raise MachineError(_("%(service)s gave no translation that can be used. Translate by hand.") % names)
    return usable


def _translator(source: Locale, target: Locale) -> Any:
    try:
        translator = get_machine_translator()
        able = translator is not None and translator.can_translate(source, target)
    except Exception as error:
        logger.exception("The translator of WAGTAILLOCALIZE_MACHINE_TRANSLATOR cannot be used.")
        raise MachineError(
            _("Machine translation is not set up correctly. The site's log tells its administrators why.")
        ) from error
    if not able:
        raise MachineError(_("There is no machine translation between these languages."))
    return translator


class _Conversation(threading.Thread):
    """A request to the service, and what it has answered so far.

    A thread of its own, which is left alone when the time is over: the timeouts of translators are those of single
    reads, or there are none. It does not keep the process from ending, and does not touch the database.
    """

    def __init__(self, translator: Any, source: Locale, target: Locale, texts: Sequence[str]) -> None:
        super().__init__(name="machine-translation", daemon=True)
        self.translator = translator
        self.service = str(translator.display_name)
        self.locales = (source, target)
        self.texts = texts
        self.answers: dict[str, object] = {}
        self.error = False
        self.stopped = threading.Event()
        self.start()

    def join(self, timeout: float | None = None) -> None:
        super().join(timeout)
        self.stopped.set()  # no further parcel

    def run(self) -> None:
        try:
            for parcel in _parcels(self.texts):
                if self.stopped.is_set():
                    return
                asked = {text: StringValue(text) for text in parcel}
                found = self.translator.translate(*self.locales, list(asked.values()))
                self.answers.update({text: found[string] for text, string in asked.items() if string in found})
        except Exception:  # whatever a service and its library come up with
            self.error = True
            logger.exception("%s failed.", self.service)


def _parcels(texts: Sequence[str]) -> Iterator[list[str]]:
    parcel: list[str] = []
    size = 0
    for text in texts:
        if parcel and (len(parcel) == TEXTS_AT_ONCE or size + len(text) > CHARACTERS_AT_ONCE):
            yield parcel
            parcel, size = [], 0
        parcel.append(text)
        size += len(text)
    if parcel:
        yield parcel


class _Tags(HTMLParser):
    """The inline tags of a segment, and whether each is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, str | None]] = Counter()
        self.open: list[str] = []
        self.broken = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, dict(attrs).get("id")] += 1
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, dict(attrs).get("id")] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            return
        if not self.open or self.open.pop() != tag:
            self.broken = True


def _usable(text: str, answer: object) -> str | None:
    """The answer for a segment, if it has words, and exactly the tags of the segment."""
    html = getattr(answer, "data", None)
    if not isinstance(html, str) or not has_letters(html):
        return None
    html = BARE_AMPERSAND.sub("&amp;", html.strip())
    tags = _Tags(html)
    if tags.broken or tags.open or tags.found != _Tags(text).found:
        return None
    try:
        return StringValue.from_translated_html(html).data
    except ValueError:  # a tag or an attribute that segments do not have
        return None
