"""Who may do what: fifteen roles, more than a hundred actions, each tried as a browser would.

A row is an action, a column a role: `+` may, `.` may not. An action says by its own request whether it was allowed, and
one that writes whether the effect is there. Where the answer and the effect contradict each other the cell says `?`,
which no row of the table has.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import override_settings
from django.urls import resolve, reverse
from django.utils import timezone
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Page, PageViewRestriction, Site, Workflow
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.snippets.models import get_snippet_models

from base.admin.views import replacing_wagtails
from base.models import CustomDocument, CustomImage, Menu, Tag, User
from languages.editor.workspace import Workspace
from languages.models import Alignment, Concept, Fallback, Work
from languages.translations.draft import Draft
from regions.models import OutgoingMail
from tests.factories.base import locale
from tests.factories.coalition import ROLES, SECRET, Coalition, build, put_back
from tests.factories.people import new_rows
from tests.factories.pictures import picture
from tests.house.test_admin_routes import own_routes
from tests.languages.access.test_localize_closed import localize_addresses, patterns

TABLE = """
                                                    | nobody; a member without a right
                                                    |  | translator of A: Portuguese; all languages
                                                    |  |  | editor of A: Spanish; all languages
                                                    |  |  |  | publisher of A: Spanish; Spanish and Portuguese; all
                                                    |  |  |  |   | of B: translator, editor, publisher of French, of all
                                                    |  |  |  |   |    | translator into French, of the whole coalition
                                                    |  |  |  |   |    | | administrator
