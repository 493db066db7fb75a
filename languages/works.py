"""The life of a work as a whole: its original passes to another language, and what becomes of its versions when one of
them is deleted, unpublished or moved.

A new original says in its own words what the old one said, and each translation is now asked whether it says that too.
What is known of a translation ("where it says this, it follows the old original's that") is carried over by passage:
where the new original followed the same text, the translation follows the new original's. Nothing is written into a
page: facts change hands, texts do not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Locale, Page, ReferenceIndex

from languages.following import (
    alignments,
    as_followed,
    followed_values,
    recount,
    source_of,
    untranslatable,
    was_published,
    words_of,
)
from languages.locales import cldr
from languages.models import Alignment, Work
from languages.routing.registry import forget
from languages.segments.alignment import Row, State, align
from languages.segments.extraction import Texts, digest, digests, flat, texts_of
from languages.segments.provenance import Digests, Fact, Facts, How
from languages.segments.synced import digest_of_synchronised

HAND_OVER = "languages.hand_over"

#: Where a passage stands: its leaf, and its place among the strings of that leaf.
Place = tuple[str, int]

FOLLOWING = {State.CURRENT, State.LEFT, State.MACHINE}
NOT_READY = {State.UNTRANSLATED, State.MACHINE}


# What is known, in terms of the new original ------------------------------------------------------------------------


@dataclass(frozen=True)
class Counterpart:
    """What the new original has for a passage of the old one ("" for nothing), and whether it says the same."""

    text: str
    is_current: bool


class Succession:
    """Carries what was known in terms of one original over to the one that comes after it. No database.

    `old` and `new` are the texts of the two, `facts` what was known of the new one while it followed the old one, and
    `is_same(leaf, text)` tells which passages are the same in every language.
    """

    def __init__(self, old: Texts, new: Texts, facts: Facts, is_same: Any):
        self.old, self.new, self.is_same = old, new, is_same
        self.facts = facts
        self.rows = align(old, digests(new), facts, is_same)
        self.there: dict[Place, Counterpart] = {}
        self.gone: dict[str, str] = {}
        self.own: list[tuple[str, str]] = []
        for row in self.rows:
            text = new[row.at[0]][row.at[1]] if row.at else ""
            if row.leaf:
                is_current = row.state in FOLLOWING or (row.state == State.UNTRANSLATED and text == row.source)
                self.there[row.leaf, row.place] = Counterpart(text, is_current)
            elif row.state == State.GONE:
                self.gone[row.before] = text
            elif row.at:
                self.own.append((row.at[0], text))
        self.places: dict[str, list[Place]] = {}
        for leaf, place, text in flat(old):
            self.places.setdefault(text, []).append((leaf, place))

    def of_old(self) -> Facts:
        """What is known of the old original, as a translation of the new one."""
        facts = Facts()
        for leaf, place, text in flat(self.old):
            there = self.there[leaf, place]
            if there.text and there.is_current:
                how = How.SAME if there.text == text else How.PERSON
                facts.add(leaf, Fact(there.text, digest(text), how))
            elif there.is_current:
                facts.add(leaf, Fact("", digest(text)))
            else:
                facts.add(leaf, Fact(there.text or text, digest(text), How.DIFFERS))
        return self._with_own(facts)

    def of_other(self, known: Facts, *texts: Digests) -> Facts:
        """What is known of another translation, of which `texts` are in use (public, draft)."""
        here: dict[tuple[str, str], Row] = {}
        for own in texts:
            for row in align(self.old, own, known, self.is_same):
                if row.leaf and row.at:
                    here.setdefault((row.at[0], own[row.at[0]][row.at[1]]), row)
        facts = Facts()
        for leaf, found in known.leaves.items():
            for fact in found:
                carried = self._carried(leaf, fact, here.get((leaf, fact.target)) if fact.target else None)
                if carried is not None:
                    facts.add(leaf, carried)
        for (leaf, target), row in here.items():
            there = self.there[row.leaf, row.place]
            if row.state == State.CURRENT and known.of(leaf, target) is None and there.text and there.is_current:
                facts.add(leaf, Fact(there.text, target, _how(How.PERSON, target, there.text)))
        return self._with_own(facts)

    def _with_own(self, facts: Facts) -> Facts:
        """What the new original alone has is no news: nobody has changed anything."""
        for leaf, text in self.own:
            facts.add(leaf, Fact(text, None))
        return facts

    def _carried(self, leaf: str, fact: Fact, row: Row | None) -> Fact | None:
        if not fact.source:
            return fact
        place = (row.leaf, row.place) if row else self._place(leaf, fact.source)
        if place is None:
            text = self.gone.get(fact.source, fact.source)
            how = fact.how if fact.how == How.COPY else How.DIFFERS
            return Fact(text, fact.target, how) if fact.target else None
        source, there = self.old[place[0]][place[1]], self.there[place]
        is_current = there.is_current and fact.source == source and fact.how != How.DIFFERS
        if fact.target is None:
            return Fact(there.text, None) if is_current and there.text else None
        how = How(fact.how)
        if how in (How.COPY, How.LEFT) and fact.target == digest(source):
            # It says what the old original said, in that language: not the new one's, unless that left it, too.
            is_left = how == How.LEFT and there.text == source
            how = How.LEFT if is_left else How.PERSON if self.is_same(place[0], source) else How.COPY
        elif how == How.LEFT:
            how = How.PERSON
        if how == How.COPY:
            return Fact(there.text or source, fact.target, how)
        if not is_current:
            return Fact(there.text or source, fact.target, How.DIFFERS)
        if not there.text:
            return Fact("", fact.target)
        return Fact(there.text, fact.target, _how(how, fact.target, there.text))

    def _place(self, leaf: str, text: str) -> Place | None:
        found = self.places.get(text, [])
        return next((place for place in found if place[0] == leaf), found[0] if found else None)

    def foreign(self, *in_use: Digests) -> dict[str, list[str]]:
        """Digests of texts that the new original must not show as its own: the old one's, and those that it had
        before somebody translated them. What it says now and was accepted as it is may stay."""
        found: dict[str, set[str]] = {leaf: {digest(text) for text in texts} for leaf, texts in self.old.items()}
        for leaf, facts in self.facts.leaves.items():
            for fact in facts:
                latest = self.facts.of(leaf, fact.target) if fact.target else None
                if latest and latest.target and latest.how in (How.COPY, How.MACHINE):
                    found.setdefault(leaf, set()).add(latest.target)
        for own in in_use:
            rows = align(self.old, own, self.facts, self.is_same)
            pending = {row.at for row in rows if row.state in NOT_READY}
            for leaf, texts in own.items():
                for place, text in enumerate(texts):
                    if (leaf, place) not in pending:
                        found.get(leaf, set()).discard(text)
        return {leaf: sorted(texts) for leaf, texts in sorted(found.items()) if texts}


def _how(how: str, target: str, text: str) -> How:
    """How a target came about that follows `text` now: the same words in both are meant."""
    is_same = target == digest(text)
    if how == How.PERSON and is_same:
        return How.SAME
    return How.PERSON if how == How.SAME and not is_same else How(how)


# The original passes to another language ----------------------------------------------------------------------------


def versions(page: Page) -> QuerySet[Page]:
    """The other language versions of a page."""
    found: QuerySet[Page] = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return found


def original(page: Page) -> Page | None:
    """The original of a page's work; the page itself where it is that."""
    locale = Work.objects.filter(pk=page.translation_key).values("original_locale_id")
    found: Page | None = Page.objects.filter(translation_key=page.translation_key, locale_id__in=locale).first()
    return found


