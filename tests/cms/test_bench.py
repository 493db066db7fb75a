"""`make bench` runs, in a database of its own, and what must not grow does not."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tables(output: str) -> dict[str, list[list[str]]]:
    """The rows of each table below its title, without those that name the columns."""
    parts = [part.splitlines() for part in output.strip().split("\n\n")]
    return {title: [row.split() for row in rows[1:]] for title, *rows in parts}


def test_it_measures_in_a_database_of_its_own_and_tells_of_memory_pages_publishing_lists_and_coverage(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATA_DIR": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "manage.py", "bench", "10", "20", "--works", "20", "40", "--private", "10", "20"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    memory, side_by_side, publishing, lists, private, coverage = tables(run.stdout).values()
    assert [row[2] for row in memory] == ["2", "2"]
    assert side_by_side[0][1] == side_by_side[1][1]
    assert len(publishing) == 6
    assert lists[0][1] == lists[1][1]
    assert [row[0] for row in private] == ["10", "20"]
    assert private[0][1::3] == private[1][1::3]
    assert [row[:2] for row in coverage] == [["20", "2"], ["40", "2"]]
    assert coverage[0][4] == coverage[1][4]
    assert not any(path.is_file() for path in tmp_path.rglob("*.sqlite3"))
