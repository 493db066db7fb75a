"""`python manage.py demo`: the demonstration site."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.demo.logins import LOGINS, PASSWORD
from home.models import HomePage
from regions.teams.rights import Role

DOES = {Role.TRANSLATOR: "translates", Role.EDITOR: "writes", Role.PUBLISHER: "writes and publishes"}


class Command(BaseCommand):
    help = "Builds the demonstration site in five languages. What is there already is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where a home page exists.")
        parser.add_argument(
            "--logins", action="store_true", help="Print the demonstration log-ins; alone, do nothing else."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or getattr(settings, "DEMONSTRATION", False)):
            raise CommandError("The demonstration is not for production: it has log-ins that everybody knows.")
        # With both options `make run` gets by with one process: build where there is nothing, and print in any case.
        if options["if_empty"] or not options["logins"]:
            self._build(only_if_empty=options["if_empty"])
        if options["logins"]:
            for login in LOGINS:
                does = f"{DOES[login.role]} for {login.region_name}" if login.region else "administrator"
                self.stdout.write(f"  {login.username:<10}  {PASSWORD}  ({does})")

    def _build(self, only_if_empty: bool) -> None:
        if only_if_empty and HomePage.objects.exists():
            return
        from home.demo.loader import Demonstration

        made = Demonstration().build()
        self.stdout.write(self.style.SUCCESS(f"The demonstration site stands: {made} pages were made."))
