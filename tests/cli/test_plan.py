"""The plan's formats and exit codes."""

import json

from tests.cli.conftest import Run
from tests.paths import SAMPLE


def test_json_has_what_was_promised(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE, "plan", "--format", "json").out)
    assert {"schema", "tree", "summary", "tables"} <= set(report)
    assert sum(report["summary"].values()) == len(report["tables"])
    for table in report["tables"]:
        assert {"path", "line", "name", "struct", "filesystem", "verdict", "reason", "evidence"} <= set(table)
        assert ("edit" in table) == (table["verdict"] == "add")
        for evidence in table["evidence"]:
            assert set(evidence) == {"kind", "detail", "path", "line"}


def test_text_and_csv_have_a_line_per_table(ckptgen: Run) -> None:
    text = ckptgen("-C", SAMPLE, "plan").out.splitlines()
    rows = ckptgen("-C", SAMPLE, "plan", "--format", "csv").out.splitlines()
    assert len(rows) == 94
    assert sum(line.startswith("add ") for line in text) == sum(",add," in row for row in rows) == 37
    assert any(line.startswith("93 tables: 37 add") for line in text)


def test_verdict_filters_the_text(ckptgen: Run) -> None:
    lines = ckptgen("-C", SAMPLE, "plan", "--verdict", "shared,deny").out.splitlines()
    assert {line.split()[0] for line in lines if line.split()[0] in ("add", "shared", "deny", "todo")} == {
        "shared",
        "deny",
    }


def test_strict_tells_of_what_is_undecided(ckptgen: Run) -> None:
    assert ckptgen("-C", SAMPLE, "plan", "--strict").code == 3
    assert ckptgen("-C", SAMPLE, "plan", "--strict", "--only", "affs").code == 0
    assert ckptgen("-C", SAMPLE, "plan").code == 0


def test_two_runs_and_any_number_of_processes_give_the_same_bytes(ckptgen: Run) -> None:
    first = ckptgen("-C", SAMPLE, "plan", "--format", "json", "--jobs", 1)
    assert first == ckptgen("-C", SAMPLE, "plan", "--format", "json", "--jobs", 3)


def test_explain_shows_the_evidence_and_the_edit(ckptgen: Run) -> None:
    out = ckptgen("-C", SAMPLE, "explain", "fs/bfs/dir.c:bfs_dir_operations").out
    assert 'installed_as("inode"): yes' in out
    assert "seekable: yes, its llseek is generic_file_llseek" in out
    assert "patches/checkpoint/rule.py:" in out
    assert "+\t.checkpoint\t= generic_file_checkpoint," in out
