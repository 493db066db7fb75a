"""Log actions for rights given and taken."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from regions.teams import members


class RightsChanged(LogFormatter):
    label = gettext_lazy("Change rights")

    def format_message(self, log_entry: Any) -> str:
        given = ", ".join(log_entry.data.get("given", ()))
        taken = ", ".join(log_entry.data.get("taken", ()))
        parts = [
            _("Rights given: %(rights)s.") % {"rights": given} if given else "",
            _("Rights taken: %(rights)s.") % {"rights": taken} if taken else "",
        ]
        return " ".join(filter(None, parts))


def log_actions(actions: Any) -> None:
    actions.register_action(members.RIGHTS)(RightsChanged)
    actions.register_action(members.INVITED, gettext_lazy("Invite"), gettext_lazy("Invited by e-mail"))
    actions.register_action(
        members.LEFT, gettext_lazy("Leaving"), gettext_lazy("Has left: access ended, drafts handed over")
    )
