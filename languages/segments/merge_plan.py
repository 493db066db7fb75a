"""What a merge of segments is asked to do: texts to write, segments left as in the original, blocks to drop or keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from languages.segments.extraction import Links


@dataclass
class MergePlan:
    """The text of a translation that is to be put together. `strings` gives, for each path of the original, its strings
    in the target's language; `written` the paths for which something is written now; `own` new text for strings of the
    target that the original has no counterpart for (path, index); `drop` those that go. Without a plan for its text a
    target keeps its text.

    `kept` names strings of the target's same path that stay, links and all, by the index of the original's string that
    they stand for. `links` are those of all others, where they are not simply the original's.
    """

    strings: Mapping[str, list[str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    own: Mapping[tuple[str, int], tuple[str, Links]] = field(default_factory=dict)
    kept: Mapping[tuple[str, int], int] = field(default_factory=dict)
    links: Mapping[tuple[str, int], Links] = field(default_factory=dict)
    drop: set[tuple[str, int]] = field(default_factory=set)
    # Paths whose paragraphs are the translator's own: they keep their structure.
    free: set[str] = field(default_factory=set)
