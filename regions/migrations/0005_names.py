from typing import Any

from django.db import migrations, models


def note_what_they_were_called_after(apps: Any, schema_editor: Any) -> None:
    """What has the name of its region now follows it from here on; what has another one was called so by somebody."""
    titles: dict[Any, list[str]] = {}
    for key, title in apps.get_model("regions", "RegionPage").objects.values_list("translation_key", "title"):
        titles.setdefault(key, []).append(title)
    for model, thing in (("TeamGroup", "group"), ("Library", "collection"), ("RegionApprovalTask", "task_ptr")):
        for tie in apps.get_model("regions", model).objects.exclude(region=None).select_related(thing):
            name = getattr(tie, thing).name
            found = [title for title in titles.get(tie.region_id, ()) if name.startswith(title[: len(name)])]
            tie.called = max(found, key=len, default="")
            tie.save(update_fields=["called"])


class Migration(migrations.Migration):
    dependencies = [("regions", "0004_reads")]

    operations = [
        *(
            migrations.AddField(
                model_name=name, name="called", field=models.CharField(blank=True, editable=False, max_length=255)
            )
            for name in ("library", "regionapprovaltask", "teamgroup")
        ),
        migrations.RunPython(note_what_they_were_called_after, migrations.RunPython.noop, elidable=True),
    ]
