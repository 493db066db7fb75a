"""Matching terms: which of the glossary's terms a segment holds, and whether its translation uses them.

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
    """A term in a segment: where it stands, and what to call it in the target language, the best first."""

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
    """Words of a segment that are a term; of several concepts, where these are called the same."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def concepts(self) -> frozenset[int]:
        return frozenset(entry.concept for entry in self.entries)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


class Matcher:
    """Finds the terms of one language in segments."""

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
        """Whether a word of a segment is a word of a term. Acronyms are told from words by their capitals."""
        if _is_acronym(spelling):
            return word.text in {spelling, spelling + "s"}
        return key in words.keys(word.text, self.code)

    def _last(self, segment: list[words.Word], first: int, entry: Entry, across_tags: bool) -> int | None:
        """The place of the entry's last word, if the segment holds it from the place `first` on."""
        index = first
        for number, (key, spelling) in enumerate(zip(entry.keys, entry.spelling, strict=True)):
            if number:
                index += 1
                skipped = 0
                while index < len(segment) and not self._is(segment[index], key, spelling):
                    if skipped == MOST_LINKS or words.fold(segment[index].text) not in self.links:
                        return None
                    skipped += 1
                    index += 1
            if index >= len(segment) or not self._is(segment[index], key, spelling):
                return None
        for word in segment[first + 1 : index + 1]:
            joined = words.TAG.sub("", word.joined) if across_tags else word.joined
            if not JOINT.fullmatch(joined.replace(AMPERSAND, "&")):
                return None
        return index

    def matches(self, text: str, *, across_tags: bool = False) -> list[Match]:
        """The terms in a segment, none within another: the longest win."""
        segment = words.words(text)
        spans: dict[tuple[int, int], list[Entry]] = {}
        for first, word in enumerate(segment):
            for key in words.keys(word.text, self.code):
                for entry in self._by_first.get(key, ()):
                    last = self._last(segment, first, entry, across_tags)
                    if last is not None:
                        spans.setdefault((first, last), []).append(entry)
        taken: set[int] = set()
        found = []
        for first, last in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            if taken.isdisjoint(range(first, last + 1)):
                taken.update(range(first, last + 1))
                said = [words.fold(word.text) for word in segment[first : last + 1]]
                exact = [entry for entry in spans[first, last] if set(map(words.fold, entry.spelling)) <= set(said)]
                entries = tuple(dict.fromkeys(exact or spans[first, last]))
                found.append(Match(segment[first].start, segment[last].end, entries))
        return sorted(found, key=lambda match: match.start)


@dataclass(frozen=True)
class GlossaryTerm:
    """A term of the glossary, as far as translating needs it."""

    concept: int
    definition: str
    text: str
    is_forbidden: bool


class Terms:
    """The glossary of a pair of languages."""

    def __init__(
        self, source_code: str, target_code: str, source: Sequence[GlossaryTerm], target: Sequence[GlossaryTerm]
    ):
        self._definitions = {term.concept: term.definition for term in source}
        self._preferred: dict[int, list[str]] = {}
        self._forbidden: dict[int, set[str]] = {}
        for term in target:
            if term.is_forbidden:
                self._forbidden.setdefault(term.concept, set()).add(term.text)
            else:
                self._preferred.setdefault(term.concept, []).append(term.text)
        self._source = Matcher(source_code, ((term.text, term.concept) for term in source))
        self._target = Matcher(target_code, ((term.text, term.concept) for term in target))

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
        """The terms in a segment of the source, in its order. A term that markup interrupts is not found."""
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
    by_locale: dict[int, list[GlossaryTerm]] = {source_locale.pk: [], target_locale.pk: []}
    terms = Term.objects.filter(locale_id__in=by_locale).order_by("concept_id", "sort_order", "pk")
    for locale_id, *values in terms.values_list(
        "locale_id", "concept_id", "concept__definition", "text", "is_forbidden"
    ):
        by_locale[locale_id].append(GlossaryTerm(*values))
    return Terms(
        source_locale.language_code,
        target_locale.language_code,
        by_locale[source_locale.pk],
        by_locale[target_locale.pk],
    )
