"""The one form for a colleague, and the one for their leaving."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.formsets import BaseFormSetMixin
from wagtail.models import Locale

from base.models import User
from languages.locales import cldr
from regions.fields import PersonField
from regions.models import Role
from regions.teams.members import interface_language, places, possible_heirs, with_email
from regions.teams.permission_sync import Team
from regions.teams.rights import rights_of

# In the list of places; regions are there by their keys.
COALITION = "coalition"
# Rows that are there to be filled in where no script adds them.
EMPTY_ROWS = 1


def place_choices() -> list[tuple[str, Any]]:
    """Nothing, each region, and the coalition."""
    return [
        ("", "—"),
        *((str(key), place.title) for key, place in places().items()),
        (COALITION, _("The whole coalition")),
    ]


def language_choices() -> list[tuple[str, Any]]:
    codes = Locale.objects.order_by("pk").values_list("pk", "language_code")
    return [("", _("All its languages")), *((str(pk), cldr.language_name(code)) for pk, code in codes)]


class RightForm(forms.Form):
    """One row: where, in which language, as what. A row without a place is left out."""

    where = forms.ChoiceField(label=_("Where"), choices=place_choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # Whoever chooses a language or a role meant a place.
        if self.has_changed() and not cleaned.get("where") and "where" not in self.errors:
            self.add_error("where", _("Choose a region, or the whole coalition."))
        return cleaned

    @property
    def team(self) -> Team | None:
        cleaned = getattr(self, "cleaned_data", {})
        if not cleaned.get("where") or cleaned.get("DELETE"):
            return None
        where = None if cleaned["where"] == COALITION else UUID(cleaned["where"])
        return Team(where, int(cleaned["language"]) if cleaned["language"] else None, cleaned["role"])


class BaseRightFormSet(BaseFormSetMixin, forms.BaseFormSet):
    def __init__(self, *args: Any, needs_one: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.needs_one = needs_one
        # The same for every row, read once.
        self.choices = {"where": place_choices(), "language": language_choices()}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, choices in self.choices.items():
            form.fields[name].choices = choices

    def clean(self) -> None:
        if not any(self.errors) and self.needs_one and not self.teams:
            raise forms.ValidationError(_("Give at least one right: without any, nobody can use the admin."))

    @property
    def teams(self) -> set[Team]:
        return {form.team for form in self.forms if form.team}


RightFormSet: Any = forms.formset_factory(
    RightForm, formset=BaseRightFormSet, extra=EMPTY_ROWS, can_delete=True, max_num=200
)


def rows_of(colleague: User) -> list[dict[str, str]]:
    """What the form shows of somebody's rights."""
    order = {str(key): number for number, key in enumerate([*places(), COALITION])}
    rows = [
        {
            "where": str(team.region) if team.region else COALITION,
            "language": str(team.locale or ""),
            "role": team.role,
        }
        for team in rights_of(colleague)
    ]
    return sorted(rows, key=lambda row: (order.get(row["where"], -1), row["language"], row["role"]))


class ColleagueForm(forms.ModelForm):
    """Name, e-mail address and interface language; the rights are rows below it (`RightFormSet`)."""

    language = forms.ChoiceField(
        label=_("Interface language"),
        choices=settings.WAGTAILADMIN_PERMITTED_LANGUAGES,
        help_text=_("Of the admin, and of the e-mails that it sends. They can change it themselves."),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["email"].required = True
        self.fields["first_name"].label, self.fields["last_name"].label = _("First name"), _("Last name")
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs["dir"] = "ltr"
        if self.instance.pk is None:
            self.fields["email"].help_text = _("The invitation goes there.")
        else:
            self.initial["language"] = interface_language(self.instance)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        other = with_email(email, self.instance)
        if other is not None and email.casefold() != (self.initial.get("email") or "").casefold():
            raise forms.ValidationError(
                _("%(name)s has this address already. Choose another one, or change their rights instead."),
                params={"name": other.display_name},
                code="taken",
            )
        return email


class LeavingForm(forms.Form):
    """To whom somebody's drafts go."""

    heir = PersonField(label=_("Who goes on with them?"), queryset=User.objects.none(), empty_label="—")

    def __init__(self, *args: Any, colleague: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        heir: Any = self.fields["heir"]
        heir.queryset = possible_heirs(colleague)
