"""Finding names across files: uses of external tables, aliases, functions, includes."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from ckptgen.csource.functions import Function, NamedFunction, find_function, find_named
from ckptgen.csource.text import SourceText
from ckptgen.csource.uses import Use, UseKind, defines_itself, find_uses, has_part, identifiers_with
from ckptgen.plan.collect import NAME_PARTS, FileFacts
from ckptgen.plan.needles import needles_for
from ckptgen.tree.model import Tree


def collect_uses(tree: Tree, names: Iterable[str], facts: Iterable[FileFacts]) -> tuple[Use, ...]:
    """Find the uses of external names all over the tree.

    The first pass over the tree (``facts``) remembers which files hold those that look like tables' names; only the
    others are searched for.
    """
    wanted = {name.encode("utf-8", "surrogateescape"): name for name in names}
    remembered = {word for word in wanted if has_part(word, NAME_PARTS)}
    places = {
        each.path: [wanted[word] for word in each.names if word in remembered]
        for each in facts
        if not remembered.isdisjoint(each.names)
    }
    uses: tuple[Use, ...] = ()
    if places:
        found = tree.scan([], partial(_remembered_uses, names=places), sorted(places))
        uses = tuple(use for uses in found.results for use in uses)
    return uses + search_uses(tree, [name for word, name in wanted.items() if word not in remembered])


def _remembered_uses(path: str, data: bytes, *, names: Mapping[str, Sequence[str]]) -> tuple[Use, ...]:
    return _foreign_uses(SourceText(path, data), names.get(path, ()))


def search_uses(tree: Tree, names: Sequence[str], under: Sequence[str] = ()) -> tuple[Use, ...]:
    """Find the uses of names, however many, in one pass over the tree, or ``under`` some folders and files of it."""
    if not names:
        return ()
    needles = needles_for(name.encode("utf-8", "surrogateescape") for name in names)
    found = tree.scan(needles, partial(_file_uses, names=frozenset(names), needles=needles), under)
    return tuple(use for uses in found.results for use in uses)


def _file_uses(
    path: str, data: bytes, *, names: AbstractSet[str], needles: tuple[bytes, ...]
) -> tuple[Use, ...] | None:
    words = (word.decode("utf-8", "surrogateescape") for word in identifiers_with(data, needles))
    present = sorted(names & set(words))
    return _foreign_uses(SourceText(path, data), present) or None if present else None


def _own_uses(path: str, data: bytes, *, names: Mapping[str, Sequence[str]]) -> tuple[Use, ...]:
    return tuple(find_uses(SourceText(path, data), names.get(path, ())))


def _foreign_uses(text: SourceText, names: Iterable[str]) -> tuple[Use, ...]:
    """Return the uses of the names that the file does not define itself; the first pass finds those of its own."""
    return tuple(find_uses(text, [name for name in names if not defines_itself(text, name)]))


def collect_functions(tree: Tree, names: Iterable[str], under: Sequence[str]) -> tuple[Function, ...]:
    """Find the definitions of the functions ``names`` under the given folders."""
    wanted = tuple(sorted(set(names)))
    if not wanted or not under:
        return ()
    needles = needles_for(name.encode("utf-8", "surrogateescape") for name in wanted)
    found = tree.scan(needles, partial(_file_functions, names=wanted), under)
    return tuple(function for functions in found.results for function in functions)


def _file_functions(path: str, data: bytes, *, names: tuple[str, ...]) -> tuple[Function, ...] | None:
    text = SourceText(path, data)
    present = sorted({name for name, _ in text.occurrences(names)})
    return tuple(f for name in present if (f := find_function(text, name)) is not None) or None


def collect_named(tree: Tree, names: Mapping[str, Sequence[str]]) -> tuple[NamedFunction, ...]:
    """Find what some files, the keys of ``names``, say of those functions."""
    if not names:
        return ()
    found = tree.scan([], partial(_file_named, names=names), sorted(names))
    return tuple(named for each in found.results for named in each)


def _file_named(path: str, data: bytes, *, names: Mapping[str, Sequence[str]]) -> tuple[NamedFunction, ...]:
    text = SourceText(path, data)
    return tuple(find_named(text, name, given=True) for name in names.get(path, ()))


def collect_aliases(tree: Tree, uses: Iterable[Use]) -> dict[str, tuple[tuple[Use, Use], ...]]:
    """Find what is done with each table under another name: pairs of the ``#define`` and the use, by the table's name.

    A macro in a source file holds there, one in a header in the header's folder, one under include/ everywhere.
    """
    aliases = [use for use in uses if use.kind is UseKind.ALIAS and use.target.isidentifier()]
    elsewhere = _header_aliases(tree, [alias for alias in aliases if alias.path.endswith(".h")])
    own = _by_name(_uses_in(tree, aliases))
    result: dict[str, tuple[tuple[Use, Use], ...]] = {}
    for alias in aliases:
        found = [use for use in elsewhere.get((_reach(alias), alias.target), ()) if use.path != alias.path]
        # The file of the macro may define a table of that name for the other branch; its uses mean both.
        found += own.get((alias.path, alias.target), ())
        pairs = tuple((alias, use) for use in found if use.kind is not UseKind.ALIAS)
        result[alias.name] = result.get(alias.name, ()) + pairs
    return result


def _reach(alias: Use) -> str:
    """Return the folder where a header's macro holds; empty for everywhere."""
    return "" if alias.path.startswith("include/") else alias.path.rpartition("/")[0]


