"""Translations as translators make them: created, written segment by segment, published."""

from typing import Any

from wagtail.models import Page, Revision

from languages.models import Alignment
from languages.segments.extraction import texts_of
from languages.translations.create import create_translation
from languages.translations.draft import Change, Written, write
from languages.translations.tracking import pairs_of
from tests.factories.base import locale


def version(page: Page, language: str) -> Any:
    """The version of a page in a language, fresh from the database."""
    return Page.objects.get(translation_key=page.translation_key, locale=locale(language)).specific


def draft(page: Page) -> Any:
    """The latest draft of a page, fresh from the database."""
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def change(page: Page, *, publish: bool = True, **fields: Any) -> Revision:
    """Somebody changes a page in Wagtail's own editor."""
    latest = draft(page)
    for name, value in fields.items():
        setattr(latest, name, value)
    revision: Revision = latest.save_revision()
    if publish:
        revision.publish()
    return revision


def say(page: Page, texts: dict[str, str], user: Any = None, **kwargs: Any) -> Written:
    """Write segments of a translation, found by their text in the original."""
    alignment = Alignment.objects.get(pk=page.pk)
    own = texts_of(draft(page))
    changes = []
    for pair in pairs_of(alignment, page.specific_class, own):
        if pair.path and pair.source in texts:
            seen = own[pair.at[0]][pair.at[1]] if pair.at else ""
            changes.append(Change(pair.path, pair.index, pair.source, texts[pair.source], seen, **kwargs))
    assert len(changes) >= len(texts), "a segment that is not in the original"
    return write(page, changes, user)


def translated(page: Page, language: str, texts: dict[str, str] | None = None, user: Any = None) -> Any:
    """A published translation; segments for which nothing is given say "[fr] …"."""
    page = create_translation(page, locale(language), user)
    alignment = Alignment.objects.get(pk=page.pk)
    all_texts = {text: f"[{language}] {text}" for _path, strings in alignment.source for text in strings}
    written = say(page, all_texts | (texts or {}), user)
    assert written.revision
    assert (written.problems, written.conflicts) == ([], [])
    written.revision.publish(user=user)
    return Page.objects.get(pk=page.pk).specific


def alignment_of(page: Page) -> Alignment:
    return Alignment.objects.get(pk=page.pk)


def states(page: Page) -> dict[str, str]:
    """The state of each segment of a draft, by its text in the original (or, where it has none now, in the target)."""
    own = texts_of(draft(page))
    return {
        pair.source or own[pair.at[0]][pair.at[1]]: str(pair.state)  # type: ignore[index]
        for pair in pairs_of(alignment_of(page), page.specific_class, own)
    }
