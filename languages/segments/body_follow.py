"""What is no text in a body follows the original without a translator; words and what carries them stay.

The blocks of both are walked side by side. In a block that both have, pictures, recordings, documents, dates and
choices become the original's, unless somebody chose others for the translation, and so do the addresses of links in a
text. A block without words comes and goes with the original's. One with words waits for its translator, and, where the
original withdrew it, stays with its words only: what it showed goes at once.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from wagtail import blocks
from wagtail_localize.strings import extract_strings, restore_strings

from languages.segments.alignment import SegmentPair
from languages.segments.stored_blocks import OVERRIDABLE_BLOCKS, TEXT_BLOCKS, child_of, is_wordless, leaves, segments_in
from languages.segments.taken_over import EMPTY, MISSING, TakenOver

Place = tuple[str, int]


class BodyFollow:
    """Brings the bodies and rich texts of one translation up to an original, as far as they are no text.

    `pairs` say which segment of the translation stands for which of the original.
    """

    def __init__(self, taken: TakenOver, pairs: Iterable[SegmentPair]):
        self.taken = taken
        self.at: dict[Place, Place] = {}
        # Items whose words the original has in another place, cut and pasted: its item by the translation's.
        self.moved: dict[str, str] = {}
        for pair in pairs:
            if pair.path and pair.at:
                self.at[pair.path, pair.index] = pair.at
                item = _moved(pair.at[0], pair.path)
                if item:
                    self.moved.setdefault(*item)
        self.standing = set(self.at.values())
        self.shown: list[Any] = []

    def stream(self, block: Any, source: list[Any], own: list[Any], path: str) -> list[Any]:
        self.shown = [(type(leaf), value) for _path, leaf, value in leaves(block, source, path)]
        return self._items(block, source, own, path, path)

    def rich(self, path: str, at: str, source: str, own: str) -> str:
        """A text with its links where the original's lead now; `path` is the original's, `at` the translation's."""
        led = self.taken.links(at, source)
        if "<a" not in own or not led:
            return own
        by_place = {self.at[path, index]: one for index, one in enumerate(led) if (path, index) in self.at}
        template, strings = extract_strings(own)
        is_changed = False
        for index, (string, links) in enumerate(strings):
            if (at, index) not in by_place:
                continue
            step = by_place[at, index]
            after = step.followed(links)
            if step.is_chosen(links):
                self.taken.tell(at, is_new=step.then != step.now)
            is_changed = is_changed or after != links
            strings[index] = string, after
        return str(restore_strings(template, strings)) if is_changed else own

    # Blocks ----------------------------------------------------------------------------------------------------------

    def _items(self, block: Any, source: list[Any], own: list[Any], path: str, at: str) -> list[Any]:
        there = {f"{path}.{item['id']}": item for item in source}
        stands = self._counterparts(there, own, path, at)
        result: list[Any] = []
        for item in own:
            here = f"{at}.{item['id']}"
            child = child_of(block, item)
            counterpart = stands.get(here)
            if counterpart is None:
                result += self._without_counterpart(child, item, here)
                continue
            self.taken.keep(here)
            theirs = there[counterpart]
            if theirs["type"] == item["type"]:
                item = {**item, "value": self._block(child, theirs["value"], item["value"], counterpart, here)}
            result.append(item)
        self._add_new(block, there, {one: here for here, one in stands.items()}, result, at)
        ids = [item["id"] for item in source]
        if all(item["id"] in ids for item in result) and not self._has_words(block, [*source, *result], path):
            result.sort(key=lambda item: ids.index(item["id"]))  # nobody's words lose their order
        return result

    def _counterparts(self, there: dict[str, Any], own: list[Any], path: str, at: str) -> dict[str, str]:
        """The original's item, by its path, for each of the translation's that stands for one."""
        found = {f"{at}.{item['id']}": f"{path}.{item['id']}" for item in own if f"{path}.{item['id']}" in there}
        for item in own:
            here = f"{at}.{item['id']}"
            moved = self.moved.get(here)
            if here not in found and moved in there and moved not in found.values():
                found[here] = moved
        return found

    def _has_words(self, block: Any, items: Sequence[Any], path: str) -> bool:
        return any(any(segments_in(child_of(block, item), item["value"], path)) for item in items)

    def _add_new(self, block: Any, there: dict[str, Any], taken: dict[str, str], result: list[Any], at: str) -> None:
        """What the original has and the translation has not: it comes, to its place, unless it has words."""
        before = ""
        for path, item in there.items():
            if path in taken:
                before = taken[path]
                continue
            here = f"{at}.{item['id']}"
            if here in self.taken.known:
                self.taken.keep(here)  # a translator took it out, and it stays out
                continue
            child = child_of(block, item)
            if not is_wordless(child, item["value"]):
                continue  # it waits for its translator
            index = next((number for number, one in enumerate(result, 1) if f"{at}.{one['id']}" == before), 0)
            self.taken.keep(here)
            result.insert(index, {**item, "value": self._block(child, item["value"], MISSING, path, here)})
            before = here

    def _without_counterpart(self, block: Any, item: Any, here: str) -> list[Any]:
        """An item that only the translation has: its own, or one that the original withdrew."""
        words = set(segments_in(block, item["value"], here))
        chosen = [path for path, _leaf, value in leaves(block, item["value"], here) if self._is_withheld(path, value)]
        if here in self.taken.known and not chosen and is_wordless(block, item["value"]):
            return []
        if here in self.taken.known:
            self.taken.keep(here)
        for path in chosen:
            self.taken.tell(path)
        return [item if words & self.standing else {**item, "value": self._withdrawn(block, item["value"], here)}]

    def _is_withheld(self, path: str, value: Any) -> bool:
        return path in self.taken.followed and self.taken.is_chosen(path, value)

    def _withdrawn(self, block: Any, value: Any, at: str) -> Any:
        """The value of a block that the original has no more, without what it showed there."""
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
            items = []
            for item in value or []:
                items += self._without_counterpart(child_of(block, item), item, f"{at}.{item['id']}")
            return items
        if isinstance(block, blocks.BaseStructBlock):
            return {
                name: self._withdrawn(block.child_blocks[name], child, f"{at}.{name}")
                if name in block.child_blocks
                else child
                for name, child in (value or {}).items()
            }
        if not isinstance(block, OVERRIDABLE_BLOCKS) or value != self.taken.followed.get(at, MISSING):
            return value
        if (type(block), value) in self.shown:
            return value  # the original shows it elsewhere
        return None if isinstance(block, blocks.ChooserBlock) else ""

    def _block(self, block: Any, source: Any, own: Any, path: str, at: str) -> Any:
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
            return self._items(block, source or [], own if isinstance(own, list) else [], path, at)
        if isinstance(block, blocks.BaseStructBlock):
            return self._struct(block, source or {}, own if isinstance(own, dict) else {}, path, at)
        if isinstance(block, blocks.RichTextBlock):
            return source if own is MISSING else self.rich(path, at, source or "", own or "")
        if isinstance(block, OVERRIDABLE_BLOCKS):
            return self.taken.choose(at, source, own)
        if isinstance(block, TEXT_BLOCKS):
            return source if own is MISSING else own
        return source

    def _struct(self, block: Any, source: dict[str, Any], own: dict[str, Any], path: str, at: str) -> dict[str, Any]:
        found = dict(own)
        for name, value in source.items():
            child = block.child_blocks.get(name)
            if child is None or (name not in own and any(segments_in(child, value, path))):
                continue
            found[name] = self._block(child, value, own.get(name, MISSING), f"{path}.{name}", f"{at}.{name}")
        self._either_or(block, own, found, at)
        self.taken.note_described(f"{at}.", getattr(block, "described_by", {}))
        return found

    def _either_or(self, block: Any, own: dict[str, Any], found: dict[str, Any], at: str) -> None:
        """A page or an address: where somebody chose one of them, the original's other one does not come beside it."""
        ways = [name for name in found if isinstance(block.child_blocks.get(name), OVERRIDABLE_BLOCKS)]
        if any(own.get(name) not in EMPTY and found[name] == own[name] != self._original(at, name) for name in ways):
            found |= {name: own[name] for name in ways if name in own}

    def _original(self, at: str, name: str) -> Any:
        return self.taken.values.get(f"{at}.{name}")


def _moved(at: str, path: str) -> tuple[str, str] | None:
    """The item of a translation, and the original's, whose paths differ in this one step; None where more differs."""
    own, theirs = at.split("."), path.split(".")
    differ = [number for number, (one, other) in enumerate(zip(own, theirs, strict=False)) if one != other]
    if len(own) != len(theirs) or len(differ) != 1:
        return None
    return ".".join(own[: differ[0] + 1]), ".".join(theirs[: differ[0] + 1])
