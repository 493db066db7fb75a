"""The side-by-side editor: a translation beside its original, passage by passage, on a screen of Wagtail's admin.

Everything is written by `languages.translations.draft`, as revisions of the page; rights, locks, workflow and
publishing are Wagtail's. The form works without a script. With one (static/languages/side-by-side.mjs) it saves as
somebody types.
"""

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from languages.editor.guards import locked_for, open_to_translators, sheet_of
from languages.editor.machine_api import translate_rest
from languages.editor.publishing import anchor_of, go_public
from languages.editor.screen import render_screen
from languages.editor.submission import Entry, Outcome
from languages.editor.workspace import Sheet
from languages.machinery import service
from languages.segments.provenance import How

# The screen ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@open_to_translators
def edit(request: HttpRequest, page: Page) -> HttpResponse:
    if request.method == "POST":
        return _posted(request, page)
    return render_screen(request, page, sheet_of(page, request.user))


# The form, for those without a script, and its buttons for all ------------------------------------------------------


def entries_of(posted: QueryDict, sheet: Sheet, act: str, wanted: str) -> list[Entry]:
    """What is changed in the form that was sent; a button may say something of one passage (`wanted`)."""
    found = []
    number = 1
    while f"p{number}-id" in posted:
        get = {name: posted.get(f"p{number}-{name}", "") for name in ("id", "source", "seen", "text", "now")}
        number += 1
        passage = sheet.by_id.get(get["id"])
        is_meant = get["id"] == wanted
        entry = Entry(get["id"], get["text"], get["source"], get["seen"])
        if is_meant and act in {"left", "unleave"}:
            how = How.LEFT if act == "left" else How.COPY
            found.append(Entry(entry.id, "", entry.source, entry.seen, how))
        elif is_meant and act == "theirs":
            continue
        elif is_meant and act == "mine":
            found.append(Entry(entry.id, entry.typed, entry.source, get["now"]))
        elif (
            is_meant
            and act == "accept"
            or f"p{number - 1}-text" in posted
            and (passage is None or not entry.is_as_before(passage))
        ):
            found.append(entry)
    return found


def _posted(request: HttpRequest, page: Page) -> HttpResponse:
    """Save everything, and do what the button says besides."""
    act, _colon, wanted = request.POST.get("act", "save").partition(":")
    locked = locked_for(page, request.user)
    with transaction.atomic():
        sheet = sheet_of(page, request.user)
        entries = entries_of(request.POST, sheet, act, wanted)
        if act in {"offer", "fill"}:
            entries = _with_offers(sheet, entries, wanted)
        if locked:
            outcome = Outcome(problems={entry.id: locked for entry in entries})
        else:
            outcome = sheet.write(
                entries,
                request.user,
                drop=[wanted] if act == "drop" else [],
                keep=[wanted] if act == "keep" else [],
            )
    if locked:
        messages.error(request, locked)
        return _refilled(request, page, sheet, entries, outcome)
    if outcome.problems or outcome.conflicts:
        if outcome.revision:
            messages.warning(request, _("Not everything is saved. Look at the passages that are marked."))
        else:
            messages.error(request, _("This is not saved. Look at the passages that are marked."))
        return _refilled(request, page, sheet, entries, outcome)
    if act == "machine":
        try:
            translate_rest(page, request.user)
        except service.MachineError as error:
            messages.error(request, str(error))
        return redirect("languages_edit", page.pk)
    if act in {"publish", "submit"}:
        return go_public(request, page, sheet, act)
    messages.success(request, _("Saved as a draft."))
    return redirect(reverse("languages_edit", args=[page.pk]) + anchor_of(sheet, wanted))


def _with_offers(sheet: Sheet, entries: list[Entry], wanted: str) -> list[Entry]:
    """What the memory offers, put into the passages that wait for it: one ("id:number"), or all exact ones."""
    id_, _colon, number = wanted.rpartition(":")
    passages = [sheet.by_id[id_]] if id_ in sheet.by_id else [one for one in sheet.passages if one.is_to_do]
    sheet.help(passages)
    typed = {entry.id for entry in entries}
    for passage in passages:
        if id_:
            offers = [offer for place, offer in enumerate(passage.offers) if str(place) == number]
        else:
            offers = [passage.exact_offer] if passage.exact_offer and passage.id not in typed else []
        for offer in offers:
            how = How.MACHINE if offer.by_machine and not id_ else How.PERSON
            entries = [entry for entry in entries if entry.id != passage.id]
            entries.append(Entry(passage.id, offer.value, passage.row.source, passage.seen, how))
    return entries


def _refilled(
    request: HttpRequest, page: Page, sheet: Sheet, entries: Iterable[Entry], outcome: Outcome
) -> HttpResponse:
    """The form again, with what was typed and could not be written."""
    for entry in entries:
        passage = sheet.by_id.get(entry.id)
        if passage and entry.id in {*outcome.problems, *outcome.conflicts}:
            passage.typed = entry.typed
            passage.problem = outcome.problems.get(entry.id, "")
            passage.now = outcome.conflicts.get(entry.id)
        elif entry.id in outcome.problems:
            messages.error(request, f"{outcome.problems[entry.id]} {entry.typed}")
    return render_screen(request, page, sheet)
