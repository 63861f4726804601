"""The base of every page: its templates, style sheet and script in one file, and the policy that admits only these."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ckptgen.report.shapes import printable
from ckptgen.series.templates import TemplateError, make_environment, rendering

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER = "page"
_STYLE, _SCRIPT = f"{_FOLDER}/style.css", f"{_FOLDER}/page.js"
# What would end the element that a file is put into, or change how its end is found.
_ENDS = {_STYLE: ("</style",), _SCRIPT: ("</script", "<script", "<!--")}


def render_page(name: str, values: Mapping[str, object], templates: Path | None = None) -> str:
    """Return the page that ``templates/page/NAME.html.j2`` makes of ``values``.

    Whatever is in ``values`` is escaped, and its control characters and bytes that are not UTF-8 become visible. The
    template extends ``page/base.html.j2``, and may use the macros of ``page/parts.html.j2``. ``templates`` is a folder
    whose files replace those of the same path. Raises TemplateError where a template fails.
    """
    file = f"{_FOLDER}/{name}.html.j2"
    with rendering(file):
        template, own = _load(file, templates)
        return template.render({**values, **own})


def check_templates(name: str, templates: Path | None) -> None:
    """Raise TemplateError where a page cannot be made, before what it shows is known."""
    file = f"{_FOLDER}/{name}.html.j2"
    with rendering(file):
        _load(file, templates)


def _load(file: str, templates: Path | None) -> tuple["Template", dict[str, str]]:
    """Return the template, and what every page gets: the style sheet, the script and the policy."""
    from jinja2 import FileSystemLoader
    from markupsafe import Markup

    environment = make_environment(templates, autoescape=True)
    # Of every expression, so that no template can forget it; tabs stay, for the lines of code.
    environment.finalize = _visible
    loader = environment.loader
    assert isinstance(loader, FileSystemLoader)
    texts = {part: loader.get_source(environment, part)[0] for part in (_STYLE, _SCRIPT)}
    for part, text in texts.items():
        _check_part(part, text)
    policy = _policy(texts[_STYLE], texts[_SCRIPT])
    own = {"style": Markup(texts[_STYLE]), "script": Markup(texts[_SCRIPT]), "policy": policy}
    return environment.get_template(file), own


def _visible(value: object) -> object:
    from markupsafe import Markup

    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "\t".join(printable(piece) for piece in value.split("\t"))


def _check_part(part: str, text: str) -> None:
    found = [end for end in _ENDS[part] if end in text.lower()]
    if found:
        raise TemplateError(f"{part} has {found[0]} in it", "write it in another way: the page holds the file as it is")


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy: this style sheet and this script, by their hash, and nothing else at all.

    Only the data: URL of an icon is an image, so that no browser asks the server for one.
    """
    rules = {
        "default-src": "'none'",
        "style-src": _source(style),
        "script-src": _source(script),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _source(text: str) -> str:
    # A browser reads CR LF in a page as LF before it makes the hash.
    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    return f"'sha256-{base64.b64encode(hashlib.sha256(plain).digest()).decode()}'"
