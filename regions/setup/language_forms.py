"""The forms for a language: one that makes it, and one for what holds in it later on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from base.models import User
from languages.locales import cldr
from languages.models import LanguageSettings
from regions import fields
from regions.fields import PeopleField

# Portuguese: Spanish, then English, then the work's original. Nobody reads a fifth language rather than none.
LONGEST_CHAIN = 3
CHAIN_LABELS = (_("Readers are offered first"), _("then"), _("and then"))


class LanguageField(forms.CharField):
    """A language by its code or its name, with all of CLDR's as suggestions. Cleans to the code."""

    def __init__(self, **kwargs: Any):
        widget = forms.TextInput(attrs={"list": "languages-of-cldr", "autocomplete": "off", "dir": "auto"})
        super().__init__(max_length=100, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        code = cldr.find(text)
        if not code:
            message = _(
                "“%(text)s” is no language that CLDR knows. Write its code, such as “sw” or “pt-br”, or choose its "
                "name."
            )
            raise forms.ValidationError(message % {"text": text})
        return code


class LocaleChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return cldr.language_name(obj.language_code)


class ChainForm(forms.Form):
    """What readers of a language, `own` where it is one of the site's already, are offered instead, best first."""

    def __init__(self, *args: Any, own: Locale | None = None, chain: Sequence[Locale] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        locales = Locale.objects.exclude(pk=own and own.pk).order_by("pk")
        self._places = [f"fallback_{place}" for place in range(1, max(LONGEST_CHAIN, len(chain)) + 1)]
        for place, name in enumerate(self._places):
            self.fields[name] = LocaleChoice(
                queryset=locales, required=False, label=CHAIN_LABELS[min(place, len(CHAIN_LABELS) - 1)]
            )
        self.fields[self._places[0]].help_text = _(
            "When a text does not exist in this language. The menus and buttons are in the first of these languages, "
            "too, until they are translated."
        )
        self.initial.update(zip(self._places, chain, strict=False))

    @property
    def chain(self) -> list[forms.BoundField]:
        return [self[name] for name in self._places]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seen: set[Locale] = set()
        for name in self._places:
            locale = cleaned.get(name)
            if locale in seen:
                self.add_error(name, _("This language is there already, further up."))
            elif locale:
                seen.add(locale)
        return cleaned

    @property
    def fallbacks(self) -> list[Locale]:
        """In order; a place that is left empty counts for nothing."""
        return [self.cleaned_data[name] for name in self._places if self.cleaned_data.get(name)]


class LocaleForm(ChainForm):
    """A new language: which, what its readers are offered instead, and who translates into it first."""

    language = LanguageField(
        label=_("Language"),
        help_text=_("Its code or its name: any language of CLDR, such as Swahili (sw), Russian (ru) or Quechua (qu)."),
    )
    translators = PeopleField(
        label=_("First translators"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They may translate into this language for the whole coalition. Others can be added later."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        own = Locale.objects.filter(language_code=settings.LANGUAGE_CODE)
        super().__init__(*args, chain=list(own), **kwargs)
        translators: Any = self.fields["translators"]
        translators.queryset = fields.active()

    def clean_language(self) -> str:
        code = self.cleaned_data["language"]
        if Locale.all_objects.filter(language_code=code).exists():
            message = _("%(language)s is a language of this site already.")
            raise forms.ValidationError(message % {"language": capfirst(cldr.language_name(code))})
        return str(code)


class RulesForm(ChainForm):
    """What holds in a language of the site."""

    publish_unreviewed = LanguageSettings._meta.get_field("publish_unreviewed").formfield()
