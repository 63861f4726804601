"""Files with tables as people write them, in C of our own: structs, declarations, entries, users."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

OPTIONS = ("CONFIG_A", "CONFIG_B", "CONFIG_C")
PATH = "drivers/demo/demo.c"
HEADER = "include/linux/demo_types.h"
NESTED = ("name", "pm", "owner")


@dataclass(frozen=True, slots=True)
class Shape:
    """A struct: its members that point to handlers, in order; ``nested`` is a member that is a struct itself, if any.

    The members of ``united`` stand in an anonymous union, in this order, where the first of them stands.
    """

    struct: str
    members: tuple[str, ...]
    nested: str = ""
    united: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, ...]:
        return self.members

    def definition(self) -> str:
        lines = [f"struct {self.struct} {{"]
        for member in self.members:
            if member == self.nested:
                lines.append(f"\tstruct demo_nested {member};")
            elif member in self.united:
                if member == self.united[0]:
                    inside = " ".join(f"int (*{each})(void);" for each in self.united)
                    lines.append(f"\tunion {{ {inside} }};")
            else:
                lines.append(f"\tint (*{member})(void);")
        nested = "struct demo_nested { const char *name; const void *pm; void *owner; };\n" if self.nested else ""
        return nested + "\n".join([*lines, "};", ""])


SHAPES = (
    Shape("file_operations", ("owner", "llseek", "read", "write", "poll", "mmap", "open", "flush", "release", "fsync")),
    Shape("platform_driver", ("probe", "remove", "remove_new", "shutdown", "suspend", "driver", "id_table"), "driver",
          ("remove", "remove_new")),
    Shape("seq_operations", ("start", "stop", "next", "show")),
    Shape("dev_pm_ops", ("prepare", "complete", "suspend", "resume", "freeze", "thaw", "poweroff", "restore")),
    Shape("net_device_ops", ("ndo_init", "ndo_uninit", "ndo_open", "ndo_stop", "ndo_start_xmit", "ndo_set_rx_mode")),
    Shape("ctl_table", ("procname", "data", "maxlen", "mode", "child", "proc_handler")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A file: ``before`` the tables, the tables themselves, ``after`` them."""

    shape: Shape
    before: str
    tables: str
    after: str


# --- entries ----------------------------------------------------------------------------------------------------------


def handler(random: Random, field: str) -> str:
    return random.choice((f"demo_{field}", f"demo_{field}", f"generic_{field}", "NULL"))


def value_of(random: Random, field: str) -> str:
    """Return a value in one of the forms that people write."""
    name = handler(random, field)
    forms = (
        name, name, name, name, name, f"({name})", f"&{name}", f"(void *){name}", f"1 ? {name} : generic_{field}",
        "DEMO_HANDLER", f"demo_wrap({name}, 2)", f'(void *)"{{,}}\\"{field}"', f"&demo[{random.randrange(3)}]",
    )  # fmt: skip
    return random.choice(forms)


def nested_value(random: Random) -> str:
    """Return a struct's value in braces, on one line or several, with or without a conditional inside."""
    lines = ['.name = "demo",']
    if random.random() < 0.7:
        lines.append(".pm = &demo_pm,")
    if random.random() < 0.4:
        lines.append(random.choice((".owner = THIS_MODULE", ".owner = THIS_MODULE,")))
    if random.random() < 0.3:
        return "{ " + " ".join(lines) + " }"
    inside = [f"\t\t{line}" for line in lines]
    if random.random() < 0.4:
        at = random.randrange(len(inside))
        inside[at : at + 1] = [f"#ifdef {random.choice(OPTIONS)}", inside[at], "#endif"]
    return "\n".join(["{", *inside, "\t}"])


def entry(random: Random, shape: Shape, field: str, style: int) -> str:
    value = value_of(random, field) if random.random() < 0.3 else handler(random, field)
    if field == shape.nested:
        if random.random() < 0.2:
            return f"\t.{field}.{random.choice(NESTED)} = demo_nested"
        value = nested_value(random)
    if style == 1:
        return f"\t{field}:\t{value}"
    name = f"\t.{field}"
    if style == 2:
        return f"{name}{' ' * max(1, 24 - len(field))}= {value}"
    return f"{name}\t= {value}" if style == 3 else f"{name} = {value}"


def body(random: Random, shape: Shape) -> list[str]:
    """Return the lines between a table's braces."""
    fields = [field for field in shape.members if random.random() < 0.6] or [shape.members[0]]
    if shape.united:
        dropped = random.choice(shape.united)
        fields = [field for field in fields if field != dropped] or [shape.members[0]]
    if random.random() < 0.2:
        random.shuffle(fields)
    style = random.choice((0, 0, 1, 2, 3, 3))
    lines = [entry(random, shape, field, style) for field in fields]
    last = "," if random.random() < 0.8 else ""
    return [line + ("," if index + 1 < len(lines) else last) for index, line in enumerate(lines)]


