"""Style sheets and scripts that are written in parts are served whole, in order, and under one hashed name."""

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.test import RequestFactory

from cms.bundles import BundleError, BundleFinder, BundleStorage, join, sources

ROOT = Path(__file__).resolve().parents[2]
BUNDLES = {
    address: Path(storage.location, address)
    for address, storage in BundleFinder().list([])  # type: ignore[attr-defined]
}
MANIFEST = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
Write = Callable[[str, str], Path]


def served(address: str) -> str:
    """What the development server, and that of the tests, sends."""
    request = RequestFactory().get(f"/static/{address}")
    response = StaticFilesHandler(WSGIHandler()).get_response(request)
    assert response.status_code == 200
    return response.getvalue().decode()  # type: ignore[attr-defined]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


# Ours ----------------------------------------------------------------------------------------------------------------


def test_the_large_files_of_the_site_are_bundles() -> None:
    assert set(BUNDLES) == {
        "base/admin/admin.css",
        "base/css/site.css",
        "languages/side-by-side.css",
        "languages/side-by-side.mjs",
    }


@pytest.mark.parametrize("address", BUNDLES)
def test_a_served_bundle_has_each_of_its_parts_once_and_in_order(address: str) -> None:
    entry = BUNDLES[address]
    parts = [path for path in sources(entry) if path != entry or entry.suffix != ".css"]
    assert len(parts) > 5
    headings = [f"{path.relative_to(entry.parent)}" for path in parts]
    text = served(address)
    assert re.findall(r"^(?://|/\*) (\S+/\S+|\S+\.mjs)(?: \*/)?$", text, flags=re.MULTILINE) == headings
    at = 0
    for path in parts:
        last = [line for line in path.read_text().rstrip().splitlines() if not line.startswith(("import", "export"))][
            -3:
        ]
        at = text.index("\n".join(last), at)


@pytest.mark.parametrize("address", BUNDLES)
def test_a_served_bundle_asks_for_no_part(address: str) -> None:
    assert not re.search(r'(?:import|from) ?"\./', served(address))


@pytest.mark.parametrize("address", [address for address in BUNDLES if address.endswith(".css")])
def test_the_rules_of_a_sheet_are_those_of_its_parts_and_no_others(address: str) -> None:
    """Comments apart, no character is lost or gained."""

    def bare(text: str) -> str:
        return re.sub(r"/\*.*?\*/|\s+", "", text, flags=re.DOTALL)

    entry = BUNDLES[address]
    lines = entry.read_text(encoding="utf-8").splitlines()
    parts = [line.removeprefix('@import "').removesuffix('";') for line in lines if line.startswith("@import")]
    assert bare(served(address)) == "".join(bare((entry.parent / part).read_text(encoding="utf-8")) for part in parts)


def test_every_file_among_the_bundles_is_part_of_one() -> None:
    used = {path for entry in BUNDLES.values() for path in sources(entry)}
    there = {path for path in ROOT.glob("*/bundles/**/*") if path.is_file()}
    assert sorted(there - used) == []


def test_a_part_has_no_address_of_its_own() -> None:
    assert find("base/css/site/base.css") is None
    assert find("languages/side-by-side/store.mjs") is None


def test_what_is_collected_is_the_whole_with_a_hashed_name_and_compressed(settings: Any, tmp_path: Path) -> None:
    """As in production. The other finders are left out: they would collect Wagtail's files as well."""
    settings.STATICFILES_FINDERS = ["cms.bundles.BundleFinder"]
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": MANIFEST}
    call_command("collectstatic", interactive=False, verbosity=0)
    for address, entry in BUNDLES.items():
        url = staticfiles_storage.url(address)
        assert re.fullmatch(rf"/static/{address.rsplit('.', 1)[0]}\.[0-9a-f]{{12}}\.m?[a-z]+", url)
        hashed = tmp_path / url.removeprefix("/static/")
        assert hashed.read_text(encoding="utf-8") == join(entry)
        assert gzip.decompress(Path(f"{hashed}.gz").read_bytes()) == hashed.read_bytes()
    kinds = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert kinds <= {".css", ".mjs", ".gz", ".br", ".json"}
    assert len([path for path in tmp_path.rglob("*") if path.suffix in {".css", ".mjs"}]) == 2 * len(BUNDLES)


# How they are joined --------------------------------------------------------------------------------------------------