def proposed(page: Page) -> Page | None:
    """Which version takes a page's place when it is deleted: of those that are public the one published first."""
    order = ("-live", F("first_published_at").asc(nulls_last=True), "pk")
    heir: Page | None = versions(page).order_by(*order).first()
    return heir


def not_ready(page: Page) -> int:
    """Passages of a translation, public or in its draft, that nobody has translated, or accepted from a machine."""
    alignment = Alignment.objects.filter(pk=page.pk).first()
    if alignment is None:
        return 0
    model, facts = page.specific_class or Page, Facts.load(alignment.facts)
    rows = [
        row
        for own in (alignment.live, alignment.draft)
        for row in align(source_of(alignment), own, facts, untranslatable(model))
    ]
    return len({row.id for row in rows if row.state in NOT_READY})


def reason_against(old: Page | None, new: Page, user: Any = None) -> str:
    """Why `new` cannot take over from `old` now, in words for the editor; "" where it can."""
    if old is None or old.pk == new.pk:
        return _("This version is the original already.")
    if was_published(old) and not new.live:
        return _("This version is not public yet. Publish it first.")
    if not_ready(new):
        return _("This version still has passages that nobody has translated or reviewed. Finish them first.")
    if user is not None and any(page.permissions_for_user(user).page_locked() for page in (old, new)):
        return _("One of the two pages is locked.")
    return ""


