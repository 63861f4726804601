"""What a text becomes where macros stand in it, and which values are the same."""

import time
from collections.abc import Sequence

import pytest

from ckptgen.csource.macros import Macro, expansions, macros_among, open_names
from ckptgen.csource.text import SourceText
from ckptgen.csource.values import is_null, same_value

SOURCE = rb"""
#define PLAIN .open = f
#define OF(x) .open = x
#define BOTH OF(f), .read = g
#define PASTE(a, b) a ## b
#define STRING(a) #a
#define __COUNT(_0, _1, _2, _n, X...) _n
#define COUNT(X...) __COUNT(, ##X, 2, 1, 0)
#define ROW1(a) .open = a
#define ROW2(a, b) .open = a, .read = b
#define CONCAT(a, b) PASTE(a, b)
#define ROW(...) CONCAT(ROW, COUNT(__VA_ARGS__))(__VA_ARGS__)
#define over \
	over
#define one two
#define two one + 1
#ifdef CONFIG_A
#define MAY(x) .open = (x),
#else
#define MAY(x)
#endif
/* #define COMMENTED f */
"""


def macros(source: bytes = SOURCE) -> dict[str, Sequence[Macro]]:
    names = {"PLAIN", "OF", "BOTH", "PASTE", "STRING", "ROW", "ROW1", "ROW2", "over", "one", "MAY", "COMMENTED"}
    found: dict[str, list[Macro]] = {}
    for macro in macros_among(SourceText("a.h", source), names):
        found.setdefault(macro.name, []).append(macro)
    return {name: tuple(each) for name, each in found.items()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("f", ["f"]),
        ("PLAIN", [".open = f"]),
        ("OF", ["OF"]),
        ("OF (g)", [".open = g"]),
        ("OF((a, b))", [".open = (a, b)"]),
        ("OF(a", ["OF(a"]),
        ("BOTH", [".open = f, .read = g"]),
        ("PASTE(no_, open)", ["no_open"]),
        ("STRING(f)", ['""']),
        ("ROW(a)", [".open = a"]),
        ("ROW(a, b)", [".open = a, .read = b"]),
        ("over", ["over"]),
        ("one", ["one + 1"]),
        ("MAY(f)", [".open = (f),", ""]),
        ("MAY(f) MAY(g)", [".open = (f), .open = (g),", ""]),
        ("COMMENTED", ["COMMENTED"]),
        ('"PLAIN"', ['"PLAIN"']),
    ],
)
def test_expansions(text: str, wanted: list[str]) -> None:
    assert [each.text for each in expansions(text, macros()) or ()] == wanted


def test_the_macros_that_were_replaced_are_told() -> None:
    (found,) = expansions("BOTH", macros()) or ()
    assert [macro.place for macro in found.used] == ["a.h:4", "a.h:3"]


@pytest.mark.parametrize(
    "body",
    ["A{0} A{0}", "A{0}(x x)", "A{0}(A{0}(x))"],
)
def test_what_grows_without_end_is_given_up(body: str) -> None:
    parameters = ("x",) if "x" in body else None
    many = {f"A{i}": (Macro(f"A{i}", parameters, body.format(i + 1), "a.h", 1),) for i in range(60)}
    start = time.monotonic()
    assert expansions("A0(f)", many) is None
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("NO_SEEK", {"NO_SEEK"}),
        ("&NO_SEEK", {"NO_SEEK"}),
        ("SEEK(a, B(c))", {"SEEK", "B"}),
        ("FIRST SECOND(a)", {"FIRST", "SECOND"}),
        ("FIRST(a) .open = f", {"FIRST"}),
        ("a ? b : c", set()),
        (".open = f", set()),
    ],
)
def test_names_that_may_be_macros(text: str, names: set[str]) -> None:
    assert set(open_names(text, {})) == names


@pytest.mark.parametrize(
    ("found", "wanted", "answer"),
    [
        ("f", "f", True),
        ("(f)", "f", True),
        ("& ( f )", "f", True),
        ("f", "&f", True),
        ("g", "f", False),
        ("x.f", "f", False),
        ("x->f", "f", False),
        ('"f"', "f", False),
        ("(void *)f", "f", None),
        ("f + 0", "f", None),
        ("*f", "f", None),
        ("({ f; })", "f", None),
        ("name##_f", "f", None),
        ("", "f", None),
        ("g .open = h", "f", None),
        ("sizeof( int )", "sizeof(int)", True),
        ("sizeof(long)", "sizeof(int)", False),
        ("&a[1]", "&a[2]", False),
        ("(void *)&a[2]", "&a[2]", None),
        ("0644", "0644", True),
        ("c ? NULL : f", "NULL", None),
        ("f", "NULL", False),
        ("NULL", "f", False),
    ],
)
def test_same_value(found: str, wanted: str, answer: bool | None) -> None:
    assert same_value(found, wanted) is answer


@pytest.mark.parametrize("value", ["NULL", "0", "(NULL)", "((void *)0)", "(void *)NULL", "(seek_t *) 0", "0UL", "0x0"])
def test_nulls(value: str) -> None:
    assert is_null(value)
    assert same_value(value, "NULL")


@pytest.mark.parametrize("value", ["f", "1", "0644", "(void *)f", "f(0)", "nullify"])
def test_no_nulls(value: str) -> None:
    assert not is_null(value)
