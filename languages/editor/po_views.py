"""A translation as a PO file for those who work with another tool: out, and in again with a report of each segment.

What the file brings is written as if it had been typed side by side (`languages.editor.views`): the same rights, locks
and drafts. What somebody wrote here since the file went out stays, and the person is asked.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from languages.editor.guards import locked_for, open_to_translators, workspace_of
from languages.editor.segment import Segment
from languages.editor.submission import Submission
from languages.editor.workspace import Workspace
from languages.formats import markup, po, po_comparison
from languages.segments.alignment import State
from languages.segments.extraction import plain, to_plain

TRANSLATED = {State.CURRENT, State.LEFT, State.MACHINE}


def units(workspace: Workspace) -> list[po.Unit]:
    """The segments of a page as a PO file names them."""
    return [
        po.Unit(
            path=segment.id,
            source=segment.pair.source,
            target=segment.seen,
            is_translated=segment.pair.state in TRANSLATED,
            previous=segment.pair.before if segment.pair.state == State.OUTDATED else "",
        )
        for segment in workspace.segments
        if segment.has_counterpart
    ]


@dataclass(frozen=True)
class Refusal:
    """A segment of the file that could not be taken."""

    label: str
    source: str
    target: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """A segment that was changed here and in the file; `typed` is the file's text as it goes into the field."""

    segment: Segment
    typed: str
    file_text: str
    here: str


@dataclass
class Report:
    taken: int = 0
    same: int = 0
    untranslated: int = 0
    choices: list[Choice] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@require_http_methods(["GET", "POST"])
@open_to_translators
def exchange(request: HttpRequest, page: Page) -> HttpResponse:
    """GET hands the file out, POST takes one in."""
    if request.method == "GET":
        return _out(workspace_of(page, request.user))
    here = redirect("languages_edit", page.pk)
    locked = locked_for(page, request.user)
    if locked:
        messages.error(request, locked)
        return here
    try:
        uploaded = request.FILES.get("file")
        if uploaded is None:
            raise markup.PoError(_("Choose a file first."))
        report = take_in(page, uploaded.read(po.MOST_BYTES + 1), request.user)
    except markup.PoError as error:
        messages.error(request, str(error))
        return here
    title = str(page.get_admin_display_title())
    context = {
        "page": page,
        "report": report,
        "header_icon": "globe",
        "header_title": _("PO file: %(title)s") % {"title": title},
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": _("Pages")},
            {"url": reverse("languages_edit", args=[page.pk]), "label": _("Side by side")},
            {"url": "", "label": _("PO file"), "sublabel": title},
        ],
    }
    return render(request, "languages/admin/po.html", context | _codes(page, request.user))


def _codes(page: Page, user: Any) -> dict[str, str]:
    workspace = workspace_of(page, user)
    return {"source_code": workspace.source_code, "target_code": workspace.target_code}


def file_of(workspace: Workspace) -> bytes:
    """The PO file of a page."""
    page = workspace.draft.target
    return po.write(
        units(workspace),
        work=page.translation_key,
        page_id=page.pk,
        source_code=workspace.source_code,
        target_code=workspace.target_code,
        title=workspace.draft.source.title,
    )


def _out(workspace: Workspace) -> HttpResponse:
    name = f"{workspace.draft.target.slug}-{workspace.target_code}.po"
    return HttpResponse(
        file_of(workspace),
        content_type="text/x-gettext-translation; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def take_in(page: Page, data: bytes, user: Any) -> Report:
    """Write what a file brings and nobody has touched meanwhile. Raises PoError for a file that is refused whole."""
    incoming = po.read(data, work=page.translation_key, **_codes(page, user))
    with transaction.atomic():
        workspace = workspace_of(page, user)
        found = po_comparison.compare(incoming, units(workspace))
        segments = workspace.by_id
        result = workspace.write(
            [
                Submission(
                    pair.incoming.path,
                    _typed(segments[pair.incoming.path], pair.incoming.target),
                    pair.incoming.source,
                    segments[pair.incoming.path].seen,
                )
                for pair in found.fresh
            ],
            user,
        )
    report = Report(same=len(found.same), untranslated=len(found.untranslated))
    for pair in found.fresh:
        reason = result.problems.get(pair.incoming.path)
        if reason:
            report.refusals.append(_refusal(pair, segments, reason))
        else:
            report.taken += 1
    report.choices = [_choice(pair, segments[pair.incoming.path]) for pair in found.conflicts]
    report.refusals += [_refusal(pair, segments, pair.reason) for pair in found.broken]
    changed = _("The original has changed since the file was made.")
    report.refusals += [_refusal(pair, segments, changed) for pair in found.outdated]
    unknown = _("The page has no such passage.")
    report.refusals += [_refusal(pair, segments, unknown) for pair in found.unknown]
    return report


def _typed(segment: Segment, text: str) -> str:
    return text if segment.is_rich else to_plain(text)


def _choice(pair: po_comparison.Pair, segment: Segment) -> Choice:
    target = pair.incoming.target
    return Choice(segment, _typed(segment, target), plain(target), plain(segment.seen))


def _refusal(pair: po_comparison.Pair, segments: dict[str, Segment], reason: str) -> Refusal:
    segment = segments.get(pair.incoming.path)
    label = segment.label if segment else ""
    return Refusal(label, plain(pair.incoming.source), plain(pair.incoming.target), reason)