def hand_over(page: Page, locale: Locale, user: Any = None) -> Page:
    """The version in `locale` becomes the original of a page's work; the old original stays and follows it.

    Raises PermissionDenied where `user` may not edit both, and ValidationError where that version cannot be the
    original now. Returns the new original.
    """
    with transaction.atomic():
        Work.objects.select_for_update().get(pk=page.translation_key)
        old = original(page)
        new = Page.objects.filter(translation_key=page.translation_key, locale=locale).first()
        if new is None:
            raise ValidationError(
                _("This page does not exist in %(language)s.") % {"language": cldr.own_name(locale.language_code)}
            )
        if user is not None and not all(
            one.permissions_for_user(user).can_edit() for one in (old, new) if one is not None
        ):
            raise PermissionDenied
        reason = reason_against(old, new, user)
        if reason:
            raise ValidationError(reason)
        _pass_on(new, old)
        for one in (old, new):
            log(instance=one.specific, action=HAND_OVER, user=user, data={"language": locale.language_code})  # type: ignore[union-attr]
    return new


def original_deleted(page: Page) -> None:
    """A page is gone. Where it was an original, the version that was proposed takes over, with all that is known."""
    heir = proposed(page)
    if heir is None:
        Work.objects.filter(pk=page.translation_key).delete()
    elif Work.objects.filter(pk=page.translation_key, original_locale_id=page.locale_id).exists():
        with transaction.atomic():
            _pass_on(heir, None)


def _pass_on(new: Page, old: Page | None) -> None:
    """`old` is None where it has just been deleted: what its translations follow is in their alignments."""
    work = Work.objects.select_for_update().get(pk=new.translation_key)
    rows = {row.page_id: row for row in alignments(new.translation_key)}
    mine = rows.pop(new.pk, None)
    followed = as_followed(new)
    texts, model = texts_of(followed), type(followed)
    before = source_of(mine) if mine else {}
    succession = Succession(before, texts, Facts.load(mine.facts) if mine else Facts(), untranslatable(model))
    synchronised, values = digest_of_synchronised(followed), followed_values(followed)
    for row in rows.values():
        facts = succession.of_other(Facts.load(row.facts), row.draft, row.live)
        known = set(row.values.get("#", ()))
        _follow_new(row, facts, model, texts, synchronised, values, known)
        row.save()
    if old is not None:
        _alignment_of_old(old, succession, model, texts, synchronised, values, work.foreign).save(force_insert=True)
    in_use = (mine.live, mine.draft) if mine else ()
    Work.objects.filter(pk=work.pk).update(
        original_locale_id=new.locale_id,
        foreign=succession.foreign(*in_use) if mine else {},
        words=words_of(texts),
    )
    Alignment.objects.filter(pk=new.pk).delete()
    forget()
    transaction.on_commit(forget)


def _follow_new(
    row: Alignment,
    facts: Facts,
    model: type[Page],
    texts: Texts,
    synchronised: str,
    values: Mapping[str, Any],
    known: set[str],
) -> None:
    row.source, row.facts, row.synchronised = list(texts.items()), facts.dump(), synchronised
    # Blocks and rows that only the new original has are news to the translation, and those that it has alone its own.
    row.values = {**values, "#": [path for path in values["#"] if path in known]}
    recount(row, model)


def _alignment_of_old(
    old: Page,
    succession: Succession,
    model: type[Page],
    texts: Texts,
    synchronised: str,
    values: Mapping[str, Any],
    foreign: Mapping[str, Iterable[str]],
) -> Alignment:
    page: Any = as_followed(old)
    draft: Any = old.get_latest_revision_as_object()
    facts = Facts()
    anything = next((text for _leaf, _place, text in flat(texts)), "")
    for leaf, found in foreign.items():
        for target in found:
            facts.add(leaf, Fact(anything, target, How.COPY))
    for leaf, known in succession.of_old().leaves.items():
        for fact in known:
            facts.add(leaf, fact)
    public, written = digests(texts_of(page)), digests(texts_of(draft))
    facts.carry_over(digests(succession.old), public)
    facts.carry_over(public, written)
    row = Alignment(
        page_id=old.pk,
        live=public if old.live else {},
        draft=written,
        taken=digest_of_synchronised(page if old.live else draft),
    )
    _follow_new(row, facts, model, texts, synchronised, values, set(followed_values(page)["#"]))
    return row


