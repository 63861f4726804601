"""Running spatch on copies of a tree's files, in a scratch folder: the tree itself is never written to."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.smpl.parsing import BadRegion, bad_regions
from ckptgen.verify.processes import run_tool, tool_environment

SECONDS = 120
"""How long spatch may take for one file where nothing else is asked for."""
_EXCEPTION = re.compile(rb"^EXN: (.*) in (\S+)$", re.MULTILINE)
_TIMEOUT = "Common.Timeout"


@dataclass(frozen=True, slots=True)
class Applied:
    """What spatch did: the new content of each file that it changed, and why it gave up on others."""

    changed: Mapping[str, bytes]
    gave_up: Mapping[str, str]


class Spatch:
    """spatch, working in ``folder``. Numbers stand for the files' names, which may hold any byte."""

    def __init__(self, program: str, folder: Path, jobs: int, seconds: int) -> None:
        self.program = program
        self.folder = folder
        self.jobs = jobs
        self.seconds = seconds
        self._temporary = folder / "tmp"
        self._temporary.mkdir()

    def version(self) -> str:
        """Return spatch's own version, such as ``1.1.1``."""
        said = self._run(["--version"]).decode("utf-8", "replace")
        match = re.match(r"spatch version (\S+)", said)
        return match[1] if match else "unknown"

    def apply(self, rule: str, files: Mapping[str, bytes], defines: Sequence[str] = ()) -> Applied:
        """Apply the rule to the files; raises CkptgenError where spatch fails as a whole."""
        if not files:
            return Applied({}, {})
        script = self.folder / "rule.cocci"
        script.write_text(rule, "utf-8", errors="backslashreplace")
        copies = self._copies(files)
        groups = self.folder / "groups"
        # A blank line ends a group: each file is one of its own.
        groups.write_text("".join(f"{copy}\n\n" for copy in copies.values()), "utf-8")
        options = ["--sp-file", str(script), "--no-includes", "--very-quiet", "--no-show-diff", "--in-place"]
        options += ["--timeout", str(self.seconds), "-j", str(self.jobs), "--file-groups", str(groups)]
        said = self._run([*options, *(word for name in defines for word in ("-D", name))])
        after = {path: copy.read_bytes() for path, copy in copies.items()}
        changed = {path: data for path, data in after.items() if data != files[path]}
        return Applied(changed, self._gave_up(said, copies))

    def unparsed(self, files: Mapping[str, bytes]) -> Mapping[str, tuple[BadRegion, ...]]:
        """Return what spatch cannot parse of the files."""
        if not files:
            return {}
        copies = self._copies(files)
        found = bad_regions(self._run(["--parse-c", *map(str, copies.values())], strict=False))
        return {path: found.get(str(copy), ()) for path, copy in copies.items()}

    def _copies(self, files: Mapping[str, bytes]) -> dict[str, Path]:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        copies = {path: folder / f"{number}{path[-2:]}" for number, path in enumerate(sorted(files))}
        for path, copy in copies.items():
            copy.write_bytes(files[path])
        return copies

    def _gave_up(self, said: bytes, copies: Mapping[str, Path]) -> dict[str, str]:
        paths = {str(copy): path for path, copy in copies.items()}
        found = {}
        for match in _EXCEPTION.finditer(said):
            why, path = match[1].decode("utf-8", "replace"), paths.get(match[2].decode("utf-8", "replace"))
            if path is not None:
                found[path] = f"it takes longer than {self.seconds} seconds" if why.endswith(_TIMEOUT) else why
        return found

    def _run(self, arguments: Sequence[str], *, strict: bool = True) -> bytes:
        log = self.folder / "log"
        code = run_tool([self.program, *arguments], self.folder, tool_environment(TMPDIR=str(self._temporary)), log)
        said = log.read_bytes()
        if code != 0 and strict:
            last = said.decode("utf-8", "replace").strip().splitlines()[-3:]
            raise CkptgenError(f"spatch failed with exit code {code}", "\n".join(last))
        return said


@contextmanager
def open_spatch(jobs: int, seconds: int = SECONDS) -> Iterator[Spatch]:
    """Give spatch with a scratch folder that is removed at the end; it gives up on a file after so many seconds.

    Raises CkptgenError where there is no spatch.
    """
    program = shutil.which("spatch")
    if program is None:
        raise CkptgenError("spatch is not installed", "install Coccinelle (Debian: apt-get install coccinelle)")
    with tempfile.TemporaryDirectory(prefix="ckptgen-spatch-") as folder:
        yield Spatch(program, Path(folder), jobs, seconds)
