"""What a header declares, and what only looks like it."""

import pytest

from ckptgen.csource.headers import declared_names
from ckptgen.csource.text import SourceText

DECLARED = [
    "extern int f(void);",
    "int f(void);",
    "extern const struct s f;",
    "extern struct s *f[];",
    "struct s\n*f(struct a *a,\n   int b);",
    "static inline int f(void)\n{\n\treturn 0;\n}",
    "#define f NULL",
    "#define f(x) g(x)",
    "#ifdef X\nextern int f(void);\n#endif",
    "struct s {\n\tint a;\n};\nextern int f(void);",
    "/* f */ extern int __must_check f(void) __attribute__((x));",
    'extern "C" int f(void);',
]
NOT_DECLARED = [
    "/* int f(void); */",
    "#if 0\nint f(void);\n#endif",
    "int g(int f);",
    "int g(int f, int b);",
    "int g(int a, int f[]);",
    "int g(int (*f)(void));",
    "struct s {\n\tint (*f)(void);\n\tint f;\n};",
    "static inline int g(void)\n{\n\treturn f(0);\n}",
    "static inline int g(void)\n{\n\tint f;\n}",
    "#define g f",
    "#define g(f) f",
    "int ff(void); int f_(void);",
    'char *g = "int f(void);";',
    "#undef f",
]


@pytest.mark.parametrize("text", DECLARED)
def test_declared(text: str) -> None:
    assert declared_names(SourceText("a.h", f"{text}\n".encode()), ["f"]) == ("f",)


@pytest.mark.parametrize("text", NOT_DECLARED)
def test_not_declared(text: str) -> None:
    assert declared_names(SourceText("a.h", f"{text}\n".encode()), ["f"]) == ()


def test_the_order_is_the_caller_s() -> None:
    assert declared_names(SourceText("a.h", b"int a(void);\nint b(void);\n"), ["b", "c", "a"]) == ("b", "a")
