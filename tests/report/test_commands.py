"""``--format html`` of the commands."""

import os
import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT, SAMPLE
from tests.verify.minikernel import write_series, write_tree


def run(home: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    # A page is UTF-8 wherever it is made.
    environment |= {"PYTHONPATH": str(ROOT), "HOME": str(home), "XDG_CACHE_HOME": str(home), "LC_ALL": "C"}
    environment |= {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "ckptgen", *map(str, arguments)]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, check=False)


def test_plan(tmp_path: Path) -> None:
    done = run(tmp_path, "-C", SAMPLE, "plan", "--format", "html")
    assert done.returncode == 0, done.stderr
    page = done.stdout.decode()
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    assert "⋮" in page
    assert done.stdout == run(tmp_path, "-C", SAMPLE, "plan", "--format", "html").stdout


def test_plan_with_a_template_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "own/page").mkdir(parents=True)
    (tmp_path / "own/page/plan.html.j2").write_text("{{ title }}: <{{ lines|length }}>\n")
    done = run(tmp_path, "-C", SAMPLE, "plan", "--format", "html", "--templates", "own")
    assert done.stdout == b"checkpoint on sample: <93>\n"


def test_a_template_that_fails_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "own/page").mkdir(parents=True)
    (tmp_path / "own/page/plan.html.j2").write_text("{{ titel }}")
    done = run(tmp_path, "-C", SAMPLE, "plan", "--format", "html", "--templates", "own")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"plan.html.j2:1: 'titel' is undefined" in done.stderr


def test_a_template_with_an_error_is_refused_before_the_work_begins(tmp_path: Path) -> None:
    (tmp_path / "own/page").mkdir(parents=True)
    (tmp_path / "own/page/verify.html.j2").write_text("\n{% if %}")
    done = run(tmp_path, "verify", tmp_path / "nothing", "--format", "html", "--templates", "own")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"verify.html.j2:2: Expected an expression" in done.stderr


def test_verify(tmp_path: Path) -> None:
    kernel = write_tree(tmp_path / "linux")
    series = write_series(kernel, tmp_path / "out")
    first = next(path for path in sorted(series.glob("*.patch")) if path.name.startswith("0002"))
    first.write_text(first.read_text().replace("Signed-off-by", "Signed-by"))
    done = run(tmp_path, "-C", kernel, "verify", series, "--format", "html")
    assert done.returncode == 1, done.stderr
    page = done.stdout.decode()
    assert f'id="p-{first.name}"' in page
    assert f'id="f-{first.name}"' in page
    assert "Something is wrong." in page
    assert str(tmp_path) not in page
