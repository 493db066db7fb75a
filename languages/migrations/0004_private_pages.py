"""Which pages are private is known by page: asked of restrictions and paths it cost a condition for each restriction."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STEPLEN = 4  # treebeard's, of Wagtail's pages


def find(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    restricted = set(apps.get_model("wagtailcore", "PageViewRestriction").objects.values_list("page__path", flat=True))
    if not restricted:
        return
    private = apps.get_model("languages", "PrivatePage")
    pages = apps.get_model("wagtailcore", "Page").objects.values_list("pk", "path").iterator()
    private.objects.bulk_create(
        (
            private(page_id=pk)
            for pk, path in pages
            if any(path[:end] in restricted for end in range(STEPLEN, len(path) + 1, STEPLEN))
        ),
        batch_size=5_000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("languages", "0003_normalised_digests"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivatePage",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={"verbose_name": "private page", "verbose_name_plural": "private pages"},
        ),
        migrations.RunPython(find, migrations.RunPython.noop, elidable=True),
    ]
