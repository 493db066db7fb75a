"""POST: what nobody has translated yet is translated by a machine, as suggestions in the draft."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from wagtail.models import Page

from languages.editor.guards import locked_for, open_to_translators, workspace_of
from languages.editor.submission import SaveResult, Submission
from languages.machinery import service
from languages.segments.alignment import State
from languages.segments.extraction import to_plain
from languages.segments.provenance import Origin


@require_POST
@open_to_translators
def translate_by_machine(request: HttpRequest, page: Page) -> HttpResponse:
    """What nobody has translated yet is translated by the machine; whatever goes wrong there, nothing is lost here."""
    locked = locked_for(page, request.user)
    if locked:
        return JsonResponse({"error": locked, "code": "locked"}, status=423)
    try:
        result = translate_rest(page, request.user)
    except service.MachineError as error:
        return JsonResponse({"error": str(error), "code": "machine"}, status=502)
    return JsonResponse({"revision": result.revision.pk if result.revision else None})


def translate_rest(page: Page, user: Any) -> SaveResult:
    """Not within a transaction: the machine may take its time."""
    workspace = workspace_of(page, user)
    waiting = [one for one in workspace.segments if one.pair.state in (State.UNTRANSLATED, State.NEW)]
    found = service.translate(
        workspace.draft.source.locale, workspace.draft.target.locale, [segment.pair.source for segment in waiting]
    )
    submissions = [
        Submission(
            segment.id,
            found[segment.pair.source] if segment.is_rich else to_plain(found[segment.pair.source]),
            segment.pair.source,
            segment.seen,
            Origin.MACHINE,
        )
        for segment in waiting
        if segment.pair.source in found
    ]
    with transaction.atomic():
        # Somebody may have written while the machine was thinking: what they wrote is a conflict, and stays.
        return workspace_of(page, user).write(submissions, user)
