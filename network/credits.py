"""Credits: who wrote, spoke, led, hosted, paid. Any page can carry them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from languages.fields import WorkKey
from languages.locales.in_language import ForeignText
from languages.routing import registry
from languages.routing.fallback import resolve
from network.roles import OrganisationRole, PersonRole


class Credit(TranslatableMixin, Orderable):
    """Mixin of both kinds of credit: a page of the network, or a bare name, and what it did."""

    name = models.CharField(
        _("or name"), max_length=200, blank=True, help_text=_("For those who have no page of their own.")
    )
    note = models.CharField(
        _("in detail"),
        max_length=250,
        blank=True,
        help_text=_("For example what they speak about, or on whose behalf."),
    )

    target_field = ""

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    @property
    def target_id(self) -> Any:
        return getattr(self, f"{self.target_field}_id")

    def __str__(self) -> str:
        return self.name or str(self.target_id)

    def clean(self) -> None:
        super().clean()
        if bool(self.target_id) == bool(self.name):
            raise ValidationError({"name": _("Choose a page of the network, or write a name: one of the two.")})


class PersonCredit(Credit):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="person_credits")
    person = WorkKey(
        page_types=["network.PersonPage"], null=True, blank=True, on_delete=models.SET_NULL, verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=30, choices=PersonRole.choices)

    target_field = "person"
    override_translatable_fields = [SynchronizedField("person", overridable=False)]
    panels = [FieldPanel("person"), FieldPanel("name"), FieldPanel("role"), FieldPanel("note")]

    class Meta(Credit.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")


class OrganisationCredit(Credit):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="organisation_credits")
    organisation = WorkKey(
        page_types=["network.OrganisationPage"],
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=30, choices=OrganisationRole.choices)

    target_field = "organisation"
    override_translatable_fields = [SynchronizedField("organisation", overridable=False)]
    panels = [FieldPanel("organisation"), FieldPanel("name"), FieldPanel("role"), FieldPanel("note")]

    class Meta(Credit.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")


@dataclass(frozen=True)
class Credited(ForeignText):
    """Somebody as a page shows them: in the reader's best language, with a link where there is a public page."""

    name: str
    url: str
    role: str
    role_name: str
    note: str
    language_code: str
    page: Any = None


def credit_keys(pages: Iterable[Any]) -> list[UUID | None]:
    """The works that the credits of some pages name, for who resolves further works together with them."""
    pages = list(pages)
    # Read once for all of them; a page that was never saved has only the rows that it brings.
    models.prefetch_related_objects([page for page in pages if page.pk], "person_credits", "organisation_credits")
    return [row.target_id for page in pages for row in (*page.person_credits.all(), *page.organisation_credits.all())]


def credited(pages: Iterable[Any], known: Mapping[UUID, Any] | None = None) -> dict[int, list[Credited]]:
    """All credits of some pages by page id, people first; resolved in one query for all of them.

    `known` are the works of `credit_keys` where the caller has resolved them already.
    """
    pages = list(pages)
    if known is None:
        known = resolve(credit_keys(pages))
    result: dict[int, list[Credited]] = {page.pk: [] for page in pages}
    for page in pages:
        for row in (*page.person_credits.all(), *page.organisation_credits.all()):
            target = known.get(row.target_id)
            if target is None and not row.name:
                continue  # the page is gone or not public
            result[page.pk].append(
                Credited(
                    name=target.title if target else row.name,
                    url=(target.get_url() or "") if target else "",
                    role=row.role,
                    role_name=str(row.get_role_display()),
                    note=row.note,
                    language_code=registry.code_of(target if target else page),
                    page=target,
                )
            )
    return result


def with_role(credits: Iterable[Credited], *roles: str) -> list[Credited]:
    """Those with one of the roles, in the order of `roles`."""
    return sorted((credit for credit in credits if credit.role in roles), key=lambda credit: roles.index(credit.role))


class LimitedRolePanel(InlinePanel):
    """Rows of credits, offering only the roles that make sense for a page type."""

    def __init__(self, relation_name: str, *, roles: Sequence[Any] = (), **kwargs: Any):
        super().__init__(relation_name, **kwargs)
        self.roles = [(role.value, role.label) for role in roles]

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        by_value = {role.value: role for role in (*PersonRole, *OrganisationRole)}
        kwargs["roles"] = [by_value[value] for value, _label in self.roles]
        return kwargs

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, **kwargs: Any):
            super().__init__(**kwargs)
            if self.form is None or not self.panel.roles:
                return
            formset = self.form.formsets[self.panel.relation_name]
            for form in (*formset.forms, self.empty_child.form):
                if "role" not in form.fields:
                    continue
                current = form.initial.get("role")
                offered = [("", "---------"), *self.panel.roles]
                if current and current not in dict(offered):
                    offered.append((current, form.instance.get_role_display()))
                form.fields["role"].choices = offered


def people_panel(*roles: PersonRole) -> InlinePanel:
    return LimitedRolePanel("person_credits", roles=roles, heading=_("People"), label=_("Person"))


def organisations_panel(*roles: OrganisationRole) -> InlinePanel:
    return LimitedRolePanel("organisation_credits", roles=roles, heading=_("Organisations"), label=_("Organisation"))
