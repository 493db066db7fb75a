"""The form behind the editor of every page."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from base.admin import scheduling
from base.listings import facet_kinds, facets
from base.listings.facet_kinds import FacetKind
from base.pages import sdgs
from languages.locales import interface
from languages.segments.extraction import plain
from languages.text.words import latin_slug
from languages.translations import originals, precedence, synchronisation
from languages.translations.publishing import publication_blockers


def reserved_slugs(parent: Page | None) -> set[str]:
    """Addresses right below a page that its lists have."""
    ask = getattr(parent.specific_deferred, "reserved_slugs", None) if parent else None
    return ask() if ask else set()


def goal_choices() -> list[tuple[str, str]]:
    return [(str(number), f"{number} · {sdgs.goal_name(number, interface.spoken())}") for number in sdgs.GOALS]


def facet_boxes(kind: FacetKind) -> forms.Field:
    """The works of a kind, as boxes to tick."""
    texts: dict[str, Any] = {"label": kind.label, "help_text": kind.help_text}
    return forms.MultipleChoiceField(
        required=False,
        choices=partial(facets.choices, kind.name),
        widget=forms.CheckboxSelectMultiple,
        **texts,
    )


FACETS = tuple(facet_kinds.kinds())
# Fields of the form that are rows of the page.
FORM_FIELDS = {"belongings": FACETS, "sdgs": ("goal",)}


class BasePageForm(WagtailAdminPageForm):
    """Offers facets and goals as boxes to tick; they are kept as rows of the page."""

    # A field for each kind of facet, as if each were written here.
    locals().update({kind.name: facet_boxes(kind) for kind in facet_kinds.kinds().values()})
    goal = forms.MultipleChoiceField(
        label=_("Sustainable Development Goals"),
        required=False,
        choices=goal_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    corrections_only = forms.BooleanField(
        label=_("Only corrections: translations stay valid"),
        required=False,
        help_text=_("Tick this if nothing changes that a reader of a translation would have to know."),
    )

    before_original = forms.BooleanField(
        label=_("Publish before the original"),
        required=False,
        help_text=_("The original is not public yet. Tick this if readers shall see this page nevertheless."),
    )

    # Of the page that is made of the form: who sends it twice makes one page (languages.editor.sent_twice).
    translation_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["translation_key"]
        else:
            self.initial["translation_key"] = self.instance.translation_key
        # Wagtail draws fields that no panel names below the form; a page type says which it has.
        for shown, names in (("facets", FACETS), ("goal", ("goal",))):
            if shown not in self.instance.shown_form_fields:
                for name in names:
                    del self.fields[name]
        if "slug" in self.fields:
            self.fields["slug"].required = False  # made of the title where it is left empty
        chosen = {str(row.work_id) for row in self.instance.belongings.all()}
        for name in self._shown_facets():
            self.initial[name] = [key for key, _title in self.fields[name].choices if key in chosen]
        self.initial["goal"] = [str(row.goal) for row in self.instance.sdgs.all()]
        self._in_its_language()
        for name in ("go_live_at", "expire_at"):
            if name in self.fields:
                moment = getattr(self.instance, name)
                self.fields[name].help_text = scheduling.whose_time(self.time_zone_around, moment)

    @cached_property
    def time_zone_around(self) -> str:
        """That of the page, or of the nearest above, which has one to propose (`default_timezone`)."""
        return scheduling.time_zone_around(self.instance, self.parent_page)

    def _in_its_language(self) -> None:
        """Disable fields of a translation that follow its original; offer "only corrections" where a published original
        has translations."""
        alignments = originals.alignments(self.instance.translation_key) if self.instance.pk else ()
        pages = {alignment.page_id for alignment in alignments}
        if self.instance.pk in pages:
            for name in synchronisation.followed_fields(type(self.instance)):
                for one in FORM_FIELDS.get(name, (name,)):
                    if one in self.fields:
                        self.fields[one].disabled = True
                        self.fields[one].help_text = _("Follows the original.")
        if self.instance.pk in pages or not pages or not originals.was_published(self.instance):
            del self.fields["corrections_only"]
        if self.instance.pk not in pages or not precedence.original_not_public(self.instance):
            del self.fields["before_original"]

    def clean_slug(self) -> str:
        """Addresses in Latin letters, which can be read, typed and sent anywhere; Wagtail leaves this to its script."""
        return latin_slug(self.cleaned_data.get("slug", ""))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "slug" in cleaned and not cleaned["slug"] and cleaned.get("title") and not latin_slug(cleaned["title"]):
            self.add_error("slug", _("No address can be made of this title. Write one in Latin letters or digits."))
        if cleaned.get("slug") and cleaned["slug"] in reserved_slugs(self.parent_page):
            self.add_error("slug", _("This address is taken by a list of the section. Choose another one."))
        return cleaned

    def _post_clean(self) -> None:
        """What is published must be written in its language; drafts may still hold the original's text."""
        super()._post_clean()
        self.instance.corrections_only = bool(self.cleaned_data.get("corrections_only"))
        if self.is_deferred_validation or self.errors:
            return
        self.instance.before_original = bool(self.cleaned_data.get("before_original"))
        if "before_original" in self.fields and not self.instance.before_original:
            missing = _("The original of this page is not public yet. Publish it first, or tick this.")
            self.add_error("before_original", missing)
            return
        found = publication_blockers(self.instance)
        if found:
            text = ngettext(
                "%(passages)d passage is not translated yet: “%(first)s”. Translate it, or leave it as in the "
                "original side by side.",
                "%(passages)d passages are not translated yet, the first is: “%(first)s”. Translate them, or leave "
                "them as in the original side by side.",
                len(found),
            )
            first = Truncator(plain(found[0].source or found[0].before)).words(12)
            self.add_error("title", text % {"passages": len(found), "first": first})

    def save(self, commit: bool = True) -> Any:
        """Ticked boxes become rows; a row that the form does not offer (a facet since deleted) is left alone."""
        from base.models.relations import Belonging, SdgRow

        page = self.instance
        shown = self._shown_facets()
        offered = {key for name in shown for key, _title in self.fields[name].choices}
        ticked = {key for name in shown for key in self.cleaned_data.get(name, [])}
        kept = [row for row in page.belongings.all() if str(row.work_id) not in offered or str(row.work_id) in ticked]
        present = {str(row.work_id) for row in kept}
        if shown:
            page.belongings = [*kept, *(Belonging(work_id=UUID(key)) for key in sorted(ticked - present))]
        if "goal" in self.fields:
            goals = {int(number) for number in self.cleaned_data.get("goal", [])}
            rows = [row for row in page.sdgs.all() if row.goal in goals]
            missing = sorted(goals - {row.goal for row in rows})
            page.sdgs = [*rows, *(SdgRow(goal=number) for number in missing)]
        return super().save(commit=commit)

    def _shown_facets(self) -> list[str]:
        """Of the facets, those that this page type's editor has: the rows of the others are left alone."""
        return [name for name in FACETS if name in self.fields]
