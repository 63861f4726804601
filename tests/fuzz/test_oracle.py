"""The oracles' own cases: tokens, conditions, what C makes of an initializer."""

import pytest

from tests.fuzz.changes import GUARD, Change, concerned, difference
from tests.fuzz.lexer import BrokenError, comments_between, lines_of, words
from tests.fuzz.oracle import Reading, final, read, readings
from tests.fuzz.preprocessor import preprocess

S = "struct s { int a; union { int b; int c; }; int d; };\n"


def table_of(text: str, *on: str, before: str = S) -> dict[tuple[str, ...], str]:
    """Return what the only table of a text ends up with."""
    reading = read("s", before + text, lines_of(before + text), frozenset(on))
    (table,) = reading.tables
    assert not table.broken
    return {path: " ".join(value) for path, value in final(table.items).items()}


def names_of(text: str, *on: str) -> list[str]:
    reading = read("s", text, lines_of(text), frozenset(on))
    return [table.name for table in reading.tables]


# --- tokens -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("a /* , */ b", "a b"),
        ("a // , \\\n b\nc", "a c"),
        ("a // , \\\r\n b\r\nc", "a c"),
        ("a /\\\n* b */ c", "a c"),
        ("a /\\\n/ b\nc", "a c"),
        ("na\\\nme", "name"),
        ('"/*\\"*/" x', '"/*\\"*/" x'),
        ("'\"' x", "'\"' x"),
        ("<: :> <% %>", "[ ] { }"),
        ("a\fb\vc", "a b c"),
        ("/* \xe4 */ a", "a"),
        ("x->y ... 1.5e+3", "x -> y ... 1.5e+3"),
        ("#define X /* \n */ y", "# define X y"),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    assert words(text) == tuple(tokens.split(" "))


def test_offsets_are_those_of_the_file() -> None:
    text = "a \\\n b\\\r\nc d"
    (line,) = lines_of(text)
    assert [text[token.start : token.end] for token in line.tokens] == ["a", "b\\\r\nc", "d"]


def test_comments_keep_what_they_say() -> None:
    assert comments_between("{ /* a */ x, // b  c\n }", 0, 30) == ["/* a */", "// b c"]


# --- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("ifdef A", True),
        ("ifndef A", False),
        ("if defined(A) && !defined(B)", True),
        ("if defined A || B", True),
        ("if IS_ENABLED(A) == 1", True),
        ("if IS_ENABLED(B)", False),
        ("if 0", False),
        ("if 0x10 - 0xf", True),
        ("if A > 3", False),
        ("if (A ? 0 : 1) || 2 & 1", False),
        ("if !B /* A */", True),
        ("if B \\\n || A", True),
    ],
)
def test_conditions(condition: str, holds: bool) -> None:
    unit = preprocess(lines_of(f"#{condition}\nyes\n#else\nno\n#endif\n"), frozenset({"A"}))
    assert [token.text for token in unit.tokens] == ["yes" if holds else "no"]


@pytest.mark.parametrize(
    "text",
    ["#if\n#endif", "#ifdef\n#endif", "#if A B\n#endif", "#if 1", "#endif", "#else", "#if 1\n#else\n#else\n#endif",
     "#error no", "#nothing", "'x", "\xff", "#if A(1)\n#endif", "a # b", "#define F(a b) a"],
)  # fmt: skip
def test_what_is_no_text_for_the_preprocessor(text: str) -> None:
    with pytest.raises(BrokenError):
        preprocess(lines_of(text), frozenset())


def test_the_first_branch_that_holds_is_taken() -> None:
    text = "#if 0\na\n#elif 1\nb\n#elif 1\nc\n#else\nd\n#endif"
    assert [token.text for token in preprocess(lines_of(text), frozenset()).tokens] == ["b"]


def test_a_branch_that_is_off_needs_no_sense() -> None:
    text = "#if 0\n don't \xff\n#if (((\n#endif\n#endif\nb"
    assert [token.text for token in preprocess(lines_of(text), frozenset()).tokens] == ["b"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("#define F g\nF", "g"),
        ("F\n#define F g\nF", "F g"),
        ("#define F(a) a + a\nF(x) F", "x + x F"),
        ("#define F(a) pre_##a\nF(x)", "pre_x"),
        ("#define F(a, ...) { a, __VA_ARGS__ }\nF(x, y, z)", "{ x , y , z }"),
        ("#define F F + 1\nF", "F + 1"),
        ("#define F(a) a\n#undef F\nF(x)", "F ( x )"),
    ],
)
def test_macros(text: str, tokens: str) -> None:
    assert [token.text for token in preprocess(lines_of(text), frozenset()).tokens] == tokens.split(" ")


# --- initializers -----------------------------------------------------------------------------------------------------


def test_a_later_value_takes_the_place_of_an_earlier_one() -> None:
    text = "struct s x = { .a = f,\n#ifdef A\n.a = g,\n#endif\n};"
    assert table_of(text) == {("a",): "f"}
    assert table_of(text, "A") == {("a",): "g"}


def test_braces_replace_what_was_set_inside_and_not_the_other_way_round() -> None:
    nested = "struct s { struct { int p, q; } n; };\n"
    assert table_of("struct s x = { .n.p = 1, .n = { 2 } };", before=nested) == {("n",): "{ 2 }"}
    assert table_of("struct s x = { .n = { 2 }, .n.q = 3 };", before=nested) == {("n",): "{ 2 }", ("n", "q"): "3"}


