"""Facets: the few works that the others belong to and are sorted by, such as regions.

Which kinds there are is announced by the apps that have them (`base.listings.facet_kinds`). All public facets are read
at once and remembered, so that a page or a hundred cards can say what they belong to without a query.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from wagtail.models import Page

from base.listings.facet_kinds import kinds
from languages.access import visibility
from languages.locales.in_language import ForeignText
from languages.models import Work
from languages.routing import registry
from languages.routing.fallback import in_best_language


@dataclass(frozen=True)
class Facet(ForeignText):
    """A work that others belong to, as a reader sees it. `paths` are the tree paths of all its language versions."""

    key: UUID
    kind: str
    title: str
    url: str
    language_code: str
    hue: str
    summary: str
    page_id: int
    paths: tuple[str, ...]


def tree_order(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """In the order of the tree in the site's default language, which is the admin's order for every language."""
    default = registry.default_language()
    leading = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale_id=default.locale_id if default else None
    ).values("path")[:1]
    return queryset.annotate(tree_position=Coalesce(Subquery(leading), F("path"))).order_by("tree_position", "pk")


def _read(language: str) -> dict[UUID, Facet]:
    found: dict[UUID, Facet] = {}
    for kind in kinds().values():
        model: Any = apps.get_model(kind.model)
        paths: dict[UUID, list[str]] = {}
        for key, path in model.objects.values_list("translation_key", "path"):
            paths.setdefault(key, []).append(path)
        for page in in_best_language(tree_order(model.objects.all()), language):
            found[page.translation_key] = Facet(
                key=page.translation_key,
                kind=kind.name,
                title=page.title,
                url=page.get_url() or "",
                language_code=registry.code_of(page),
                hue=getattr(page, "hue", ""),
                summary=page.summary,
                page_id=page.pk,
                paths=tuple(sorted(paths[page.translation_key])),
            )
    return found


def every(language: str | None = None) -> dict[UUID, Facet]:
    """All public facets by the key of their work, in the admin's order."""
    code = language or get_language() or "en"
    return registry.remember(f"facets:{code}", lambda: _read(code))


def of_kind(kind: str, language: str | None = None) -> list[Facet]:
    return [facet for facet in every(language).values() if facet.kind == kind]


def of(page: Page, language: str | None = None) -> dict[str, list[Facet]]:
    """What a page belongs to, by kind: what its editor chose, and the facet that it lives under."""
    chosen = {row.work_id for row in page.belongings.all()}
    result: dict[str, list[Facet]] = {name: [] for name in kinds()}
    for facet in every(language).values():
        lives_there = any(page.path.startswith(path) and page.path != path for path in facet.paths)
        if facet.key in chosen or lives_there:
            result[facet.kind].append(facet)
    return result


def belonging_to(key: UUID) -> Q | Exists:
    """Condition for pages that belong to a facet: by choice, or by living under it."""
    from base.models.relations import Belonging

    condition = Q(Exists(Belonging.objects.filter(page=OuterRef("pk"), work=key)))
    facet = every().get(key)
    for path in facet.paths if facet else ():
        condition |= Q(path__startswith=path, depth__gt=len(path) // Page.steplen)
    return condition


def choices(kind: str) -> list[tuple[str, str]]:
    """Keys and titles for forms, of drafts too where the person who asks may know of them; titles in the language of
    their interface where they exist in it."""
    if kind not in kinds():
        return []
    model: Any = apps.get_model(kinds()[kind].model)
    interface = get_language() or "en"
    if interface not in registry.locale_codes().values():  # the admin speaks "pt-br" where the site has "pt"
        interface = interface.partition("-")[0]
    rank = {code: place for place, code in enumerate(registry.chain(interface))}
    originals = dict(
        Work.objects.filter(pk__in=model.objects.values("translation_key")).values_list("pk", "original_locale_id")
    )
    best: dict[UUID, tuple[int, Any]] = {}
    user = visibility.asking.get()
    known = model.objects.all() if user is None else visibility.visible(model.objects.all(), user)
    for page in tree_order(known):
        is_original = originals.get(page.translation_key) == page.locale_id
        place = rank.get(registry.code_of(page), 50 if is_original else 100)
        if page.translation_key not in best or place < best[page.translation_key][0]:
            best[page.translation_key] = (place, page)
    return [(str(key), page.title) for key, (_place, page) in best.items()]
