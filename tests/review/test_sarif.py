"""SARIF against the official schema of version 2.1.0, which lies beside this file (OASIS, errata 01, unchanged)."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from ckptgen.report.sarif import review_sarif
from ckptgen.report.shapes import json_text
from ckptgen.review.findings import Rule
from ckptgen.review.review import Review
from tests.paths import CASES, ROOT
from tests.review.reviewing import reviewed

SCHEMA = Path(__file__).with_name("sarif-schema-2.1.0.json")
FOLDER = CASES / "review" / "findings"


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(SCHEMA.read_text())
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema, format_checker=FormatChecker())


def log_of(review: Review) -> Any:
    return json.loads(json_text(review_sarif(review, review.findings)))


@pytest.mark.parametrize("case", sorted(FOLDER.iterdir()), ids=lambda case: case.name)
def test_it_is_valid(case: Path, validator: Any) -> None:
    log = log_of(reviewed(case))
    validator.validate(log)
    assert log["$schema"] == json.loads(SCHEMA.read_text())["id"]
    assert log["runs"][0]["results"]


def test_what_is_decided_is_suppressed(validator: Any) -> None:
    log = log_of(reviewed(ROOT / "patches/checkpoint/series"))
    validator.validate(log)
    results = log["runs"][0]["results"]
    assert len(results) == 3
    assert results[0]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "a control file, which does not care about its position",
        }
    ]


def test_each_result_names_its_rule_and_a_place_in_the_tree() -> None:
    log = log_of(reviewed(FOLDER / "generic_filesystems"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [str(rule) for rule in Rule]
    assert all(rule["properties"]["source"] for rule in rules)
    assert len({r["partialFingerprints"]["ckptgenFinding/v1"] for r in run["results"]}) == len(run["results"])
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uriBaseId"] == "KERNEL"
        assert location["physicalLocation"]["region"]["startLine"] > 0
    (guard,) = (result for result in run["results"] if result["ruleId"] == "guard")
    assert guard["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "fs/nfs/mmap.c"
    patch = guard["relatedLocations"][0]["physicalLocation"]["artifactLocation"]
    assert (patch["uriBaseId"], patch["uri"]) == (
        "SERIES",
        "0001-fs-let-files-of-more-filesystems-be-checkpointed.patch",
    )
