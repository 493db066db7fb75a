"""What a translation took over from its original of what is no text, and what was chosen for it instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail_localize.strings import extract_strings

from languages.segments.extraction import Links, digest

MISSING: Any = object()
EMPTY = (None, "")
# How many earlier values of the original are known at a path.
PAST = 8


class TakenOver:
    """The record of a merge: `followed` is what stood in it the last time (`values` of the alignment), `values` what
    shall stand in it now.

    A path of a picture, a recording or a link has the original's value; one of a rich text the links of its strings,
    as [digest of the string, links]; "#" lists the blocks and rows that the original had, "!" the paths where the
    original has another value since somebody chose one for the translation, "-" the values that it had before, by path.

    With `is_old`, the target is an older draft, and what the original had at any time was not chosen there.
    """

    def __init__(self, followed: Mapping[str, Any], *, is_old: bool = False):
        self.followed = followed
        self.is_old = is_old
        self.past: dict[str, list[Any]] = dict(followed.get("-", {}))
        self.known = set(followed.get("#", ()))
        self.values: dict[str, Any] = {"#": []}
        # Where the target's picture, document or link became another one, and where its words were about that.
        self.replaced: set[str] = set()
        self.described: set[str] = set()

    def keep(self, path: str) -> None:
        """The original has, or had, a block or a row here."""
        self.values["#"].append(path)

    def had_once(self) -> dict[str, Any]:
        """What the original has withdrawn: an older draft may bring it back, and it is known by this."""
        return {path: value for path, value in self.followed.items() if path not in ("#", "!")}

    def is_chosen(self, path: str, own: Any) -> bool:
        """Whether somebody chose a value for this translation, rather than that it has the original's of before.

        Where nothing is known of it yet, any value was chosen by somebody.
        """
        if self.is_old and own in self.past.get(path, ()):
            return False
        return own is not MISSING and own not in EMPTY and own != self.followed.get(path, MISSING)

    def choose(self, path: str, value: Any, own: Any) -> Any:
        """What the target has at a path where the original has `value`: that, or what somebody chose for it."""
        self.values[path] = value
        before = self.followed.get(path, value)
        if before not in (value, *EMPTY):
            earlier = [one for one in self.past.get(path, ()) if one != before]
            self.past[path] = [*earlier, before][-PAST:]
            self.values["-"] = self.past
        if own == value:
            return value
        if self.is_chosen(path, own):
            self.tell(path, is_new=self.followed.get(path, value) != value)
            return own
        if own is not MISSING and own not in EMPTY:
            self.replaced.add(path)
        return value

    def note_described(self, prefix: str, described_by: Mapping[str, str]) -> None:
        """Of a page, a row or a block: which of its texts says what one of its pictures shows."""
        names = described_by.items() if self.replaced else ()
        self.described |= {f"{prefix}{text}" for name, text in names if f"{prefix}{name}" in self.replaced}

    def tell(self, path: str, *, is_new: bool = True) -> None:
        """Something was chosen here, which stays: its translators are told that the original's is another one now."""
        told = self.values.get("!", [])
        if path not in told and (is_new or path in self.followed.get("!", ())):
            self.values["!"] = [*told, path]

    def links(self, path: str, source: str) -> list["LinkStep"]:
        """For each string of a rich text what became of the original's links in it; remembers where they lead now."""
        strings = _with_links(source)
        before = [(said, dict(links)) for said, links in self.followed.get(path, ())]
        if any(links for _said, links in strings):
            self.values[path] = [[said, links] for said, links in strings if links]
        found: list[LinkStep] = []
        changed: list[int] = []
        for index, (said, links) in enumerate(strings):
            same = next((one for one in before if one[0] == said), None)
            if same is not None:
                before.remove(same)
            elif links:
                changed.append(index)
            # Of links that nobody took note of, nothing is known.
            found.append(LinkStep(same[1] if same else links, links, True))
        # Strings that say something else now stand where those stood that are gone.
        if len(changed) == len(before):
            for index, (_said, links) in zip(changed, before, strict=True):
                found[index] = LinkStep(links, found[index].now, False)
        return found


def _with_links(html: str) -> list[tuple[str, Links]]:
    return [(digest(string.data), attrs) for string, attrs in extract_strings(html)[1]] if "<a" in html else []


@dataclass(frozen=True)
class LinkStep:
    """One string of an original: its links led to `then` when a translation followed, and lead to `now`.

    `is_same` tells whether the string says the same as then.
    """

    then: Links
    now: Links
    is_same: bool

    def followed(self, own: Links) -> Links:
        """The links of the translation's string, brought up to the original's.

        A link that led where the original's led follows it; any other was chosen by a translator. In a string that is
        the same each link has its own name; in another one, those that are gone have made way for those that are new,
        if there are as many.
        """
        if self.is_same and self.then.keys() == self.now.keys():
            moves = [(self.then[name], self.now[name]) for name in self.then]
        else:
            gone = [link for link in self.then.values() if link not in self.now.values()]
            new = [link for link in self.now.values() if link not in self.then.values()]
            moves = list(zip(gone, new, strict=True)) if len(gone) == len(new) else []
        found: Links = {}
        for name, link in own.items():
            move = next((one for one in moves if one[0] == link), None)
            if move is not None:
                moves.remove(move)
            found[name] = move[1] if move else link
        return found

    def is_chosen(self, own: Links) -> bool:
        """Whether a link of the translation leads where the original never led."""
        original = [*self.then.values(), *self.now.values()]
        return any(link not in original for link in own.values())
