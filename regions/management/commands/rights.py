"""`python manage.py rights`: where Wagtail's groups differ from the rights, and the repair."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from regions.teams.permission_audit import repair, report


class Command(BaseCommand):
    help = (
        "Tells where Wagtail's groups and permissions are not what the rights of the teams ask for; with --repair, "
        "makes them so. Ends with 1 if something is left as it should not be; with --verbosity 0 it says nothing when "
        "all is well."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Repair what can be repaired.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = report()
        left = list(found.unrepairable)
        for sentence in (*found.repairable, *found.unrepairable):
            self.stdout.write(f"- {sentence}")
        if options["verbosity"]:
            for sentence in found.notes:
                self.stdout.write(f"  Note: {sentence}")
        if found.repairable and options["repair"]:
            repair()
            after = report().repairable
            left += after
            self.stdout.write(self.style.SUCCESS(f"Repaired: {len(found.repairable) - len(after)}."))
        elif found.repairable:
            left += found.repairable
            self.stdout.write("Nothing was changed. To repair it: manage.py rights --repair")
        if not found.repairable and not found.unrepairable and options["verbosity"]:
            self.stdout.write(self.style.SUCCESS("Groups and permissions are what the rights ask for."))
        if found.unrepairable:
            self.stdout.write("What was moved by hand needs somebody who decides; it was left as it is.")
        if left:
            sys.exit(1)
