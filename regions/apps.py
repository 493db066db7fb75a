from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    """The regional data spaces and the rights of their teams."""

    name = "regions"
    verbose_name = _("Regions")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save, pre_delete

        from base.listings import facets
        from regions import listings, signals
        from regions.approval import workflows
        from regions.dashboard import lists
        from regions.mail import notifications
        from regions.models import RegionApprovalTask, RegionPage

        facets.register(facets.FacetKind("region", _("Regions"), "regions.RegionPage"))
        listings.plug_in()
        lists.plug_in()
        signals.connect()
        notifications.connect()
        post_migrate.connect(workflows.ensure_workflows, sender=self, dispatch_uid="regions.workflows")
        post_save.connect(workflows.region_page_saved, sender=RegionPage, dispatch_uid="regions.workflow")
        pre_delete.connect(workflows.task_deleted, sender=RegionApprovalTask, dispatch_uid="regions.workflow_deleted")
