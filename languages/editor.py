"""The side-by-side editor: a translation beside its original, passage by passage, on a screen of Wagtail's admin.

Everything is written by `languages.translation`, as revisions of the page; rights, locks, workflow and publishing are
Wagtail's. The form works without a script. With one (static/languages/side-by-side.mjs) it saves as somebody types.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.models import EditingSession
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision, WorkflowState

from languages import machine
from languages.alignment import How, State
from languages.following import was_published
from languages.models import Alignment
from languages.passages import to_plain
from languages.sheet import Entry, Outcome, Passage, Sheet
from languages.translation import Draft, barriers

# A page of the site's longest kind has some hundred passages; a request with more is not from this screen.
MOST_ENTRIES = 5000
View = Callable[..., HttpResponse]


class Refused(Exception):
    """Somebody may not do this here; the text says why, in their language."""


def open_to_translators(view: View) -> View:
    """Gives a view the translation that the address names, if the person may edit it, or answers with 403.

    Wagtail would send them away with a message, which somebody who follows a link does not understand, and a script
    even less.
    """

    @require_admin_access
    @wraps(view)
    def opened(request: HttpRequest, page_id: int) -> HttpResponse:
        page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id)
        try:
            if not page.permissions_for_user(request.user).can_edit():
                raise Refused(_("You may not edit this page. Ask somebody of the team that it belongs to."))
            return view(request, page)
        except Alignment.DoesNotExist:
            if request.method == "GET":
                return redirect("languages_translate", page.pk)
            return JsonResponse({"error": _("This page is the original of its translations.")}, status=404)
        except Refused as refusal:
            if _wants_json(request):
                return JsonResponse({"error": str(refusal), "code": "refused"}, status=403)
            context = {"reason": str(refusal), "page_title": _("Side by side"), "header_icon": "globe"}
            return render(request, "languages/admin/refused.html", context, status=403)

    return opened


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def sheet_of(page: Page, user: Any) -> Sheet:
    """The translation beside its original, as far as somebody may see that: what is public of it, or more."""
    draft = Draft(page)
    if not was_published(draft.source) and not draft.source.permissions_for_user(user).can_edit():
        raise Refused(
            _("The original is a draft that you may not see. Once it is published you can translate it side by side.")
        )
    return Sheet(draft)


def locked_for(page: Page, user: Any) -> str:
    """Why somebody may not write in a page just now; nothing where they may."""
    lock = page.get_lock()
    if lock is None or not lock.for_user(user):
        return ""
    return str(lock.get_message(user) or _("This page is locked."))


# The screen ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@open_to_translators
def edit(request: HttpRequest, page: Page) -> HttpResponse:
    if request.method == "POST":
        return _posted(request, page)
    return _screen(request, page, sheet_of(page, request.user))


def _screen(request: HttpRequest, page: Page, sheet: Sheet) -> HttpResponse:
    user: Any = request.user
    sheet.help(sheet.passages)
    draft = sheet.draft.target
    title = str(draft.get_admin_display_title())
    rights = page.permissions_for_user(user)
    session = _start_session(page, user)
    locked = locked_for(page, user)
    workflow = page.current_workflow_state
    exact = sum(passage.is_to_do and passage.exact_offer is not None for passage in sheet.passages)
    context = {
        "page": page,
        "draft": draft,
        "sheet": sheet,
        "sections": sheet.sections,
        "source_code": sheet.source_code,
        "target_code": sheet.target_code,
        "show": "todo" if request.GET.get("show") == "todo" else "all",
        "locked": locked,
        "others": others_at(page, user),
        "exact_offers": exact,
        "has_machine": machine.available(sheet.draft.source.locale, draft.locale),
        "can_publish": rights.can_publish() and not locked,
        "can_submit": rights.can_submit_for_moderation() and not locked,
        "in_moderation": workflow is not None and workflow.status == WorkflowState.STATUS_IN_PROGRESS,
        "can_unlock": rights.can_unlock() and page.locked,
        "original_url": sheet.draft.source.get_url() if sheet.draft.source.live else "",
        "client": {
            "page": page.pk,
            "user": user.pk,
            "passages": reverse("languages_passages", args=[page.pk]),
            "machine": reverse("languages_machine", args=[page.pk]),
            "login": f"{reverse('wagtailadmin_login')}?next={reverse('languages_edit', args=[page.pk])}",
            "ping": reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, session.pk]),
            "release": reverse("wagtailadmin_editing_sessions:release", args=[session.pk]),
            "latest": _latest(page.get_latest_revision()),
            "locked": bool(locked),
            "texts": texts(),
        },
        "header_icon": "globe",
        "header_title": _("Side by side: %(title)s") % {"title": title},
        "history_url": reverse("wagtailadmin_pages:history", args=[page.pk]) if rights.can_view_revisions() else "",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[page.get_parent().pk]), "label": _("Pages")},
            {"url": reverse("languages_translate", args=[page.pk]), "label": _("Languages")},
            {"url": "", "label": _("Side by side"), "sublabel": title},
        ],
    }
    return render(request, "languages/admin/edit.html", context)


def texts() -> dict[str, str]:
    """What the script says, in the language of the person. `%s` is filled in by it."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "waiting": _("Not saved yet"),
        "offline": _("Not saved: no connection. Your text is kept in this browser."),
        "failed": _("Not saved: the site does not answer as it should. Your text is kept in this browser."),
        "signed_out": _("Not saved: you have been signed out. Your text is kept in this browser."),
        "sign_in": _("Sign in in a new tab, and it is saved"),
        "somebody_else": _("Not saved: somebody else has signed in here. Your text is kept in this browser."),
        "attention": _("Not everything is saved. Look at the passages that are marked."),
        "show_first": _("Show the first one"),
        "kept_by_itself": _("Not saved, and this browser keeps no text. Copy it before you close this page."),
        "restored": _("Text that could not be saved when you were here before has been put back in its place."),
        "discard": _("Discard it"),
        "lost_place": _("The original has changed: this text has no place any more. Copy what you need of it."),
        "moved_on": _("The original or this page has got other passages meanwhile. Your text is safe."),
        "reload": _("Load the page again"),
        "progress": _("%(done)s of %(total)s passages done"),
        "editing": _("%(name)s is editing this page."),
        "here": _("%(name)s has this page open."),
        "all_done": _("Nothing is left to do."),
        "link_hint": _("Select the words first that shall be the link."),
        "translating": _("The machine is translating…"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "code": _("Code"),
        "link": _("Link: %(text)s"),
        "formatting": _("Formatting"),
    }


