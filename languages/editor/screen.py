"""Renders the side-by-side editor: the page, the texts that its script says, and who else is at work."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.admin.ui.editing_sessions import EditingSessionsModule
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, Revision, WorkflowState

from languages.editor.guards import locked_for
from languages.editor.workspace import Workspace
from languages.machinery import service
from languages.segments.labels import names_of
from languages.translations import precedence


def render_screen(request: HttpRequest, page: Page, workspace: Workspace) -> HttpResponse:
    user: Any = request.user
    workspace.help(workspace.segments)
    draft = workspace.draft.target
    title = str(draft.get_admin_display_title())
    rights = page.permissions_for_user(user)
    latest = page.get_latest_revision()
    sessions = _editing_sessions(request, page, latest)
    locked = locked_for(page, user)
    workflow = page.current_workflow_state
    exact = sum(segment.is_to_do and segment.exact_offer is not None for segment in workspace.segments)
    context = {
        "page": page,
        "draft": draft,
        "workspace": workspace,
        "sections": workspace.sections,
        "source_code": workspace.source_code,
        "target_code": workspace.target_code,
        "show": "todo" if request.GET.get("show") == "todo" else "all",
        "locked": locked,
        "others": others_at(page, user),
        "chosen": names_of(draft, workspace.draft.alignment.chosen),
        "exact_offers": exact,
        "has_machine": service.available(workspace.draft.source.locale, draft.locale),
        "can_publish": rights.can_publish() and not locked,
        "can_submit": rights.can_submit_for_moderation() and not locked,
        "precedes_original": precedence.original_not_public(page) is not None,
        "in_moderation": workflow is not None and workflow.status == WorkflowState.STATUS_IN_PROGRESS,
        "can_unlock": rights.can_unlock() and page.locked,
        "original_url": workspace.draft.source.get_url() if workspace.draft.source.live else "",
        "client": {
            "page": page.pk,
            "user": user.pk,
            "passages": reverse("languages_passages", args=[page.pk]),
            "machine": reverse("languages_machine", args=[page.pk]),
            "login": f"{reverse('wagtailadmin_login')}?next={reverse('languages_edit', args=[page.pk])}",
            "ping": sessions.ping_url,
            "release": sessions.release_url,
            "latest": latest_state(latest),
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
    """The messages of the script, in the language of the person. `%s` is filled in by the script."""
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


def _editing_sessions(request: HttpRequest, page: Page, latest: Revision | None) -> EditingSessionsModule:
    """The page editor's own, so that it and this screen know of each other; by its own code."""
    return EditView(request=request, page=page, latest_revision=latest).get_editing_sessions()


def latest_state(revision: Revision | None) -> dict[str, Any] | None:
    """Id and time of the latest revision: Wagtail's editing sessions tell by it whether somebody has saved since."""
    return {"id": revision.pk, "at": revision.created_at.isoformat()} if revision else None
