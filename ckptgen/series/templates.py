"""The jinja2 templates: those that ship, each replaced by a file of the same name in the user's folder."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ckptgen.errors import CkptgenError
from ckptgen.series.wording import command_lines, enumerate_words, fill, pack, reflow, tidy
from ckptgen.share import share_folder

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment


class TemplateError(CkptgenError):
    """A user's template, or the folder it is in, cannot be used."""


class Templates:
    """Renders templates by name; raises TemplateError with the place where one fails."""

    def __init__(self, override: Path | None = None) -> None:
        self._environment = make_environment(override)
        self._environment.filters.update(
            fill=fill, pack=pack, reflow=reflow, enumerate=enumerate_words, command_lines=command_lines
        )

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the text of the template ``name``, tidied like a commit message."""
        with rendering(name):
            return tidy(self._environment.get_template(name).render(values))


def make_environment(override: Path | None, *, autoescape: bool = False) -> "SandboxedEnvironment":
    """Return what loads the templates by their path under ``templates/``, those in ``override`` first.

    Templates are data: jinja2's sandbox keeps them from running code. Raises TemplateError for an ``override`` with a
    file that replaces nothing.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    shipped = share_folder("templates")
    if override is not None:
        _check_names(override, sorted(path.relative_to(shipped).as_posix() for path in _templates(shipped)))
    return SandboxedEnvironment(
        loader=FileSystemLoader([shipped] if override is None else [override, shipped]),
        autoescape=autoescape,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@contextmanager
def rendering(name: str) -> Iterator[None]:
    """Turn what fails while the template ``name`` is rendered into a TemplateError with its place."""
    try:
        yield
    except _failures() as error:
        _refuse(name, error)


def _templates(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in (".j2", ".css", ".js"))


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
    within = {name.rpartition("/")[0] for name in valid}
    paths = [path for each in sorted(within) if (folder / each).is_dir() for path in sorted((folder / each).iterdir())]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if name not in valid and name not in within and not path.name.startswith(".") and not name.endswith("~"):
            raise TemplateError(f"{path}: there is no template of this name", f"there are {', '.join(valid)}")
