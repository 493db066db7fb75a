"""The glossary at work: which of the coalition's terms a passage holds, and whether its translation uses them.

`terms_for` reads the terms of a pair of languages once; everything after that is done without the database.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wagtail.models import Locale

from languages.models import Term
from languages.text import words

# What may stand between two words of a term: no comma, no end of a sentence.
JOINT = re.compile(r"(?:[\s\-‐‑–/&'’+·]|\.(?!\s)){0,4}")
AMPERSAND = "&amp;"
MOST_LINKS = 2


@dataclass(frozen=True)
class Found:
    """A term in a passage: where it stands, and what to call it in the target language, the best first."""

    start: int
    end: int
    term: str
    preferred: tuple[str, ...]
    definition: str
    concepts: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True)
class Problem:
    """A term of the source that is not translated as agreed: by another word, or by one not to be used (`used`)."""

    term: str
    preferred: tuple[str, ...]
    used: str = ""


@dataclass(frozen=True)
class Entry:
    """A term as it is looked for: the keys of its words, without articles and prepositions between them."""

    text: str
    concept: int
    keys: tuple[str, ...]
    spelling: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """Words of a passage that are a term; of several concepts, where these are called the same."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def concepts(self) -> frozenset[int]:
        return frozenset(entry.concept for entry in self.entries)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


class Matcher:
    """Finds the terms of one language in passages."""

    def __init__(self, code: str, terms: Iterable[tuple[str, int]]):
        self.code = code
        self.links = words.links(code)
        self._by_first: dict[str, list[Entry]] = {}
        for text, concept in terms:
            spelling = [word.text for word in words.words(text)]
            telling = [word for word in spelling if words.fold(word) not in self.links] or spelling
            if not telling:
                continue
            keys = tuple(words.keys(word, code)[0] for word in telling)
            self._by_first.setdefault(keys[0], []).append(Entry(text, concept, keys, tuple(telling)))

    def _is(self, word: words.Word, key: str, spelling: str) -> bool:
        """Whether a word of a passage is a word of a term. Acronyms are told from words by their capitals."""
        if _is_acronym(spelling):
            return word.text in {spelling, spelling + "s"}
        return key in words.keys(word.text, self.code)

    def _last(self, passage: list[words.Word], first: int, entry: Entry, across_tags: bool) -> int | None:
        """The place of the entry's last word, if the passage holds it from the place `first` on."""
        place = first
        for number, (key, spelling) in enumerate(zip(entry.keys, entry.spelling, strict=True)):
            if number:
                place += 1
                skipped = 0
                while place < len(passage) and not self._is(passage[place], key, spelling):
                    if skipped == MOST_LINKS or words.fold(passage[place].text) not in self.links:
                        return None
                    skipped += 1
                    place += 1
            if place >= len(passage) or not self._is(passage[place], key, spelling):
                return None
        for word in passage[first + 1 : place + 1]:
            joined = words.TAG.sub("", word.joined) if across_tags else word.joined
            if not JOINT.fullmatch(joined.replace(AMPERSAND, "&")):
                return None
        return place

    def matches(self, text: str, *, across_tags: bool = False) -> list[Match]:
        """The terms in a passage, none within another: the longest win."""
        passage = words.words(text)
        spans: dict[tuple[int, int], list[Entry]] = {}
        for first, word in enumerate(passage):
            for key in words.keys(word.text, self.code):
                for entry in self._by_first.get(key, ()):
                    last = self._last(passage, first, entry, across_tags)
                    if last is not None:
                        spans.setdefault((first, last), []).append(entry)
        taken: set[int] = set()
        found = []
        for first, last in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                said = [words.fold(word.text) for word in passage[first : last + 1]]
                exact = [entry for entry in spans[first, last] if set(map(words.fold, entry.spelling)) <= set(said)]
                entries = tuple(dict.fromkeys(exact or spans[first, last]))
                found.append(Match(passage[first].start, passage[last].end, entries))
        return sorted(found, key=lambda match: match.start)


@dataclass(frozen=True)
class Row:
    """A term of the glossary, as far as translating needs it."""

    concept: int
    definition: str
    text: str
    is_forbidden: bool


class Terms:
    """The glossary of a pair of languages."""

    def __init__(self, source_code: str, target_code: str, source: Sequence[Row], target: Sequence[Row]):
        self._definitions = {row.concept: row.definition for row in source}
        self._preferred: dict[int, list[str]] = {}
        self._forbidden: dict[int, set[str]] = {}
        for row in target:
            if row.is_forbidden:
                self._forbidden.setdefault(row.concept, set()).add(row.text)
            else:
                self._preferred.setdefault(row.concept, []).append(row.text)
        self._source = Matcher(source_code, ((row.text, row.concept) for row in source))
        self._target = Matcher(target_code, ((row.text, row.concept) for row in target))

    def _found(self, match: Match) -> Found:
        concepts = sorted(match.concepts)
        preferred = [text for concept in concepts for text in self._preferred.get(concept, [])]
        definitions = [self._definitions[concept] for concept in concepts if self._definitions[concept]]
        return Found(
            start=match.start,
            end=match.end,
            term=match.entries[0].text,
            preferred=tuple(dict.fromkeys(preferred)),
            definition="\n".join(definitions),
            concepts=match.concepts,
        )

    def found_in(self, text: str) -> list[Found]:
        """The terms in a passage of the source, in its order. A term that markup interrupts is not found."""
        return [self._found(match) for match in self._source.matches(text)]

    def problems(self, source: str, target: str) -> list[Problem]:
        """Terms of the source that the target does not translate as agreed, each once.

        A word not to be used counts only where its concept is spoken of: elsewhere it may be the right one.
        """
        terms = {found.concepts: found for found in map(self._found, self._source.matches(source, across_tags=True))}
        if not terms:
            return []
        said = self._target.matches(target, across_tags=True)
        readable = " ".join(words.fold(words.plain(target)).split())
        spoken_of = frozenset().union(*terms)
        problems = []
        for concepts, found in terms.items():
            used = [
                words.plain(target[match.start : match.end])
                for match in said
                if match.concepts & concepts and not self._is_allowed(match, spoken_of)
            ]
            if used:
                problems.append(Problem(found.term, found.preferred, used[0]))
            elif found.preferred and not (
                any(match.concepts & concepts for match in said)
                # Within a compound, or after a particle that the stemmer does not know.
                or any(" ".join(words.fold(text).split()) in readable for text in found.preferred)
            ):
                problems.append(Problem(found.term, found.preferred))
        return problems

    def _is_allowed(self, match: Match, spoken_of: frozenset[int]) -> bool:
        """Whether words of the target are good for something that the source speaks of."""
        return any(
            entry.concept in spoken_of and entry.text not in self._forbidden.get(entry.concept, ())
            for entry in match.entries
        )


def terms_for(source_locale: Locale, target_locale: Locale) -> Terms:
    """The terms that a translation between two languages may need, in one query."""
    rows: dict[int, list[Row]] = {source_locale.pk: [], target_locale.pk: []}
    terms = Term.objects.filter(locale_id__in=rows).order_by("concept_id", "sort_order", "pk")
    for locale_id, *values in terms.values_list(
        "locale_id", "concept_id", "concept__definition", "text", "is_forbidden"
    ):
        rows[locale_id].append(Row(*values))
    return Terms(
        source_locale.language_code,
        target_locale.language_code,
        rows[source_locale.pk],
        rows[target_locale.pk],
    )
