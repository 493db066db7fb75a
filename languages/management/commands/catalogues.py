"""`manage.py catalogues`: the texts of the interface in every language, see `languages.catalogs.languages`."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from languages.catalogs import extraction, languages, lint, merge


class Command(BaseCommand):
    """Collects, compiles or checks the catalogues; `make catalogues`, `make run` and `make check` call it."""

    help = "Update, compile or check the catalogues in locale/. Without an option: compile."
    # A catalogue can be repaired while the rest of the site does not start.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_mutually_exclusive_group()
        actions.add_argument("--compile", action="store_true", help="Write the binary files that Django reads.")
        actions.add_argument("--update", action="store_true", help="Bring new texts of the code in, drop unused ones.")
        actions.add_argument("--check", action="store_true", help="Fail unless the required languages are complete.")

    def handle(self, *args: object, **options: object) -> None:
        root = Path(settings.LOCALE_PATHS[0]).parent
        try:
            if options["check"]:
                self._check(root)
            elif options["update"]:
                self._report("updated", merge.update(root))
            else:
                self._report("compiled", merge.compile_all(root))
        except extraction.CatalogueError as error:
            raise CommandError(str(error)) from error

    def _check(self, root: Path) -> None:
        problems = lint.check(root)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems in the catalogues; `make catalogues` brings new texts in.")
        self.stdout.write(f"Catalogues complete: {', '.join(languages.REQUIRED)}")

    def _report(self, what: str, codes: list[str]) -> None:
        self.stdout.write(f"Catalogues {what}: {', '.join(codes) or 'none, all were up to date'}")
