"""How a text of a region is approved: by whoever may publish it, or, where none of them is there, by a stand-in."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    GroupPagePermission,
    Page,
    PageLogEntry,
    Task,
    TaskState,
    WorkflowState,
)

from base.models import User
from base.one_by_one import on_its_own
from languages.models import Work
from languages.routing.tree_paths import within
from regions.fields import PersonKey

# Two weeks: a member of a team works in the CMS once or twice a week.
DAYS = 14

#: Sent when a stand-in has been asked about a text, within the transaction: `task`, `state`, `page`. E-mails listen.
stand_in_asked = Signal()


def publishers(page: Page) -> QuerySet[User]:
    """Those whom a team, or a group of the coalition, lets publish a page; administrators are not among them."""
    steplen = Page.steplen
    above = [page.path[:length] for length in range(steplen, len(page.path) + 1, steplen)]
    return User.objects.filter(
        Exists(
            GroupPagePermission.objects.filter(
                group__user=OuterRef("pk"), page__path__in=above, permission__codename="publish_page"
            )
        ),
        is_active=True,
    ).order_by("pk")


def active_since(users: QuerySet[User], moment: Any) -> QuerySet[User]:
    """Those of some users who have logged in since, or done something that the history of a page tells of."""
    done = PageLogEntry.objects.filter(user_id=OuterRef("pk"), timestamp__gte=moment)
    return users.filter(Q(last_login__gte=moment) | Exists(done))


def _is_publisher(user: Any, page: Page) -> bool:
    return bool(page.permissions_for_user(user).can_publish())


class RegionTaskState(TaskState):
    """A text that waits for its approval. `stand_in` is who was asked because none of its publishers is there."""

    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("approval of a region’s text")
        verbose_name_plural = _("approvals of regions’ texts")


class RegionApprovalTask(Task):
    """Approval by whoever may publish the very page, in its language, by the rights of their team.

    Who that is, is worked out when it is asked: there is no list to be kept in step with the teams. `region` is the
    work that the region's pages are; the task serves every language version. `called` is the name of the region after
    which the task and its workflow were (`regions.teams.group_names`).
    """

    region = models.OneToOneField(
        Work, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    called = models.CharField(max_length=255, blank=True, editable=False)
    stand_in = PersonKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        limit_choices_to={"is_active": True},
        related_name="+",
        verbose_name=_("stand-in"),
        help_text=_("Is asked, too, and may approve, when nobody who may publish a text has been active."),
    )
    days = models.PositiveSmallIntegerField(
        _("days without activity"),
        default=DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("After so many days in which no publisher logged in or worked on a page, the stand-in is asked."),
    )

    task_state_class = RegionTaskState
    admin_form_fields = [*Task.admin_form_fields, "stand_in", "days"]

    class Meta:
        verbose_name = _("approval by the publishers of a region")
        verbose_name_plural = _("approvals by the publishers of a region")

    @classmethod
    def get_description(cls) -> str:
        return gettext("Whoever may publish a page can approve this task, and a stand-in when all of them are away")

    def clean(self) -> None:
        super().clean()
        if self.stand_in and not self.stand_in.has_perm("wagtailadmin.access_admin"):
            raise ValidationError({"stand_in": _("This person cannot log in to the admin. Choose another one.")})

    # Who may act ---------------------------------------------------------------------------------------------------

    def is_abandoned(self, page: Page, author: Any) -> bool:
        """Whether nobody who may publish a page, but its author, was active for as many days as the admin has set."""
        since = timezone.now() - timedelta(days=self.days)
        others = publishers(page).exclude(pk=author.pk) if author else publishers(page)
        return not active_since(others, since).exists()

    def stands_in(self, author: Any) -> bool:
        """Whether there is a stand-in who could be asked about a text of `author`."""
        return bool(self.stand_in and self.stand_in.is_active and self.stand_in != author)

    def asked(self, page: Page, user: Any) -> bool:
        """Whether `user` was asked to stand in for the publishers of a page that waits now."""
        return self._waiting().filter(stand_in_id=user.pk, workflow_state__object_id=str(page.pk)).exists()

    def _waiting(self) -> QuerySet[RegionTaskState]:
        return RegionTaskState.objects.filter(task_id=self.pk, status=TaskState.STATUS_IN_PROGRESS)

    def _may_act(self, obj: Any, user: Any) -> bool:
        if user.is_superuser:
            return True
        return isinstance(obj, Page) and (_is_publisher(user, obj) or self.asked(obj, user))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._may_act(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not self._may_act(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self._may_act(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not self._may_act(obj, user):
            return []
        return [
            ("reject", gettext("Request changes"), True),
            ("approve", gettext("Approve"), False),
            ("approve", gettext("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """Asked of every task for the first screen of the admin, and put together there into one statement."""
        return waiting_for(user).filter(task_id=self.pk)

    # What happens --------------------------------------------------------------------------------------------------

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        page = workflow_state.content_object
        if page.locked_by and not self._may_act(page, page.locked_by):
            # A lock of somebody who cannot approve would keep those who can from it.
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        state: TaskState = super().start(workflow_state, user=user)
        self.ask_stand_in(state)
        return state

    def ask_stand_in(self, state: TaskState) -> bool:
        """Ask the stand-in about a text that waits, if none of its publishers is there; once. Tells whether it was."""
        page, author = state.workflow_state.content_object, state.workflow_state.requested_by
        if page is None or not self.stands_in(author) or not self.is_abandoned(page, author):
            return False
        with transaction.atomic():
            asked = RegionTaskState.objects.filter(
                pk=state.pk, stand_in=None, status=TaskState.STATUS_IN_PROGRESS
            ).update(stand_in=self.stand_in)
            if asked:
                stand_in_asked.send(RegionApprovalTask, task=self, state=state, page=page)
        return bool(asked)


def waiting_for(user: Any) -> QuerySet[TaskState]:
    """What waits at the regions' tasks for `user`, whatever the number of regions."""
    states: QuerySet[TaskState] = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, regiontaskstate__isnull=False
    )
    if user.is_superuser:
        return states
    allowed = Q(regiontaskstate__stand_in_id=user.pk)
    below = _below_publishable(user)
    if below is not None:
        pages = Page.objects.filter(below).annotate(as_text=Cast("pk", CharField())).values("as_text")
        allowed |= Q(workflow_state__object_id__in=pages)
    return states.filter(allowed)


def _below_publishable(user: Any) -> Q | None:
    """A condition for the pages that `user` may publish, from one statement a request; None where there are none."""
    if not hasattr(user, "_publishable_paths"):
        user._publishable_paths = set(
            GroupPagePermission.objects.filter(group__user=user.pk, permission__codename="publish_page").values_list(
                "page__path", flat=True
            )
        )
    return within(user._publishable_paths) if user._publishable_paths else None


def ask_stand_ins() -> int:
    """Ask for every text that waits, and whose publishers have been away long enough meanwhile; returns how many."""
    waiting = RegionTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, stand_in=None)
    tasks = {task.pk: task for task in RegionApprovalTask.objects.filter(active=True, stand_in__is_active=True)}
    asked = 0
    for state in waiting.filter(task_id__in=tasks):
        with on_its_own(f"asking the stand-in of task {state.task_id} about state {state.pk}"):
            asked += tasks[state.task_id].ask_stand_in(state)
    return asked
