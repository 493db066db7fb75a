"""`python manage.py start`: an empty coalition for a real site."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override
from wagtail.models import Page

from base.listings import registry
from base.models import Menu, MenuItem, User
from home.models import HomePage
from home.sites import locale_for, require_language, serve_from
from languages.segments.provenance import Origin
from languages.translations.create import create_translation
from languages.translations.draft import Change, write


def section_titles() -> list[tuple[str, str]]:
    """The sections of every site, as their apps announce them, with their titles in the active language."""
    return [(kind.index, str(kind.section_title)) for kind in registry.sections()]


class Command(BaseCommand):
    help = "Makes the first pages of a real site: home, sections and their menu in each language, and one admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="The coalition's name.")
        parser.add_argument(
            "--languages", nargs="+", default=[settings.LANGUAGE_CODE], help="Codes; the first is written in first."
        )
        parser.add_argument("--admin", default="admin", help="User name of the first admin.")
        parser.add_argument("--email", default="", help="The admin's e-mail address.")

    def handle(self, *args: Any, **options: Any) -> None:
        if HomePage.objects.exists():
            raise CommandError("This site has a home page already; nothing was changed.")
        codes = list(dict.fromkeys(options["languages"]))
        try:
            for code in codes:
                require_language(code)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if User.objects.filter(username=options["admin"]).exists():
            raise CommandError(
                f"There is a user {options['admin']} already; --admin names another. Nothing was changed."
            )
        # Nothing is written before all is known: who breaks off at the prompt leaves no trace.
        password = self._ask_password()
        with transaction.atomic():
            locales = [locale_for(code) for code in codes]
            self._pages(options["name"], locales)
            for locale in locales:
                self._menu(locale)
            User.objects.create_superuser(options["admin"], options["email"], password)
        self.stdout.write(self.style.SUCCESS("The site stands. Log in at /admin/ to write its first pages."))

    def _ask_password(self) -> str:
        """Ask until both entries agree and are good enough."""
        while True:
            password = getpass("Password for the admin: ")
            if password != getpass("Once more: "):
                self.stderr.write("The two do not agree. Again, please.")
                continue
            try:
                validate_password(password)
            except ValidationError as error:
                self.stderr.write("\n".join(error.messages))
                continue
            return password

    def _pages(self, name: str, locales: list[Any]) -> None:
        first, *others = locales
        home: Any = HomePage(title=name, slug=first.language_code, locale=first)
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
        serve_from(home, name)
        with override(first.language_code):
            for model, title in section_titles():
                section = apps.get_model(model)(title=title)
                Page.objects.get(pk=home.pk).add_child(instance=section)
                section.save_revision().publish()
        for locale in others:
            self._translate(home, name, locale, slug=locale.language_code)
            with override(locale.language_code):
                titles = dict(section_titles())
            for section in Page.objects.child_of(home).specific():
                self._translate(section, titles[section._meta.label], locale)

    def _menu(self, locale: Any) -> None:
        """A main menu of the sections, so that readers reach what is written; the admin changes it as they like."""
        menu = Menu(position=Menu.Position.MAIN, locale=locale)
        sections = HomePage.objects.get(locale=locale).get_children()
        for order, key in enumerate(sections.values_list("translation_key", flat=True)):
            menu.items.add(MenuItem(page_id=key, sort_order=order))
        menu.save()

    def _translate(self, page: Any, title: str, locale: Any, slug: str = "") -> None:
        translation = create_translation(page, locale, slug=slug or title)
        origin = Origin.LEFT if title == page.title else Origin.PERSON
        written = write(translation, [Change("title", 0, page.title, title, page.title, origin)])
        assert written.revision is not None  # all that it says is new
        written.revision.publish()
