"""What the side-by-side editor sends for a segment, and the result of saving it."""

from dataclasses import dataclass, field

from wagtail.models import Revision

from languages.editor.segment import Segment
from languages.segments import extraction
from languages.segments.labels import PathInfo
from languages.segments.provenance import Origin


@dataclass(frozen=True)
class Submission:
    """What was typed for a segment (its `id`) by a person who had its `source` and the target's text (`seen`) before
    them."""

    id: str
    typed: str
    source: str
    seen: str
    origin: str = Origin.PERSON

    def string(self, info: PathInfo) -> str:
        """localize's string for it."""
        typed = self.typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        if info.is_line or info.is_rich:
            typed = " ".join(typed.split("\n"))
        return typed if info.is_rich else extraction.from_plain(typed)

    def is_as_before(self, segment: Segment) -> bool:
        """Whether a field, which is sent with all others, is as it was when it was shown."""
        if self.seen in ("", self.source) and not segment.is_left:
            return self.typed.strip() == ""
        return self.string(segment.info) == self.seen


@dataclass
class SaveResult:
    """What became of submissions, by their ids: why some cannot be written, and what others wrote meanwhile."""

    revision: Revision | None = None
    problems: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)