def others_at(page: Page, user: Any) -> list[tuple[str, bool]]:
    """Who else has the page open, here or in the page editor, and whether they have changed something there."""
    sessions = (
        EditingSession.objects.available()
        .filter(content_type=ContentType.objects.get_for_model(Page), object_id=str(page.pk))
        .exclude(user=user)
        .select_related("user")
        .order_by("pk")
    )
    names: dict[str, bool] = {}
    for session in sessions:
        name = str(get_user_display_name(session.user))
        names[name] = names.get(name, False) or session.is_editing
    return list(names.items())


def _start_session(page: Page, user: Any) -> EditingSession:
    """Wagtail's own, so that the page editor and this screen know of each other."""
    EditingSession.cleanup()
    session: EditingSession = EditingSession.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        last_seen_at=timezone.now(),
    )
    return session


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
            _translate_rest(page, request.user)
        except machine.MachineError as error:
            messages.error(request, str(error))
        return redirect("languages_edit", page.pk)
    if act in {"publish", "submit"}:
        return _go_public(request, page, sheet, act)
    messages.success(request, _("Saved as a draft."))
    return redirect(reverse("languages_edit", args=[page.pk]) + _anchor(sheet, wanted))


def _anchor(sheet: Sheet, wanted: str) -> str:
    passage = sheet.by_id.get(wanted)
    return f"#passage-{passage.number}" if passage else ""


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
    return _screen(request, page, sheet)


# Publishing ----------------------------------------------------------------------------------------------------------


