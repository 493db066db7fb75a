"""People with a log-in."""

from typing import Any

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Our own class from the start, since a user model cannot be exchanged later."""

    @property
    def display_name(self) -> str:
        """What a person is called on screens and in e-mails: their name, or, without one, their user name."""
        return str(self.get_full_name() or self.get_username())

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Nobody, an administrator included, has wagtail-localize's one right, since its screens are closed.

        It draws its buttons for whoever has it, and Wagtail has no hook that takes a button off the header of a page.
        """
        return perm != "wagtail_localize.submit_translation" and super().has_perm(perm, obj)
