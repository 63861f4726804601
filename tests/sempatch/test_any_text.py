"""Any bytes are a semantic patch or a SemanticPatchError; any edit adds its one entry and keeps every other byte."""

from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from ckptgen.sempatch.editor import add_copy, add_decision, literal, set_standing
from ckptgen.sempatch.insertion import WIDTH
from ckptgen.sempatch.model import Action, Argument, Filesystem, Member, SemanticPatch, Standing
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.source import SemanticPatchError
from ckptgen.sempatch.words import path_problem, pointer_parts, pointer_problem, reason_problem

HEAD = '"""T."""\nstruct = "s"\nchange = add("a", "b")\nqualifies = seekable\n'
RULE = (Path(__file__).parents[2] / "patches" / "checkpoint" / "rule.py").read_bytes()

PIECES = [
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "*",
        "**",
        ".",
        ";",
        "0",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\r",
        "\\\n",
        "\f",
    ),
    *('"x"', "'y'", '"""t"""', "'''", '"', r"r'\\'", r"'\x00'", r'"\ud800"', r"'\q'", "f''", '"é"', "é", "\ufeff"),
    *(
        " and ",
        " or ",
        " not ",
        "add",
        "fs",
        "struct",
        "change",
        "allow",
        "seekable",
        "because=",
        "option",
        "guard",
        "declare",
        "copies",
        "member",
        "handler",
        "copy",
        "equals",
        "stub",
        "ifdef",
        "a",
        "# c\n",
        "\u2028",
    ),
    *("None", "type ", "match ", "print ", "lambda "),
]
TOKENS = st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: "".join(pieces).encode())


def parse(data: bytes) -> SemanticPatch | None:
    try:
        return parse_semantic_patch(data, "rule.py", "name")
    except SemanticPatchError as error:
        error.what.encode()
        return None


@given(st.binary() | TOKENS | TOKENS.map(lambda tokens: HEAD.encode() + tokens))
@example(b"\\\nx")
@example(b'"d"\n\r\n ')
@example(b"a " * 5000)
@settings(deadline=None, max_examples=300)
def test_any_bytes(data: bytes) -> None:
    parse(data)


@given(st.integers(0, len(RULE)), st.integers(0, 30), TOKENS | st.binary(max_size=3))
@settings(deadline=None, max_examples=60)
def test_any_slip_in_a_sound_file(start: int, length: int, added: bytes) -> None:
    parse(RULE[:start] + added + RULE[start + length :])


