"""A segment as the side-by-side editor shows it: its state, suggestions, terms and checks."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from languages.glossary.matching import Found
from languages.locales import cldr
from languages.locales.in_language import InLanguage
from languages.quality.checks import Check
from languages.segments import extraction
from languages.segments.alignment import SegmentPair, State
from languages.segments.extraction import exact_digest
from languages.segments.labels import PathInfo
from languages.text.diff import TAG, as_html, difference

TO_DO = {State.UNTRANSLATED, State.NEW, State.OUTDATED, State.MACHINE, State.GONE}
EMPHASIS = ("b", "strong", "i", "em", "code")
# States differ in form too, not by colour only.
ICONS = {
    State.CURRENT: "check",
    State.LEFT: "minus",
    State.MACHINE: "cog",
    State.OUTDATED: "history",
    State.NEW: "plus",
    State.UNTRANSLATED: "radio-empty",
    State.GONE: "cut",
    State.OWN: "user",
}
NO_INFO = PathInfo(group="", name="")


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
    """What the memory has for a segment: `value` as it goes into the field, `changed` how its source differed."""

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
class Segment:
    """A segment of the original beside its translation; or, without a `pair.path`, text of the target alone.

    `seen` is the target's string, `value` what stands in the field for it. What a person sent that could not be
    written is `typed`, with the `problem`, or with what somebody else wrote meanwhile (`now`).
    """

    number: int
    pair: SegmentPair
    info: PathInfo
    seen: str
    value: str
    links: list[Link] = field(default_factory=list)
    emphasis: list[str] = field(default_factory=list)
    terms: list[Found] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    typed: str | None = None
    problem: str = ""
    now: str | None = None
    # Why what is there already is too long for its place; only a shorter text can be published.
    too_long: str = ""

    @property
    def id(self) -> str:
        return self.pair.id

    @property
    def mark(self) -> str:
        """Changes when anything does that a screen shows of the segment."""
        return exact_digest("\n".join((self.pair.state, self.pair.source, self.pair.before, self.seen)))

    @property
    def label(self) -> str:
        return self.info.label(self.pair.index)

    @property
    def state_label(self) -> str:
        if self.pair.state == State.CURRENT and not self.pair.at:
            return _("said elsewhere in the translation")
        return str(self.pair.state.label)

    @property
    def icon(self) -> str:
        return ICONS[self.pair.state]

    @property
    def is_to_do(self) -> bool:
        return self.pair.state in TO_DO or bool(self.too_long)

    @property
    def has_counterpart(self) -> bool:
        return bool(self.pair.path)

    @property
    def is_rich(self) -> bool:
        return self.info.is_rich

    @property
    def is_left(self) -> bool:
        return self.pair.state == State.LEFT

    @property
    def may_be_left(self) -> bool:
        return self.has_counterpart and self.pair.state in {
            State.UNTRANSLATED,
            State.NEW,
            State.OUTDATED,
            State.MACHINE,
        }

    @property
    def may_be_copied(self) -> bool:
        """Whether the original's text may go into the field: nobody's words are there."""
        return self.has_counterpart and self.pair.state in {State.UNTRANSLATED, State.NEW}

    @property
    def may_be_accepted(self) -> bool:
        return bool(self.has_counterpart and self.pair.at) and self.pair.state in {State.OUTDATED, State.MACHINE}

    @property
    def field_text(self) -> str:
        return self.value if self.typed is None else self.typed

    @property
    def source_value(self) -> str:
        return self.pair.source if self.is_rich else extraction.to_plain(self.pair.source)

    @property
    def source_html(self) -> SafeString:
        return as_read(self.pair.source, self.terms)

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
        """How the original changed since the segment was translated."""
        if self.pair.state != State.OUTDATED or not self.pair.before:
            return ""
        return as_html(difference(self.pair.before, self.pair.source))

    @property
    def before_html(self) -> SafeString:
        return as_read(self.pair.before)

    @property
    def exact_offer(self) -> Offer | None:
        return next((offer for offer in self.offers if offer.is_exact), None)


@dataclass
class Section(InLanguage):
    """Segments below one heading; `code` is the language of its title, where that is not the reader's."""

    title: str
    code: str = ""
    segments: list[Segment] = field(default_factory=list)
