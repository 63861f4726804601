"""The smallest parts of a semantic patch: strings, and calls of the vocabulary."""

import ast
import textwrap
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import libcst as cst

from ckptgen.sempatch.syntax import Syntax
from ckptgen.sempatch.words import suggestion, text_problem

Problem = Callable[[str], str]
"""Says what is wrong with a text (see ``words``), or nothing."""


MOST_USAGES = 4
"""Of more words to choose from, an error shows the names only."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How a word of the vocabulary is called; ``named`` arguments need their name, and may be left out. Where
    ``further`` is not empty, any number of arguments may follow: ``further 1``, ``further 2`` and so on.
    """

    usage: str
    positional: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    further: str = ""


def text(syntax: Syntax, node: cst.BaseExpression, what: str) -> str:
    """Return the string that ``node`` writes; ``what`` names it in errors."""
    pieces: list[str] = []
    rest = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(_piece(syntax, rest.left, what))
        rest = rest.right
    return "".join((*pieces, _piece(syntax, rest, what)))


def word(syntax: Syntax, node: cst.BaseExpression, what: str, problem: Problem) -> str:
    """Return the string that ``node`` writes if ``problem`` finds none in it."""
    value = text(syntax, node, what)
    if wrong := problem(value):
        shown = f" `{value}`" if value.strip() and value.isprintable() else ""
        raise syntax.error(node, f"{what}{shown} {wrong}")
    return value


def call(
    syntax: Syntax, node: cst.BaseExpression, vocabulary: Mapping[str, Signature], what: str
) -> tuple[str, dict[str, cst.BaseExpression]]:
    """Return the word of ``vocabulary`` that ``node`` calls, and its arguments by name.

    ``what`` starts an error's sentence that ends with the calls to choose from.
    """
    usages = " or ".join(signature.usage for signature in vocabulary.values())
    if len(vocabulary) > MOST_USAGES:
        usages = f"one of {', '.join(vocabulary)}"
    if isinstance(node, cst.Name) and node.value in vocabulary:
        raise syntax.error(node, f"`{node.value}` is called: {vocabulary[node.value].usage}")
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Name):
        raise syntax.error(node, f"{what} {usages}")
    name = node.func.value
    if name not in vocabulary:
        raise syntax.error(node.func, f"`{name}` is not known here: {what} {usages}{suggestion(name, vocabulary)}")
    return name, _bind(syntax, node, name, vocabulary[name])


def _bind(syntax: Syntax, node: cst.Call, name: str, signature: Signature) -> dict[str, cst.BaseExpression]:
    bound: dict[str, cst.BaseExpression] = {}
    for index, argument in enumerate(node.args):
        if argument.keyword is not None:
            key = argument.keyword.value
            known = (*signature.positional, *signature.named)
            if key not in known:
                raise syntax.error(
                    argument.keyword,
                    f"`{name}` has no argument `{key}`: {signature.usage}{suggestion(key, known)}",
                )
        elif index < len(signature.positional):
            key = signature.positional[index]
        elif signature.further:
            key = f"{signature.further} {index - len(signature.positional) + 1}"
        else:
            raise syntax.error(argument, f"one argument too many, or its name is missing: {signature.usage}")
        if key in bound:
            raise syntax.error(argument, f"`{key}` is given twice")
        bound[key] = argument.value
    if missing := [key for key in signature.positional if key not in bound]:
        raise syntax.error(node, f"`{missing[0]}` is missing: {signature.usage}")
    return bound


def paragraphs(value: str) -> str:
    """Return ``value`` without the indentation and the blank ends that its place in the file gives it."""
    first, newline, rest = value.partition("\n")
    dedented = first.strip() + newline + textwrap.dedent(rest)
    return "\n".join(line.rstrip() for line in dedented.split("\n")).strip("\n")


def _piece(syntax: Syntax, node: cst.BaseExpression, what: str) -> str:
    if not isinstance(node, cst.SimpleString):
        raise syntax.error(node, f"{what} is a string")
    try:
        with warnings.catch_warnings():
            # An escape that Python does not know is a warning there, and nearly always a slip.
            warnings.simplefilter("error")
            value = ast.literal_eval(node.value)
    except (SyntaxError, ValueError):
        raise syntax.error(node, f"{what} holds an escape that Python does not know") from None
    if not isinstance(value, str) or (wrong := text_problem(value)):
        raise syntax.error(node, f"{what} {wrong}")
    return value
