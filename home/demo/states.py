"""What happens on the demonstration site after everything is published, so that each state can be seen there."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml
from wagtail.models import Locale, Page, Revision

from base.models import User
from languages.models import Alignment, Concept, LanguageSettings, Term
from languages.segments.extraction import texts_of
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import Change, write
from languages.translations.tracking import pairs_of

PLAN = Path(__file__).parent / "content" / "states.yaml"

Pages = dict[tuple[str, str], Page]
Data = dict[str, Any]


def read() -> dict[str, list[Data]]:
    """The plan: what happens, by kind, in the order in which it happens."""
    plan: dict[str, list[Data]] = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    return plan


def play(pages: Pages, works: dict[str, Data], author: User | None) -> None:
    """`pages` are those of the content files by key and language, `works` their plans by key.

    What is submitted waits in the name of `author`, for the publishers of its region.
    """
    plan = read()
    for entry in plan["changed"]:
        _change(_original(entry, pages, works), entry)
    for entry in plan["begun"]:
        revision = _say(
            _original(entry, pages, works), entry, Origin.PERSON, author if entry.get("submitted") else None
        )
        if entry.get("submitted"):
            page = Page.objects.get(pk=revision.object_id).specific
            page.get_workflow().start(page, author)
    for entry in plan["by_machine"]:
        LanguageSettings.objects.update_or_create(
            locale=Locale.objects.get(language_code=entry["language"]), defaults={"publish_unreviewed": True}
        )
        _say(_original(entry, pages, works), entry, Origin.MACHINE).publish(skip_permission_checks=True)
    for entry in plan["glossary"]:
        concept = Concept(definition=entry["definition"])
        concept.terms = [
            Term(locale=Locale.objects.get(language_code=code), text=text, sort_order=order)
            for order, (code, text) in enumerate(entry["terms"].items())
        ]
        concept.save()


def _original(entry: Data, pages: Pages, works: dict[str, Data]) -> Any:
    page = pages[entry["work"], works[entry["work"]]["original"]]
    return Page.objects.get(pk=page.pk).specific


def _change(page: Any, entry: Data) -> None:
    for name, value in entry.get("fields", {}).items():
        setattr(page, name, value)
    if "add" in entry:
        raw = [*page.body.get_prep_value(), {"type": "text", "value": entry["add"], "id": str(uuid4())}]
        page.body = page.body.stream_block.to_python(raw)
    page.save_revision(clean=False).publish(skip_permission_checks=True)


def _say(original: Any, entry: Data, origin: str, author: User | None = None) -> Revision:
    """Begin a translation with the segments of the plan; raises ValueError for one that the original does not have."""
    page = create_translation(original, Locale.objects.get(language_code=entry["language"]))
    own = texts_of(page)
    changes = [
        Change(pair.path, pair.index, pair.source, entry["passages"][pair.source], own[pair.path][pair.index], origin)
        for pair in pairs_of(Alignment.objects.get(pk=page.pk), type(page), own)
        if pair.source in entry["passages"]
    ]
    missing = set(entry["passages"]) - {change.source for change in changes}
    written = write(page, changes, author)
    if missing or written.revision is None:
        raise ValueError(f"{entry['work']}: not segments of the original: {missing}")
    return written.revision
