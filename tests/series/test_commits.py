"""The written series: what git makes of it again, and what it must not depend on."""

import hashlib
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.series import gitrun
from ckptgen.series.commits import write_series
from ckptgen.series.drafts import draft_series
from ckptgen.series.model import FileChange, Identity, PatchDraft, Phase, SeriesDraft, WrittenSeries
from ckptgen.series.stream import MessageError

from .conftest import Git
from .plans import AUTHOR, DATE, PLAN, TREE, contents, options


def draft(**changes: object) -> SeriesDraft:
    drafted = draft_series(PLAN, contents, options(signoff=True, **changes))
    assert drafted is not None
    return drafted


def patch(path: str, before: bytes, after: bytes, subject: str = "fs: change it", body: str = "") -> PatchDraft:
    return PatchDraft(Phase.FILESYSTEMS, "fs", subject, body, (), (FileChange(path, "100644", before, after),))


def one(change: PatchDraft, *more: PatchDraft) -> SeriesDraft:
    return SeriesDraft(None, None, AUTHOR, DATE, 1, "PATCH", "Change it", "All of it.", (change, *more))


def apply(git: Git, folder: Path, written: WrittenSeries) -> None:
    """Apply the patches, without the cover letter, to a work tree."""
    for name, content in written.files[1:]:
        (folder.parent / name).write_bytes(content)
        git(folder, "-c", "core.autocrlf=false", "am", "--quiet", "--keep-cr", str(folder.parent / name))


def plant(git: Git, folder: Path, path: str, content: bytes) -> str:
    """Commit one file in a new repository, and return the commit's id."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "--quiet")
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)
    git(folder, "-c", "core.autocrlf=false", "add", "--all", "--force")
    git(folder, "commit", "--quiet", "-m", "The file")
    return git(folder, "rev-parse", "HEAD").decode().strip()


def digests(folder: Path) -> Mapping[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in folder.rglob("*")
    }


# --- the way back through git am ---


def test_git_am_makes_the_same_commits(repository: Path, base: str, git: Git) -> None:
    series = draft(git_dir=str(repository / ".git"), base=base)
    apply(git, repository, write_series(series))
    after = {change.path: change.after for patch in series.patches for change in patch.changes}
    assert {path: (repository / path).read_bytes() for path in TREE} == TREE | after
    messages = git(repository, "log", "--reverse", "--format=%B%x00", f"{base}..").decode().split("\0\n")[:-1]
    assert [m.rstrip() for m in messages] == [f"{p.subject}\n\n{p.body}" for p in series.patches]
    people = git(repository, "log", "--format=%an <%ae> %ad", "--date=raw", f"{base}..").decode()
    assert set(people.splitlines()) == {f"{AUTHOR} {DATE}"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a\r\nb\r\n", b"a\r\nx\r\nb\r\n", id="crlf"),
        pytest.param(b"a\r\nb\nc\r", b"a\r\nx\nb\nc\r", id="mixed line ends, and a bare CR last"),
        pytest.param(b"\x0c\n\x0ca\x0b\n", b"\x0c\n\x0cb\x0b\n", id="form feeds"),
        pytest.param(b"a\nend", b"b\nend", id="no final newline"),
        pytest.param(b"a\nend", b"a\nend\n", id="final newline gained"),
        pytest.param(b"caf\xe9 \xff\n1\n", b"caf\xe9 \xff\n2\n", id="not UTF-8"),
        pytest.param(b"nul \0\n1\n", b"nul \0\n2\n", id="NUL byte"),
        pytest.param(b"From x\n1\n", b"From x\n-- \n---\n1\n", id="lines that look like a mail's"),
        pytest.param(b"a \n\t\n", b"a \n\t\n \t\n", id="trailing blanks"),
        pytest.param(b"", b"x\n", id="empty before"),
    ],
)
def test_odd_bytes_survive(tmp_path: Path, git: Git, before: bytes, after: bytes) -> None:
    folder = tmp_path / "odd"
    base = plant(git, folder, "fs/a.c", before)
    series = replace(one(patch("fs/a.c", before, after)), git_dir=str(folder / ".git"), base=base)
    apply(git, folder, write_series(series))
    assert (folder / "fs/a.c").read_bytes() == after


@pytest.mark.parametrize(
    "path", ['fs/"quoted".c', "fs/sp ace.c", "fs/new\nline.c", "fs/b\\ack.c", "fs/ünï.c", "fs/\udcff.c", ":(top)x"]
)
@pytest.mark.parametrize("in_git", [True, False])
def test_odd_names_survive(tmp_path: Path, git: Git, path: str, in_git: bool) -> None:
    folder = tmp_path / "odd"
    base = plant(git, folder, path, b"1\n")
    series = one(patch(path, b"1\n", b"2\n"))
    if in_git:
        series = replace(series, git_dir=str(folder / ".git"), base=base)
    apply(git, folder, write_series(series))
    assert (folder / path).read_bytes() == b"2\n"


def test_names_and_texts_beyond_ascii_survive(tmp_path: Path, git: Git) -> None:
    folder = tmp_path / "odd"
    plant(git, folder, "a.c", b"1\n")
    body = "Größe.\n\n# a line that an editor would drop\n\nSigned-off-by: Jörg Ä <j@example.com>"
    series = replace(
        one(patch("a.c", b"1\n", b"2\n", "fs: größer", body)),
        identity=Identity("Jörg Ä", "j@example.com"),
        cover_subject="Größe",
        cover_body="Schöne Grüße.",
    )
    written = write_series(series)
    apply(git, folder, written)
    assert git(folder, "log", "-1", "--format=%an%n%B").decode().strip() == f"Jörg Ä\nfs: größer\n\n{body}"
    cover = git(folder, "mailinfo", "message", "patch", data=written.files[0][1]).decode()
    assert "Author: Jörg Ä\n" in cover
    assert "Subject: Größe\n" in cover
    assert "\nContent-Type: text/plain; charset=UTF-8\n" in written.files[0][1].decode()


def test_a_letter_beyond_ascii_says_so_though_the_patches_are_ascii() -> None:
    cover = write_series(replace(one(patch("a.c", b"1\n", b"2\n")), cover_body="Grüße.")).files[0][1]
    assert b"\nContent-Type: text/plain; charset=UTF-8\n" in cover.partition(b"\n\n")[0]


# --- the same bytes every time ---

HOSTILE = """
[diff]
    noprefix = true
    mnemonicPrefix = true
    algorithm = histogram
    context = 9
    interHunkContext = 50
    renames = copies
    statGraphWidth = 3
    external = false
    orderFile = nowhere
    suppressBlankEmpty = true
