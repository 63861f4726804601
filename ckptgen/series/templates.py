"""The jinja2 templates: those that ship, each replaced by a file of the same name in the user's folder."""

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from ckptgen.errors import CkptgenError
from ckptgen.series.wording import command_lines, enumerate_words, fill, pack, reflow, tidy
from ckptgen.share import share_folder


class TemplateError(CkptgenError):
    """A user's template, or the folder it is in, cannot be used."""


class Templates:
    """Renders templates by name; raises TemplateError with the place where one fails.

    Templates are data: jinja2's sandbox keeps them from running code.
    """

    def __init__(self, override: Path | None = None) -> None:
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        shipped = share_folder("templates")
        if override is not None:
            _check_names(override, sorted(path.name for path in shipped.glob("*.j2")))
        folders = [shipped] if override is None else [override, shipped]
        self._environment = SandboxedEnvironment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            fill=fill, pack=pack, reflow=reflow, enumerate=enumerate_words, command_lines=command_lines
        )

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the text of the template ``name``, tidied like a commit message."""
        try:
            return tidy(self._environment.get_template(name).render(values))
        except _failures() as error:
            _refuse(name, error)


def _failures() -> tuple[type[Exception], ...]:
    from jinja2 import TemplateError as JinjaError

    return (
        JinjaError,
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    )


def _refuse(name: str, error: Exception) -> NoReturn:
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".j2"):
            file, line = frame.filename, frame.lineno
    place = f"{file or name}:{line}" if line else file or name
    raise TemplateError(f"{place}: {error}", "the shipped template of this name shows what can be used") from error


def _check_names(folder: Path, valid: list[str]) -> None:
    if not folder.is_dir():
        raise TemplateError(f"{folder}: no such folder of templates")
    for path in sorted(folder.iterdir()):
        if path.name not in valid and not path.name.startswith(".") and not path.name.endswith("~"):
            raise TemplateError(f"{path}: there is no template of this name", f"there are {', '.join(valid)}")
