"""The one form for a region: what it is, its name in each of its languages, and its first team."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.formsets import BaseFormSetMixin
from wagtail.models import Locale

from base.geo.fields import CityField
from base.geo.widgets import CountryBoxes
from base.models import User
from languages.locales import cldr
from languages.text.words import latin_slug
from regions import fields
from regions.fields import PersonField
from regions.models import RegionPage, Role
from regions.setup import create_region
from regions.setup.create_region import LanguageName, Member

# Rows that are there to be filled in where no script adds them: most regions work in two languages or more.
EMPTY_NAMES, EMPTY_MEMBERS = 2, 1
# The longest title of a page.
LONGEST_NAME = 255

FIELDS: Any = forms.fields_for_model(
    RegionPage, ["hue", "countries", "contact_email"], widgets={"countries": CountryBoxes}
)


class RegionForm(forms.Form):
    """What a region is in every language; its names and its team are rows below it."""

    city = CityField(
        label=_("Anchor city"), help_text=_("Where the host institution is. Further cities can be added on the page.")
    )
    hue = FIELDS["hue"]
    contact_email = FIELDS["contact_email"]
    countries = FIELDS["countries"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["contact_email"].widget.attrs["dir"] = "ltr"
        self.initial.setdefault("hue", create_region.free_hue())


class _Rows(BaseFormSetMixin, forms.BaseFormSet):
    """Rows that a script may add to and take from; those without an answer are left out."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # The same for every row, read once.
        self.locales = {str(locale.pk): locale for locale in Locale.objects.order_by("pk")}
        self.languages = [(pk, cldr.language_name(locale.language_code)) for pk, locale in self.locales.items()]

    @property
    def kept(self) -> list[Any]:
        """The rows that say something, in order."""
        return [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]


class NameForm(forms.Form):
    """One row: a language, and what the region is called in it."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    name = forms.CharField(
        label=_("Name in this language"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    without_page = forms.BooleanField(label=_("Go on without a page in this language"), required=False)

    # Set by the rows as a whole: the language has no section yet that a page could lie in.
    lacks_section = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.has_changed():
            return cleaned
        name = cleaned.get("name")
        if "language" not in self.errors and not cleaned.get("language"):
            self.add_error("language", _("Choose the language of this name."))
        if name and not latin_slug(name):
            self.add_error("name", _("No address can be made of this name. It needs letters or digits."))
        return cleaned


class BaseNames(_Rows):
    """The languages of a region, in order: the first is the one that it is written in."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["language"].choices = [("", "—"), *self.languages]

    def clean(self) -> None:
        if not self.kept:
            row = next((form for form in self.forms if not self._should_delete_form(form)), None)
            message = _("Add at least one language. The first is the one that the editors write in.")
            if row is None:
                raise forms.ValidationError(message)
            row.add_error("language", message)
            return
        sections = create_region.sections()
        seen: set[Locale] = set()
        for place, form in enumerate(self.kept):
            locale = self.locales.get(form.cleaned_data.get("language", ""))
            if locale is None:
                continue
            name = {"language": cldr.language_name(locale.language_code)}
            if locale in seen:
                form.add_error("language", _("This language is there already, further up."))
                continue
            seen.add(locale)
            first = self.locales.get(self.kept[0].cleaned_data.get("language", ""))
            self._check_section(form, place, locale, sections, sections.get(first.pk) if first else None)
            if "name" not in form.errors and not form.cleaned_data.get("name") and not form.lacks_section:
                form.add_error("name", _("Write what the region is called in this language."))
            called = form.cleaned_data.get("name") and create_region.region_called(form.cleaned_data["name"], locale)
            if called:
                message = _("There is a region called “%(name)s” in %(language)s already. Choose another name.")
                form.add_error("name", message % {**name, "name": called})

    def _check_section(
        self, form: Any, place: int, locale: Locale, sections: dict[int, Any], first: Any | None
    ) -> None:
        here = sections.get(locale.pk)
        if here is not None and (place == 0 or first is None or here.translation_key == first.translation_key):
            return
        name = {"language": cldr.language_name(locale.language_code)}
        if place == 0:
            message = _(
                "The section that presents the regions does not exist in %(language)s yet, so that no region can be "
                "written in it first. Translate the section before, or begin with another language."
            )
            form.add_error("language", message % name)
            return
        form.lacks_section = True
        if not form.cleaned_data.get("without_page"):
            message = _(
                "The section that presents the regions does not exist in %(language)s yet, so that there is no place "
                "for a page. Translate the section before, or go on without a page in this language."
            )
            form.add_error("language", message % name)

    @property
    def language_names(self) -> list[LanguageName]:
        """Of rows without an error."""
        return [
            LanguageName(
                self.locales[form.cleaned_data["language"]], "" if form.lacks_section else form.cleaned_data["name"]
            )
            for form in self.kept
        ]

    @property
    def chosen(self) -> set[str]:
        """The ids of the languages, even where something else is wrong."""
        return {form.cleaned_data["language"] for form in self.kept if form.cleaned_data.get("language")}


class MemberForm(forms.Form):
    """One row: a colleague, in which language, as what."""

    user = PersonField(label=_("Colleague"), queryset=User.objects.none(), required=False, empty_label="—")
    language = forms.ChoiceField(label=_("Language"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # Whoever chooses a language or a role meant a person.
        if self.has_changed() and not cleaned.get("user") and "user" not in self.errors:
            self.add_error("user", _("Choose a colleague."))
        return cleaned


class BaseMembers(_Rows):
    """The first team of a region, which may have nobody yet."""

    def __init__(self, *args: Any, names: BaseNames, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.names = names
        self.people = fields.active()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["user"].queryset = self.people
        form.fields["language"].choices = [("", _("All its languages")), *self.languages]

    def clean(self) -> None:
        self.names.is_valid()
        for form in self.kept:
            language = form.cleaned_data.get("language")
            if language and language not in self.names.chosen:
                form.add_error("language", _("This is none of the region’s languages."))

    @property
    def members(self) -> list[Member]:
        return [
            Member(
                form.cleaned_data["user"],
                self.locales.get(form.cleaned_data["language"]),
                Role(form.cleaned_data["role"]),
            )
            for form in self.kept
        ]


Names: Any = forms.formset_factory(NameForm, formset=BaseNames, extra=EMPTY_NAMES, can_delete=True, max_num=50)
Members: Any = forms.formset_factory(MemberForm, formset=BaseMembers, extra=EMPTY_MEMBERS, can_delete=True, max_num=200)
