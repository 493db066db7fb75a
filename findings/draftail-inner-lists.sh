#!/usr/bin/env bash
# A list within a list of another kind: what an editor sees in Wagtail's rich text field is not what is stored.
#
# Expected (what everybody assumes who has not read the exporter): lists may be nested and mixed, so "1. One (• a), 2. Two"
# is stored as an <ol> with two items, the first of which holds a <ul>; and a step with both a numbered and a bulleted
# list below it keeps both. (We met it by reading it, and then ran it.)
#
# Seen with Wagtail 7.4.4 and draftjs_exporter 5.2.0, from HTML to the editor's contentstate and back, nothing touched:
# - of two lists of different kinds below one item, the second is gone, with its words. It is in the contentstate that
#   the editor sends, and in no HTML; nothing is logged, nothing raised;
# - after an inner list of another kind, the outer one starts anew: 1. One (• a), 1. Two. In the editor it was 2;
# - a bulleted list after a numbered one that ends with an inner bulleted list becomes its item: "2. Two" for "• Two".
# One kind of list throughout, or no inner list, is right.
#
# Why it matters: it happens at saving: whoever corrects a comma elsewhere in the text loses the words, which the editor has
# just shown. Wrappers of the exporter are told apart by the element of the
# innermost list only, and a new one at a depth above 0 is appended to nothing (WrapperState.update_stack).
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check wagtail==7.4.4 draftjs_exporter==5.2.0

"$place/venv/bin/python" - <<'PYTHON'
import json
import re
import sys
from importlib.metadata import version

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "wagtail.admin", "wagtail.users", "wagtail.documents", "wagtail.images", "wagtail", "taggit",
        "django.contrib.auth", "django.contrib.contenttypes",
    ],
    STATIC_URL="/static/",
    WAGTAIL_SITE_NAME="Site",
    WAGTAILADMIN_BASE_URL="http://localhost",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

converter = ContentstateConverter(["ol", "ul"])
expected = {
    "<ul><li>One<ol><li>a</li></ol><ul><li>b</li></ul></li></ul>": "<ul><li>One<ol><li>a</li></ol></li></ul>",
    "<ol><li>One<ul><li>a</li></ul></li><li>Two</li></ol>":
        "<ol><li>One<ul><li>a</li></ul></li></ol><ol><li>Two</li></ol>",
    "<ol><li>One<ul><li>a</li></ul></li></ol><ul><li>Two</li></ul>":
        "<ol><li>One<ul><li>a</li></ul></li><li>Two</li></ol>",
    "<ol><li>One<ol><li>a</li></ol></li><li>Two</li></ol>": "<ol><li>One<ol><li>a</li></ol></li><li>Two</li></ol>",
}
seen = {}
print("wagtail", version("wagtail"), "draftjs_exporter", version("draftjs_exporter"), "on Python", sys.version.split()[0])
for before in expected:
    state = converter.from_database_format(before)
    after = seen[before] = re.sub(r' data-block-key="\w+"', "", converter.to_database_format(state))
    blocks = [(block["type"], block["depth"], block["text"]) for block in json.loads(state)["blocks"]]
    print(f"before: {before}\nin the editor: {blocks}\nafter:  {after}\n")
if seen != expected:
    sys.exit(f"This has changed. It was: {expected}")
PYTHON
