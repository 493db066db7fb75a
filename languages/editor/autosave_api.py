"""JSON for the script of the side-by-side editor: segments saved while somebody types, and who else is here."""

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

from languages.editor.guards import locked_for, open_to_translators, workspace_of
from languages.editor.screen import latest_state
from languages.editor.segment import Segment
from languages.editor.submission import SaveResult, Submission
from languages.editor.workspace import Workspace
from languages.segments.extraction import is_storable
from languages.segments.provenance import Origin

# A page of the site's longest kind has some hundred segments; a request with more is not from this screen.
MOST_SUBMISSIONS = 5000


def _resumable_draft(page: Page, number: Any, user: Any) -> Revision | None:
    """The draft that the person's script saved last, to be saved in place again; None where it has been published,
    scheduled or submitted, or another draft came after it."""
    latest: Revision | None = page.get_latest_revision()
    if latest is None or latest.pk != number or latest.user_id != user.pk or latest.pk == page.live_revision_id:
        return None
    is_bound = latest.approved_go_live_at or latest.task_states.exists()
    return None if is_bound else latest


def _submission(given: Mapping[str, Any]) -> Submission:
    values = {name: given[name] for name in ("id", "typed", "source", "seen")}
    origin = given.get("how", Origin.PERSON)
    if not all(isinstance(value, str) for value in values.values()) or origin not in Origin.values:
        raise ValueError
    # What was typed is refused at its segment.
    if not all(is_storable(values[name]) for name in ("id", "source", "seen")):
        raise ValueError
    return Submission(**values, origin=origin)


@require_http_methods(["GET", "POST"])
@open_to_translators
def segments(request: HttpRequest, page: Page) -> HttpResponse:
    """POST writes segments, and answers with those that are now other than the script knows (`known`: their marks).

    GET tells who is signed in and gives a new token against forgery, as is needed after signing in in another tab.
    """
    user: Any = request.user
    if request.method == "GET":
        return JsonResponse({"user": user.pk, "token": get_token(request)})
    try:
        said = json.loads(request.body)
        submissions = [_submission(given) for given in said.get("entries", [])]
        known = dict(said.get("known", {}))
        drop, keep = ([str(one) for one in said.get(name, [])] for name in ("drop", "keep"))
        if len(submissions) > MOST_SUBMISSIONS:
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return JsonResponse(
            {"error": _("The site does not understand what was sent."), "code": "malformed"}, status=400
        )
    writes = submissions or drop or keep
    locked = locked_for(page, user) if writes else ""
    if locked:
        return JsonResponse({"error": locked, "code": "locked"}, status=423)
    with transaction.atomic():
        workspace = workspace_of(page, user)
        # What is dropped stays in the history of the page: such a draft is never saved over an earlier one.
        sitting = None if drop or not writes else _resumable_draft(page, said.get("sitting"), user)
        result = workspace.write(submissions, user, drop=drop, keep=keep, overwrite=sitting) if writes else SaveResult()
    return JsonResponse(_state(request, page, workspace, result, known))


def _state(
    request: HttpRequest, page: Page, workspace: Workspace, result: SaveResult, known: Mapping[str, str]
) -> dict[str, Any]:
    other = [
        segment
        for segment in workspace.segments
        if known.get(segment.id) != segment.mark or segment.id in {*result.problems, *result.conflicts}
    ]
    for segment in other:
        segment.problem = result.problems.get(segment.id, "")
        segment.now = result.conflicts.get(segment.id)
    workspace.help(other)
    revision = result.revision
    locked = locked_for(page, request.user)
    return {
        "revision": revision.pk if revision else None,
        "latest": latest_state(revision or page.get_latest_revision()),
        "passages": [_detail(request, workspace, segment, locked) for segment in other if segment.id in known],
        "problems": result.problems,
        "conflicts": list(result.conflicts),
        # The original or the page has got segments that are not on the screen, or lost some.
        "moved_on": sorted(known) != sorted(workspace.by_id),
        "progress": {"done": workspace.done, "total": workspace.total, "to_do": workspace.to_do},
    }


def _detail(request: HttpRequest, workspace: Workspace, segment: Segment, locked: str) -> dict[str, Any]:
    context = {
        "segment": segment,
        "locked": locked,
        "source_code": workspace.source_code,
        "target_code": workspace.target_code,
    }
    return {
        "id": segment.id,
        "mark": segment.mark,
        "state": segment.pair.state,
        "to_do": segment.is_to_do,
        "source": segment.pair.source,
        "seen": segment.seen,
        "value": segment.value,
        "now": segment.now,
        "now_value": segment.now_value,
        "html": render_to_string("languages/admin/segment.html", context, request),
    }
