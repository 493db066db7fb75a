"""People in the selects of forms: by their names, not by what they log in with; and who of them can log in."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q, QuerySet

from base.models import User
from languages.locales.database_collation import InOrderOf

# The order of people in lists of the admin, in its language.
BY_NAME = (InOrderOf("first_name"), InOrderOf("last_name"), "username")


def active() -> QuerySet[User]:
    """Whoever has not left, by name: with their first right they can log in to the admin."""
    found: QuerySet[User] = User.objects.filter(is_active=True).order_by(*BY_NAME)
    return found


def may_log_in() -> QuerySet[User]:
    """Those who can log in to the admin now, by name."""
    entry = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    allowed = Q(is_superuser=True) | Q(groups__permissions__in=entry) | Q(user_permissions__in=entry)
    return active().filter(pk__in=User.objects.filter(allowed).values("pk"))


def named(person: User) -> str:
    """What somebody is called where another may have the same name."""
    name = person.display_name
    return f"{name} ({person.email})" if person.email and person.email != name else name


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class PeopleField(forms.ModelMultipleChoiceField):
    label_from_instance = PersonField.label_from_instance


class PersonKey(models.ForeignKey):
    """A person whom somebody chooses among those who can log in to the admin."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PersonField, "queryset": may_log_in(), **kwargs})
