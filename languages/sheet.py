"""A translation beside its original as somebody works on it: passages in the page's order, each with what helps."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Revision

from languages import cldr, memory, passages, structure
from languages.alignment import How, Row, State
from languages.differences import TAG, as_html, difference
from languages.following import untranslatable
from languages.glossary import Found, terms_for
from languages.outline import Leaf, outline
from languages.passages import digest
from languages.review import Remark, review
from languages.translation import Change, Draft

TO_DO = {State.UNTRANSLATED, State.NEW, State.BEHIND, State.MACHINE, State.GONE}
EMPHASIS = ("b", "strong", "i", "em", "code")
# States differ in form too, not by colour only.
ICONS = {
    State.CURRENT: "check",
    State.LEFT: "minus",
    State.MACHINE: "cog",
    State.BEHIND: "history",
    State.NEW: "plus",
    State.UNTRANSLATED: "radio-empty",
    State.GONE: "cut",
    State.OWN: "user",
}
NO_LEAF = Leaf(group="", name="")


def as_read(text: str, terms: Iterable[Found] = ()) -> SafeString:
    """A string for people: its emphasis, its links as marked words, terms of the glossary underlined."""
    marks = [(tag.start(), tag.end(), _tag(tag.group(1).lower(), tag.group()[1] == "/")) for tag in TAG.finditer(text)]
    marks += [(term.start, term.end, _term(term, text)) for term in terms]
    parts, here = [], 0
    for start, end, html in sorted(marks):
        if start >= here:
            parts += [escape(unescape(text[here:start])), html]
            here = end
    return mark_safe("".join([*parts, escape(unescape(text[here:]))]))


def _tag(name: str, closes: bool) -> str:
    if name == "br":
        return "<br>"
    if name == "a":
        return "</span>" if closes else '<span class="passage-link">'
    return f"<{'/' * closes}{name}>" if name in EMPHASIS else ""


def _term(term: Found, text: str) -> str:
    said = " · ".join(term.preferred)
    title = ". ".join(filter(None, (f"{term.term} → {said}" if said else term.term, term.definition)))
    return format_html('<mark class="passage-term" title="{}">{}</mark>', title, unescape(text[term.start : term.end]))


@dataclass(frozen=True)
class Offer:
    """What the memory has for a passage: `value` as it goes into the field, `changed` how its source differed."""

    value: str
    html: SafeString
    score: int
    by_machine: bool
    changed: SafeString | str = ""

    @property
    def likeness(self) -> str:
        return cldr.format_share(self.score)

    @property
    def is_exact(self) -> bool:
        return self.score == 100


@dataclass(frozen=True)
class Link:
    id: str
    text: str


@dataclass
class Passage:
    """A passage of the original and what the target says of it; or, without a `row.leaf`, text of the target alone.

    `seen` is the target's string, `value` what stands in the field for it. What a person sent that could not be
    written is `typed`, with the `problem`, or with what somebody else wrote meanwhile (`now`).
    """

    number: int
    row: Row
    leaf: Leaf
    seen: str
    value: str
    links: list[Link] = field(default_factory=list)
    emphasis: list[str] = field(default_factory=list)
    terms: list[Found] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    typed: str | None = None
    problem: str = ""
    now: str | None = None

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def mark(self) -> str:
        """Changes when anything does that a screen shows of the passage."""
        return digest("\n".join((self.row.state, self.row.source, self.row.before, self.seen)))

    @property
    def label(self) -> str:
        return self.leaf.label(self.row.place)

    @property
    def state_label(self) -> str:
        if self.row.state == State.CURRENT and not self.row.at:
            return _("said elsewhere in the translation")
        return str(self.row.state.label)

    @property
    def icon(self) -> str:
        return ICONS[self.row.state]

    @property
    def is_to_do(self) -> bool:
        return self.row.state in TO_DO

    @property
    def has_counterpart(self) -> bool:
        return bool(self.row.leaf)

    @property
    def is_rich(self) -> bool:
        return self.leaf.is_rich

    @property
    def is_left(self) -> bool:
        return self.row.state == State.LEFT

    @property
    def may_be_left(self) -> bool:
        return self.has_counterpart and self.row.state in {State.UNTRANSLATED, State.NEW, State.BEHIND, State.MACHINE}

    @property
    def may_be_copied(self) -> bool:
        """Whether the original's text may go into the field: nobody's words are there."""
        return self.has_counterpart and self.row.state in {State.UNTRANSLATED, State.NEW}

    @property
    def may_be_accepted(self) -> bool:
        return bool(self.has_counterpart and self.row.at) and self.row.state in {State.BEHIND, State.MACHINE}

    @property
    def field_text(self) -> str:
        return self.value if self.typed is None else self.typed

    @property
    def source_value(self) -> str:
        return self.row.source if self.is_rich else passages.to_plain(self.row.source)

    @property
    def source_html(self) -> SafeString:
        return as_read(self.row.source, self.terms)

    @property
    def target_html(self) -> SafeString:
        return as_read(self.seen)

    @property
    def now_html(self) -> SafeString:
        return as_read(self.now or "")

    @property
    def now_value(self) -> str:
        return (self.now or "") if self.is_rich else passages.to_plain(self.now or "")

    @property
    def changed_html(self) -> SafeString | str:
        """How the original changed since the passage was translated."""
        if self.row.state != State.BEHIND or not self.row.before:
            return ""
        return as_html(difference(self.row.before, self.row.source))

    @property
    def before_html(self) -> SafeString:
        return as_read(self.row.before)

    @property
    def exact_offer(self) -> Offer | None:
        return next((offer for offer in self.offers if offer.is_exact), None)


@dataclass
class Section:
    """Passages below one heading; `code` is the language of its title, where that is not the reader's."""

    title: str
    code: str = ""
    passages: list[Passage] = field(default_factory=list)

    @property
    def direction(self) -> str:
        return cldr.direction(self.code) if self.code else ""


