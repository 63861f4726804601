"""The jinja2 templates: those that ship, each replaced by a file of the same name in the user's folder."""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ckptgen.bounds import bounded_memory, watch
from ckptgen.errors import CkptgenError
from ckptgen.series.wording import command_lines, enumerate_words, fill, pack, reflow, tidy
from ckptgen.share import share_folder

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_HINT = "the shipped template of this name shows what can be used"
_LARGEST_RESULT = 1_000_000
_MOST_NUMBERS = 1_000_000
_MOST_MEMORY = 1 << 30
"""What a template may take, far above what text for people needs: the bits or items of one result, the numbers of all
its ranges, and bytes. What takes processor time alone is the watchdog's.
"""


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

    shipped = share_folder("templates")
    if override is not None:
        _check_names(override, sorted(path.relative_to(shipped).as_posix() for path in _templates(shipped)))
    environment = _sandbox()(
        loader=FileSystemLoader([shipped] if override is None else [override, shipped]),
        autoescape=autoescape,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["range"] = _bounded_range()
    del environment.globals["lipsum"]  # random text, as much as one likes
    return environment


def _sandbox() -> type["SandboxedEnvironment"]:
    """Return jinja2's sandbox with bounds on what an operator may make of little."""
    from jinja2.runtime import Context
    from jinja2.sandbox import SandboxedEnvironment

    class Bounded(SandboxedEnvironment):
        intercepted_binops = frozenset(["*", "**"])

        def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
            if _length_of(operator, left, right) > _LARGEST_RESULT:
                raise OverflowError(f"the result of {operator} would be too large")
            return super().call_binop(context, operator, left, right)

    return Bounded


def _length_of(operator: str, left: object, right: object) -> int:
    """Return about how long the result of ``*`` or ``**`` is: in bits for a number, else in items."""
    if isinstance(left, int) and isinstance(right, int):
        return left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
    for some, times in ((left, right), (right, left)):
        if isinstance(some, Sized) and isinstance(times, int):
            return len(some) * times
    return 0


def _bounded_range() -> Callable[..., range]:
    """Return a ``range`` for one environment, whose calls together give so many numbers and no more."""
    left = _MOST_NUMBERS

    def bounded(*args: int) -> range:
        nonlocal left
        numbers = range(*args)
        left -= len(numbers)
        if left < 0:
            raise OverflowError("a loop over too many numbers")
        return numbers

    return bounded


@contextmanager
def rendering(name: str) -> Iterator[None]:
    """Turn what fails while the template ``name`` is rendered into a TemplateError with its place."""
    before = watch(f"the template {name}")
    try:
        with bounded_memory(_MOST_MEMORY):
            yield
    except MemoryError:
        raise TemplateError(f"{name}: it takes more than {_MOST_MEMORY >> 20} MiB of memory", _HINT) from None
    except _failures() as error:
        _refuse(name, error)
    finally:
        watch(before)


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
    raise TemplateError(f"{place}: {error}", _HINT) from error


def _check_names(folder: Path, valid: list[str]) -> None:
    if not folder.is_dir():
        raise TemplateError(f"{folder}: no such folder of templates")
    within = {name.rpartition("/")[0] for name in valid}
    paths = [path for each in sorted(within) if (folder / each).is_dir() for path in sorted((folder / each).iterdir())]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if name not in valid and name not in within and not path.name.startswith(".") and not name.endswith("~"):
            raise TemplateError(f"{path}: there is no template of this name", f"there are {', '.join(valid)}")