def _go_public(request: HttpRequest, page: Page, sheet: Sheet, act: str) -> HttpResponse:
    """Publish the draft or submit it, as Wagtail's page editor does; no untranslated passage becomes public."""
    here = reverse("languages_edit", args=[page.pk])
    draft: Any = sheet.draft.target
    barred = barriers(draft, sheet.draft.alignment)
    if barred:
        messages.error(
            request,
            ngettext(
                "%(number)d passage is not translated or reviewed yet. It is shown here.",
                "%(number)d passages are not translated or reviewed yet. The first of them is shown here.",
                len(barred),
            )
            % {"number": len(barred)},
        )
        return redirect(here + _anchor(sheet, barred[0].id))
    rights = page.permissions_for_user(request.user)
    try:
        if act == "publish" and rights.can_publish():
            answer = _publish(request, page, draft)
        elif act == "submit" and rights.can_submit_for_moderation():
            answer = _submit(request, page, draft)
        else:
            raise Refused(_("You may edit this page, but not publish it. Submit it to moderation."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("wagtailadmin_pages:edit", page.pk)
    except PermissionDenied:
        # Somebody wrote something meanwhile that bars it.
        messages.error(request, _("This page cannot be published as it is."))
        return redirect(here)
    return answer or redirect(here)


def _run_hooks(name: str, request: HttpRequest, page: Page) -> HttpResponse | None:
    for function in hooks.get_hooks(name):
        answer = function(request, page)
        if hasattr(answer, "status_code"):
            return answer  # type: ignore[no-any-return]
    return None


def _latest_revision(page: Page) -> Revision | None:
    """With what this request has written: `page` was read before."""
    found: Revision | None = Page.objects.get(pk=page.pk).get_latest_revision()
    return found


def _publish(request: HttpRequest, page: Page, draft: Any) -> HttpResponse | None:
    answer = _run_hooks("before_publish_page", request, draft)
    if answer:
        return answer
    revision = _latest_revision(page) or draft.save_revision(user=request.user, log_action=True)
    revision.publish(user=request.user, skip_permission_checks=True)
    public = Page.objects.get(pk=page.pk).specific
    if draft.go_live_at and draft.go_live_at > timezone.now():
        messages.success(request, _("This page will be published at the time that is set in the page editor."))
    else:
        messages.success(request, _("This page is published."))
    return _run_hooks("after_publish_page", request, public)


def _submit(request: HttpRequest, page: Page, draft: Any) -> HttpResponse | None:
    if not _latest_revision(page):
        draft.save_revision(user=request.user, log_action=True)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(request.user)
    else:
        page.get_workflow().start(Page.objects.get(pk=page.pk).specific, request.user)
    messages.success(request, _("This page is submitted to moderation."))
    return None


# For the script ------------------------------------------------------------------------------------------------------


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
        "latest": _latest(revision or page.get_latest_revision()),
        "passages": [_detail(request, sheet, passage, locked) for passage in other if passage.id in known],
        "problems": outcome.problems,
        "conflicts": list(outcome.conflicts),
        # The original or the page has got passages that are not on the screen, or lost some.
        "moved_on": sorted(known) != sorted(sheet.by_id),
        "progress": {"done": sheet.done, "total": sheet.total, "to_do": sheet.to_do},
    }


def _latest(revision: Revision | None) -> dict[str, Any] | None:
    """By this Wagtail's editing sessions tell whether somebody else has saved meanwhile."""
    return {"id": revision.pk, "at": revision.created_at.isoformat()} if revision else None


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


@require_POST
@open_to_translators
def translate_by_machine(request: HttpRequest, page: Page) -> HttpResponse:
    """What nobody has translated yet is translated by the machine; whatever goes wrong there, nothing is lost here."""
    locked = locked_for(page, request.user)
    if locked:
        return JsonResponse({"error": locked, "code": "locked"}, status=423)
    try:
        outcome = _translate_rest(page, request.user)
    except machine.MachineError as error:
        return JsonResponse({"error": str(error), "code": "machine"}, status=502)
    return JsonResponse({"revision": outcome.revision.pk if outcome.revision else None})


def _translate_rest(page: Page, user: Any) -> Outcome:
    """Not within a transaction: the machine may take its time."""
    sheet = sheet_of(page, user)
    waiting = [one for one in sheet.passages if one.row.state in (State.UNTRANSLATED, State.NEW)]
    found = machine.translate(
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
