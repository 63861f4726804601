"""A semantic patch as libcst's tree with byte spans: the assignments that it is made of, and nothing else."""

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, CodeSpan, MetadataWrapper

from ckptgen.sempatch.lexicon import check_lexicon
from ckptgen.sempatch.source import SemanticPatchError, Source
from ckptgen.sempatch.words import suggestion

NAMES = (
    "struct",
    "change",
    "option",
    "guard",
    "declare",
    "qualifies",
    "message",
    "allow",
    "elsewhere",
    "deny",
    "todo",
    "decisions",
    "copies",
    "owners",
    "lumps",
)
"""Every name that a semantic patch may assign."""

Text = cst.SimpleString | cst.ConcatenatedString | cst.FormattedString


@dataclass(frozen=True, slots=True)
class Syntax:
    """The docstring and the assigned values of one semantic patch, with the place of every node."""

    source: Source
    spans: Mapping[cst.CSTNode, CodeSpan]
    docstring: cst.BaseExpression
    values: Mapping[str, cst.BaseExpression]

    def start(self, node: cst.CSTNode) -> int:
        """Return the offset of the first byte of ``node``."""
        return self.spans[node].start

    def end(self, node: cst.CSTNode) -> int:
        """Return the offset behind the last byte of ``node``."""
        return self.spans[node].start + self.spans[node].length

    def line(self, node: cst.CSTNode) -> int:
        """Return the one-based line on which ``node`` starts."""
        return self.source.line(self.start(node))

    def error(self, node: cst.CSTNode, message: str, also: tuple[cst.CSTNode, str] | None = None) -> SemanticPatchError:
        """Return the error to raise for ``node``; ``also`` is a second node and what to say there."""
        second = None if also is None else (self.start(also[0]), also[1])
        return self.source.error(self.start(node), message, second)


def read_syntax(source: Source) -> Syntax:
    """Return what ``source`` assigns; raise SemanticPatchError where it is more than assignments."""
    check_lexicon(source)
    # libcst does not keep blank lines with blanks at the end; no span changes without them.
    text = source.text.rstrip() + "\n"
    try:
        module = cst.parse_module(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError):
        raise _not_python(source) from None
    if module.code != text:
        # Then its spans cannot be trusted either.
        raise source.error(0, "libcst does not give this text back as it is")
    # The parser makes each node once, so the copy that protects a tree with shared nodes is not needed.
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    spans = wrapper.resolve(ByteSpanPositionProvider)
    docstring, statements = _statements(source, spans, module)
    syntax = Syntax(source, spans, docstring, {})
    return Syntax(source, spans, docstring, _assignments(syntax, statements))


def _not_python(source: Source) -> SemanticPatchError:
    """Return the error for text that libcst refuses; Python's own parser knows what is wrong, and where."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source.text)
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), len(source.line_starts))
        start, end = source.line_span(line)
        before = source.body[start:end].decode()[: max((error.offset or 1) - 1, 0)]
        return source.error(start + len(before.encode()), f"not Python's syntax: {error.msg}")
    except (MemoryError, RecursionError):
        return source.error(0, "not Python's syntax, or too tangled to say")
    return source.error(0, "not Python's syntax, as libcst reads it")


def _statements(
    source: Source, spans: Mapping[cst.CSTNode, CodeSpan], module: cst.Module
) -> tuple[cst.BaseExpression, list[cst.BaseSmallStatement]]:
    small: list[cst.BaseSmallStatement] = []
    for statement in module.body:
        if not isinstance(statement, cst.SimpleStatementLine):
            raise source.error(spans[statement].start, "a semantic patch has no blocks")
        small.extend(statement.body)
    first = small[0] if small else None
    if not (isinstance(first, cst.Expr) and isinstance(first.value, Text)):
        offset = spans[first].start if first else 0
        raise source.error(offset, "a semantic patch starts with a docstring: what it does, on a line of its own")
    return first.value, small[1:]


def _assignments(syntax: Syntax, statements: list[cst.BaseSmallStatement]) -> dict[str, cst.BaseExpression]:
    values: dict[str, cst.BaseExpression] = {}
    places: dict[str, cst.CSTNode] = {}
    for statement in statements:
        if not isinstance(statement, cst.Assign) or len(statement.targets) != 1:
            raise syntax.error(statement, "a semantic patch is made of assignments: `name = value`")
        target = statement.targets[0].target
        if not isinstance(target, cst.Name):
            raise syntax.error(target, "a value is given to one plain name")
        if target.value not in NAMES:
            hint = suggestion(target.value, NAMES) or f"; the names are {', '.join(NAMES)}"
            raise syntax.error(target, f"`{target.value}` is not a name of a semantic patch{hint}")
        if target.value in values:
            raise syntax.error(
                target, f"`{target.value}` is given twice", (places[target.value], "it is given here first")
            )
        values[target.value] = statement.value
        places[target.value] = target
    return values