[format]
    signOff = true
    thread = deep
    attach = true
    numbered = false
    subjectPrefix = HOSTILE
    headers = "X-Hostile: yes\\n"
    to = hostile@example.com
    signature = hostile
    suffix = .txt
    coverLetter = false
    outputDirectory = nowhere
    encodeEmailHeaders = false
    useAutoBase = true
    noprefix = true
    from = Other <other@example.com>
    filenameMaxLength = 20
    notes = true
[commit]
    gpgSign = true
[gpg]
    program = false
[core]
    autocrlf = true
    quotePath = false
    abbrev = 5
    attributesFile = ~/attributes
    commentChar = f
    bigFileThreshold = 1
    hooksPath = nowhere
[i18n]
    commitEncoding = ISO-8859-1
    logOutputEncoding = UTF-16
[init]
    defaultObjectFormat = sha256
    templateDir = nowhere
[user]
    useConfigOnly = true
[color]
    ui = always
[fastimport]
    unpackLimit = 1
[extensions]
    worktreeConfig = true
"""


@pytest.mark.parametrize("in_git", [True, False])
def test_the_caller_s_git_settings_change_nothing(
    repository: Path, base: str, home: Path, monkeypatch: pytest.MonkeyPatch, in_git: bool
) -> None:
    series = draft(git_dir=str(repository / ".git"), base=base) if in_git else draft()
    expected = write_series(series)
    (home / ".gitconfig").write_text(HOSTILE)
    (home / "attributes").write_text("* -diff\n")
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "attributes").write_text("*.c diff=cpp eol=crlf\n")
    for name, value in {
        "GIT_DIFF_OPTS": "-u9",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_AUTHOR_DATE": "@1 +0100",
        "GIT_COMMITTER_DATE": "@2 +0100",
        "GIT_AUTHOR_NAME": "Other",
        "GIT_COMMITTER_EMAIL": "other@example.com",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_TEMPLATE_DIR": "nowhere",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "diff.noprefix",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_INDEX_FILE": "nowhere",
        "GIT_WORK_TREE": "nowhere",
        "TZ": "Asia/Tokyo",
        "LC_ALL": "de_DE.UTF-8",
        "COLUMNS": "20",
    }.items():
        monkeypatch.setenv(name, value)
    assert write_series(series) == expected


def test_a_reroll_with_a_prefix() -> None:
    written = write_series(draft(reroll=3, subject_prefix="PATCH net-next"))
    assert [name[:8] for name, _ in written.files[:2]] == ["v3-0000-", "v3-0001-"]
    assert b"\nSubject: [PATCH net-next v3 0/6] Make open" in written.files[0][1]
    assert b"\nSubject: [PATCH net-next v3 1/6] fs: add" in written.files[1][1]


def test_a_single_patch_is_numbered_too() -> None:
    written = write_series(one(patch("a.c", b"1\n", b"2\n")))
    assert b"\nSubject: [PATCH 0/1] Change it\n\nAll of it.\n\nA U Thor (1):\n" in written.files[0][1]
    assert b"\nSubject: [PATCH 1/1] fs: change it\n" in written.files[1][1]


def test_only_a_real_base_is_named(repository: Path, base: str) -> None:
    in_git = write_series(draft(git_dir=str(repository / ".git"), base=base))
    assert f"\nbase-commit: {base}\n".encode() in in_git.files[0][1]
    assert not any(b"base-commit" in content for _, content in write_series(draft()).files)


def test_a_date_long_before_the_base(repository: Path, base: str, git: Git) -> None:
    written = write_series(draft(git_dir=str(repository / ".git"), base=base, date="86400 +0000"))
    apply(git, repository, written)
    assert len(written.commits) == len(written.files) - 1


# --- the user's repository ---


def test_nothing_is_written_to_the_user_s_repository(repository: Path, base: str, tmp_path: Path) -> None:
    before = digests(tmp_path)
    write_series(draft(git_dir=str(repository / ".git"), base=base))
    assert digests(tmp_path) == before


def test_every_kind_of_repository_can_be_borrowed_from(repository: Path, base: str, git: Git, tmp_path: Path) -> None:
    expected = write_series(draft(git_dir=str(repository / ".git"), base=base))
    git(repository, "worktree", "add", "--quiet", "--detach", str(tmp_path / "second"))
    git(tmp_path, "clone", "--quiet", "--shared", str(repository), "borrower")
    git(tmp_path, "clone", "--quiet", "--bare", "--reference", "borrower", "borrower", "odd \"name'\n")
    kinds = [repository / ".git/worktrees/second", tmp_path / "borrower/.git", tmp_path / "odd \"name'\n"]
    for git_dir in kinds:
        assert write_series(draft(git_dir=str(git_dir), base=base)) == expected


def test_a_relative_git_dir(repository: Path, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository.parent)
    assert write_series(draft(git_dir="linux/.git", base=base)).commits


def test_a_shallow_clone(repository: Path, git: Git, tmp_path: Path) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "-m", "Another")
    git(tmp_path, "clone", "--quiet", "--depth=1", repository.as_uri(), "shallow")
    base = git(tmp_path / "shallow", "rev-parse", "HEAD").decode().strip()
    written = write_series(draft(git_dir=str(tmp_path / "shallow/.git"), base=base))
    assert f"base-commit: {base}".encode() in written.files[0][1]


def test_a_sha256_repository(tmp_path: Path, git: Git) -> None:
    folder = tmp_path / "wide"
    folder.mkdir()
    git(folder, "init", "--quiet", "--object-format=sha256")
    base = plant(git, folder, "a.c", b"1\n")
    series = replace(one(patch("a.c", b"1\n", b"2\n")), git_dir=str(folder / ".git"), base=base)
    assert len(write_series(series).tip) == 64


# --- what is refused ---


def test_a_file_that_is_not_the_base_s(repository: Path, base: str) -> None:
    series = replace(one(patch("fs/libfs.c", b"edited\n", b"2\n")), git_dir=str(repository / ".git"), base=base)
    with pytest.raises(CkptgenError, match=r"'fs/libfs\.c' is not what the base commit"):
        write_series(series)


def test_a_mode_that_is_not_the_base_s(repository: Path, base: str) -> None:
    change = FileChange("fs/libfs.c", "100755", TREE["fs/libfs.c"], b"2\n")
    series = one(PatchDraft(Phase.FILESYSTEMS, "fs", "fs: x", "", (), (change,)))
    with pytest.raises(CkptgenError, match="is not what the base commit"):
        write_series(replace(series, git_dir=str(repository / ".git"), base=base))


def test_a_base_that_is_not_there(repository: Path) -> None:
    with pytest.raises(CkptgenError, match="the repository has no commit 1111"):
        write_series(draft(git_dir=str(repository / ".git"), base="1" * 40))


def test_a_repository_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CkptgenError, match="git rev-parse failed"):
        write_series(draft(git_dir=str(tmp_path / "nowhere"), base="1" * 40))


@pytest.mark.parametrize(
    "body",
    [
        "---",
        "Text.\n--- \nmore",
        "Text.\n--- a/fs/a.c",
        "Text.\ndiff --git a/a b/a",
        "Text.\ndiff -u a b",
        "Index: a.c",
        "Text.\nFrom someone Mon Sep 17 00:00:00 2001",
        "From: Other <other@example.com>\n\nText.",
        "Date: never",
        "Text with \x1b[1m.",
        "Text with \udcff.",
    ],
)
def test_a_body_that_git_am_would_cut_is_refused(body: str) -> None:
    with pytest.raises(MessageError, match="the message of fs: "):
        write_series(one(patch("a.c", b"1", b"2", body=body)))


@pytest.mark.parametrize(
    "body",
    [
        "Text.\n----",
        "Text: - --- a",
        "Text.\n # indented\n#hash",
        "Text.\nFrom now on it is so.",
        "Text.\n\nFrom: here",
        "Text.\n diff -u",
        "A\u00a0blank.",
    ],
)
def test_a_body_that_only_looks_like_it_survives(tmp_path: Path, git: Git, body: str) -> None:
    plant(git, tmp_path / "odd", "a.c", b"1\n")
    apply(git, tmp_path / "odd", write_series(one(patch("a.c", b"1\n", b"2\n", body=body))))
    assert git(tmp_path / "odd", "log", "-1", "--format=%b").decode().strip() == body


@pytest.mark.parametrize("subject", ["", " ", "[fs] change it", "Re: change it", "two\nlines"])
def test_a_subject_that_git_am_would_alter_is_refused(subject: str) -> None:
    with pytest.raises(MessageError, match="subject"):
        write_series(one(patch("a.c", b"1", b"2", subject)))


def test_two_equal_subjects_are_refused() -> None:
    with pytest.raises(MessageError, match="two patches have the subject 'fs: change it'"):
        write_series(one(patch("a.c", b"1", b"2"), patch("b.c", b"1", b"2")))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"date": "yesterday"}, "the date 'yesterday'"),
        ({"date": "1 +0000\n"}, "the date"),
        ({"subject_prefix": "PATCH]"}, "the subject prefix"),
        ({"subject_prefix": "a\nb"}, "the subject prefix"),
        ({"reroll": 0}, "the reroll count is 0"),
    ],
)
def test_options_that_make_no_sense(changes: dict[str, object], message: str) -> None:
    with pytest.raises(CkptgenError, match=message):
        write_series(draft(**changes))


@pytest.mark.parametrize(
    ("patches", "message"),
    [
        ((), "without patches"),
        ((patch("a.c", b"1", b"1"),), "a.c does not change"),
        ((patch("a.c", b"1", b"2"), patch("a.c", b"1", b"3", "fs: more")), "a.c does not begin where"),
    ],
)
def test_a_draft_that_contradicts_itself_is_an_internal_error(patches: tuple[PatchDraft, ...], message: str) -> None:
    with pytest.raises(InternalError, match=message):
        write_series(replace(draft(), patches=patches))


def test_a_cover_letter_that_git_words_differently_is_an_internal_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckptgen.series.commits._PLACEHOLDERS", re.compile(rb"SOMETHING ELSE"))
    with pytest.raises(InternalError, match="does not look as expected"):
        write_series(draft())


# --- no git, an interrupt ---


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CkptgenError, match="git cannot be run"):
        write_series(draft())


@pytest.mark.parametrize("at", ["init", "fast-import", "format-patch"])
def test_the_scratch_folder_goes_even_when_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run = gitrun.run_git

    def interrupt(folder: str, *arguments: str, **more: object) -> bytes:
        if at in arguments:
            assert list(tmp_path.glob("ckptgen-*"))
            raise KeyboardInterrupt
        return run(folder, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(gitrun, "run_git", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_series(draft())
    assert not list(tmp_path.glob("ckptgen-*"))


def test_git_does_not_outlive_an_interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    communicate = subprocess.Popen.communicate

    def interrupt(process: "subprocess.Popen[bytes]", *arguments: object) -> object:
        if process in started:
            return communicate(process)
        started.append(process)
        raise KeyboardInterrupt

    gitrun.run_git(str(tmp_path), "version")  # GitPython asks git for its version before all else, once.
    monkeypatch.setattr(subprocess.Popen, "communicate", interrupt)
    with pytest.raises(KeyboardInterrupt):
        gitrun.run_git(str(tmp_path), "hash-object", "--stdin")
    assert started[0].returncode == -9
