"""POST: what nobody has translated yet is translated by a machine, as suggestions in the draft."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST
from wagtail.models import Page

from languages.editor.guards import locked_for, open_to_translators, sheet_of
from languages.editor.submission import Entry, Outcome
from languages.machinery import service
from languages.segments.alignment import State
from languages.segments.extraction import to_plain
from languages.segments.provenance import How


@require_POST
@open_to_translators
def translate_by_machine(request: HttpRequest, page: Page) -> HttpResponse:
    """What nobody has translated yet is translated by the machine; whatever goes wrong there, nothing is lost here."""
    locked = locked_for(page, request.user)
    if locked:
        return JsonResponse({"error": locked, "code": "locked"}, status=423)
    try:
        outcome = translate_rest(page, request.user)
    except service.MachineError as error:
        return JsonResponse({"error": str(error), "code": "machine"}, status=502)
    return JsonResponse({"revision": outcome.revision.pk if outcome.revision else None})


def translate_rest(page: Page, user: Any) -> Outcome:
    """Not within a transaction: the machine may take its time."""
    sheet = sheet_of(page, user)
    waiting = [one for one in sheet.passages if one.row.state in (State.UNTRANSLATED, State.NEW)]
    found = service.translate(
        sheet.draft.source.locale, sheet.draft.target.locale, [passage.row.source for passage in waiting]
    )
    entries = [
        Entry(
            passage.id,
            found[passage.row.source] if passage.is_rich else to_plain(found[passage.row.source]),
            passage.row.source,
            passage.seen,
            How.MACHINE,
        )
        for passage in waiting
        if passage.row.source in found
    ]
    with transaction.atomic():
        # Somebody may have written while the machine was thinking: what they wrote is a conflict, and stays.
        return sheet_of(page, user).write(entries, user)
