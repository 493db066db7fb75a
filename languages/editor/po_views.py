"""A translation as a PO file for those who work with another tool: out, and in again with a report of each passage.

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

from languages.editor.guards import locked_for, open_to_translators, sheet_of
from languages.editor.segment import Passage
from languages.editor.submission import Entry
from languages.editor.workspace import Sheet
from languages.formats import markup, po, po_comparison
from languages.segments.alignment import State
from languages.segments.extraction import plain, to_plain

TRANSLATED = {State.CURRENT, State.LEFT, State.MACHINE}


def units(sheet: Sheet) -> list[po.Unit]:
    """The passages of a page as a PO file names them."""
    return [
        po.Unit(
            path=passage.id,
            source=passage.row.source,
            target=passage.seen,
            is_translated=passage.row.state in TRANSLATED,
            previous=passage.row.before if passage.row.state == State.BEHIND else "",
        )
        for passage in sheet.passages
        if passage.has_counterpart
    ]


@dataclass(frozen=True)
class Refusal:
    """A passage of the file that could not be taken."""

    label: str
    source: str
    target: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """A passage that was changed here and in the file; `typed` is the file's text as it goes into the field."""

    passage: Passage
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
        return _out(sheet_of(page, request.user))
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
    sheet = sheet_of(page, user)
    return {"source_code": sheet.source_code, "target_code": sheet.target_code}


def file_of(sheet: Sheet) -> bytes:
    """The PO file of a page."""
    page = sheet.draft.target
    return po.write(
        units(sheet),
        work=page.translation_key,
        page_id=page.pk,
        source_code=sheet.source_code,
        target_code=sheet.target_code,
        title=sheet.draft.source.title,
    )


def _out(sheet: Sheet) -> HttpResponse:
    name = f"{sheet.draft.target.slug}-{sheet.target_code}.po"
    return HttpResponse(
        file_of(sheet),
        content_type="text/x-gettext-translation; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def take_in(page: Page, data: bytes, user: Any) -> Report:
    """Write what a file brings and nobody has touched meanwhile. Raises PoError for a file that is refused whole."""
    incoming = po.read(data, work=page.translation_key, **_codes(page, user))
    with transaction.atomic():
        sheet = sheet_of(page, user)
        found = po_comparison.compare(incoming, units(sheet))
        passages = sheet.by_id
        outcome = sheet.write(
            [
                Entry(
                    pair.incoming.path,
                    _typed(passages[pair.incoming.path], pair.incoming.target),
                    pair.incoming.source,
                    passages[pair.incoming.path].seen,
                )
                for pair in found.fresh
            ],
            user,
        )
    report = Report(same=len(found.same), untranslated=len(found.untranslated))
    for pair in found.fresh:
        reason = outcome.problems.get(pair.incoming.path)
        if reason:
            report.refusals.append(_refusal(pair, passages, reason))
        else:
            report.taken += 1
    report.choices = [_choice(pair, passages[pair.incoming.path]) for pair in found.conflicts]
    report.refusals += [_refusal(pair, passages, pair.reason) for pair in found.broken]
    changed = _("The original has changed since the file was made.")
    report.refusals += [_refusal(pair, passages, changed) for pair in found.outdated]
    unknown = _("The page has no such passage.")
    report.refusals += [_refusal(pair, passages, unknown) for pair in found.unknown]
    return report


def _typed(passage: Passage, text: str) -> str:
    return text if passage.is_rich else to_plain(text)


def _choice(pair: po_comparison.Pair, passage: Passage) -> Choice:
    target = pair.incoming.target
    return Choice(passage, _typed(passage, target), plain(target), plain(passage.seen))


def _refusal(pair: po_comparison.Pair, passages: dict[str, Passage], reason: str) -> Refusal:
    passage = passages.get(pair.incoming.path)
    label = passage.label if passage else ""
    return Refusal(label, plain(pair.incoming.source), plain(pair.incoming.target), reason)
