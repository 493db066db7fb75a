from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from base.listings.facet_kinds import FacetKind


class RegionsConfig(AppConfig):
    """The regional data spaces and the rights of their teams."""

    name = "regions"
    verbose_name = _("Regions")

    facet_kinds = (
        FacetKind(
            name="region",
            model="regions.RegionPage",
            label=_("Regions"),
            label_in_block=_("Only of this region"),
            help_text=_("Further regions that this concerns. The one that the page lies under is always among them."),
            singular=_("Region"),
            is_filter=True,
            is_on_cards=True,
            holds_pages=True,
        ),
    )

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save, pre_delete

        from regions import listings, signals
        from regions.approval import workflows
        from regions.dashboard import lists
        from regions.mail import notifications
        from regions.models import RegionApprovalTask, RegionPage

        listings.plug_in()
        lists.plug_in()
        signals.connect()
        notifications.connect()
        post_migrate.connect(workflows.ensure_workflows, sender=self, dispatch_uid="regions.workflows")
        post_save.connect(workflows.region_page_saved, sender=RegionPage, dispatch_uid="regions.workflow")
        pre_delete.connect(workflows.task_deleted, sender=RegionApprovalTask, dispatch_uid="regions.workflow_deleted")
