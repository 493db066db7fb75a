"""A coalition in small: two regions with their teams, pages in every state, files; and who is tried on them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from base.models import CustomDocument, CustomImage, User
from languages.routing import registry
from languages.translations.create import create_translation
from news.models import NewsIndexPage
from regions.teams.rights import Role, give_rights, region_collection, shared_collection
from tests.factories.base import home, locale, offer, section
from tests.factories.news import NewsPageFactory
from tests.factories.people import fields_of, log_in, root_collection
from tests.factories.pictures import picture
from tests.factories.regions import RegionPageFactory
from tests.factories.translations import translated

#: In every title of region B that nobody but its team may see, and therefore in their addresses ("confidentiel-…").
SECRET = "onfidentiel"
LANGUAGES = ("en", "es", "pt", "fr", "ar")

# In the order of the columns of the matrix.
ROLES: dict[str, str] = {
    "nobody": "without a log-in",
    "member": "a log-in to the admin, and no right",
    "A translator pt": "translates into Portuguese in region A",
    "A translator": "translates into all languages of region A",
    "A editor es": "writes Spanish in region A",
    "A editor": "writes all languages of region A",
    "A publisher es": "publishes Spanish in region A",
    "A publisher es pt": "publishes Spanish and Portuguese there, as in Bogotá",
    "A publisher": "publishes all languages of region A",
    "B translator": "translates into French and English in region B",
    "B editor fr": "writes French in region B",
    "B publisher fr": "publishes French in region B",
    "B publisher": "publishes French and English in region B",
    "translator fr": "translates into French in the whole coalition",
    "admin": "an administrator",
}
RIGHTS: dict[str, tuple[str, tuple[str, ...], Role]] = {
    "A translator pt": ("A", ("pt",), Role.TRANSLATOR),
    "A translator": ("A", ("es", "pt", "ar"), Role.TRANSLATOR),
    "A editor es": ("A", ("es",), Role.EDITOR),
    "A editor": ("A", ("es", "pt", "ar"), Role.EDITOR),
    "A publisher es": ("A", ("es",), Role.PUBLISHER),
    "A publisher es pt": ("A", ("es", "pt"), Role.PUBLISHER),
    "A publisher": ("A", ("es", "pt", "ar"), Role.PUBLISHER),
    "B translator": ("B", ("fr", "en"), Role.TRANSLATOR),
    "B editor fr": ("B", ("fr",), Role.EDITOR),
    "B publisher fr": ("B", ("fr",), Role.PUBLISHER),
    "B publisher": ("B", ("fr", "en"), Role.PUBLISHER),
    "translator fr": ("", ("fr",), Role.TRANSLATOR),
}

# The language that each region was first written in.
FIRST = {"A": "es", "B": "fr"}


@dataclass
class Coalition:
    """`pages`, `images` and `documents` by a name of their own; `sessions` of those who have logged in, by role."""

    pages: dict[str, Page] = field(default_factory=dict)
    images: dict[str, CustomImage] = field(default_factory=dict)
    documents: dict[str, CustomDocument] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """A browser of its own each time: no message of an earlier request is shown in it."""
        client = Client()
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def form(self, address: str) -> dict[str, Any]:
        """What a browser would send of the form at an address; asked once, by the administrator."""
        if address not in self.forms:
            answer = self.client("admin").get(address)
            assert answer.status_code == 200, address
            self.forms[address] = fields_of(answer.content.decode())
        return dict(self.forms[address])


@contextmanager
def put_back(forgetting: bool = True) -> Iterator[None]:
    """Whatever is written within is taken back, without an atomic block around it that a view would notice.

    `forgetting`: the cache too, unless nothing was written.
    """
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
        if forgetting:
            cache.clear()


def build() -> Coalition:
    coalition = Coalition()
    offer(*LANGUAGES)
    root_collection()
    _regions(coalition.pages)
    groups = _people(coalition)
    _works_of_a(coalition.pages)
    _works_of_b(coalition.pages, coalition.users)
    _reviewed(coalition.pages, "A", "es", groups["A publisher es"], coalition.users["A editor es"])
    _reviewed(coalition.pages, "B", "fr", groups["B publisher fr"], coalition.users["B editor fr"])
    PageViewRestriction.objects.create(
        page=coalition.pages["B private"], restriction_type=PageViewRestriction.GROUPS
    ).groups.set([*groups["B editor fr"], *groups["B publisher fr"]])
    _files(coalition)
    registry.forget()
    for name, page in coalition.pages.items():
        coalition.pages[name] = Page.objects.get(pk=page.pk).specific
    return coalition


def _regions(pages: dict[str, Page]) -> None:
    for language in LANGUAGES:
        pages[f"home {language}"] = home(language)
        pages[f"news {language}"] = section(NewsIndexPage, language)
    for letter, title, languages in (
        ("A", "América Latina", ("es", "pt", "ar", "fr")),
        ("B", "Afrique de l’Ouest", ("fr", "en")),
    ):
        first = None
        for language in languages:
            named = title if first is None else f"{title} ({language})"
            made = RegionPageFactory(title=named, language=language, work=first, spoken=languages)
            first = first or made
            pages[f"{letter} {language}"] = made


def _people(coalition: Coalition) -> dict[str, list[Group]]:
    groups = {}
    for role in ROLES:
        if role == "nobody":
            continue
        name = role.replace(" ", "-")
        user = User.objects.create_user(name, f"{name}@example.org", is_superuser=role == "admin")
        if role in RIGHTS:
            letter, languages, right = RIGHTS[role]
            region = coalition.pages[f"{letter} {FIRST[letter]}"] if letter else None
            groups[role] = give_rights(user, region, languages, right)  # type: ignore[arg-type]
        elif role == "member":
            group = Group.objects.create(name="Members")
            group.permissions.add(
                Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
            )
            user.groups.add(group)
        coalition.users[role] = user
        coalition.sessions[role] = log_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    return groups


def _news(parent: Page, language: str, title: str, *, live: bool = True, user: User | None = None) -> Any:
    page = NewsPageFactory(parent=parent, language=language, title=title, summary=f"{title}, en breve.", live=live)
    revision: Revision = page.save_revision(user=user, log_action=True)
    if live:
        revision.publish()
    return Page.objects.get(pk=page.pk).specific


def _works_of_a(pages: dict[str, Page]) -> None:
    news = _news(pages["A es"], "es", "Agua clara")
    pages["es"] = news
    pages["pt"] = translated(news, "pt", {"Agua clara": "Água clara"})
    pages["ar"] = translated(news, "ar", {"Agua clara": "ماء صاف"})
    pages["fr"] = create_translation(news, locale("fr"))
    pages["es alone"] = _news(pages["A es"], "es", "Viento")
    pages["es draft"] = _news(pages["A es"], "es", "Borrador del sur", live=False)
    pages["es waiting"] = _news(pages["A es"], "es", "Por revisar", live=False)
    news.title = "Agua muy clara"
    news.save_revision().publish()  # its translations are outdated


def _works_of_b(pages: dict[str, Page], users: dict[str, User]) -> None:
    writer = users["B editor fr"]
    pages["B live"] = _news(pages["B fr"], "fr", "Le fleuve")
    pages["B draft"] = _news(pages["B fr"], "fr", f"C{SECRET} brouillon", live=False, user=writer)
    pages["B private"] = _news(pages["B fr"], "fr", f"C{SECRET} privé", user=writer)
    pages["B waiting"] = _news(pages["B fr"], "fr", f"C{SECRET} relu", live=False, user=writer)
    renamed = _news(pages["B fr"], "fr", "La rive", user=writer)
    renamed.title = f"C{SECRET} retitré"
    renamed.save_revision(user=writer, log_action=True)
    pages["B renamed"] = renamed
    # A published page below one that is a draft: the way to it is not to be named.
    pages["B hidden"] = _news(pages["B en"], "en", "Upstream")
    above = pages["B en"]
    above.title = above.draft_title = f"C{SECRET} region"
    above.live = False
    above.save(update_fields=["title", "draft_title", "live"])
    Page.objects.filter(pk=pages["B draft"].pk).update(
        locked=True, locked_by=users["B publisher fr"], locked_at=timezone.now() - timedelta(hours=1)
    )


def _reviewed(pages: dict[str, Page], letter: str, language: str, groups: list[Group], writer: User) -> None:
    """Publishers approve what editors of the region submit; one page waits for them."""
    task = GroupApprovalTask.objects.create(name=f"Review {letter}")
    task.groups.set(groups)
    workflow = Workflow.objects.create(name=f"Workflow {letter}")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    region = Page.objects.get(pk=pages[f"{letter} {language}"].pk)
    WorkflowPage.objects.update_or_create(page=region, defaults={"workflow": workflow})
    waiting = pages[f"{letter} waiting" if letter == "B" else "es waiting"]
    workflow.start(waiting, writer)


def _files(coalition: Coalition) -> None:
    coalition.collections = {
        "A": region_collection(coalition.pages["A es"]),  # type: ignore[arg-type]
        "B": region_collection(coalition.pages["B fr"]),  # type: ignore[arg-type]
        "shared": shared_collection(),
    }
    for name, collection in coalition.collections.items():
        coalition.images[name] = CustomImage.objects.create(
            title=f"Picture of {name}", collection=collection, file=ContentFile(picture(), name=f"{name}.jpg")
        )
        coalition.documents[name] = CustomDocument.objects.create(
            title=f"Paper of {name}", collection=collection, file=ContentFile(b"%PDF-1.4", name=f"{name}.pdf")
        )
