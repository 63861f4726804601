"""Real commits, and what ``git format-patch`` makes of them.

The commits are made in a scratch repository that borrows the user's objects, so that git's own diff, diffstat
and shortlog are used and nothing of the user's is written. ``create_branch`` copies them over when the user
asks for it.
"""

import hashlib
import os
import re
from dataclasses import replace
from email.header import Header
from pathlib import Path

from ckptgen import __version__
from ckptgen.errors import CkptgenError, InternalError
from ckptgen.series.gitrun import GitError, Scratch, run_git, scratch_repository
from ckptgen.series.model import SeriesDraft, WrittenSeries
from ckptgen.series.stream import REF, check_draft, import_stream, originals

# Everything whose default is a setting, or differs between versions of git.
_FORMAT = (
    "--cover-letter",
    "--cover-from-description=none",
    "--numbered",
    "--no-thread",
    "--no-attach",
    "--encode-email-headers",
    f"--signature=ckptgen {__version__}",
    "--stat=72",
    "--summary",
    "--full-index",
    "--unified=3",
    "--inter-hunk-context=0",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_PLACEHOLDERS = re.compile(
    rb"(?P<mark>From [^\n]*\n).*?\nSubject: (?P<tag>\[[^\]]*\])\s\*\*\* SUBJECT HERE \*\*\*\n"
    rb".*?\n\*\*\* BLURB HERE \*\*\*\n(?P<rest>.*)",
    re.DOTALL,
)
_FROM_AND_DATE = re.compile(rb"\n(From: .*?\nDate: [^\n]*\n)", re.DOTALL)


def write_series(draft: SeriesDraft) -> WrittenSeries:
    """Return the series as ``git format-patch`` writes it; the same draft gives the same bytes.

    Reads the repository ``draft.git_dir`` and writes nothing to it. Raises CkptgenError where the base does
    not hold what the patches were made from, MessageError where a message would not survive ``git am``.
    """
    check_draft(draft)
    with scratch_repository(draft) as scratch:
        commits = _import(scratch, draft)
        return WrittenSeries(_format(scratch, draft, commits), commits[-1], commits)


def create_branch(git_dir: str, name: str, draft: SeriesDraft) -> str:
    """Create the branch ``name`` with the draft's commits in the user's repository; return the id of its tip.

    The commits are those of ``write_series``, without what stands below the cut line. Objects are written first and
    the reference last, only if it does not exist: an interrupt leaves no trace but unreachable objects. Index, HEAD
    and work tree stay as they are.
    """
    ref = f"refs/heads/{name}"
    # For the reflog.
    environment = {"GIT_COMMITTER_NAME": draft.identity.name, "GIT_COMMITTER_EMAIL": draft.identity.mail}
    folder = os.path.abspath(git_dir)  # noqa: PTH100 - resolve() would follow links

    def user_git(*arguments: str, data: bytes = b"") -> bytes:
        return run_git(folder, f"--git-dir={folder}", *arguments, environment=environment, data=data)

    if draft.base is None:
        raise CkptgenError("a branch needs a commit to stand on", "generate the series from a git repository")
    try:
        user_git("check-ref-format", ref)
    except GitError as error:
        raise CkptgenError(f"{name!r} is not a valid name for a branch") from error
    if name.startswith("-") or name == "HEAD":
        raise CkptgenError(f"{name!r} is not a valid name for a branch")
    if user_git("for-each-ref", "--format=%(refname)", ref):
        raise CkptgenError(f"the branch {name!r} exists, or others are named below it", "choose another name")
    check_draft(draft)
    with scratch_repository(draft) as scratch:
        bare = replace(draft, patches=tuple(replace(patch, notes="") for patch in draft.patches))
        tip = _import(scratch, bare)[-1]
        wanted = f"{tip}\n^{draft.base}\n".encode()
        pack = scratch.git("pack-objects", "--quiet", "--revs", "--stdout", data=wanted)
    user_git("unpack-objects", "-q", data=pack)
    user_git("update-ref", "-m", f"branch: Created by ckptgen {__version__}", ref, tip, "0" * len(tip))
    return tip


def _import(scratch: Scratch, draft: SeriesDraft) -> tuple[str, ...]:
    """Make the commits, and return their ids in order."""
    if draft.base is not None:
        _check_base(scratch, draft, draft.base)
    marks = scratch.folder / "marks"
    scratch.git("fast-import", "--quiet", f"--export-marks={marks}", data=import_stream(draft))
    ids = dict(line.split(" ") for line in marks.read_text("ascii").splitlines())
    return tuple(ids[f":{mark}"] for mark in range(1, len(draft.patches) + 1))


def _check_base(scratch: Scratch, draft: SeriesDraft, base: str) -> None:
    """A patch made from anything but the base's own content would carry more changes, or not apply."""
    try:
        scratch.git("cat-file", "-e", f"{base}^{{commit}}")
    except GitError as error:
        raise CkptgenError(f"the repository has no commit {base}") from error
    files = originals(draft)
    listing = scratch.git("--literal-pathspecs", "ls-tree", "-z", "--full-tree", base, "--", *(f.path for f in files))
    # "MODE blob ID<tab>PATH"
    held = {os.fsdecode(line[line.index(b"\t") + 1 :]): line.split()[:3] for line in listing.split(b"\0") if line}
    algorithm = "sha1" if len(base) == 40 else "sha256"
    for file in files:
        expected = None
        if file.before is not None:
            blob = hashlib.new(algorithm, b"blob %d\0%s" % (len(file.before), file.before)).hexdigest()
            expected = [(file.old_mode or file.mode).encode(), b"blob", blob.encode()]
        if held.get(file.path) != expected:
            raise CkptgenError(
                f"{file.path!a} is not what the base commit {base[:12]} holds",
                "commit or undo the change in the work tree, or generate the series from a revision",
            )


def _format(scratch: Scratch, draft: SeriesDraft, commits: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    out = scratch.folder / "out"
    options = [*_FORMAT, f"--output-directory={out}", f"--subject-prefix={draft.subject_prefix}"]
    if draft.reroll > 1:
        options.append(f"--reroll-count={draft.reroll}")
    if draft.base is not None:
        options.append(f"--base={draft.base}")
    start = draft.base or f"{commits[0]}~1"
    listing = scratch.git("format-patch", *options, f"{start}..{REF}")
    paths = [Path(os.fsdecode(line)) for line in listing.split(b"\n") if line]
    if len(paths) != len(commits) + 1:
        raise InternalError(f"git wrote {len(paths)} files for {len(commits)} patches and a cover letter")
    cover, *patches = (path.read_bytes() for path in paths)
    contents = [_cover(draft, cover, patches[0]), *patches]
    return tuple(zip((path.name for path in paths), contents, strict=True))


def _cover(draft: SeriesDraft, cover: bytes, first: bytes) -> bytes:
    """Put the draft's text into git's cover letter.

    Versions of git differ in whether they encode its header fields and declare its charset; the first patch
    has the same sender and date, and there they agree.
    """
    parts = _PLACEHOLDERS.fullmatch(cover)
    sender = _FROM_AND_DATE.search(first)
    if parts is None or sender is None:
        raise InternalError("git's cover letter does not look as expected", cover.decode("utf-8", "replace"))
    subject = f"{parts['tag'].decode()} {draft.cover_subject.strip()}"
    if not subject.isascii():
        subject = Header(subject, "utf-8", maxlinelen=76, header_name="Subject").encode()
    lines = f"Subject: {subject}\n"
    if not draft.cover_body.isascii():
        lines += "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
    body = f"{lines}\n{draft.cover_body.strip()}\n".encode()
    needs = "".join(f"prerequisite-patch-id: {each}\n" for each in draft.prerequisites).encode()
    rest = parts["rest"]
    if needs:
        # Behind the base, as git writes those that it finds itself; at the end where there is none.
        end = re.search(rb"\nbase-commit: [0-9a-f]+\n|\n-- \n", rest)
        at = (end.end() if b"base-commit" in end[0] else end.start() + 1) if end else len(rest)
        rest = rest[:at] + needs + rest[at:]
    return parts["mark"] + sender[1] + body + rest
