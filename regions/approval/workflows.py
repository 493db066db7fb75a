"""One workflow a region: made with its first page, kept while there is one, gone with the last."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowTask

from regions.models import RegionApprovalTask, RegionPage
from regions.teams import group_names


def ensure_workflow(region: Any) -> Workflow:
    """The workflow of a region (one of its pages, or their translation key), made when it is first asked for.

    Every language version of the region's page that has no workflow of its own gets this one. What an admin has set up
    otherwise stays: another workflow on a page, further tasks, a task that was switched off. Raises LookupError where
    no page of the region is left.
    """
    key: UUID = getattr(region, "translation_key", region)
    pages = list(RegionPage.objects.filter(translation_key=key).order_by("pk").values_list("pk", flat=True))
    if not pages:
        raise LookupError(f"There is no region {key}.")
    with transaction.atomic():
        task = RegionApprovalTask.objects.filter(region_id=key).first()
        if task is None:
            name = group_names.names([key])[key]
            task = RegionApprovalTask.objects.create(name=group_names.free(name, Task), region_id=key, called=name)
        workflow: Any = Workflow.objects.filter(workflow_tasks__task=task).order_by("pk").first()
        if workflow is None:
            workflow = Workflow.objects.create(name=group_names.free(task.called or task.name, Workflow))
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        if workflow.active:
            for page in pages:
                WorkflowPage.objects.get_or_create(page_id=page, defaults={"workflow": workflow})
    return workflow


def region_page_saved(sender: type, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        ensure_workflow(instance)


def task_deleted(sender: type, instance: RegionApprovalTask, **kwargs: Any) -> None:
    """With its last page a region is gone, and its task goes with the work: so does its workflow."""
    if instance.region_id:
        others = WorkflowTask.objects.filter(workflow=OuterRef("pk")).exclude(task_id=instance.pk)
        Workflow.objects.filter(~Exists(others), workflow_tasks__task_id=instance.pk).delete()


def ensure_workflows(**kwargs: Any) -> None:
    """After `migrate`: regions that were made before there were workflows get theirs."""
    done = RegionApprovalTask.objects.exclude(region=None).values("region_id")
    left = RegionPage.objects.exclude(translation_key__in=done)
    for key in left.values_list("translation_key", flat=True).distinct():
        ensure_workflow(key)
