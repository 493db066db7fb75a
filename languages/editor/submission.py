"""What somebody sends from the side-by-side editor, and what became of it."""

from dataclasses import dataclass, field

from wagtail.models import Revision

from languages.editor.segment import Passage
from languages.segments import extraction
from languages.segments.labels import Leaf
from languages.segments.provenance import How


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
        return typed if leaf.is_rich else extraction.from_plain(typed)

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
