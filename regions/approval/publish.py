"""What happens when a workflow is done. Named in the settings: Wagtail's models import it while they are being loaded,
so that it imports nothing of Wagtail itself."""

from typing import Any


def publish_approved(state: Any, user: Any = None) -> None:
    """Publish what was approved. Whoever was asked to stand in for the publishers of a region may, though they have no
    right on its pages; everybody else needs the right to publish, as in Wagtail."""
    from regions.models.approval import RegionTaskState

    current = state.current_task_state
    asked = bool(
        user is not None and current and RegionTaskState.objects.filter(pk=current.pk, stand_in_id=user.pk).exists()
    )
    state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=asked)
