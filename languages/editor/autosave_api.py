"""JSON for the script of the side-by-side editor: passages saved while somebody types, and who else is here."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page, Revision

from languages.editor.guards import locked_for, open_to_translators, sheet_of
from languages.editor.screen import latest_state
from languages.editor.segment import Passage
from languages.editor.submission import Entry, Outcome
from languages.editor.workspace import Sheet
from languages.segments.provenance import How

# A page of the site's longest kind has some hundred passages; a request with more is not from this screen.
MOST_ENTRIES = 5000


def _is_sitting(page: Page, number: Any, user: Any) -> Revision | None:
    """The draft that a person's sitting goes on with, to be saved in place; none where it is something more by now."""
    latest: Revision | None = page.get_latest_revision()
    if latest is None or latest.pk != number or latest.user_id != user.pk or latest.pk == page.live_revision_id:
        return None
    is_bound = latest.approved_go_live_at or latest.task_states.exists()
    return None if is_bound else latest


def _entry(given: Mapping[str, Any]) -> Entry:
    values = {name: given[name] for name in ("id", "typed", "source", "seen")}
    how = given.get("how", How.PERSON)
    if not all(isinstance(value, str) for value in values.values()) or how not in How.values:
        raise ValueError
    return Entry(**values, how=how)


@require_http_methods(["GET", "POST"])
@open_to_translators
def passages(request: HttpRequest, page: Page) -> HttpResponse:
    """POST writes passages, and answers with those that are now other than the script knows (`known`: their marks).

    GET tells who is signed in and gives a new token against forgery, as is needed after signing in in another tab.
    """
    user: Any = request.user
    if request.method == "GET":
        return JsonResponse({"user": user.pk, "token": get_token(request)})
    try:
        said = json.loads(request.body)
        entries = [_entry(given) for given in said.get("entries", [])]
        known = dict(said.get("known", {}))
        drop, keep = ([str(one) for one in said.get(name, [])] for name in ("drop", "keep"))
        if len(entries) > MOST_ENTRIES:
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse(
            {"error": _("The site does not understand what was sent."), "code": "malformed"}, status=400
        )
    writes = entries or drop or keep
    locked = locked_for(page, user) if writes else ""
    if locked:
        return JsonResponse({"error": locked, "code": "locked"}, status=423)
    with transaction.atomic():
        sheet = sheet_of(page, user)
        # What is dropped stays in the history of the page: such a draft is never saved over an earlier one.
        sitting = None if drop or not writes else _is_sitting(page, said.get("sitting"), user)
        outcome = sheet.write(entries, user, drop=drop, keep=keep, overwrite=sitting) if writes else Outcome()
    return JsonResponse(_state(request, page, sheet, outcome, known))


def _state(
    request: HttpRequest, page: Page, sheet: Sheet, outcome: Outcome, known: Mapping[str, str]
) -> dict[str, Any]:
    other = [
        passage
        for passage in sheet.passages
        if known.get(passage.id) != passage.mark or passage.id in {*outcome.problems, *outcome.conflicts}
    ]
    for passage in other:
        passage.problem = outcome.problems.get(passage.id, "")
        passage.now = outcome.conflicts.get(passage.id)
    sheet.help(other)
    revision = outcome.revision
    locked = locked_for(page, request.user)
    return {
        "revision": revision.pk if revision else None,
        "latest": latest_state(revision or page.get_latest_revision()),
        "passages": [_detail(request, sheet, passage, locked) for passage in other if passage.id in known],
        "problems": outcome.problems,
        "conflicts": list(outcome.conflicts),
        # The original or the page has got passages that are not on the screen, or lost some.
        "moved_on": sorted(known) != sorted(sheet.by_id),
        "progress": {"done": sheet.done, "total": sheet.total, "to_do": sheet.to_do},
    }


def _detail(request: HttpRequest, sheet: Sheet, passage: Passage, locked: str) -> dict[str, Any]:
    context = {
        "passage": passage,
        "locked": locked,
        "source_code": sheet.source_code,
        "target_code": sheet.target_code,
    }
    return {
        "id": passage.id,
        "mark": passage.mark,
        "state": passage.row.state,
        "to_do": passage.is_to_do,
        "source": passage.row.source,
        "seen": passage.seen,
        "value": passage.value,
        "now": passage.now,
        "now_value": passage.now_value,
        "html": render_to_string("languages/admin/passage.html", context, request),
    }
