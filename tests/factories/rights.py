"""The command that looks after rights, as whoever runs the server calls it."""

from io import StringIO

from django.core.management import call_command

ALL_IS_WELL = "Groups and permissions are what the rights ask for.\n", 0


def check(*options: str) -> tuple[str, int]:
    """What the command says, and how it ends."""
    out = StringIO()
    try:
        call_command("rights", *options, stdout=out, no_color=True)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0
