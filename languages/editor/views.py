"""The side-by-side editor: a translation beside its original, segment by segment, on a screen of Wagtail's admin.

Everything is written by `languages.translations.draft`, as revisions of the page; rights, locks, workflow and
publishing are Wagtail's. The form works without a script. With one (bundles/languages/side-by-side.mjs) it saves as
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

from languages.editor.guards import locked_for, open_to_translators, workspace_of
from languages.editor.machine_api import translate_rest
from languages.editor.publishing import anchor_of, go_public
from languages.editor.screen import render_screen
from languages.editor.submission import SaveResult, Submission
from languages.editor.workspace import Workspace
from languages.machinery import service
from languages.segments.provenance import Origin

# The screen ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@open_to_translators
def edit(request: HttpRequest, page: Page) -> HttpResponse:
    if request.method == "POST":
        return _posted(request, page)
    return render_screen(request, page, workspace_of(page, request.user))


# The form, for those without a script, and its buttons for all ------------------------------------------------------


def submissions_of(posted: QueryDict, workspace: Workspace, act: str, wanted: str) -> list[Submission]:
    """What is changed in the form that was sent; a button may mean one segment (`wanted`)."""
    found = []
    number = 1
    while f"p{number}-id" in posted:
        get = {name: posted.get(f"p{number}-{name}", "") for name in ("id", "source", "seen", "text", "now")}
        number += 1
        segment = workspace.by_id.get(get["id"])
        is_meant = get["id"] == wanted
        submission = Submission(get["id"], get["text"], get["source"], get["seen"])
        if is_meant and act in {"left", "unleave"}:
            origin = Origin.LEFT if act == "left" else Origin.COPY
            found.append(Submission(submission.id, "", submission.source, submission.seen, origin))
        elif is_meant and act == "theirs":
            continue
        elif is_meant and act == "mine":
            found.append(Submission(submission.id, submission.typed, submission.source, get["now"]))
        elif (
            is_meant
            and act == "accept"
            or f"p{number - 1}-text" in posted
            and (segment is None or not submission.is_as_before(segment))
        ):
            found.append(submission)
    return found


def _posted(request: HttpRequest, page: Page) -> HttpResponse:
    """Save everything, and do what the button is for besides."""
    act, _colon, wanted = request.POST.get("act", "save").partition(":")
    locked = locked_for(page, request.user)
    with transaction.atomic():
        workspace = workspace_of(page, request.user)
        submissions = submissions_of(request.POST, workspace, act, wanted)
        if act in {"offer", "fill"}:
            submissions = _with_offers(workspace, submissions, wanted)
        if locked:
            result = SaveResult(problems={submission.id: locked for submission in submissions})
        else:
            result = workspace.write(
                submissions,
                request.user,
                drop=[wanted] if act == "drop" else [],
                keep=[wanted] if act == "keep" else [],
            )
    if locked:
        messages.error(request, locked)
        return _refilled(request, page, workspace, submissions, result)
    if result.problems or result.conflicts:
        if result.revision:
            messages.warning(request, _("Not everything is saved. Look at the passages that are marked."))
        else:
            messages.error(request, _("This is not saved. Look at the passages that are marked."))
        return _refilled(request, page, workspace, submissions, result)
    if act == "machine":
        try:
            translate_rest(page, request.user)
        except service.MachineError as error:
            messages.error(request, str(error))
        return redirect("languages_edit", page.pk)
    if act in {"publish", "submit"}:
        return go_public(request, page, workspace, act)
    messages.success(request, _("Saved as a draft."))
    return redirect(reverse("languages_edit", args=[page.pk]) + anchor_of(workspace, wanted))


def _with_offers(workspace: Workspace, submissions: list[Submission], wanted: str) -> list[Submission]:
    """What the memory offers, put into the segments that wait for it: one ("id:number"), or all exact ones."""
    id_, _colon, number = wanted.rpartition(":")
    segments = [workspace.by_id[id_]] if id_ in workspace.by_id else [one for one in workspace.segments if one.is_to_do]
    workspace.help(segments)
    typed = {submission.id for submission in submissions}
    for segment in segments:
        if id_:
            offers = [offer for index, offer in enumerate(segment.offers) if str(index) == number]
        else:
            offers = [segment.exact_offer] if segment.exact_offer and segment.id not in typed else []
        for offer in offers:
            origin = Origin.MACHINE if offer.by_machine and not id_ else Origin.PERSON
            submissions = [submission for submission in submissions if submission.id != segment.id]
            submissions.append(Submission(segment.id, offer.value, segment.pair.source, segment.seen, origin))
    return submissions


def _refilled(
    request: HttpRequest, page: Page, workspace: Workspace, submissions: Iterable[Submission], result: SaveResult
) -> HttpResponse:
    """The form again, with what was typed and could not be written."""
    for submission in submissions:
        segment = workspace.by_id.get(submission.id)
        if segment and submission.id in {*result.problems, *result.conflicts}:
            segment.typed = submission.typed
            segment.problem = result.problems.get(submission.id, "")
            segment.now = result.conflicts.get(submission.id)
        elif submission.id in result.problems:
            messages.error(request, f"{result.problems[submission.id]} {submission.typed}")
    return render_screen(request, page, workspace)
