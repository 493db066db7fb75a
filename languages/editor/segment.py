"""A passage as the side-by-side editor shows it: its state, suggestions, terms and checks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from languages.glossary.matching import Found
from languages.locales import cldr
from languages.quality.checks import Remark
from languages.segments import extraction
from languages.segments.alignment import Row, State
from languages.segments.extraction import digest
from languages.segments.labels import Leaf
from languages.text.diff import TAG, as_html, difference

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
        return self.row.source if self.is_rich else extraction.to_plain(self.row.source)

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
        return (self.now or "") if self.is_rich else extraction.to_plain(self.now or "")

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
