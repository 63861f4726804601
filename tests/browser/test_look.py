"""What can be seen: without scripts, in both schemes, on a narrow screen, on paper."""

from pathlib import Path

import pytest

from tests.browser.chromium import Browser, loaded

# The contrast of each text with what is behind it, as WCAG 2 defines it; text in the map lies on areas of their own.
CONTRAST = """
const channel = (value) => { value /= 255; return value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4; };
const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
const light = ({ r, g, b }) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
const ratio = (one, other) => {
  const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
  return (a + .05) / (b + .05);
};
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const color = parse(getComputedStyle(each).backgroundColor);
    if (color.a === 1) return color;
  }
  return { r: 255, g: 255, b: 255 };
};
const worst = {};
for (const each of document.body.querySelectorAll("*")) {
  const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || each.closest("svg, script, .skip, dialog") || !each.checkVisibility()) continue;
  const found = ratio(parse(getComputedStyle(each).color), behind(each));
  if (found < 4.5) worst[`${each.localName}.${each.className}`] = found;
}
const fill = (selector) => { const e = document.querySelector(selector); return e && parse(getComputedStyle(e).fill); };
const words = fill(".area text");
for (const selector of words ? [".area .back", ".area .have", ".area .gain"] : []) {
  const ground = fill(selector);
  if (ground && ratio(words, ground) < 4.5) worst[selector] = ratio(words, ground);
}
return worst;
"""


@pytest.fixture(params=["plan_file", "verify_file"])
def page(request: pytest.FixtureRequest) -> Path:
    file: Path = request.getfixturevalue(request.param)
    return file


def test_nothing_is_logged_and_nothing_is_asked_for(browser: Browser, page: Path) -> None:
    browser.open(page)
    assert browser.said() == []
    assert loaded(browser) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(browser: Browser, page: Path, scheme: str) -> None:
    browser.media(prefers_color_scheme=scheme)
    browser.open(page)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert browser.run(CONTRAST) == {}


def test_light_and_dark_differ(browser: Browser, page: Path) -> None:
    grounds, pictures = [], []
    for scheme in ("light", "dark"):
        browser.media(prefers_color_scheme=scheme)
        browser.open(page)
        ground = browser.run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        grounds.append(sum(ground) / 3)
        pictures.append(browser.chrome.get_screenshot_as_png())
    assert grounds[0] > 230
    assert grounds[1] < 40
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("width", [360, 760, 1000, 1280, 1900])
def test_no_width_makes_the_page_scroll_sideways(browser: Browser, page: Path, width: int) -> None:
    browser.size(width)
    browser.open(page)
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_without_scripts_everything_can_be_read(browser: Browser, plan_file: Path) -> None:
    browser.scripts(allowed=False)
    browser.open(plan_file)
    assert len(browser.shown()) == browser.run("return document.querySelectorAll('.decisions tbody tr').length") > 50
    hidden = (
        "return [...document.querySelectorAll('.filters, .js, [data-keys]')].filter((e) => e.checkVisibility()).length"
    )
    assert browser.run(hidden) == 0
    assert browser.run("return document.querySelector('.sides .added').checkVisibility()")
    # Details open by themselves, and links lead to what they name.
    browser.chrome.find_element("css selector", ".decisions summary").click()
    assert browser.run("return document.querySelector('.decisions li').checkVisibility()")
    link = browser.chrome.find_element("css selector", ".decisions .to")
    wanted = str(link.get_attribute("href")).partition("#")[2]
    browser.run("arguments[0].scrollIntoView({block: 'center'})", link)
    link.click()
    assert browser.run("return document.querySelector(':target').id") == wanted


def test_with_scripts_the_filters_are_there(browser: Browser, plan_file: Path) -> None:
    browser.open(plan_file)
    assert browser.run("return document.querySelector('.filters').checkVisibility()")


def test_the_map_says_the_same_as_the_table(browser: Browser, plan_file: Path) -> None:
    browser.open(plan_file)
    script = """
        const count = {};
        for (const row of document.querySelectorAll(".decisions tbody tr")) {
            const parts = row.dataset.path.split("/");
            const folder = parts.length > 2 ? parts.slice(0, 2).join("/") : `${parts[0]}/*`;
            count[folder] = (count[folder] ?? 0) + 1;
        }
        const told = {};
        for (const area of document.querySelectorAll(".area")) {
            const box = area.querySelector(".back").getBoundingClientRect();
            const number = Number(/: ([0-9,]+) table/.exec(area.querySelector("title").textContent)[1]);
            told[area.querySelector("a").dataset.dir] = [number, box.width * box.height / number];
        }
        return [count, told];"""
    count, told = browser.run(script)
    assert {folder: number for folder, (number, _) in told.items()} == count
    # Areas are as large as their numbers, but for the heads above them.
    sizes = [each for _, each in told.values()]
    assert max(sizes) < 2 * min(sizes)


def test_what_gains_is_not_told_by_colour_alone(browser: Browser, plan_file: Path) -> None:
    browser.open(plan_file)
    assert "hatch" in browser.run("return getComputedStyle(document.querySelector('.hatch')).fill")
    signs = browser.run("return getComputedStyle(document.querySelector('.added .w'), '::before').content")
    assert signs == '"+"'


def test_narrow_code_is_one_column(browser: Browser, plan_file: Path) -> None:
    browser.size(380)
    browser.open(plan_file, "?verdict=add#changes")
    script = """const row = [...document.querySelectorAll(".sides .same")].find((each) => each.checkVisibility());
        const [inner, outer] = [row.cells[3], row.closest(".change")].map((each) => each.getBoundingClientRect().right);
        return [...row.cells].map((cell) => cell.checkVisibility()).concat(inner <= outer)"""
    assert browser.run(script) == [False, False, True, True, True]
