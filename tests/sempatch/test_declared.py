"""The option, the guard, and what is declared: the forms that are read, and what is not a pointer to a function."""

import pytest

from ckptgen.sempatch.model import Argument, Guard, Handler, Member, SemanticPatch
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.sempatch.words import option_problem, pointer_parts, pointer_problem

SMALL = '"""T."""\nstruct = "s"\nchange = [add("a", "f"), add("b", "f")]\nqualifies = seekable\n'


def read(text: str) -> SemanticPatch:
    return parse_semantic_patch((SMALL + text).encode(), "rule.py", "name")


@pytest.mark.parametrize("option", ["CONFIG_CHECKPOINT", "CONFIG_PPC_85xx", "CONFIG_4KSTACKS"])
def test_an_option_is_written_with_its_prefix(option: str) -> None:
    assert read(f'option = "{option}"\n').option == option


@pytest.mark.parametrize("option", ["", "CONFIG_", "config_x", "CONFIG_X\n", "CONFIG-X", "CONFIG_É", "XCONFIG_X"])
def test_no_option(option: str) -> None:
    assert option_problem(option)


@pytest.mark.parametrize("guard", Guard)
def test_a_guard_is_a_bare_name(guard: Guard) -> None:
    assert read(f'option = "CONFIG_X"\nguard = {guard}\n').guard is guard


def test_a_stub_asks_for_nothing() -> None:
    assert read("guard = stub\n").guard is Guard.STUB


def test_a_single_member_needs_no_list() -> None:
    assert read('declare = member("int (*a)(int x)")\n').members == (
        Member("a", "int", (Argument("int", "x"),), "", (), 5),
    )


def test_a_handler_has_the_type_of_the_member_that_is_declared() -> None:
    patch = read('declare = [member("int (*b)(int x)"), handler("f", beside="g")]\n')
    assert patch.handlers == (Handler("f", "b", "g", 5),)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("int (*a)(void)", "int (*a)(void)"),
        ("const char *(*a)(struct x *y)", "const char *(*a)(struct x *y)"),
        ("struct x*(*a)(u8 b)", "struct x *(*a)(u8 b)"),
        ("int\n\t( * a ) ( int  b , char * * c )", "int (*a)(int b, char **c)"),
        ("int (*a)(char*const b, const u8 * const *c)", "int (*a)(char *const b, const u8 *const *c)"),
        (
            "unsigned long long (*a)(unsigned b, unsigned long c)",
            "unsigned long long (*a)(unsigned b, unsigned long c)",
        ),
        ("int (*a)(const void __user *b, enum e c, union u d)", "int (*a)(const void __user *b, enum e c, union u d)"),
    ],
)
def test_a_pointer_is_spaced_as_in_kernel_code(text: str, again: str) -> None:
    parts = pointer_parts(text)
    assert parts is not None
    returns, name, arguments = parts
    member = Member(name, returns, tuple(Argument(*one) for one in arguments), "", (), 0)
    assert member.pointer(named=True) == again
    assert member.function(name) == again.replace("(*a)", "a")


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "int",
        "unsigned int",
        "long long",
        "const char",
        "const size_t",
        "struct file",
        "const struct file",
        "struct file *",
        "enum e",
        "union u",
        "volatile union u",
        "int *const",
        "int a,",
        "int a, void",
        "int a, ...",
        "int a, int a",
        "int a[2]",
        "int (*a)(int b)",
        "int é",
        "int bé",
    ],
)
def test_each_argument_has_a_name_of_its_own(arguments: str) -> None:
    assert "a name of its own" in pointer_problem(f"int (*x)({arguments})")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "int a",
        "int a(int b)",
        "int *a(int b)",
        "(*a)(int b)",
        "struct (*a)(int b)",
        "const (*a)(int b)",
        "int (*a)(int b);",
        "int (*a)",
        "int (a)(int b)",
        "int (*3)(int b)",
        "int (*a[2])(int b)",
        "é (*a)(int b)",
        "int (*aé)(int b)",
    ],
)
def test_no_pointer_to_a_function(text: str) -> None:
    assert pointer_problem(text)
