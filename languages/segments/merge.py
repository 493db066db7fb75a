"""Putting a translation together: the original's structure and dates, the translator's words.

Takes the place of wagtail-localize's `copy_synchronised_fields` and `ingest_segments`, which replace rows and bodies of
the target by the original's before they fill them: whatever a person wrote there that the original has no counterpart
for would be gone. Here the two are walked side by side, and only what the original has is laid over the target.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.strings import extract_strings, restore_strings

from languages.segments.alignment import SegmentPair
from languages.segments.body_follow import BodyFollow
from languages.segments.content import has_text, in_place, segments_of_row, with_attributes, without_blanks
from languages.segments.extraction import Links, to_plain
from languages.segments.merge_plan import MergePlan
from languages.segments.stored_blocks import OVERRIDABLE_BLOCKS, TEXT_BLOCKS, child_of, segments_in
from languages.segments.synchronised import copy_of_row, copy_rows, is_overridable, withdraw_addresses
from languages.segments.taken_over import MISSING, TakenOver


class SegmentMerge:
    """Lays an original over a translation of it, in memory.

    `followed` is what the translation took over the last time (`values` of its alignment): a picture or a link that
    still is what the original had then follows it; one that differs was chosen for this translation and stays. Of the
    blocks and rows it tells those that the original had and has no more from those that a translator added.
    """

    def __init__(
        self,
        source: Any,
        target: Any,
        followed: Mapping[str, Any],
        plan: MergePlan | None = None,
        pairs: Iterable[SegmentPair] = (),
        *,
        is_old: bool = False,
    ):
        self.source = source
        self.target = target
        self.taken = TakenOver(followed, is_old=is_old)
        self.plan = plan
        self.dropped = plan.drop if plan else set()
        # With no plan: what is no text within texts.
        self.follow = BodyFollow(self.taken, pairs)

    def run(self) -> dict[str, Any]:
        """Lay the whole original over the target; with no plan, only what is no text. Returns the new `values`.

        Where there is no plan, `pairs` tell which text of the target stands for which of the original. `is_old` says
        that the target is an older draft, which somebody goes back to.
        """
        self._fields(self.source, self.target, "")
        return {**self.taken.had_once(), **self.taken.values}

    # Fields --------------------------------------------------------------------------------------------------------

    def _fields(self, source: Any, target: Any, prefix: str) -> None:
        for declared in get_translatable_fields(type(source)):
            model_field = declared.get_field(type(source))
            path = prefix + declared.field_name
            if isinstance(model_field, models.ManyToOneRel):
                if declared.is_translated(source):
                    self._rows(declared.field_name, source, target, path)
                elif declared.is_synchronized(source):
                    copy_rows(declared.field_name, source, target)
            elif declared.is_translated(source):
                self._text(model_field, source, target, path)
            elif declared.is_synchronized(source):
                value = getattr(source, model_field.attname)
                if is_overridable(declared, model_field):
                    value = self.taken.choose(path, value, getattr(target, model_field.attname))
                setattr(target, model_field.attname, value)
        self.taken.note_described(prefix, getattr(type(target), "described_by", {}))

    def _text(self, model_field: Any, source: Any, target: Any, path: str) -> None:
        if isinstance(model_field, StreamField):
            self._stream(model_field, source, target, path)
        elif self.plan is None:
            if isinstance(model_field, RichTextField):
                name, html = model_field.name, getattr(source, model_field.name) or ""
                setattr(target, name, self.follow.rich(path, path, html, getattr(target, name) or ""))
        elif model_field.name not in self.plain_or_rich(source):
            own = getattr(target, model_field.name)
            setattr(target, model_field.name, self._left(path, own, isinstance(model_field, RichTextField)))
        elif isinstance(model_field, RichTextField):
            value = self._rich(path, getattr(source, model_field.name), getattr(target, model_field.name))
            setattr(target, model_field.name, value)
        elif isinstance(model_field, models.CharField | models.TextField) and path in self.plan.strings:
            setattr(target, model_field.name, to_plain(self.plan.strings[path][0]))

    @staticmethod
    def plain_or_rich(source: Any) -> set[str]:
        """An empty field of the original never empties the target."""
        return {one.name for one in source._meta.fields if getattr(source, one.attname) not in (None, "")}

    # Rows ----------------------------------------------------------------------------------------------------------

    def _rows(self, name: str, source: Any, target: Any, path: str) -> None:
        rows = list(getattr(target, name).all())
        before = [in_place(row) for row in rows]
        own = {str(row.translation_key): row for row in rows}
        kept: list[Any] = []
        for row in getattr(source, name).all():
            here = f"{path}.{row.translation_key}"
            mine = own.pop(str(row.translation_key), None)
            if mine is None and here in self.taken.known and not self._is_written(here):
                self.taken.keep(here)  # a translator took it out, and it stays out
                continue
            if mine is None and self.plan is None and has_text(row):
                continue  # it waits for its translator
            if mine is None and self._is_left_out(here):
                self.taken.keep(here)
                continue
            mine = mine or copy_of_row(row, target)
            self.taken.keep(here)
            self._fields(row, mine, f"{here}.")
            if hasattr(row, "sort_order"):
                mine.sort_order = row.sort_order
            kept.append(mine)
        for key, row in own.items():
            here = f"{path}.{key}"
            # The original's that had no words goes with it; what a translator wrote or added stays, unless dropped.
            words = set(segments_of_row(row, here))
            if words <= self.dropped if words else here in self.taken.known:
                continue
            kept.append(self._without_dropped(row, here))
            if here in self.taken.known:
                self.taken.keep(here)
                withdraw_addresses(row)
        if [in_place(row) for row in kept] != before:
            setattr(target, name, kept)

    def _without_dropped(self, row: Any, prefix: str) -> Any:
        """The row with its other words, and with what it cannot be without."""
        for path, _index in self.dropped & set(segments_of_row(row, prefix)):
            name = path.removeprefix(f"{prefix}.")
            model_field = row._meta.get_field(name)
            if model_field.blank:
                setattr(row, name, self._left(path, getattr(row, name), isinstance(model_field, RichTextField)))
        return row

    # Bodies --------------------------------------------------------------------------------------------------------

    def _stream(self, model_field: Any, source: Any, target: Any, path: str) -> None:
        block = model_field.stream_block
        raw = getattr(source, model_field.name).get_prep_value()
        own = getattr(target, model_field.name).get_prep_value()
        put_together = self.follow.stream if self.plan is None else self._items
        merged = put_together(block, raw, own, path)
        if merged != own:
            setattr(target, model_field.name, block.to_python(merged))

    def _items(self, block: Any, source: list[Any], own: list[Any], path: str) -> list[Any]:
        """Children of a stream or a list: the original's in its order, and among them the target's own."""
        mine = {item["id"]: item for item in own}
        there = {item["id"] for item in source}
        result: list[Any] = []
        for item in source:
            here = f"{path}.{item['id']}"
            self.taken.keep(here)
            match = mine.get(item["id"])
            if match is None and here in self.taken.known and not self._is_written(here):
                continue  # a translator took it out, and it stays out
            if match is None and self._is_left_out(here):
                continue
            value = match["value"] if match and match["type"] == item["type"] else MISSING
            result.append({**item, "value": self._block(child_of(block, item), item["value"], value, here)})
        before = ""
        for item in own:
            here = f"{path}.{item['id']}"
            if item["id"] not in there and not self._goes(child_of(block, item), item["value"], here):
                index = next((number + 1 for number, one in enumerate(result) if one["id"] == before), 0)
                result.insert(index, {**item, "value": self._own(child_of(block, item), item["value"], here)})
                if here in self.taken.known:
                    self.taken.keep(here)
            before = item["id"] if any(one["id"] == item["id"] for one in result) else before
        return result

    def _is_written(self, path: str) -> bool:
        plan = self.plan
        return plan is not None and any(
            text_path == path or text_path.startswith(f"{path}.") for text_path in plan.written
        )

    def _is_left_out(self, path: str) -> bool:
        """Whether somebody said of all words of a new block or row that the translation has them, or needs none."""
        strings = self.plan.strings if self.plan else {}
        texts = [found for text_path, found in strings.items() if text_path == path or text_path.startswith(f"{path}.")]
        return bool(texts) and not any(text for found in texts for text in found)

    def _goes(self, block: Any, value: Any, path: str) -> bool:
        """Whether a block that the original does not have goes: its words were dropped or moved, or it has none."""
        words = set(segments_in(block, value, path))
        return words <= self.dropped if words else path in self.taken.known

    def _own(self, block: Any, value: Any, path: str) -> Any:
        """A block that only the target has, with what the plan says of its strings."""
        if isinstance(block, blocks.BaseStreamBlock):
            return [
                {**item, "value": self._own(child_of(block, item), item["value"], f"{path}.{item['id']}")}
                for item in value
            ]
        if isinstance(block, blocks.ListBlock):
            return [
                {**item, "value": self._own(block.child_block, item["value"], f"{path}.{item['id']}")} for item in value
            ]
        if isinstance(block, blocks.BaseStructBlock):
            return {
                name: self._own(block.child_blocks[name], child, f"{path}.{name}")
                if name in block.child_blocks
                else child
                for name, child in value.items()
            }
        if isinstance(block, blocks.RichTextBlock):
            return self._in_own_structure(path, value, [])
        if isinstance(block, TEXT_BLOCKS) and (path, 0) in self._plan.drop:
            return ""  # other words of the block stay
        if isinstance(block, TEXT_BLOCKS) and (path, 0) in self._plan.own:
            return to_plain(self._plan.own[path, 0][0])
        return value

    @property
    def _plan(self) -> MergePlan:
        assert self.plan is not None
        return self.plan

    def _block(self, block: Any, source: Any, own: Any, path: str) -> Any:
        if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
            return self._items(block, source or [], own if isinstance(own, list) else [], path)
        if isinstance(block, blocks.BaseStructBlock):
            mine = own if isinstance(own, dict) else {}
            return {
                name: self._block(block.child_blocks[name], value, mine.get(name, MISSING), f"{path}.{name}")
                if name in block.child_blocks
                else value
                for name, value in (source or {}).items()
            }
        if isinstance(block, blocks.RichTextBlock):
            return self._rich(path, source or "", "" if own is MISSING else own or "")
        if isinstance(block, TEXT_BLOCKS) and not isinstance(block, OVERRIDABLE_BLOCKS):
            if source in (None, ""):
                return source if own is MISSING else self._left(path, own, False)
            strings = self._plan.strings.get(path)
            return to_plain(strings[0]) if strings else source if own is MISSING else own
        if isinstance(block, OVERRIDABLE_BLOCKS):
            return self.taken.choose(path, source, own)
        return source

    # Rich text -----------------------------------------------------------------------------------------------------

    def _rich(self, path: str, source: str, own: str) -> str:
        self.taken.links(path, source)
        template, pairs = extract_strings(source)
        strings = self._plan.strings.get(path)
        if not pairs or strings is None:
            return self._left(path, own, True) or source
        links = [self._plan.links.get((path, index), attrs) for index, (_string, attrs) in enumerate(pairs)]
        if path in self._plan.free and own:
            new = [index for index in range(len(pairs)) if (path, index) not in self._plan.kept]
            return self._in_own_structure(path, own, zip(strings, [links[index] for index in new], strict=True))
        mine = extract_strings(own)[1]
        kept = [self._plan.kept.get((path, index)) for index in range(len(pairs))]
        if kept == list(range(len(mine))):
            return own  # nothing new is said: emphasis stays as the translator has it
        html = [
            with_attributes(text, attrs) if at is None else mine[at]
            for text, attrs, at in zip(strings, links, kept, strict=True)
        ]
        restored: str = restore_strings(template, html)
        return restored if all(strings) else str(without_blanks(restored))

    def _left(self, path: str, own: Any, is_rich: bool) -> Any:
        """What stays of a text of the target where the original has none: all but what was dropped."""
        if not own or not any(text_path == path for text_path, _index in self._plan.drop):
            return own
        return self._in_own_structure(path, own, []) if is_rich else ""

    def _in_own_structure(self, path: str, own: str, more: Iterable[tuple[str, Links]]) -> str:
        """A text whose paragraphs are the translator's own: what is new is put into its place, or at the end."""
        template, pairs = extract_strings(own)
        html = []
        for index, (string, attrs) in enumerate(pairs):
            here = (path, index)
            text, links = ("", {}) if here in self._plan.drop else self._plan.own.get(here, (string.data, attrs))
            html.append(with_attributes(text, links))
        soup = without_blanks(restore_strings(template, html))
        added = [with_attributes(text, links) for text, links in more if text]
        return str(soup) + "".join(f"<p>{text.render_html(links)}</p>" for text, links in added)