def test_a_value_without_a_name_is_for_the_member_behind() -> None:
    assert table_of("struct s x = { 1, .d = 2 };") == {("a",): "1", ("d",): "2"}
    assert table_of("struct s x = { b: 1, 2 };") == {("b",): "1", ("d",): "2"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("struct s x = { }, *p, y = { };", ["x", "y"]),
        ("typedef const struct s t; typedef t u; static u x = { };", ["x"]),
        ("struct s x; typeof(x) y = { }; __typeof__(struct s) z = { };", ["y", "z"]),
        ("struct s *p; typeof(*p) y = { };", ["y"]),
        ("struct s x[] = { { .a = 1 }, [4] = { .a = 2 }, { .a = 3 } };", ["x[0]", "x[4]", "x[5]"]),
        ("struct h { int n; struct s m; }; struct h x = { 1, { } }, y = { .m = { } };", ["x.m", "y.m"]),
        ("struct h { struct { struct s m[2]; } in; }; struct h x = { .in.m[1] = { } };", ["x.in.m[1]"]),
        ("struct h { union { struct s m; }; }; struct h x = { .m = { } };", ["x.m"]),
        ("struct h { struct_group(g, struct s m;); }; struct h x = { .m = { } }, y = { .g = { .m = { } } };",
         ["x.m", "y.g.m"]),
        ("struct { struct s m; } x = { .m = { } };", ["x.m"]),
        ("int f(void) { struct s x = { }; return g(&(struct s){ }); }", ["x", ""]),
        ("#define D struct s x = { \\\n}\n", ["x"]),
        ("#define T(n) struct s n\nT(x) = { };", ["x"]),
        ("EXPORT(y)\nstatic struct s x __read_mostly = { };", ["x"]),
        ("extern struct s x; struct s f(struct s a); struct s *g(void);", []),
        ("#if 0\nstruct s x = { };\n#endif", []),
        ("/* struct s x = { }; */ char *y = \"struct s x = { }\";", []),
    ],
)  # fmt: skip
def test_initializers_that_are_found(text: str, names: list[str]) -> None:
    assert names_of(S + text) == names


@pytest.mark.parametrize("text", ["struct s x = {", "struct s x = { } }", "struct s x = { ( };", "struct s x y = { };",
                                  "struct s x = { } { };", "struct s x = { }"])  # fmt: skip
def test_what_is_no_c(text: str) -> None:
    assert all(isinstance(reading, str) for reading in readings("s", text).values())


@pytest.mark.parametrize("entry", [".a = , .d = 1", ".a = f g", ".a = = f", ".a = f +", ", .a = f", ".a = 1 : 2"])
def test_a_table_that_is_no_c(entry: str) -> None:
    (reading,) = readings("s", f"{S}struct s x = {{ {entry} }};").values()
    assert isinstance(reading, Reading)
    assert reading.tables[0].broken


# --- changes ----------------------------------------------------------------------------------------------------------

ADD = Change("add", "d", "new")
REMOVE = Change("remove", "a", was="f")
RENAME = Change("rename", "a", to="d")


@pytest.mark.parametrize(
    ("change", "before", "after", "wrong"),
    [
        (ADD, ".a = f", ".a = f, .d = new", ""),
        (ADD, ".a = f", ".d = new, .a = f", ""),
        (ADD, ".a = f", ".a = f", "the field is lost"),
        (ADD, ".a = f", ".d = new", "another entry changes"),
        (ADD, ".a = f", ".a = g, .d = new", "another entry changes"),
        (REMOVE, ".a = f, .d = g", ".d = g", ""),
        (REMOVE, ".a = (f), .d = g", ".d = g", ""),
        (REMOVE, ".a = h, .d = g", ".d = g", "the field is lost"),
        (REMOVE, ".a = h, .a = f", ".a = h", "the field is there"),
        (REMOVE, ".a = f, .a = h", ".a = h", ""),
        (RENAME, ".a = f", ".d = f", ""),
        (RENAME, ".a = f", ".d = g", "the field has another value"),
        (Change("replace", "a", "new"), ".a = f", ".a = new", ""),
        (Change("replace", "a", "new", "g"), ".a = f", ".a = new", "the field has another value"),
        (Change("move", "a"), ".a = f, .d = g", ".d = g, .a = f", ""),
        (Change("move", "a"), ".a = f, .d = g", ".d = g", "an entry changes"),
    ],
)
def test_what_a_change_must_come_to(change: Change, before: str, after: str, wrong: str) -> None:
    tables = [read("s", f"{S}struct s x = {{ {each} }};", lines_of(f"{S}struct s x = {{ {each} }};"), frozenset())
              for each in (before, after)]  # fmt: skip
    was, now = (reading.tables[0].items for reading in tables)
    assert difference(change, was, now, frozenset()) == wrong


def test_a_guarded_entry_is_there_with_its_option_only() -> None:
    guarded = Change("add", "d", "new", guarded=True)
    assert difference(guarded, (), (), frozenset()) == ""
    assert difference(guarded, (), (), frozenset({GUARD})) == "the field is lost"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (".a = f", "plain"),
        (".a = (f)", "in another form"),
        (".a = &f", "in another form"),
        (".a = c ? f : g", "its handler is in an expression"),
        (".a = UNKNOWN", ""),
        (".a = g, ENTRIES(f)", ""),
        (".d = f, ENTRIES(f)", "hidden: macro entry"),
        (".a = g", ""),
        (".d = f", ""),
        ("1, f", ""),
        ("f", "plain"),
    ],
)
def test_what_is_not_nothing(entry: str, why: str) -> None:
    text = f"{S}struct s x = {{ {entry} }};"
    assert concerned(REMOVE, read("s", text, lines_of(text), frozenset()).tables[0].items) == why
