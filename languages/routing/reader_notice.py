"""What a reader of a translation is told about it, in one query."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from wagtail.models import Page

from languages.models import Alignment
from languages.text.diff import as_html, difference

# As many changes as a reader may want to see; the original has them all.
SHOWN = 20


@dataclass(frozen=True)
class Notice:
    """`outdated` and `by_machine` count segments of the public text; `outdated_since` is when the original changed
    (UTC).

    `left` names the fields and blocks that are in the language of the original ("title", "body.<id>").
    """

    outdated: int
    outdated_since: datetime | None
    by_machine: int
    left: frozenset[str]
    changes: tuple[tuple[str, str, str], ...]

    @property
    def differences(self) -> list[SafeString]:
        """The original's text then and now, segment by segment, in its language."""
        return [as_html(difference(before, now)) for _path, before, now in self.changes[:SHOWN] if before or now]


def notice_of(page: Page) -> Notice | None:
    """None for an original, which follows nothing."""
    row = (
        Alignment.objects.filter(pk=page.pk)
        .values_list("live_behind", "behind_since", "live_by_machine", "left", "changes")
        .first()
    )
    if row is None:
        return None
    outdated, since, by_machine, left, changes = row
    return Notice(outdated, since, by_machine, frozenset(left), tuple((path, old, new) for path, old, new in changes))
