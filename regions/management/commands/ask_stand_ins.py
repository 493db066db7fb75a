"""`manage.py ask_stand_ins`: texts that wait for publishers who are away."""

from typing import Any

from django.core.management.base import BaseCommand

from regions.models.approval import ask_stand_ins


class Command(BaseCommand):
    help = "Asks the stand-in of a region about texts that wait, where no publisher was active. To be called every day."

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ask_stand_ins()
        if asked or options["verbosity"] > 1:
            self.stdout.write(f"{asked} texts were handed to a stand-in.")