def _header_aliases(tree: Tree, aliases: Iterable[Use]) -> dict[tuple[str, str], list[Use]]:
    """Return the uses of the headers' other names, by the folder where they hold and the name: one pass a folder."""
    targets: dict[str, set[str]] = {}
    for alias in aliases:
        targets.setdefault(_reach(alias), set()).add(alias.target)
    found: dict[tuple[str, str], list[Use]] = {}
    for folder, names in sorted(targets.items()):
        for use in search_uses(tree, sorted(names), [folder] if folder else []):
            found.setdefault((folder, use.name), []).append(use)
    return found


def find_macro_uses(
    tree: Tree, macros: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], tuple[tuple[str, int], ...]]:
    """Return the uses of each macro, which is given by the path of its ``#define`` and its name: paths and zero-based
    byte offsets.

    A header's macro holds under include/ everywhere, elsewhere in its folder and in files that name the header.
    """
    asked = sorted(set(macros))
    if not asked:
        return {}
    found: dict[tuple[str, str], tuple[tuple[str, int], ...]] = dict.fromkeys(asked, ())
    needles = needles_for(name.encode("utf-8", "surrogateescape") for _, name in asked)
    under = [] if any(path.endswith(".h") for path, _ in asked) else sorted({path for path, _ in asked})
    for places in tree.scan(needles, partial(_macro_uses, macros=tuple(asked)), under).results:
        for macro, path, offset in places:
            found[macro] += ((path, offset),)
    return found


def _macro_uses(
    path: str, data: bytes, *, macros: tuple[tuple[str, str], ...]
) -> tuple[tuple[tuple[str, str], str, int], ...] | None:
    seen = [macro for macro in macros if macro[1].encode("utf-8", "surrogateescape") in data]
    seen = [macro for macro in seen if sees(path, data, macro[0])]
    if not seen:
        return None
    text = SourceText(path, data)
    uses = [(macro, path, use.offset) for macro in seen for use in find_uses(text, [macro[1]])]
    return tuple(uses) or None


def sees(path: str, data: bytes, other: str) -> bool:
    """Tell whether the file ``path`` may include the header ``other``, or is it."""
    if path == other:
        return True
    folder, _, name = other.rpartition("/")
    shared = folder.rpartition("/include")[0] if "/include" in folder else folder
    near = folder.startswith("include") or path.startswith(f"{shared}/") or not folder
    return other.endswith(".h") and (near or name.encode("utf-8", "surrogateescape") in data)


def _uses_in(tree: Tree, aliases: Iterable[Use]) -> list[Use]:
    """Return the uses of each alias in its own file."""
    names: dict[str, set[str]] = {}
    for alias in aliases:
        names.setdefault(alias.path, set()).add(alias.target)
    if not names:
        return []
    places = {path: sorted(targets) for path, targets in names.items()}
    return [use for uses in tree.scan([], partial(_own_uses, names=places), sorted(places)).results for use in uses]


def _by_name(uses: Iterable[Use]) -> dict[tuple[str, str], list[Use]]:
    found: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        found.setdefault((use.path, use.name), []).append(use)
    return found


def collect_includers(tree: Tree, headers: Iterable[str], under: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    """Find who includes ``<linux/NAME.h>`` for each NAME under the given folders: (NAME, path, one-based line)."""
    wanted = tuple(sorted(set(headers)))
    if not wanted or not under:
        return ()
    found = tree.scan([f"linux/{name}.h".encode() for name in wanted], partial(_file_includes, names=wanted), under)
    return tuple(row for rows in found.results for row in rows)


def _file_includes(path: str, data: bytes, *, names: tuple[str, ...]) -> tuple[tuple[str, str, int], ...] | None:
    text = SourceText(path, data)
    rows = []
    for directive in text.directives:
        # The name in <> or "" is blank in the view without literals.
        header = text.data[directive.body : directive.end].strip() if directive.keyword == "include" else b""
        rows += [
            (name, path, text.line(directive.start))
            for name in names
            if header.startswith(f"<linux/{name}.h>".encode())
        ]
    return tuple(rows) or None