reading:                                            |  |  |  |   |    | |
read a published page                               ++ ++ ++ +++ ++++ + +
read a private page of B                            .. .. .. ... .+++ . +
preview a draft of A                                .. .+ ++ +++ .... . +
preview a draft of B                                .. .. .. ... ++++ + +
history of a page of A                              .. .+ ++ +++ .... . +
history of a page of B                              .. .. .. ... ++++ + +
compare versions of a page of A                     .. .+ ++ +++ .... . +
compare versions of a page of B                     .. .. .. ... ++++ + +
usage of a page of A                                .. .+ ++ +++ .... . +
usage of a page of B                                .. .. .. ... ++++ + +
explorer: a draft of A                              .. .+ ++ +++ .... . +
explorer: a draft of B                              .. .. .. ... ++++ + +
search: a draft of A                                .. .+ ++ +++ .... . +
search: a draft of B                                .. .. .. ... ++++ + +
chooser: its first page                             .+ ++ ++ +++ ++++ + +
chooser: a published page of B                      .+ ++ ++ +++ ++++ + +
chooser: a draft of A                               .. .+ ++ +++ .... . +
chooser: a draft of B                               .. .. .. ... ++++ + +
chooser: a private page of B                        .. .. .. ... ++++ + +
chooser, sought: a draft of B                       .. .. .. ... ++++ + +
chooser, chosen: a draft of B                       .. .. .. ... ++++ + +
site history: a draft of A                          .. .+ ++ +++ .... . +
site history: a draft of B                          .. .. .. ... ++++ + +
report of old pages: A                              .. .. .. +++ .... . +
report of old pages: B                              .. .. .. ... ..++ . +
report of workflows: A                              .. .+ ++ +++ .... . +
report of workflows: B                              .. .. .. ... ++++ + +
report of locked pages: B                           .. .. .. ... .... . +
report of page types                                .. .. .. ... .... . +
report of coverage                                  .. ++ ++ +++ ++++ + +
report of works in a language                       .. ++ ++ +++ ++++ + +
report of works by age                              .. ++ ++ +++ ++++ + +
report of reads                                     .. ++ ++ +++ ++++ + +
report of the most read pages                       .. ++ ++ +++ ++++ + +
report of access                                    .. .. .. ... .... . +
report of e-mails that wait                         .. .. .. ... .... . +
report of pictures without description              .. .. ++ +++ .+++ . +
report of broken links                              .. ++ ++ +++ ++++ + +
API: a draft of A                                   .. .+ ++ +++ .... . +
API: a draft of B                                   .. .. .. ... ++++ + +
first page of the admin                             .+ ++ ++ +++ ++++ + +
guide for editors                                   .+ ++ ++ +++ ++++ + +
guide for administrators                            .. .. .. ... .... . +
suggestions of cities                               .+ ++ ++ +++ ++++ + +
texts of the admin's scripts                        ++ ++ ++ +++ ++++ + +
writing:                                            |  |  |  |   |    | |
open the editor of a page of A                      .. .+ ++ +++ .... . +
edit A in Spanish                                   .. .+ ++ +++ .... . +
edit A in Portuguese                                .. ++ .+ .++ .... . +
edit A in Arabic                                    .. .+ .+ ..+ .... . +
edit A in French                                    .. .. .. ... .... + +
edit the page of region A in Spanish                .. .+ ++ +++ .... . +
edit B in French                                    .. .. .. ... ++++ + +
edit the page of region B in English                .. .. .. ... +..+ . +
edit the home page in Spanish                       .. .. .. ... .... . +
edit the home page in French                        .. .. .. ... .... + +
add to A in Spanish                                 .. .. ++ +++ .... . +
add to A in Portuguese                              .. .. .+ .++ .... . +
add to A in Arabic                                  .. .. .+ ..+ .... . +
add to B in French                                  .. .. .. ... .+++ . +
add to the coalition's news in Spanish              .. .. .. ... .... . +
add to the coalition's news in French               .. .. .. ... .... . +
submit A                                            .. .+ ++ +++ .... . +
submit B                                            .. .. .. ... ++++ + +
approve A                                           .. .. .. +++ .... . +
approve B                                           .. .. .. ... ..++ . +
send A back                                         .. .. .. +++ .... . +
publish A in Spanish                                .. .. .. +++ .... . +
publish A in Arabic                                 .. .. .. ..+ .... . +
publish B, among several                            .. .. .. ... ..++ . +
publish A, among several                            .. .. .. +++ .... . +
unpublish A in Spanish                              .. .. .. +++ .... . +
unpublish A in Arabic                               .. .. .. ..+ .... . +
unpublish B                                         .. .. .. ... ..++ . +
move A to the coalition's news                      .. .. .. ... .... . +
move B to A                                         .. .. .. ... .... . +
move A to B                                         .. .. .. ... .... . +
order the pages of A                                .. .. .. +++ .... . +
copy within A                                       .. .. ++ +++ .... . +
copy A to the coalition's news                      .. .. .. ... .... . +
copy a draft of B to A                              .. .. .. ... .... . +
copy A to B                                         .. .. .. ... .... . +
delete a draft of A                                 .. .+ ++ +++ .... . +
delete a published page of A                        .. .. .. +++ .... . +
delete A in Arabic                                  .. .. .. ..+ .... . +
delete a draft of B                                 .. .. .. ... ++++ + +
delete a draft of B, among several                  .. .. .. ... ++++ + +
lock A                                              .. .. .. ... .... . +
unlock B                                            .. .. .. ... ..+. . +
schedule A                                          .. .. .. +++ .... . +
schedule B                                          .. .. .. ... ..++ . +
restrict A                                          .. .. .. +++ .... . +
restrict B                                          .. .. .. ... ..++ . +
languages:                                          |  |  |  |   |    | |
languages of a page of A                            .+ ++ ++ +++ ++++ + +
languages of a draft of A                           .. .+ ++ +++ .... . +
languages of a published page of B                  .+ ++ ++ +++ ++++ + +
languages of a draft of B                           .. .. .. ... ++++ + +
translate A into Portuguese                         .. ++ .+ .++ .... . +
translate A into Arabic                             .. .+ .+ ..+ .... . +
translate A into French                             .. .. .. ... .... + +
translate B into English                            .. .. .. ... +..+ . +
open side by side in Portuguese                     .. ++ .+ .++ .... . +
write side by side in Portuguese                    .. ++ .+ .++ .... . +
write side by side in Arabic                        .. .+ .+ ..+ .... . +
write side by side in French                        .. .. .. ... .... + +
edit freely in Portuguese, and resume side by side  .. ++ .+ .++ .... . +
publish side by side in Portuguese                  .. .. .. .++ .... . +
let the machine translate A into French             .. .. .. ... .... + +
PO file out of A in Portuguese                      .. ++ .+ .++ .... . +
PO file out of A in Arabic                          .. .+ .+ ..+ .... . +
PO file into A in Portuguese                        .. ++ .+ .++ .... . +
PO file into A in Arabic                            .. .+ .+ ..+ .... . +
what has changed, for Portuguese                    .. ++ .+ .++ .... . +
say that Portuguese is up to date                   .. ++ .+ .++ .... . +
hand A over to Portuguese                           .. .+ .+ .++ .... . +
files:                                              |  |  |  |   |    | |
API: a picture of A                                 .. ++ ++ +++ .... . +
choose a picture of A                               .. ++ ++ +++ .... . +
add a picture to A                                  .. .. ++ +++ .... . +
change a picture of A                               .. .. ++ +++ .... . +
delete a picture of A                               .. .. ++ +++ .... . +
API: a picture of the coalition                     .. ++ ++ +++ ++++ + +
choose a picture of the coalition                   .. ++ ++ +++ ++++ + +
add a picture to the coalition                      .. .. .. ... .... . +
change a picture of the coalition                   .. .. .. ... .... . +
delete a picture of the coalition                   .. .. .. ... .... . +
API: a picture of B                                 .. .. .. ... ++++ . +
choose a picture of B                               .. .. .. ... ++++ . +
add a picture to B                                  .. .. .. ... .+++ . +
change a picture of B                               .. .. .. ... .+++ . +
delete a picture of B                               .. .. .. ... .+++ . +
API: a document of A                                .. ++ ++ +++ .... . +
choose a document of A                              .. ++ ++ +++ .... . +
add a document to A                                 .. .. ++ +++ .... . +
change a document of A                              .. .. ++ +++ .... . +
API: a document of the coalition                    .. ++ ++ +++ ++++ + +
choose a document of the coalition                  .. ++ ++ +++ ++++ + +
add a document to the coalition                     .. .. .. ... .... . +
change a document of the coalition                  .. .. .. ... .... . +
API: a document of B                                .. .. .. ... ++++ . +
choose a document of B                              .. .. .. ... ++++ . +
add a document to B                                 .. .. .. ... .+++ . +
change a document of B                              .. .. .. ... .+++ . +
settings:                                           |  |  |  |   |    | |
settings: languages                                 .. .. .. ... .... . +
settings: people                                    .. .. .. ... .... . +
settings: regions                                   .. .. .. ... .... . +
settings: a new region                              .. .. .. ... .... . +
settings: the languages of the site                 .. .. .. ... .... . +
settings: a new language                            .. .. .. ... .... . +
settings: what is left to do for French             .. .. .. ... .... . +
settings: what is left to do for region A           .. .. .. ... .... . +
settings: colleagues                                .. .. .. ... .... . +
settings: colleagues, as a table                    .. .. .. ... .... . +
settings: a new colleague                           .. .. .. ... .... . +
settings: the rights of a colleague                 .. .. .. ... .... . +
settings: a colleague leaves                        .. .. .. ... .... . +
settings: groups                                    .. .. .. ... .... . +
settings: sites                                     .. .. .. ... .... . +
settings: redirects                                 .. .. .. ... .... . +
settings: collections                               .. .. .. ... .... . +
settings: menus                                     .. .. .. ... .... . +
settings: tags                                      .. .. .. ... .... . +
settings: glossary                                  .. .. .. ... .... . +
settings: what holds in a language                  .. .. .. ... .... . +
settings: workflows                                 .. .. .. ... .... . +
settings: try an e-mail again                       .. .. .. ... .... . +
settings: try all e-mails again                     .. .. .. ... .... . +
a screen of wagtail-localize                        .. .. .. ... .... . .
the chooser of snippets                             .. .. .. ... .... . .
"""

pytestmark = pytest.mark.django_db

MAY, MAY_NOT, CONTRADICTION = "+", ".", "?"
DUMMY = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}
NOT_INDEXING = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
PUBLISH, SUBMIT = {"action-publish": "1"}, {"action-submit": "1"}


# One cell ------------------------------------------------------------------------------------------------------------


class Cell:
    """A person at a browser, and what they find: `routes` are the names of the views that answered."""

    def __init__(self, coalition: Coalition, role: str) -> None:
        self.coalition, self.role = coalition, role
        self.client = coalition.client(role)
        self.routes: set[str] = set()

    def page(self, name: str) -> Any:
        return self.coalition.pages[name]

    def now(self, name: str) -> Any:
        """A page as it is now; none where it was deleted."""
        return Page.objects.filter(pk=self.page(name).pk).specific().first()

    def _sent(self, answer: Any) -> Any:
        if answer.request["PATH_INFO"].startswith(
            "/admin/"
        ):  # the site's addresses are resolved in their language only
            match = answer.resolver_match
            self.routes |= {match.view_name, match.route.removeprefix("admin/")}
        return answer

    def get(self, address: str, **data: Any) -> Any:
        return self._sent(self.client.get(address, data))

    def post(self, address: str, data: Any = None, **kwargs: Any) -> Any:
        return self._sent(self.client.post(address, data or {}, **kwargs))

    def opens(self, address: str, *texts: str) -> bool:
        """Whether a page of the admin, or of the site, is shown, and holds some texts."""
        answer = self.get(address)
        return answer.status_code == 200 and all(text in _text(answer) for text in texts)

    def edit(self, name: str, **changes: Any) -> Any:
        """Sends the form of a page, whether or not this person could have opened it."""
        address = f"/admin/pages/{self.page(name).pk}/edit/"
        return self.post(address, {**self.coalition.form(address), **changes})

    def add(self, parent: str, title: str = "Nueva") -> Any:
        address = f"/admin/pages/add/news/newspage/{self.page(parent).pk}/"
        return self.post(address, {**self.coalition.form(address), "title": title, "slug": "nueva"})


def _text(answer: Any) -> str:
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")


def refused(answer: Any) -> bool:
    """As Wagtail says no: it leads back to its first page, or to where the person may be, or asks for the log-in."""
    if answer.status_code in {302, 303}:
        return answer["Location"] == "/admin/" or "/login/" in answer["Location"]
    return answer.status_code in {403, 404}


Action = Callable[[Cell], str]
ACTIONS: dict[str, Action] = {}
WRITING: set[str] = set()


def action(name: str) -> Callable[[Action], Action]:
    def register(function: Action) -> Action:
        assert name not in ACTIONS
        ACTIONS[name] = function
        WRITING.add(name)
        return function

    return register


def sees(name: str, test: Callable[[Cell], bool]) -> None:
    ACTIONS[name] = lambda cell: MAY if test(cell) else MAY_NOT


def does(name: str, act: Callable[[Cell], Any], effect: Callable[[Cell], bool], *, quietly: bool = False) -> None:
    """An action that writes. `quietly`: who may not is answered like those who may, and only less is done."""

    def run(cell: Cell) -> str:
        assert not effect(cell), f"{name}: it was so before"
        answer = act(cell)
        assert answer.status_code < 500
        done = effect(cell)
        if done == refused(answer) and not (quietly and not done):
            return CONTRADICTION
        return MAY if done else MAY_NOT

    action(name)(run)


# Seeing --------------------------------------------------------------------------------------------------------------

READ = "/admin/pages/{}/"


def _sees_page(name: str, form: str, page: str, *texts: str) -> None:
    sees(name, lambda cell: cell.opens(form.format(cell.page(page).pk), *texts))


sees("read a published page", lambda cell: cell.opens(cell.page("es").url, "Agua"))
sees("read a private page of B", lambda cell: cell.opens(cell.page("B private").url, "onfidentiel"))
_sees_page("preview a draft of A", "/admin/pages/{}/view_draft/", "es draft", "Borrador")
_sees_page("preview a draft of B", "/admin/pages/{}/view_draft/", "B draft", "onfidentiel")
_sees_page("history of a page of A", "/admin/pages/{}/history/", "es")
_sees_page("history of a page of B", "/admin/pages/{}/history/", "B live")
_sees_page("compare versions of a page of A", "/admin/pages/{}/revisions/compare/earliest...latest/", "es")
_sees_page("compare versions of a page of B", "/admin/pages/{}/revisions/compare/earliest...latest/", "B live")
_sees_page("usage of a page of A", "/admin/pages/{}/usage/", "es")
_sees_page("usage of a page of B", "/admin/pages/{}/usage/", "B live")
_sees_page("explorer: a draft of A", "/admin/pages/{}/", "A es", "Borrador")
_sees_page("explorer: a draft of B", "/admin/pages/{}/", "B fr", "onfidentiel brouillon")
sees("search: a draft of A", lambda cell: cell.opens("/admin/pages/search/?q=Borrador", "Borrador del sur"))
sees("search: a draft of B", lambda cell: cell.opens("/admin/pages/search/?q=brouillon", "onfidentiel brouillon"))
sees("chooser: its first page", lambda cell: cell.opens("/admin/choose-page/"))
_sees_page("chooser: a published page of B", "/admin/choose-page/{}/", "B fr", "Le fleuve")
_sees_page("chooser: a draft of A", "/admin/choose-page/{}/", "A es", "Borrador del sur")
_sees_page("chooser: a draft of B", "/admin/choose-page/{}/", "B fr", "onfidentiel brouillon")
_sees_page("chooser: a private page of B", "/admin/choose-page/{}/", "B fr", "onfidentiel priv")
sees(
    "chooser, sought: a draft of B",
    lambda cell: cell.opens("/admin/choose-page/search/?q=brouillon", "onfidentiel brouillon"),
)
sees(
    "chooser, chosen: a draft of B",
    lambda cell: cell.opens(f"/admin/choose-page/chosen-multiple/?id={cell.page('B draft').pk}", "onfidentiel"),
)
sees("site history: a draft of A", lambda cell: cell.opens("/admin/reports/site-history/", "Borrador del sur"))
sees("site history: a draft of B", lambda cell: cell.opens("/admin/reports/site-history/", "onfidentiel brouillon"))
sees("report of old pages: A", lambda cell: cell.opens("/admin/reports/aging-pages/", "Viento"))
sees("report of old pages: B", lambda cell: cell.opens("/admin/reports/aging-pages/", "Le fleuve"))
sees("report of workflows: A", lambda cell: cell.opens("/admin/reports/workflow/", "Por revisar"))
sees("report of workflows: B", lambda cell: cell.opens("/admin/reports/workflow/", "onfidentiel relu"))
sees("report of locked pages: B", lambda cell: cell.opens("/admin/reports/locked/", "onfidentiel brouillon"))
sees("report of page types", lambda cell: cell.opens("/admin/reports/page-types-usage/"))
for report, place in (
    ("coverage", "coverage"),
    ("works in a language", "coverage/works"),
    ("works by age", "age"),
    ("reads", "reads"),
    ("the most read pages", "reads/pages"),
    ("access", "access"),
    ("e-mails that wait", "mails"),
    ("pictures without description", "pictures"),
    ("broken links", "links"),
):
    sees(
        f"report of {report}",
        lambda cell, place=place: (  # type: ignore[misc]
            cell.opens(f"/admin/reports/{place}/") and cell.opens(f"/admin/reports/{place}/results/")
        ),
    )
_sees_page("API: a draft of A", "/admin/api/main/pages/{}/", "es draft", "Borrador del sur")
_sees_page("API: a draft of B", "/admin/api/main/pages/{}/", "B draft", "onfidentiel")
sees("first page of the admin", lambda cell: cell.opens("/admin/"))
sees("guide for editors", lambda cell: cell.opens("/admin/guide/"))
sees("guide for administrators", lambda cell: cell.opens("/admin/guide/administrators/"))
sees("suggestions of cities", lambda cell: cell.opens("/admin/cities/?q=Bogot"))
sees("texts of the admin's scripts", lambda cell: cell.opens("/admin/jsi18n/"))


# Writing -------------------------------------------------------------------------------------------------------------


def _draft_title(name: str) -> Callable[[Cell], str]:
    return lambda cell: cell.now(name).get_latest_revision_as_object().title


def _edits(name: str, page: str) -> None:
    does(name, lambda cell: cell.edit(page, title="Otra"), lambda cell: _draft_title(page)(cell) == "Otra")


def _live_title(cell: Cell, page: str) -> str:
    return str(cell.now(page).title)


def _on_page(page: str, form: str, data: Any = None, **kwargs: Any) -> Callable[[Cell], Any]:
    return lambda cell: cell.post(form.format(cell.page(page).pk), data, **kwargs)


def _is_live(page: str, live: bool = True) -> Callable[[Cell], bool]:
    return lambda cell: cell.now(page).live is live


def _is_gone(page: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.now(page) is None


def _has_new(parent: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.now(parent).get_children().filter(title="Nueva").exists()


_sees_page("open the editor of a page of A", "/admin/pages/{}/edit/", "es")
_edits("edit A in Spanish", "es")
_edits("edit A in Portuguese", "pt")
_edits("edit A in Arabic", "ar")
_edits("edit A in French", "fr")
_edits("edit the page of region A in Spanish", "A es")
_edits("edit B in French", "B live")
_edits("edit the page of region B in English", "B en")
_edits("edit the home page in Spanish", "home es")
_edits("edit the home page in French", "home fr")
for place, language in (("A es", "Spanish"), ("A pt", "Portuguese"), ("A ar", "Arabic"), ("B fr", "French")):
    does(
        f"add to {place[0]} in {language}",
        lambda cell, place=place: cell.add(place),  # type: ignore[misc]
        _has_new(place),
    )
does("add to the coalition's news in Spanish", lambda cell: cell.add("news es"), _has_new("news es"))
does("add to the coalition's news in French", lambda cell: cell.add("news fr"), _has_new("news fr"))


def _is_reviewed(page: str, status: str) -> Callable[[Cell], bool]:
    def reviewed(cell: Cell) -> bool:
        state = cell.now(page).current_workflow_state
        return state is not None and state.status == status

    return reviewed


def _moderate(page: str, step: str) -> Callable[[Cell], Any]:
    def act(cell: Cell) -> Any:
        found = cell.now(page)
        task = found.current_workflow_task_state.pk
        return cell.post(f"/admin/pages/workflow/action/{found.pk}/{step}/{task}/", {"comment": "Bien"})

    return act


does("submit A", lambda cell: cell.edit("es draft", **SUBMIT), _is_reviewed("es draft", "in_progress"))
does("submit B", lambda cell: cell.edit("B live", **SUBMIT), _is_reviewed("B live", "in_progress"))
does("approve A", _moderate("es waiting", "approve"), _is_live("es waiting"))
does("approve B", _moderate("B waiting", "approve"), _is_live("B waiting"))
does("send A back", _moderate("es waiting", "reject"), _is_reviewed("es waiting", "needs_changes"))
does(
    "publish A in Spanish",
    lambda cell: cell.edit("es draft", **PUBLISH),
    _is_live("es draft"),
    quietly=True,  # who may edit only has saved the draft
)
does(
    "publish A in Arabic",
    lambda cell: cell.edit("ar", title="ماء آخر", **PUBLISH),
    lambda cell: _live_title(cell, "ar") == "ماء آخر",
    quietly=True,
)
BULK = "/admin/bulk/wagtailcore/page/"
does("publish B, among several", _on_page("B waiting", BULK + "publish/?id={}"), _is_live("B waiting"), quietly=True)
does(
    "publish A, among several",
    _on_page("es draft", BULK + "publish/?id={}"),
    _is_live("es draft"),
    quietly=True,
)
UNPUBLISH, DELETE = "/admin/pages/{}/unpublish/", "/admin/pages/{}/delete/"
does("unpublish A in Spanish", _on_page("es", UNPUBLISH), _is_live("es", False))
does("unpublish A in Arabic", _on_page("ar", UNPUBLISH), _is_live("ar", False))
does("unpublish B", _on_page("B live", UNPUBLISH), _is_live("B live", False))


def _moves(name: str, page: str, destination: str) -> None:
    does(
        name,
        lambda cell: cell.post(f"/admin/pages/{cell.page(page).pk}/move/{cell.page(destination).pk}/confirm/"),
        lambda cell: cell.now(page).get_parent().pk == cell.page(destination).pk,
    )


_moves("move A to the coalition's news", "es draft", "news es")
_moves("move B to A", "B draft", "A fr")
_moves("move A to B", "fr", "B fr")
does(
    "order the pages of A",
    _on_page("es waiting", "/admin/pages/{}/set_position/?position=0"),
    lambda cell: cell.now("A es").get_children().first().pk == cell.page("es waiting").pk,
)


def _copies(name: str, page: str, parent: str) -> None:
    def act(cell: Cell) -> Any:
        data = {"new_title": "Nueva", "new_slug": "nueva", "new_parent_page": cell.page(parent).pk}
        return cell.post(f"/admin/pages/{cell.page(page).pk}/copy/", data)

    does(name, act, _has_new(parent), quietly=True)


_copies("copy within A", "es draft", "A es")
_copies("copy A to the coalition's news", "es draft", "news es")
_copies("copy a draft of B to A", "B draft", "A fr")
_copies("copy A to B", "fr", "B fr")
does("delete a draft of A", _on_page("es draft", DELETE), _is_gone("es draft"))
does("delete a published page of A", _on_page("es alone", DELETE), _is_gone("es alone"))
does("delete A in Arabic", _on_page("ar", DELETE, {"languages": "1"}), _is_gone("ar"))
does("delete a draft of B", _on_page("B waiting", DELETE), _is_gone("B waiting"))
does(
    "delete a draft of B, among several",
    _on_page("B waiting", BULK + "delete/?id={}"),
    _is_gone("B waiting"),
    quietly=True,
)
does("lock A", _on_page("es", "/admin/pages/{}/lock/"), lambda cell: cell.now("es").locked)
does("unlock B", _on_page("B draft", "/admin/pages/{}/unlock/"), lambda cell: not cell.now("B draft").locked)


def _schedules(name: str, page: str) -> None:
    when = {"go_live_at": f"{timezone.now() + timedelta(days=9):%Y-%m-%d %H:%M}"}
    does(
        name,
        lambda cell: cell.edit(page, **when, **PUBLISH),
        lambda cell: cell.now(page).scheduled_revision is not None,
        quietly=True,
    )


_schedules("schedule A", "es draft")
_schedules("schedule B", "B waiting")


def _restricts(name: str, page: str) -> None:
    does(
        name,
        _on_page(page, "/admin/pages/{}/privacy/", {"restriction_type": "login"}),
        lambda cell: PageViewRestriction.objects.filter(page=cell.page(page).pk).exists(),
    )


_restricts("restrict A", "es alone")
_restricts("restrict B", "B live")


# Languages -----------------------------------------------------------------------------------------------------------

_sees_page("languages of a page of A", "/admin/languages/{}/", "es", "Agua")
_sees_page("languages of a draft of A", "/admin/languages/{}/", "es draft", "Borrador")
_sees_page("languages of a published page of B", "/admin/languages/{}/", "B live", "Le fleuve")
_sees_page("languages of a draft of B", "/admin/languages/{}/", "B draft", "onfidentiel")


def _translates(name: str, page: str, code: str) -> None:
    does(
        name,
        _on_page(page, "/admin/languages/{}/", {"locale": code}),
        lambda cell: cell.now(page).get_translations().filter(locale=locale(code)).exists(),
    )


_translates("translate A into Portuguese", "es alone", "pt")
_translates("translate A into Arabic", "es alone", "ar")
_translates("translate A into French", "es alone", "fr")
_translates("translate B into English", "B renamed", "en")


def _entry(page: Any, typed: str) -> dict[str, Any]:
    segment = next(one for one in Workspace(Draft(page)).segments if one.pair.path == "title")
    return {"id": segment.id, "typed": typed, "source": segment.pair.source, "seen": segment.seen}


def _writes_beside(name: str, page: str) -> None:
    def act(cell: Cell) -> Any:
        found = cell.now(page)
        said = json.dumps({"entries": [_entry(found, "Passage")]})
        return cell.post(f"/admin/languages/{found.pk}/passages/", said, content_type="application/json")

    does(name, act, lambda cell: _draft_title(page)(cell) == "Passage")


_sees_page("open side by side in Portuguese", "/admin/languages/{}/edit/", "pt")
_writes_beside("write side by side in Portuguese", "pt")
_writes_beside("write side by side in Arabic", "ar")
_writes_beside("write side by side in French", "fr")


@action("edit freely in Portuguese, and resume side by side")
def _resume(cell: Cell) -> str:
    page = cell.page("pt")
    free = cell.edit("pt", title="Livre")
    again = cell.get(f"/admin/languages/{page.pk}/edit/")
    both = {refused(free), refused(again)}
    done = "Livre" in _text(again) and _draft_title("pt")(cell) == "Livre"
    return CONTRADICTION if len(both) > 1 or done in both else MAY if done else MAY_NOT


does(
    "publish side by side in Portuguese",
    lambda cell: cell.post(
        f"/admin/languages/{cell.page('pt').pk}/edit/",
        {
            "act": "publish",
            **{f"p1-{key}": value for key, value in _beside(_entry(cell.now("pt"), "Público")).items()},
        },
    ),
    lambda cell: _live_title(cell, "pt") == "Público",
    quietly=True,
)


def _beside(entry: dict[str, Any]) -> dict[str, Any]:
    return {"id": entry["id"], "text": entry["typed"], "source": entry["source"], "seen": entry["seen"], "now": ""}


does(
    "let the machine translate A into French",
    _on_page("fr", "/admin/languages/{}/machine/"),
    lambda cell: _draft_title("fr")(cell) not in {"Agua clara", "Agua muy clara"},
)
_sees_page("PO file out of A in Portuguese", "/admin/languages/{}/po/", "pt", "msgid")
_sees_page("PO file out of A in Arabic", "/admin/languages/{}/po/", "ar", "msgid")


def _takes_in(name: str, page: str) -> None:
    def act(cell: Cell) -> Any:
        file = polib.pofile(_text(cell.coalition.client("admin").get(f"/admin/languages/{cell.page(page).pk}/po/")))
        for one in file:
            one.msgstr, one.flags = ("Do arquivo" if "Agua" in one.msgid else one.msgstr), []
        sent = SimpleUploadedFile("page.po", str(file).encode())
        return cell.post(f"/admin/languages/{cell.page(page).pk}/po/", {"file": sent})

    does(name, act, lambda cell: _draft_title(page)(cell) == "Do arquivo")


_takes_in("PO file into A in Portuguese", "pt")
_takes_in("PO file into A in Arabic", "ar")
_sees_page("what has changed, for Portuguese", "/admin/languages/{}/changes/", "pt", "muy")


def _source_digest(cell: Cell) -> str:
    from languages.editor.changes_view import digest_of

    return digest_of(Alignment.objects.get(pk=cell.page("pt").pk))


does(
    "say that Portuguese is up to date",
    lambda cell: cell.post(f"/admin/languages/{cell.page('pt').pk}/changes/", {"source": _source_digest(cell)}),
    lambda cell: Alignment.objects.get(pk=cell.page("pt").pk).draft_behind == 0,
)
does(
    "hand A over to Portuguese",
    _on_page("pt", "/admin/languages/{}/original/"),
    lambda cell: (
        Work.objects.get(pk=cell.page("pt").translation_key).original_locale.language_code == "pt"  # fmt: skip
    ),
    quietly=True,
)


# Files ---------------------------------------------------------------------------------------------------------------

FILES: dict[str, tuple[str, Any, str]] = {
    "picture": ("images", CustomImage, "/admin/images/{}/"),
    "document": ("documents", CustomDocument, "/admin/documents/edit/{}/"),
}


def _content(kind: str) -> SimpleUploadedFile:
    if kind == "picture":
        return SimpleUploadedFile("new.jpg", picture(), "image/jpeg")
    return SimpleUploadedFile("new.pdf", b"%PDF-1.4 new")


def _on_files(kind: str, whose: str) -> None:
    name, model, edit = FILES[kind]
    named = "the coalition" if whose == "shared" else whose

    def file(cell: Cell) -> Any:
        return getattr(cell.coalition, name)[whose]

    def add(cell: Cell) -> Any:
        data = {"title": "Nueva", "collection": cell.coalition.collections[whose].pk, "tags": ""}
        return cell.post(f"/admin/{name}/add/", {**data, "file": _content(kind)})

    def change(cell: Cell) -> Any:
        one = file(cell)
        data = {"title": "Otra", "collection": one.collection_id, "tags": "", "description": ""}
        focus = {f"focal_point_{key}": "" for key in ("x", "y", "width", "height")}
        return cell.post(edit.format(one.pk), {**data, **focus})

    sees(
        f"API: a {kind} of {named}",
        lambda cell: cell.opens(f"/admin/api/main/{name}/{file(cell).pk}/", file(cell).title),
    )
    sees(
        f"choose a {kind} of {named}",
        lambda cell: (
            cell.opens(f"/admin/{name}/chooser/?collection_id=", file(cell).title)
            and cell.opens(f"/admin/{name}/chooser/chosen/{file(cell).pk}/")  # fmt: skip
        ),
    )
    does(
        f"add a {kind} to {named}",
        add,
        lambda cell: model.objects.filter(title="Nueva", collection=cell.coalition.collections[whose]).exists(),
        quietly=True,  # the file goes where the person may add, whatever was sent
    )
    does(f"change a {kind} of {named}", change, lambda cell: model.objects.filter(title="Otra").exists())
    if kind == "picture":
        does(
            f"delete a {kind} of {named}",
            lambda cell: cell.post(f"/admin/images/{file(cell).pk}/delete/"),
            lambda cell: not model.objects.filter(pk=file(cell).pk).exists(),
        )


for kind in FILES:
    for whose in ("A", "shared", "B"):
        _on_files(kind, whose)


# Settings ------------------------------------------------------------------------------------------------------------


def _setting(name: str, address: str, make: Callable[[Cell], models.Model], delete: str = "{}delete/{}/") -> None:
    """Open a list of settings, and delete one of them."""

    def run(cell: Cell) -> str:
        made = make(cell)
        opened = cell.get(address)
        answer = cell.post(delete.format(address, made.pk))
        assert answer.status_code < 500
        gone = not type(made)._default_manager.filter(pk=made.pk).exists()
        if gone == refused(answer) or gone != (opened.status_code == 200):
            return CONTRADICTION
        return MAY if gone else MAY_NOT

    action(name)(run)


def _menu(cell: Cell) -> models.Model:
    return Menu.objects.create(position="main", locale=locale("ar"))


_setting("settings: languages", "/admin/locales/", lambda cell: Locale.objects.create(language_code="de"))
_setting(
    "settings: people",
    "/admin/users/",
    lambda cell: User.objects.create_user("gone"),
    "{}delete/{}/",  # fmt: skip
)
sees("settings: regions", lambda cell: cell.opens("/admin/regions/"))
sees("settings: a new region", lambda cell: cell.opens("/admin/regions/add/"))
sees("settings: the languages of the site", lambda cell: cell.opens("/admin/languages/"))
sees("settings: a new language", lambda cell: cell.opens("/admin/languages/add/"))
sees(
    "settings: what is left to do for French",
    lambda cell: cell.opens(f"/admin/languages/of/{locale('fr').pk}/"),
)
sees(
    "settings: what is left to do for region A",
    lambda cell: cell.opens(f"/admin/regions/{cell.page('A es').translation_key}/"),
)
sees("settings: colleagues", lambda cell: cell.opens("/admin/colleagues/"))
sees("settings: colleagues, as a table", lambda cell: cell.opens("/admin/colleagues/results/?export=csv"))
sees("settings: a new colleague", lambda cell: cell.opens("/admin/colleagues/add/"))
sees(
    "settings: the rights of a colleague",
    lambda cell: cell.opens(f"/admin/colleagues/{cell.coalition.users['A editor es'].pk}/"),
)
does(
    "settings: a colleague leaves",
    lambda cell: cell.post(f"/admin/colleagues/{cell.coalition.users['B editor fr'].pk}/leave/"),
    lambda cell: not User.objects.get(username="B-editor-fr").is_active,
)
_setting(
    "settings: groups",
    "/admin/groups/",
    lambda cell: cell.coalition.users["A editor es"].groups.first(),  # type: ignore[return-value, arg-type]
    "{}delete/{}/",
)
_setting(
    "settings: sites",
    "/admin/sites/",
    lambda cell: Site.objects.create(hostname="other.example.org", root_page=cell.page("home es")),
    "{}delete/{}/",
)
_setting(
    "settings: redirects",
    "/admin/redirects/",
    lambda cell: Redirect.objects.create(old_path="/old", redirect_link="/new"),
    "{}{}/delete/",
)
_setting(
    "settings: collections",
    "/admin/collections/",
    lambda cell: Collection.get_first_root_node().add_child(name="Empty"),
    "{}{}/delete/",
)
SNIPPETS = "/admin/snippets/"
_setting("settings: menus", f"{SNIPPETS}base/menu/", _menu)
_setting("settings: tags", f"{SNIPPETS}base/tag/", lambda cell: Tag.objects.create(name="Gone", locale=locale("es")))
_setting("settings: glossary", f"{SNIPPETS}languages/concept/", lambda cell: Concept.objects.create(definition="Gone"))
does(
    "settings: what holds in a language",
    lambda cell: cell.post(f"/admin/languages/of/{locale('ar').pk}/", {"fallback_1": locale("fr").pk}),
    lambda cell: Fallback.objects.filter(locale=locale("ar"), fallback=locale("fr")).exists(),
)
does(
    "settings: workflows",
    lambda cell: cell.post(f"/admin/workflows/disable/{Workflow.objects.get(name='Workflow B').pk}/"),
    lambda cell: not Workflow.objects.get(name="Workflow B").active,
)


def _tries(name: str, address: Callable[[OutgoingMail], str]) -> None:
    def act(cell: Cell) -> Any:
        mail = OutgoingMail.objects.create(recipients="to@example.org", subject="Again", next_try=None)
        return cell.post(address(mail))

    does(name, act, lambda cell: OutgoingMail.objects.filter(subject="Again", next_try__isnull=False).exists())


_tries("settings: try an e-mail again", lambda mail: f"/admin/reports/mails/{mail.pk}/retry/")
_tries("settings: try all e-mails again", lambda mail: "/admin/reports/mails/retry/")
sees("a screen of wagtail-localize", lambda cell: cell.opens("/admin/localize/"))
sees("the chooser of snippets", lambda cell: cell.opens("/admin/snippets/choose/base/menu/"))


# The table -----------------------------------------------------------------------------------------------------------


def expected() -> dict[str, str]:
    lines = [line for line in TABLE.splitlines() if line.strip() and "|" not in line]
    rows = [line.rsplit("  ", 1) for line in lines]
    return {name.strip(): cells for name, cells in rows}


class Matrix:
    def __init__(self, coalition: Coalition) -> None:
        self.coalition = coalition
        self.found: dict[str, str] = {}
        self.routes: set[str] = set()

    def row(self, name: str) -> str:
        """What everybody may do of an action, each on the coalition as it was built."""
        if name not in self.found:
            cells = []
            for role in ROLES:
                cell = Cell(self.coalition, role)
                with put_back(forgetting=name in WRITING):
                    cells.append(ACTIONS[name](cell))
                self.routes |= cell.routes
            self.found[name] = "".join(cells)
        return self.found[name]


@pytest.fixture(scope="module")
def matrix(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The coalition, built once; what each cell writes is taken back, and in the end the whole."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    media = override_settings(
        MEDIA_ROOT=str(tmp_path_factory.getbasetemp() / "media"), WAGTAILLOCALIZE_MACHINE_TRANSLATOR=DUMMY
    )
    with django_db_blocker.unblock(), media, block:
        coalition = build()
        # What is sought and where it is used was noted while building; nobody asks for it again.
        with disable_reference_index_auto_update(), override_settings(WAGTAILSEARCH_BACKENDS=NOT_INDEXING):
            yield Matrix(coalition)
        transaction.set_rollback(True)


# Routes that the table leaves to other tests, and why.
ELSEWHERE = {
    "colleagues_invite": "of those who have no password yet (test_members.py)",
    "locales_add_replaced": "leads to the form for a language (test_language_form.py)",
    "pages/<int:page_id>/revisions/<int:revision_id>/revert/": "the form of a page, by its view (test_one_door.py)",
    "reports/page-types-usage/results/": "the rows of the report alone, by the same view",
}

GROUPS = (2, 2, 2, 3, 4, 1, 1)


def spaced(cells: str) -> str:
    parts, place = [], 0
    for width in GROUPS:
        parts.append(cells[place : place + width])
        place += width
    return " ".join(parts)


@pytest.mark.parametrize("name", list(ACTIONS))
def test_everybody_may_do_what_the_table_says_and_nothing_else(matrix: Matrix, name: str) -> None:
    assert spaced(matrix.row(name)) == expected()[name]


def test_the_table_has_a_row_for_each_action_and_none_besides() -> None:
    assert list(expected()) == list(ACTIONS)
    assert {len(cells.replace(" ", "")) for cells in expected().values()} == {len(ROLES)}
    assert len(ACTIONS) >= 50
    assert len(ROLES) >= 12


# Routes --------------------------------------------------------------------------------------------------------------


def routes_to_decide() -> Iterator[str]:
    """The routes of this project: those that it adds to the admin, and the lists of its snippets."""
    for name, _route in own_routes():
        yield name
    for model in get_snippet_models():
        yield f"wagtailsnippets_{model._meta.label_lower.replace('.', '_')}:list"


def test_every_route_of_the_admin_has_a_row_in_the_table(matrix: Matrix) -> None:
    for name in ACTIONS:
        matrix.row(name)
    assert set(routes_to_decide()) - matrix.routes - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) - set(routes_to_decide()) == set()


def test_every_route_of_localize_is_closed() -> None:
    assert {resolve(address).url_name for address in localize_addresses()} == {"languages_closed"}


# What is named nowhere -----------------------------------------------------------------------------------------------

# The arguments of addresses that say which page is meant.
MEANT = {"page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk"}


def _addresses(coalition: Coalition, page: Page) -> Iterator[str]:
    """Every address of the admin that names a page by its number, for one page."""
    task = coalition.pages["B waiting"].current_workflow_task_state
    revision = page.get_latest_revision()
    values: dict[str, Any] = {
        **dict.fromkeys(MEANT, page.pk),
        "revision_id": revision.pk if revision else 1,
        "task_state_id": task.pk,
        "task_id": task.task_id,
        "workflow_state_id": task.workflow_state_id,
        "action_name": "approve",
        "content_type_app_name": "news",
        "content_type_model_name": "newspage",
    }
    for name, pattern in patterns([*replacing_wagtails(), *wagtailadmin_urls.urlpatterns]):
        names = set(pattern.pattern.converters)
        of_pages = names & (MEANT - {"pk"}) or name == "wagtailadmin_api:pages:detail"
        if of_pages and names <= set(values):
            yield (
                reverse(name, kwargs={key: values[key] for key in names})
                if name.strip(":")
                else ("/admin/" + str(pattern.pattern).replace("<int:parent_page_id>", str(page.pk)))
            )
    yield f"/admin/pages/{page.pk}/revisions/compare/earliest...latest/"
    yield f"/admin/choose-page/chosen-multiple/?id={page.pk}"
    for action_name in ("delete", "move", "publish", "unpublish"):
        yield f"/admin/bulk/wagtailcore/page/{action_name}/?id={page.pk}"
        yield f"/admin/bulk/wagtailcore/page/{action_name}/?id=all&childOf={page.get_parent().pk}"
    for known in ("copy", "move"):
        yield f"/admin/pages/{coalition.pages['es draft'].pk}/{known}/?new_parent_page={page.pk}"
    yield f"/admin/pages/{coalition.pages['es draft'].pk}/move/{page.pk}/confirm/"
    yield f"/admin/pages/workflow/action/{coalition.pages['es waiting'].pk}/approve/{task.pk}/"
    yield f"/admin/editing-sessions/ping/wagtailcore/page/{page.pk}/1/"


def _all_that_is_said(answer: Any) -> str:
    """What is shown, where it leads, and what the next screen will say of it."""
    notes = getattr(getattr(answer.wsgi_request, "_messages", None), "_queued_messages", [])
    return " ".join([_text(answer), answer.headers.get("Location", ""), *(str(note.message) for note in notes)])


NOT_PUBLIC = ("B draft", "B waiting", "B private", "B renamed", "B en")
LISTS = (
    "",
    "pages/",
    "pages/search/?q=",
    "choose-page/",
    "choose-page/?page_type=news.newspage",
    "choose-page/?page_type=regions.regionpage",
    "choose-page/search/?q=brouillon",
    "choose-page/search/?q=Upstream",
    "pages/usage/news/newspage/",
    "pages/usage/regions/regionpage/",
    "reports/locked/",
    "reports/workflow/",
    "reports/workflow_tasks/",
    "reports/site-history/",
    "reports/aging-pages/",
    "reports/page-types-usage/",
    "api/main/pages/",
)


@pytest.mark.parametrize("role", ["member", "A translator pt", "A editor es", "A publisher es pt"])
def test_no_list_names_a_draft_or_a_private_page_of_another_region(matrix: Matrix, role: str) -> None:
    found = [
        address
        for address in LISTS
        if SECRET in _all_that_is_said(matrix.coalition.client(role).get(f"/admin/{address}"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("whose", "method"),
    [*((name, "get") for name in NOT_PUBLIC), ("B draft", "post"), ("B waiting", "post")],
)
def test_no_screen_that_is_asked_for_a_page_of_another_region_names_what_is_not_public(
    matrix: Matrix, whose: str, method: str
) -> None:
    coalition = matrix.coalition
    page = coalition.pages[whose]
    addresses = list(_addresses(coalition, page))
    assert len(addresses) > 40
    named = []
    for address in addresses:
        with put_back():
            client = coalition.client("A publisher es pt")
            data = {"new_parent_page": page.pk, "chooser": page.pk}
            if SECRET in _all_that_is_said(getattr(client, method)(address, data if method == "post" else {})):
                named.append(address)
    assert named == []


@pytest.mark.parametrize("whose", ["B draft", "B private", "B renamed"])
def test_a_form_that_was_sent_the_number_of_a_page_of_another_region_does_not_name_it(
    matrix: Matrix, whose: str
) -> None:
    cell = Cell(matrix.coalition, "A publisher es pt")
    rows = new_rows("related_works", {"work": str(cell.page(whose).pk)})
    with put_back():
        answer = cell.edit("es draft", title="", **rows)
        assert answer.status_code == 200
        assert SECRET not in _text(answer)
        saved = cell.edit("es draft", **rows)
        assert saved.status_code == 302
        shown = _text(cell.get(saved["Location"]))
    assert cell.page("es draft").title in shown
    assert SECRET not in shown


def test_a_step_of_moderation_of_another_page_is_not_approved_by_way_of_ones_own(matrix: Matrix) -> None:
    cell = Cell(matrix.coalition, "admin")
    other = cell.now("B waiting").current_workflow_task_state
    own = cell.page("es waiting")
    with put_back():
        answer = cell.post(f"/admin/pages/workflow/action/{own.pk}/approve/{other.pk}/", {"comment": ""})
        assert refused(answer)
        assert not cell.now("B waiting").live


def test_who_has_left_a_region_is_not_shown_what_they_wrote_there(matrix: Matrix) -> None:
    coalition = matrix.coalition
    with put_back():
        writer = coalition.users["B editor fr"]
        assert SECRET in _text(coalition.client("B editor fr").get("/admin/"))
        member = coalition.users["member"]
        writer.groups.set(member.groups.all())
        assert SECRET not in _text(coalition.client("B editor fr").get("/admin/"))
