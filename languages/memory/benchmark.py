"""How looking up near matches grows with the translation memory; `make bench` shows it."""

import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from wagtail.models import Locale

from languages.memory.lookup import candidates, lookup
from languages.memory.store import Pair, remember
from languages.models import MemoryBand
from languages.routing import registry

SEED = 2026
TEXTS = 50  # looked up at once: a page
ROUNDS = 7
AT_ONCE = 1000  # remembered at once

COLUMNS = ("segments", "bands", "statements", "compared", "at most", "found", "looking up", "remembering")


@contextmanager
def throw_away_database() -> Iterator[None]:
    """A database and a cache that nobody else sees, and that are gone afterwards. The site's own are not touched."""
    name = connection.settings_dict["NAME"]
    with (
        tempfile.TemporaryDirectory() as directory,
        # What is remembered of the site's structure must not reach a cache that the site shares.
        override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}),
    ):
        made = f"bench_{uuid.uuid4().hex}"
        if connection.vendor == "sqlite":
            made = str(Path(directory) / made)
        connection.settings_dict["TEST"].update(NAME=made, MIGRATE=False)
        connection.creation.create_test_db(verbosity=0, serialize=False)
        try:
            if connection.settings_dict["NAME"] != made:
                raise CommandError("The throw-away database is not in use.")
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


class Corpus:
    """Made-up segments, the same in each run: sentences of words that are as unevenly frequent as in any language.

    One in ten is boilerplate, of which only a name differs: the hard case for an index of what texts have in common.
    """

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        syllables = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in ("a", "e", "i", "o", "un", "ar")]
        self.words = ["".join(self.random.choices(syllables, k=self.random.randint(1, 5))) for _ in range(20_000)]
        self.weights = [1 / rank for rank in range(1, len(self.words) + 1)]
        self.boilerplate = [self._sentence() for _ in range(10)]
        self.texts: list[str] = []

    def _some_words(self, count: int) -> list[str]:
        return self.random.choices(self.words, self.weights, k=count)

    def _sentence(self) -> str:
        return " ".join(self._some_words(max(4, int(self.random.gauss(18, 8))))).capitalize() + "."

    def grow(self, count: int) -> list[str]:
        """`count` more segments."""
        new = []
        for _number in range(count):
            if self.random.random() < 0.1:
                sentence = self.random.choice(self.boilerplate).removesuffix(".")
                new.append(f"{sentence} {self._some_words(1)[0]}{self.random.randrange(10**6)}.")
            else:
                new.append(self._sentence())
        self.texts += new
        return new

    def near(self) -> list[str]:
        """A page of texts, each of them a known segment with one word changed."""
        changed = []
        for text in self.random.sample(self.texts, min(TEXTS, len(self.texts))):
            words = text.split()
            words[self.random.randrange(len(words) - 1)] = self._some_words(1)[0]
            changed.append(" ".join(words))
        return changed


Row = tuple[object, ...]


def memory_rows(sizes: Sequence[int]) -> Iterator[Row]:
    """A row of COLUMNS for each size of the memory; times are multiples of the first row's."""
    source, target = (Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "es"))
    corpus = Corpus()
    first: tuple[float, float] | None = None
    for size in sizes:
        remembering = _fill(corpus, size, source, target)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # which the server does by itself, some time later
        registry.private_paths()  # kept in the cache on a site that runs
        seconds, statements, compared, found = [], set(), [], []
        for _round in range(ROUNDS):
            texts = corpus.near()
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                matches = lookup(source, target, texts)
                seconds.append(time.perf_counter() - start)
            statements.add(len(captured))
            compared += [len(near) for near in candidates(source, target, texts).values()]
            found += [bool(near) for near in matches.values()]
        times = (statistics.median(seconds), remembering)
        first = first or times
        yield (
            f"{size:,}",
            f"{MemoryBand.objects.count():,}",
            "/".join(map(str, sorted(statements))),
            f"{statistics.mean(compared):.1f}",
            max(compared),
            f"{statistics.mean(found):.1%}",
            *(f"x {mine / theirs:.2f}" for mine, theirs in zip(times, first, strict=True)),
        )


def _fill(corpus: Corpus, size: int, source: Locale, target: Locale) -> float:
    """Remember segments until there are `size`; the seconds for each of them."""
    texts = corpus.grow(size - len(corpus.texts))
    start = time.perf_counter()
    for index in range(0, len(texts), AT_ONCE):
        remember(source, target, [Pair(text, text[::-1], "") for text in texts[index : index + AT_ONCE]])
    return (time.perf_counter() - start) / len(texts)