def braces(random: Random, shape: Shape, indent: str = "") -> str:
    lines = body(random, shape)
    if random.random() < 0.1:
        return "{ " + " ".join(line.strip() for line in lines) + " }"
    return "\n".join(["{", *lines, "}"]).replace("\n", "\n" + indent)


# --- declarations -----------------------------------------------------------------------------------------------------


Form = Callable[[Random, Shape, str], tuple[str, str, str]]
"""Returns what stands before the table, its declaration, and an expression that is its address."""


def _plain(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    storage = random.choice(("static const ", "static const ", "static ", "const ", ""))
    attribute = random.choice(("", "", "", " __read_mostly", " __initdata"))
    end = random.choice(("", "\n\t"))
    return "", f"{storage}struct {shape.struct} {name}{attribute} = {end}{braces(random, shape)};\n", f"&{name}"


def _typedef(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    const = random.choice(("", "const "))
    typedef = random.choice((f"typedef {const}struct {shape.struct} demo_t;\n",
                             f"typedef struct {shape.struct} demo_base_t;\ntypedef demo_base_t demo_t;\n"))  # fmt: skip
    return typedef, f"static {random.choice(('', 'const '))}demo_t {name} = {braces(random, shape)};\n", f"&{name}"


def _typeof(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    word = random.choice(("typeof", "__typeof__"))
    what = random.choice((f"struct {shape.struct}", "demo_first", "*demo_pointer"))
    before = f"extern struct {shape.struct} demo_first, *demo_pointer;\n"
    return before, f"static {word}({what}) {name} = {braces(random, shape)};\n", f"&{name}"


def _array(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    elements = []
    for index in range(random.randrange(1, 4)):
        label = random.choice(("", "", f"[{index}] = ", f"[{index} ... {index}] = "))
        elements.append(f"\t{label}{braces(random, shape, chr(9))},\n")
    if random.random() < 0.3:
        elements.append("\t{ },\n")
    if random.random() < 0.15:
        elements.append(f"\t[0].{shape.members[0]} = demo_{shape.members[0]},\n")
    return "", f"static struct {shape.struct} {name}[] = {{\n{''.join(elements)}}};\n", f"&{name}[0]"


def _compound(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    table = braces(random, shape, "\t")
    kind = random.choice((f"struct {shape.struct}", f"const struct {shape.struct}"))
    text = f"static int {name}_init(void)\n{{\n\treturn demo_register(&({kind}){table});\n}}\n"
    if random.random() < 0.4:
        text = f"static const struct {shape.struct} *{name} = &({kind}) {braces(random, shape)};\n"
    return "", text, "0"


def _local(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    table = braces(random, shape, "\t")
    return "", (f"static int {name}_init(void)\n{{\n\tstatic const struct {shape.struct} {name} = {table};\n\n"
                f"\treturn demo_register(&{name});\n}}\n"), "0"  # fmt: skip


def _several(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    first, second = braces(random, shape), braces(random, shape)
    return "", f"static struct {shape.struct} {name} = {first}, {name}_more = {second};\n", f"&{name}"


def _holder(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    struct, one = shape.struct, f"struct {shape.struct}"
    table = braces(random, shape, "\t")
    inside = {
        "plain": (f"{one} ops;", f".ops = {table},", f"&{name}.ops"),
        "array": (f"{one} ops[2];", f".ops = {{ {table}, {{ }} }},", f"&{name}.ops[0]"),
        "index": (f"{one} ops[2];", f".ops[1] = {table},", f"&{name}.ops[1]"),
        "named": (f"struct {{ {one} ops; }} in;", f".in = {{ .ops = {table} }},", f"&{name}.in.ops"),
        "path": (f"struct {{ {one} ops; }} in;", f".in.ops = {table},", f"&{name}.in.ops"),
        "anonymous": (f"struct {{ {one} ops; }};", f".ops = {table},", f"&{name}.ops"),
        "union": (f"union {{ {one} ops; int other; }};", f".ops = {table},", f"&{name}.ops"),
        "group": (f"struct_group(grouped, {one} ops; int more;);", f".ops = {table},", f"&{name}.ops"),
    }
    declared, initialized, address = random.choice(list(inside.values()))
    if random.random() < 0.2:
        declared, initialized, address = f"{one} ops;", f"1, {table},", f"&{name}.ops"
        declared = f"int first; {declared}"
    elif random.random() < 0.1:
        initialized = f".ops.{shape.members[0]} = demo_{shape.members[0]},"
        declared, address = f"{one} ops;", f"&{name}.ops"
    typed = f"struct {struct}_holder"
    before = f"{typed} {{\n\tint id;\n\t{declared}\n}};\n".replace("int id;\n\tint first;", "int id;")
    if random.random() < 0.2:
        before += f"typedef {typed} holder_t;\n"
        typed = "holder_t"
    elif random.random() < 0.2:
        before += f"struct demo_outer {{ {typed} outer; }};\n"
        return before, f"static struct demo_outer {name} = {{\n\t.outer = {{ {initialized} }},\n}};\n", "0"
    elif random.random() < 0.2:
        return (
            "",
            f"static struct {{ {declared} }} {name} = {{\n\t{initialized}\n}};\n".replace("int id; ", ""),
            address,
        )
    return before, f"static {typed} {name} = {{\n\t{initialized}\n}};\n", address


def continued(text: str) -> str:
    """Return a text as the body of a macro goes on: each line but the last with a backslash."""
    return text.rstrip("\n").replace("\n", " \\\n") + "\n"


def _macro(random: Random, shape: Shape, name: str) -> tuple[str, str, str]:
    table = braces(random, shape)
    if random.random() < 0.6:
        text = continued(f"#define DEMO_TABLE(n)\nstatic const struct {shape.struct} n##_{name} = {table}")
        return "", text + "DEMO_TABLE(one);\n", "0"
    if random.random() < 0.5:
        head = f"#define DEMO_DECLARE(n) static struct {shape.struct} n\n"
        return head, f"DEMO_DECLARE({name}) = {table};\n", f"&{name}"
    return f"#define DEMO_TYPE struct {shape.struct}\n", f"static DEMO_TYPE {name} = {table};\n", f"&{name}"


FORMS: tuple[tuple[Form, int], ...] = (
    (_plain, 12), (_typedef, 2), (_typeof, 2), (_array, 3), (_compound, 2), (_local, 1), (_several, 1), (_holder, 5),
    (_macro, 3),
)  # fmt: skip


# --- files ------------------------------------------------------------------------------------------------------------


KERNEL_FOLDERS = ("fs", "drivers/char", "drivers/net/ethernet", "drivers/i2c", "net/core", "sound/soc")
MOST_KERNEL_BYTES = 3000


def kernel_tables(tree: Path) -> list[tuple[Shape, str]]:
    """Return the plain tables of our structs in some folders of a kernel tree, with their definitions' names only."""
    shapes = {shape.struct: shape for shape in SHAPES}
    names = "|".join(shapes)
    pattern = re.compile(rf"^(?:static )?(?:const )?struct ({names}) \w+(?:\[\])? = {{\n(?:.*\n)*?}};\n", re.MULTILINE)
    found = []
    for path in sorted(path for folder in KERNEL_FOLDERS for path in (tree / folder).rglob("*.c")):
        text = path.read_bytes().decode("latin-1")
        for match in pattern.finditer(text):
            if len(match[0]) < MOST_KERNEL_BYTES:
                found.append((shapes[match[1]], match[0]))
    return found


def sample(random: Random, kernel: Sequence[tuple[Shape, str]] = ()) -> Sample:
    """Return a file with one table or two, sometimes with one of the ``kernel``'s."""
    if kernel and random.random() < 0.5:
        shape, table = random.choice(kernel)
        return Sample(shape, shape.definition() + "\n", table, "\nint demo_init(void)\n{\n\treturn 0;\n}\n")
    shape = random.choice(SHAPES)
    forms: Sequence[Form] = [form for form, _ in FORMS]
    weights = [weight for _, weight in FORMS]
    before, tables, uses = [shape.definition()], [], []
    if random.random() < 0.5:
        before.insert(0, "#include <linux/demo.h>\n#include <linux/module.h>\n\n")
    if random.random() < 0.3:
        before.append("#define DEMO_HANDLER generic_open\n")
    for number, form in enumerate(random.choices(forms, weights, k=random.choice((1, 1, 2)))):
        name = f"demo_{number}"
        head, table, address = form(random, shape, name)
        if head not in before and not (number and _clashes(head, before)):
            before.append(head)
        elif head not in before:
            continue
        tables.append(table)
        if address != "0":
            uses.append(f"\tdemo_register({address});\n")
    after = "\nint demo_init(void)\n{\n" + "".join(uses) + "\treturn 0;\n}\n"
    return Sample(shape, "".join(before) + "\n", "\n".join(tables), after)


def _clashes(head: str, before: Sequence[str]) -> bool:
    """Tell whether what is declared before a table declares something that is declared already."""
    said = "".join(before)
    return any(line.split("{", maxsplit=1)[0] in said for line in head.splitlines() if line.strip())
