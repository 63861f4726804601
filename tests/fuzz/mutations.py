"""What is done to a text: some of it keeps its meaning, some changes it, some leaves no C at all."""

from collections.abc import Callable
from random import Random

from tests.fuzz.lexer import Token, raw_tokens
from tests.fuzz.templates import NESTED, OPTIONS, Shape, continued, handler

Mutation = Callable[[Random, str, Shape], str]
COMMENTS = (
    "/* demo */", "/* , } */", '/* " */', "/* ' */", "/* #endif */", "/*\n * .open = demo_open,\n */", "/**/",
    "/* // */", "/*\n#ifdef CONFIG_A\n*/",
)  # fmt: skip
LINE_COMMENTS = ("// demo", "// /* demo", "// , }", '// "', "// demo \\\n more", "// demo's", "// demo \\\r\n more")
CONDITIONS = (
    "#ifdef {0}", "#ifdef {0}", "#ifndef {0}", "#if defined({0})", "#if !defined({0})", "#if IS_ENABLED({0})",
    "#if defined({0}) && defined({1})", "#if defined({0}) || !defined({1})", "#if 0", "#if 1", "# ifdef {0}",
    "#if defined {0} \\\n\t|| defined({1})", "#ifdef {0} /* {1} */", "  #\tif  (defined({0}))",
)  # fmt: skip


def _condition(random: Random) -> str:
    return random.choice(CONDITIONS).format(random.choice(OPTIONS), random.choice(OPTIONS))


def _tokens(text: str) -> list[Token]:
    return [token for token in raw_tokens(text) if token.kind not in ("space", "newline", "comment")]


def _gap(random: Random, text: str) -> int:
    """Return an offset between two tokens."""
    tokens = _tokens(text)
    return random.choice(tokens).end if tokens else 0


def _lines(text: str) -> list[str]:
    return text.split("\n")


# --- tokens -----------------------------------------------------------------------------------------------------------


def delete_token(random: Random, text: str, shape: Shape) -> str:
    tokens = _tokens(text)
    if not tokens:
        return text
    gone = random.choice(tokens)
    return text[: gone.start] + text[gone.end :]


def double_token(random: Random, text: str, shape: Shape) -> str:
    tokens = _tokens(text)
    if not tokens:
        return text
    twice = random.choice(tokens)
    return text[: twice.end] + random.choice((" ", "")) + text[twice.start : twice.end] + text[twice.end :]


def swap_tokens(random: Random, text: str, shape: Shape) -> str:
    tokens = _tokens(text)
    if len(tokens) < 2:
        return text
    at = random.randrange(len(tokens) - 1)
    left, right = tokens[at], tokens[at + 1]
    swapped = text[right.start : right.end] + text[left.end : right.start] + text[left.start : left.end]
    return text[: left.start] + swapped + text[right.end :]


# --- preprocessor lines -----------------------------------------------------------------------------------------------


def around_lines(random: Random, text: str, shape: Shape) -> str:
    """Put a conditional around some lines, perhaps with other branches."""
    lines = _lines(text)
    start = random.randrange(len(lines))
    end = min(len(lines), start + random.choice((1, 1, 1, 2, 3)))
    inside = lines[start:end]
    branches = [_condition(random), *inside]
    if random.random() < 0.2:
        branches += ["#elif defined(" + random.choice(OPTIONS) + ")", *inside]
    if random.random() < 0.35:
        other = [line.replace("demo_", "other_") for line in inside]
        branches += ["#else", *(other if random.random() < 0.7 else [])]
    return "\n".join([*lines[:start], *branches, "#endif", *lines[end:]])


def around_value(random: Random, text: str, shape: Shape) -> str:
    """Put a conditional around one token, on lines of their own."""
    tokens = _tokens(text)
    if not tokens:
        return text
    token = random.choice([t for t in tokens if t.text.startswith("demo_")] or tokens)
    said = text[token.start : token.end]
    pieces = [_condition(random), said] + (["#else", "other_handler"] if random.random() < 0.6 else [])
    return text[: token.start] + "\n" + "\n".join([*pieces, "#endif", ""]) + text[token.end :]