@pytest.fixture
def finder(write: Write, tmp_path: Path) -> Any:
    """A finder of one app with one bundle."""
    write("look.css", '/* All */\n@import "./look/one.css";\n@import "./look/two.css";\n')
    write("look/one.css", "/* One */\n.one {\n  color: red;\n}\n")
    write("look/two.css", '/* Two */\n.two::before {\n  content: "/* kept */";\n}\n')
    finder = BundleFinder()
    finder.apps, finder.storages = ["app"], {"app": BundleStorage(tmp_path)}
    return finder


def test_a_sheet_is_its_parts_in_order_without_their_comments(finder: Any) -> None:
    assert Path(finder.find("look.css")).read_text() == (
        "/* look/one.css */\n.one {\n  color: red;\n}\n\n"
        '/* look/two.css */\n.two::before {\n  content: "/* kept */";\n}\n\n'
    )


def test_a_changed_part_is_seen_on_the_next_request(finder: Any, write: Write) -> None:
    finder.find("look.css")
    write("look/two.css", ".two {\n  color: blue;\n}\n")
    assert ".two {\n  color: blue;\n}" in Path(finder.find("look.css")).read_text()


def test_a_bundle_is_as_new_as_its_newest_part(finder: Any, tmp_path: Path) -> None:
    os.utime(tmp_path / "look/one.css", (2_000_000_000, 2_000_000_000))
    assert finder.storages["app"].get_modified_time("look.css").timestamp() == 2_000_000_000
    assert Path(finder.find("look.css")).stat().st_mtime == 2_000_000_000


def test_modules_come_after_what_they_import_each_once_and_without_imports(write: Write) -> None:
    entry = write("app.mjs", 'import "./app/b.mjs";\nimport { a } from "./app/a.mjs";\n\na();\n')
    write("app/b.mjs", 'import {\n  a,\n} from "./a.mjs";\n\nexport const b = a;\n')
    write("app/a.mjs", 'import { Field } from "field";\n\nexport function a() {}\nnew Field();\n')
    assert re.sub(r"\n+", "\n", join(entry)) == (
        '// app/a.mjs\nimport { Field } from "field";\nfunction a() {}\nnew Field();\n'
        "// app/b.mjs\nconst b = a;\n"
        "// app.mjs\na();\n"
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"app.css": '@import "./app/a.css";'}, "does not exist"),
        ({"app.css": '@import "./app/a.css";\n@import "./app/a.css";', "app/a.css": ""}, "imported twice"),
        ({"app.css": '@import "./app.css";'}, "imports itself"),
        ({"app.css": '@import url("./app/a.css");'}, "cannot be joined"),
        ({"app.css": '@import "./app/a.css" print;', "app/a.css": ""}, "cannot be joined"),
        ({"app.css": '@import "./app/a.css";', "app/a.css": "a { background: url(a.png); }"}, "cannot be joined"),
        ({"app.mjs": 'import { a } from "./app/a.mjs";', "app/a.mjs": "const a = 1;"}, "does not export"),
        ({"app.mjs": 'import { a as b } from "./app/a.mjs";', "app/a.mjs": "export const a = 1;"}, "does not export"),
        ({"app.mjs": 'import * as a from "./app/a.mjs";', "app/a.mjs": ""}, "cannot be joined"),
        ({"app.mjs": 'import a from "./app/a.mjs";', "app/a.mjs": ""}, "cannot be joined"),
        ({"app.mjs": "export default 1;"}, "cannot be joined"),
        ({"app.mjs": "const a = 1;\nexport { a };"}, "cannot be joined"),
        ({"app.mjs": "const { a } = window;"}, "cannot be joined"),
        ({"app.mjs": 'import("./app/a.mjs");'}, "cannot be joined"),
        ({"app.mjs": "fetch(import.meta.url);"}, "cannot be joined"),
        ({"app.mjs": 'import "./app/a.mjs";\nlet x;', "app/a.mjs": "const x = 1;"}, "and so does"),
        (
            {"app.mjs": 'import "./app/a.mjs";\nclass F {}', "app/a.mjs": 'import { F } from "field";'},
            "and so does",
        ),
        (
            {"app.mjs": 'import { a } from "./app/a.mjs";', "app/a.mjs": 'import "./../app.mjs";\nexport let a;'},
            "imports itself",
        ),
    ],
)
def test_what_would_mean_something_else_once_joined_is_refused(write: Write, files: dict[str, str], said: str) -> None:
    entry = [write(name, f"{text}\n") for name, text in files.items()][0]
    with pytest.raises(BundleError, match=said):
        join(entry)
