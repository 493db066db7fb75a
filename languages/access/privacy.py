"""A private page's translations are private.

A view restriction that somebody sets on a page or a section (an *origin*) is mirrored onto every language version of
what lies below it, unless that lies below a mirror already: same kind, same password, same groups. Mirrors are marked
(`MirroredRestriction`) and follow their origin when it is changed or removed. Several restrictions on a page add up, as
they do in Wagtail, so that nothing that somebody set on a translation is ever loosened from elsewhere; and a mirror
that is removed or loosened on its own page comes back.

Mirrors are set before their origin is, and removed after it: there is no moment in which a translation of a private
page is public.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import copy_for_translation_done, post_page_move, pre_page_move

from languages.access.private_pages import AT_ONCE, here_and_above, mark
from languages.models import MirroredRestriction, PrivatePage
from languages.routing.registry import forget
from languages.routing.tree_paths import within

# Set while this module writes, or while restrictions are copied along with a page.
_unnoticed: ContextVar[bool] = ContextVar("unnoticed", default=False)


@contextmanager
def unnoticed() -> Iterator[None]:
    """Restrictions that are written here are not mirrored."""
    token = _unnoticed.set(True)
    try:
        yield
    finally:
        _unnoticed.reset(token)


# What an origin reaches ----------------------------------------------------------------------------------------------


def reached(page: Page, more: Iterable[str] = ()) -> tuple[list[str], list[int]]:
    """What is private because `page` is: the paths of all trees, and the pages that head those in other languages.

    Versions of a private page are private, and so are versions of what lies below those, and so on. `more` adds
    trees, for what is about to be moved into one that is private.
    """
    trees = [page.path, *more]
    heads: list[int] = []
    edge = trees
    while edge:
        keys = Page.objects.filter(within(edge)).values("translation_key")
        outside = Page.objects.filter(translation_key__in=keys).exclude(within(trees)).order_by("path")
        edge = []
        for pk, path in outside.values_list("pk", "path"):
            if not any(path.startswith(one) for one in edge):
                edge.append(path)
                heads.append(pk)
        trees = trees + edge
    return trees, heads


def origins() -> QuerySet[PageViewRestriction]:
    """The restrictions that somebody set."""
    found: QuerySet[PageViewRestriction] = PageViewRestriction.objects.filter(mirrored=None).select_related("page")
    return found


def is_mirrored(page: Page) -> bool:
    """Whether a page is private only because another version is, so that its privacy is changed there."""
    marks = list(page.view_restrictions.values_list("mirrored", flat=True))
    return bool(marks) and None not in marks


# Mirrors -------------------------------------------------------------------------------------------------------------


def _mirror(origin: PageViewRestriction, page_ids: Iterable[int]) -> list[PageViewRestriction]:
    kind, password = origin.restriction_type, origin.password
    made = PageViewRestriction.objects.bulk_create(
        PageViewRestriction(page_id=pk, restriction_type=kind, password=password) for pk in page_ids
    )
    mark([mirror.page_id for mirror in made])  # bulk_create sends no signals
    _forget()
    return list(made)


def _mark(origin: PageViewRestriction, made: Iterable[PageViewRestriction]) -> None:
    """Makes mirrors of restrictions that are there, with the groups of their origin."""
    made = list(made)
    MirroredRestriction.objects.bulk_create(MirroredRestriction(restriction=one, origin=origin) for one in made)
    groups = list(origin.groups.all()) if made else []
    with unnoticed():
        for mirror in made:
            if groups:
                mirror.groups.set(groups)
            _note(mirror, "wagtail.view_restriction.create")


def _remove(mirrors: Iterable[PageViewRestriction]) -> None:
    with unnoticed():
        for mirror in mirrors:
            _note(mirror, "wagtail.view_restriction.delete")
            PageViewRestriction.objects.filter(pk=mirror.pk).delete()
    _forget()


def _note(mirror: PageViewRestriction, action: str) -> None:
    title = str(dict(PageViewRestriction.RESTRICTION_CHOICES).get(mirror.restriction_type))
    data = {"restriction": {"type": mirror.restriction_type, "title": title}}
    log(instance=mirror.page.specific, action=action, data=data)


def _mirrors_of(origin: PageViewRestriction) -> list[PageViewRestriction]:
    return list(PageViewRestriction.objects.filter(mirrored__origin=origin).select_related("page"))


def _same_as(origin: PageViewRestriction, mirrors: Iterable[PageViewRestriction]) -> None:
    """Mirrors have the kind and password of their origin; `groups_changed` follows its groups."""
    PageViewRestriction.objects.filter(pk__in=[mirror.pk for mirror in mirrors]).update(
        restriction_type=origin.restriction_type, password=origin.password
    )


def sync_mirrors(origin: PageViewRestriction) -> None:
    """Make missing mirrors of an origin, and remove those that are not needed."""
    with transaction.atomic():
        _trees, wanted = reached(origin.page)
        mirrors = _mirrors_of(origin)
        present = {mirror.page_id for mirror in mirrors}
        _mark(origin, _mirror(origin, [pk for pk in wanted if pk not in present]))
        _remove([mirror for mirror in mirrors if mirror.page_id not in wanted])


def _forget() -> None:
    forget()
    transaction.on_commit(forget)


# Restrictions are set, changed and removed ----------------------------------------------------------------------------


def before_save(sender: type, instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if raw or _unnoticed.get():
        return
    mark = MirroredRestriction.objects.filter(pk=instance.pk).select_related("origin__page").first()
    if mark is not None:
        # Somebody changes a mirror: it is theirs from now on, and another one keeps the origin's.
        origin = mark.origin
        mark.delete()
        sync_mirrors(origin)
    mirrors = _mirrors_of(instance) if instance.pk else []
    _same_as(instance, mirrors)
    present = {mirror.page_id for mirror in mirrors}
    _trees, wanted = reached(instance.page)
    instance.new_mirrors = _mirror(instance, [pk for pk in wanted if pk not in present])  # type: ignore[attr-defined]


def after_save(sender: type, instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    if not raw and not _unnoticed.get():
        _mark(instance, instance.__dict__.pop("new_mirrors", []))


def groups_changed(sender: type, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    if _unnoticed.get() or not action.startswith("post_"):
        return
    changed = PageViewRestriction.objects.filter(pk__in=pk_set or []) if reverse else [instance]
    with unnoticed():
        for origin in changed:
            for mirror in _mirrors_of(origin):
                mirror.groups.set(origin.groups.all())


def before_delete(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    if not _unnoticed.get():
        instance.old_mirrors = _mirrors_of(instance)  # type: ignore[attr-defined]
        instance.old_origin = PageViewRestriction.objects.filter(mirrors=instance.pk).first()  # type: ignore[attr-defined]
        instance.work = instance.page.translation_key  # type: ignore[attr-defined]


def after_delete(sender: type, instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """`origin` is what Django was asked to delete: this restriction, or a page and all that hangs on it."""
    if _unnoticed.get():
        return
    mirrors, source = instance.__dict__.pop("old_mirrors", []), instance.__dict__.pop("old_origin", None)
    work = instance.__dict__.pop("work", None)
    if issubclass(getattr(origin, "model", type(origin)), PageViewRestriction):
        _remove(mirrors)
        source = source and origins().filter(pk=source.pk).first()
        if source is not None:
            sync_mirrors(source)
    else:
        _choose_new_origin(mirrors, work)


def _choose_new_origin(mirrors: list[PageViewRestriction], work: Any) -> None:
    """A private page was deleted: its versions stay private, and one of them is asked from now on."""
    heirs = [mirror for mirror in mirrors if mirror.page.translation_key == work]
    if len(heirs) > 1:
        MirroredRestriction.objects.bulk_create(
            MirroredRestriction(restriction=one, origin=heirs[0]) for one in heirs[1:]
        )


# Pages come and move -------------------------------------------------------------------------------------------------


def _concerning(paths: Iterable[str]) -> list[PageViewRestriction]:
    """The origins through which pages at some tree paths are private, by themselves or by a mirror."""
    places, found = sorted(here_and_above(paths)), set()
    for start in range(0, len(places), AT_ONCE):
        restrictions = PageViewRestriction.objects.filter(page__path__in=places[start : start + AT_ONCE])
        found |= {origin or pk for pk, origin in restrictions.values_list("pk", "mirrored__origin")}
    return list(origins().filter(pk__in=found))


def _sync_versions(pages: QuerySet[Page]) -> None:
    """Bring the mirrors up to date of all through which versions of some pages are private."""
    keys = pages.order_by().values("translation_key")
    private = PrivatePage.objects.filter(page__translation_key__in=keys).values_list("page__path", flat=True)
    for origin in _concerning(private):
        sync_mirrors(origin)


def page_created(page: Page) -> None:
    """A version that comes into being has the privacy of the others, and they have that of its section."""
    _sync_versions(Page.objects.filter(pk=page.pk))


def inherit(page: Page) -> None:
    """Restrictions that were copied with a page into another language become mirrors."""
    with transaction.atomic():
        if Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).exists():
            page.view_restrictions.filter(mirrored=None).delete()
        page_created(page)


def before_move(sender: type, instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """What moves into a private section has private versions before it is there, and out of one is private itself,
    until it is known whether it still has to be."""
    tree = Page.objects.filter(path__startswith=instance.path)
    others = Page.objects.filter(translation_key=OuterRef("translation_key")).exclude(pk=OuterRef("pk"))
    found = _concerning([instance.path, parent_page_after.path])
    if not found or not tree.filter(Exists(others)).exists():
        return
    with transaction.atomic():
        for origin in found:
            trees, _heads = reached(origin.page)
            heads: list[int] = []
            if any(parent_page_after.path.startswith(tree) for tree in trees):
                heads += reached(origin.page, [instance.path])[1]
            elif any(instance.path.startswith(tree) for tree in trees) and origin.page_id != instance.pk:
                heads.append(instance.pk)
            present = {mirror.page_id for mirror in _mirrors_of(origin)}
            _mark(origin, _mirror(origin, [pk for pk in heads if pk not in present]))


def after_move(sender: type, instance: Page, **kwargs: Any) -> None:
    path = Page.objects.values_list("path", flat=True).get(pk=instance.pk)
    _sync_versions(Page.objects.filter(path__startswith=path))


def made_by_wagtail(sender: type, target_obj: Any, **kwargs: Any) -> None:
    if isinstance(target_obj, Page):
        inherit(target_obj)


def connect() -> None:
    for signal, receiver in (
        (pre_save, before_save),
        (post_save, after_save),
        (pre_delete, before_delete),
        (post_delete, after_delete),
    ):
        signal.connect(
            receiver, sender=PageViewRestriction, dispatch_uid=f"languages.access.privacy.{receiver.__name__}"
        )
    m2m_changed.connect(
        groups_changed,
        sender=PageViewRestriction.groups.through,
        dispatch_uid="languages.access.privacy.groups_changed",
    )
    pre_page_move.connect(before_move, dispatch_uid="languages.access.privacy.before_move")
    post_page_move.connect(after_move, dispatch_uid="languages.access.privacy.after_move")
    copy_for_translation_done.connect(made_by_wagtail, dispatch_uid="languages.access.privacy.made_by_wagtail")