def loose_directive(random: Random, text: str, shape: Shape) -> str:
    """Put in a preprocessor line that stands alone."""
    lines = _lines(text)
    line = random.choice((_condition(random), "#else", "#endif", "#elif 1", "#", "#pragma demo", "#undef CONFIG_A",
                          "#define DEMO_HERE 1", "#include <linux/demo.h>", "#define CONFIG_A 1"))  # fmt: skip
    lines.insert(random.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def disabled(random: Random, text: str, shape: Shape) -> str:
    return f"#if 0\n{text}#endif\n" if random.random() < 0.5 else f"#ifdef {random.choice(OPTIONS)}\n{text}#endif\n"


# --- blanks and comments ----------------------------------------------------------------------------------------------


def comment(random: Random, text: str, shape: Shape) -> str:
    at = _gap(random, text)
    return text[:at] + random.choice(("", " ")) + random.choice(COMMENTS) + text[at:]


def line_comment(random: Random, text: str, shape: Shape) -> str:
    lines = _lines(text)
    at = random.randrange(len(lines))
    lines[at] += " " + random.choice(LINE_COMMENTS)
    return "\n".join(lines)


def continuation(random: Random, text: str, shape: Shape) -> str:
    at = _gap(random, text) if random.random() < 0.8 else random.randrange(len(text) + 1)
    return text[:at] + random.choice(("\\\n", " \\\n", "\\\r\n", " \\\n\t")) + text[at:]


def spliced_comment(random: Random, text: str, shape: Shape) -> str:
    at = _gap(random, text)
    return text[:at] + random.choice((" /\\\n* demo , */", " /\\\r\n* demo } */", " /\\\n/ demo, }\n")) + text[at:]


def blanks(random: Random, text: str, shape: Shape) -> str:
    at = _gap(random, text)
    return text[:at] + random.choice(("\n", "\n\n", "\t", "  ", "\f", "\n\f\n", "\v", "\r\n")) + text[at:]


def foreign_bytes(random: Random, text: str, shape: Shape) -> str:
    at = _gap(random, text)
    return (
        text[:at]
        + random.choice((" /* \xe4\xf6 */", ' /* \xff\xfe" */', " // \x80\n", "\xe9" * (random.random() < 0.2)))
        + text[at:]
    )


def crlf(random: Random, text: str, shape: Shape) -> str:
    if random.random() < 0.6:
        return text.replace("\r\n", "\n").replace("\n", "\r\n")
    return "\n".join(line + "\r" * (random.random() < 0.5) for line in _lines(text))


# --- entries ----------------------------------------------------------------------------------------------------------


def _insert_line(random: Random, text: str, line: str) -> str:
    lines = _lines(text)
    inside = [at for at, each in enumerate(lines) if each.rstrip("\r \\").endswith((",", "{")) and at]
    at = random.choice(inside) + 1 if inside else len(lines) // 2
    lines.insert(at, line)
    return "\n".join(lines)


def same_field(random: Random, text: str, shape: Shape) -> str:
    """Give a field a second value."""
    field = random.choice(shape.members)
    line = f"\t.{field} = {handler(random, field)},"
    if random.random() < 0.5:
        line = f"#ifdef {random.choice(OPTIONS)}\n{line}\n#endif"
    return _insert_line(random, text, line)


def macro_entry(random: Random, text: str, shape: Shape) -> str:
    """Put in a macro that stands for entries, and sometimes its definition in front."""
    field = random.choice(shape.members)
    call = random.choice(("DEMO_ENTRIES", "DEMO_ENTRIES(demo_one, demo_two)"))
    parameters = "(a, b)" if "(" in call else ""
    end = random.choice(("", ","))
    text = _insert_line(random, text, f"\t{call}{'' if end else ','}")
    if random.random() < 0.5:
        return f"#define DEMO_ENTRIES{parameters} .{field} = {'a' if parameters else 'demo_one'}{end}\n{text}"
    return text


def positional(random: Random, text: str, shape: Shape) -> str:
    return _insert_line(random, text, f"\t{random.choice(('NULL', 'demo_other', '0', '(demo_other)'))},")


def nested(random: Random, text: str, shape: Shape) -> str:
    """Set a part of a member that is a struct."""
    if not shape.nested:
        return text
    line = f"\t.{shape.nested}.{random.choice(NESTED)} = {random.choice(('demo_nested', '&demo_pm'))},"
    return _insert_line(random, text, line)


def in_macro(random: Random, text: str, shape: Shape) -> str:
    """Make all of it the body of a macro."""
    if "#" in text or "//" in text:
        return text
    return continued("#define DEMO_ALL\n" + text)


KEEPING: tuple[tuple[Mutation, int], ...] = (
    (comment, 5), (line_comment, 4), (continuation, 3), (spliced_comment, 1), (blanks, 4), (foreign_bytes, 2),
    (crlf, 2),
)  # fmt: skip
CHANGING: tuple[tuple[Mutation, int], ...] = (
    (around_lines, 10), (around_value, 3), (disabled, 1), (same_field, 3), (macro_entry, 3), (positional, 2),
    (nested, 2), (in_macro, 1),
)  # fmt: skip
BREAKING: tuple[tuple[Mutation, int], ...] = (
    (delete_token, 3), (double_token, 2), (swap_tokens, 2), (loose_directive, 3),
)  # fmt: skip


ROUNDS = (
    (KEEPING,), (CHANGING,), (BREAKING,), (KEEPING, CHANGING), (CHANGING, CHANGING), (CHANGING, BREAKING),
    (KEEPING, KEEPING, CHANGING), (KEEPING, CHANGING, BREAKING),
)  # fmt: skip


def mutate(random: Random, text: str, shape: Shape) -> str:
    """Return a text after a few mutations."""
    for kind in random.choice(ROUNDS):
        mutations = [mutation for mutation, _ in kind]
        text = random.choices(mutations, [weight for _, weight in kind])[0](random, text, shape)
    return text