NAMES = st.text(st.sampled_from("abcXYZ019_-/é漢"), min_size=1, max_size=12).filter(lambda name: not path_problem(name))
REASONS = st.text(min_size=1, max_size=40).map(str.strip).filter(lambda text: not reason_problem(text))
COMMENTS = st.sampled_from(["", "  # c", '  # it\'s [one] "comment"'])
ABOVE = st.sampled_from(["", "", "", "    # above\n", "\n", "    # one\n\n    # two\n"])
QUOTES = st.sampled_from("'\"")


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A list called allow in one of the layouts that people use, and its names."""
    names = draw(st.lists(NAMES, max_size=6, unique=True))
    if draw(st.booleans()):
        names.sort(key=str.casefold)
    layout = draw(st.sampled_from(["lines", "line", "hanging", "packed"]))
    items = [name.join([draw(QUOTES)] * 2) for name in names]
    comma = "," if draw(st.booleans()) and names else ""
    if layout == "line":
        return "allow = [" + ", ".join(items) + comma + "]" + draw(COMMENTS), names
    if layout == "hanging":
        return "allow = [" + ",\n         ".join(items) + comma + "]", names
    if layout == "packed":
        return "allow = [\n    " + ",\n    ".join(map(", ".join, _pairs(items))) + comma + "\n]", names
    lines = [
        f"{draw(ABOVE)}    {item}{',' if index + 1 < len(items) else comma}{draw(COMMENTS)}\n"
        for index, item in enumerate(items)
    ]
    return "allow = [\n" + "".join(lines) + draw(ABOVE) + "]", names


def _pairs(items: list[str]) -> list[list[str]]:
    return [items[start : start + 2] for start in range(0, len(items), 2)]


@given(
    lists(),
    NAMES,
    REASONS | st.just(""),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "\n", "\n# end", "\n# end\n"]),
)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_list_gains_one_name(
    before: tuple[str, list[str]], name: str, because: str, crlf: bool, mark: bool, end: str
) -> None:
    text, names = before
    assume(name not in names)
    text = HEAD + text + end
    data = (b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", "\r\n" if crlf else "\n").encode()
    new = set_standing(data, "rule.py", name, Standing.ALLOW, because)

    patch = parse_semantic_patch(new, "rule.py", "name")
    after = [entry.subject.name for entry in patch.lists]
    assert [(entry.because) for entry in patch.lists if entry.subject == Filesystem(name)] == [because]
    in_order = [one.casefold() for one in names] == sorted(one.casefold() for one in names)
    assert after == (sorted([*names, name], key=str.casefold) if in_order and _distinct(names, name) else after)
    assert in_order or after == [*names, name]
    _only_gained(data, new)
    assert new.count(b"\n") == new.count(b"\r\n") or not crlf
    assert set_standing(new, "rule.py", name, Standing.ALLOW, because) == new


def _distinct(names: list[str], name: str) -> bool:
    return len({one.casefold() for one in (*names, name)}) == len(names) + 1


def _only_gained(old: bytes, new: bytes) -> None:
    """The bytes of ``old`` are all in ``new``, in their order."""
    rest = iter(new)
    assert all(byte in rest for byte in old)
    for comment in (line.partition(b"  # ")[2] for line in old.splitlines()):
        assert not comment or comment in new


@given(st.lists(NAMES, max_size=4, unique=True), NAMES, REASONS, st.sampled_from(list(Action)))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
def test_decisions_gain_one(paths: list[str], path: str, because: str, action: Action) -> None:
    assume(path not in paths)
    data = HEAD.encode()
    for one in paths:
        data = add_decision(data, "rule.py", one, "fops", Action.INCLUDE, "before")
    new = add_decision(data, "rule.py", path, "fops", action, because)
    decisions = parse_semantic_patch(new, "rule.py", "name").decisions
    assert {(one.path, one.action, one.because) for one in decisions} == {
        (path, action, because),
        *((one, Action.INCLUDE, "before") for one in paths),
    }
    _only_gained(data, new)


@given(st.lists(NAMES, max_size=4, unique=True), NAMES, REASONS)
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.filter_too_much])
def test_copies_gain_one(filesystems: list[str], filesystem: str, because: str) -> None:
    assume(filesystem not in filesystems)
    data = HEAD.encode()
    for one in filesystems:
        data = add_copy(data, "rule.py", "fs/a.c", "fops", one, "before")
    new = add_copy(data, "rule.py", "fs/a.c", "fops", filesystem, because)
    copies = parse_semantic_patch(new, "rule.py", "name").copies
    # In order, since each was added where it sorts.
    assert [one.filesystem for one in copies] == sorted([*filesystems, filesystem], key=str.casefold) or len(
        {one.casefold() for one in (*filesystems, filesystem)}
    ) <= len(filesystems)
    assert {(one.filesystem, one.because) for one in copies} == {
        (filesystem, because),
        *((one, "before") for one in filesystems),
    }
    _only_gained(data, new)
    assert add_copy(new, "rule.py", "fs/a.c", "fops", filesystem, because) == new


@given(st.text(st.sampled_from("int struct*(),;constvoid é3_\t\n"), max_size=60))
@example("int (*a)(" + "struct x *" * 2000 + ")")
@example("a" * 5000)
@example("a " * 5000 + "1")
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_pointer_or_is_not(text: str) -> None:
    parts = pointer_parts(text)
    assert bool(parts) is not bool(pointer_problem(text))
    if parts:
        returns, name, arguments = parts
        member = Member(name, returns, tuple(Argument(*one) for one in arguments), "", (), 0)
        assert pointer_parts(member.pointer(named=True)) == parts


@given(st.lists(NAMES, max_size=30, unique=True), NAMES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_line_does_not_outgrow_the_width(names: list[str], name: str) -> None:
    assume(name not in names)
    line = "allow = [" + ", ".join(f'"{one}"' for one in names) + "]"
    assume(len(line) <= WIDTH)
    new = set_standing((HEAD + line + "\n").encode(), "rule.py", name, Standing.ALLOW, "").decode()
    assert all(len(one) <= WIDTH for one in new.splitlines())
    assert len(new.splitlines()) == len(HEAD.splitlines()) + 1 or len(line) + len(name) + 4 > WIDTH


@given(st.text().filter(lambda text: not reason_problem(text)))
def test_a_literal_is_read_back(text: str) -> None:
    patch = parse_semantic_patch(f"{HEAD}message = {literal('.' + text + '.')}\n".encode(), "rule.py", "name")
    assert patch.message == f".{text}."