def copied(page: Page, copy: Page) -> None:
    """A page and what lies below it were copied: works of their own, which nobody has to translate.

    What nobody had translated is still in another language, in the copy's drafts and in those of its past.
    """
    found = (one.get_descendants(inclusive=True).order_by("path") for one in (page, copy))
    for old, new in zip(*found, strict=False):  # the copy may be of the page alone
        if old.translation_key != new.translation_key and old.locale_id == new.locale_id:
            foreign = _foreign_in(old)
            if foreign:
                Work.objects.filter(pk=new.translation_key).update(foreign=foreign)


def _foreign_in(page: Page) -> dict[str, list[str]]:
    mine = Alignment.objects.filter(pk=page.pk).first()
    if mine is None:
        work = Work.objects.filter(pk=page.translation_key, original_locale=page.locale_id).first()
        return dict(work.foreign) if work else {}
    facts, model = Facts.load(mine.facts), page.specific_class or Page
    succession = Succession(source_of(mine), texts_of(as_followed(page)), facts, untranslatable(model))
    return succession.foreign(mine.live, mine.draft)


def accept(page: Page) -> None:
    """Somebody says of an original that the words of its draft are its language's own, as they stand."""
    with transaction.atomic():
        work = Work.objects.select_for_update().get(pk=page.translation_key)
        said = {text for texts in digests(texts_of(page.get_latest_revision_as_object())).values() for text in texts}
        kept = {leaf: [text for text in texts if text not in said] for leaf, texts in work.foreign.items()}
        Work.objects.filter(pk=work.pk).update(foreign={leaf: texts for leaf, texts in kept.items() if texts})


# Deleting, unpublishing and moving ------------------------------------------------------------------------------------


def works_below(page: Page, *, live: bool = False) -> int:
    """How many pages below a page exist in other languages, too; with `live`, how many public ones publicly."""
    others = Page.objects.filter(translation_key=OuterRef("translation_key")).exclude(locale_id=OuterRef("locale_id"))
    below = page.get_descendants()
    if live:
        others, below = others.filter(live=True), below.filter(live=True)
    found: int = below.filter(Exists(others)).count()
    return found


def may_delete(page: Page, user: Any) -> bool:
    if not page.permissions_for_user(user).can_delete():
        return False
    return not ReferenceIndex.get_references_to(page).group_by_source_object().is_protected


def may_unpublish(page: Page, user: Any) -> bool:
    return bool(page.permissions_for_user(user).can_unpublish())


def destination_of(version: Page, destination: Page) -> Page | None:
    """Where a version goes that follows another to `destination`: the same section in its own language."""
    found: Page | None = Page.objects.filter(
        translation_key=destination.translation_key, locale_id=version.locale_id, depth__gt=1
    ).first()
    return found


def may_move(version: Page, destination: Page, user: Any) -> bool:
    """Whether a version can follow to its language's own section, and is not there yet."""
    there = destination_of(version, destination)
    return bool(
        there
        and not version.is_child_of(there)
        and version.permissions_for_user(user).can_move_to(there)
        and Page._slug_is_available(version.slug, there, page=version)
    )


def delete_too(page: Page, others: Iterable[Page], user: Any, heir: Page | None = None) -> None:
    """Before a page is deleted: other versions that are deleted with it, and the one that becomes the original."""
    with transaction.atomic():
        if heir is not None:
            if not heir.permissions_for_user(user).can_edit():
                raise PermissionDenied
            first = original(page)
            if first is not None and first.pk == page.pk:
                _pass_on(heir, page)
                log(instance=heir.specific, action=HAND_OVER, user=user)
        for other in others:
            DeletePageAction(other.specific, user=user).execute()


def unpublish(pages: Iterable[Page], user: Any, *, include_descendants: bool = False) -> None:
    """All or none: the right to is asked for each page, and for each one below it."""
    with transaction.atomic():
        for page in pages:
            UnpublishPageAction(page.specific, user=user, include_descendants=include_descendants).execute()


def move(page: Page, destination: Page, others: Iterable[Page], user: Any) -> None:
    """All or none: a page to its destination, other versions to their languages' own."""
    with transaction.atomic():
        targets = [(page, destination)]
        for other in others:
            there = destination_of(other, destination)
            if there is None or not may_move(other, destination, user):
                raise PermissionDenied
            targets.append((other, there))
        for one, there in targets:
            # Read again: each move may have changed places in the tree.
            MovePageAction(
                Page.objects.get(pk=one.pk).specific, Page.objects.get(pk=there.pk), pos="last-child", user=user
            ).execute()