class Sheet:
    """The passages of a draft, with memory, glossary and remarks: a fixed number of queries for any number of them."""

    def __init__(self, draft: Draft):
        self.draft = draft
        self.source_code = structure.code_of(draft.source)
        self.target_code = structure.code_of(draft.target)
        self._leaves = outline(draft.source)
        self._own_leaves: dict[str, Leaf] | None = None

    @cached_property
    def passages(self) -> list[Passage]:
        return [self._passage(number, row) for number, row in enumerate(self.draft.rows, start=1)]

    def _passage(self, number: int, row: Row) -> Passage:
        if not row.leaf:
            assert row.at
            if self._own_leaves is None:
                self._own_leaves = outline(self.draft.target)
            seen = self.draft.texts[row.at[0]][row.at[1]]
            return Passage(number, row, self._own_leaves.get(row.at[0], NO_LEAF), seen, seen)
        leaf = self._leaves.get(row.leaf, NO_LEAF)
        seen = self.draft.text_of(row)
        shown = "" if row.state == State.UNTRANSLATED else seen
        passage = Passage(number, row, leaf, seen, shown if leaf.is_rich else passages.to_plain(shown))
        if leaf.is_rich:
            soup = BeautifulSoup(row.source + seen, "html.parser")
            links = {str(tag["id"]): tag.get_text() for tag in reversed(soup.find_all("a", id=True))}
            passage.links = [Link(id_, text) for id_, text in reversed(links.items())]
            passage.emphasis = [name for name in EMPHASIS if soup.find(name)]
        return passage

    @property
    def by_id(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.passages}

    def help(self, wanted: Iterable[Passage]) -> None:
        """Give passages what the glossary, the memory and a second reader have to say of them."""
        wanted = [passage for passage in wanted if passage.has_counterpart]
        if not wanted:
            return
        locales = self.draft.source.locale, self.draft.target.locale
        terms = terms_for(*locales)
        found = memory.lookup(*locales, [passage.row.source for passage in wanted])
        for passage in wanted:
            source = passage.row.source
            passage.terms = terms.found_in(source)
            passage.offers = [
                offer for offer in self._offers(passage, found.get(source, ())) if offer.value != passage.value
            ]
            if passage.row.state not in {State.UNTRANSLATED, State.LEFT}:
                passage.remarks = review(source, passage.seen, self.source_code, self.target_code, terms)

    @staticmethod
    def _offers(passage: Passage, matches: Iterable[memory.Match]) -> Iterator[Offer]:
        for match in matches:
            text = match.text
            if passage.is_rich:
                try:
                    text = passages.checked(text, passage.row.source)
                except ValidationError:
                    text = passages.from_plain(passages.plain(text))  # its links are of another page
            yield Offer(
                value=text if passage.is_rich else passages.to_plain(text),
                html=as_read(text),
                score=match.score,
                by_machine=match.by_machine,
                changed="" if match.score == 100 else as_html(difference(match.source, passage.row.source)),
            )

    @property
    def sections(self) -> list[Section]:
        """By the nearest heading above, in the page's order."""
        found: list[Section] = []
        group = None
        for passage in self.passages:
            here = passage.leaf.group if passage.has_counterpart else _("Without a counterpart in the original")
            if passage.has_counterpart and passage.leaf.heads(passage.row.place):
                found.append(Section(passages.plain(passage.row.source), self.source_code))
            elif here != group:
                found.append(Section(here))
            group = here
            found[-1].passages.append(passage)
        return found

    @property
    def total(self) -> int:
        return sum(passage.has_counterpart for passage in self.passages)

    @property
    def done(self) -> int:
        return sum(passage.has_counterpart and not passage.is_to_do for passage in self.passages)

    @property
    def to_do(self) -> int:
        return sum(passage.is_to_do for passage in self.passages)

    # What somebody says --------------------------------------------------------------------------------------------

    def write(
        self,
        entries: Iterable["Entry"],
        user: Any,
        *,
        drop: Collection[str] = (),
        keep: Collection[str] = (),
        overwrite: Revision | None = None,
    ) -> "Outcome":
        """Write what somebody entered; within a transaction. Afterwards this is the sheet as it was written."""
        outcome = Outcome()
        changes: dict[Change, Entry] = {}
        for entry in entries:
            change = self._change(entry)
            if isinstance(change, Change):
                changes[change] = entry
            else:
                outcome.problems[entry.id] = change
        written = self.draft.write(changes, user, drop=drop, keep=keep, overwrite=overwrite)
        outcome.revision = written.revision
        outcome.problems |= {changes[change].id: problem for change, problem in written.problems}
        outcome.conflicts = {changes[change].id: now for change, now in written.conflicts}
        self.__dict__.pop("passages", None)
        self._own_leaves = None
        return outcome

    def _change(self, entry: "Entry") -> "Change | str":
        """What an entry says in the engine's terms, or why it says nothing."""
        name, _hash, place = entry.id.rpartition("#")
        leaf = self._leaves.get(name)
        if leaf is None or not (place.isascii() and place.isdigit()):
            return _("The original has changed: it has no such passage any more.")
        if entry.how in (How.LEFT, How.COPY):
            text = entry.source
        else:
            text = entry.string(leaf)
            is_same = untranslatable(type(self.draft.target))(name, text)
            if text == entry.source and not is_same:
                return _("This is the original’s text. If it shall stay as it is, choose “Leave as in the original”.")
        return Change(name, int(place), entry.source, text, entry.seen, entry.how)


@dataclass(frozen=True)
class Entry:
    """What somebody typed for a passage (its `id`), having its `source` and the target's text (`seen`) before them."""

    id: str
    typed: str
    source: str
    seen: str
    how: str = How.PERSON

    def string(self, leaf: Leaf) -> str:
        """localize's string for it."""
        typed = self.typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        if leaf.is_line or leaf.is_rich:
            typed = " ".join(typed.split("\n"))
        return typed if leaf.is_rich else passages.from_plain(typed)

    def is_as_before(self, passage: Passage) -> bool:
        """Whether a field, which is sent with all others, is as it was when it was shown."""
        if self.seen in ("", self.source) and not passage.is_left:
            return self.typed.strip() == ""
        return self.string(passage.leaf) == self.seen


@dataclass
class Outcome:
    """What became of entries, by their ids: why some cannot be written, and what others wrote meanwhile."""

    revision: Revision | None = None
    problems: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
