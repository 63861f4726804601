// The page says everything without this script. It adds the filters, the keys and the links to filtered views.
(() => {
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

for (const each of all(".filters, .js, [data-keys]")) each.hidden = false;

// --- the filters -----------------------------------------------------------------------------------------------------
// A control has data-key: the rows' data-KEY is its value, or has it among its words. Two keys are special: "dir" is a
// folder that the row's data-path is in (FOLDER/* for the files right in it), and "q" is words anywhere in the row.
// What is chosen stands in the page's address: ?verdict=add,todo&fs=btrfs

const controls = all("[data-key]");
const keys = [...new Set(controls.map((control) => control.dataset.key))];
const lists = all("[data-filtered]").map((list) => ({
  list,
  rows: all("[data-row]", list).map((row) => ({ row, text: null })),
  shown: all("[data-shown]").filter((each) => each.dataset.shown === list.id),
  none: one(".none", list),
}));

const valuesOf = (key) => controls
  .filter((control) => control.dataset.key === key && (control.type !== "checkbox" || control.checked))
  .map((control) => control.value.trim())
  .filter((value) => value);

const isUnder = (path, folder) => folder.endsWith("/*")
  ? path.slice(0, path.lastIndexOf("/") + 1) === folder.slice(0, -1)
  : folder === "*" ? !path.includes("/") : path.startsWith(`${folder}/`);

const matches = (entry, key, values) => {
  const { row } = entry;
  if (key === "q") {
    entry.text ??= row.textContent.toLowerCase();
    return values[0].toLowerCase().split(/\s+/).every((word) => entry.text.includes(word));
  }
  if (key === "dir") return isUnder(row.dataset.path ?? "", values[0]);
  const has = row.dataset[key] ?? "";
  return values.some((value) => value === has) || values.some((value) => has.split(" ").includes(value));
};

const targetOf = (hash) => {
  const raw = hash.slice(1);
  if (!raw) return null;
  let plain = raw;
  try { plain = decodeURIComponent(raw); } catch { /* no escape: the id as it is */ }
  return document.getElementById(raw) ?? document.getElementById(plain);
};

const apply = () => {
  const wanted = keys.map((key) => [key, valuesOf(key)]).filter(([, values]) => values.length);
  // What the address points to is there, whatever the filters say.
  const target = targetOf(location.hash);
  for (const { rows, shown, none } of lists) {
    let count = 0;
    for (const entry of rows) {
      const fits = wanted.every(([key, values]) => matches(entry, key, values));
      count += fits;
      entry.row.hidden = !fits && entry.row !== target;
    }
    for (const each of shown) each.textContent = count.toLocaleString("en");
    if (none) none.hidden = count > 0;
  }
  for (const each of all("[data-clear]")) each.hidden = !wanted.length;
  const [folder] = valuesOf("dir");
  for (const each of all("[data-dir]")) {
    if (each.dataset.dir === folder) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
};

// A folder of the map, such as fs, may not be among the options: it becomes one.
const offer = (select, value) => {
  if ([...select.options].some((option) => option.value === value)) return;
  select.add(new Option(value, value));
};

const choose = (search) => {
  const query = new URLSearchParams(search);
  for (const control of controls) {
    const value = query.get(control.dataset.key) ?? "";
    if (control.type === "checkbox") {
      control.checked = value.split(",").includes(control.value);
    } else {
      if (control.tagName === "SELECT") offer(control, value);
      control.value = value;
    }
  }
  apply();
};

const address = () => {
  const query = new URLSearchParams(location.search);
  for (const key of keys) {
    const values = valuesOf(key);
    query.delete(key);
    if (values.length) query.set(key, values.join(","));
  }
  // As it would be written by hand; a blank stays an escape.
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
  return location.pathname + (text && `?${text}`);
};

const remember = (how, hash = location.hash) => {
  // A page that is shown from within another may have no address of its own.
  try { history[how](null, "", address() + hash); } catch { /* the filters work all the same */ }
};

const changed = () => {
  // The row that the address points to is no longer what is looked at.
  remember("replaceState", "");
  apply();
};

const clear = () => {
  for (const control of controls) {
    if (control.type === "checkbox") control.checked = false;
    else control.value = "";
  }
  changed();
};

for (const control of controls) control.addEventListener("input", changed);

// --- what an address points to is open and in sight --------------------------------------------------------------------

const reveal = () => {
  apply();
  const target = targetOf(location.hash);
  if (!target) return;
  const inner = target.tagName === "TR" ? one("details", target) : target.closest("details");
  if (inner) inner.open = true;
  target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  if (target.matches("[data-stop]")) visit(target);
};

addEventListener("popstate", () => choose(location.search));
addEventListener("hashchange", reveal);

// --- links and buttons -----------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a[data-set]");
  if (link) {
    event.preventDefault();
    const [, search = "", hash = ""] = /\?([^#]*)(#.*)?$/.exec(link.getAttribute("href")) ?? [];
    choose(search);
    remember("pushState", "");
    targetOf(hash)?.scrollIntoView();
  } else if (event.target.closest("[data-clear]")) {
    clear();
  } else if (event.target.closest("[data-keys]")) {
    one("#keys").showModal();
  } else if (event.target.closest("[data-close]")) {
    one("#keys").close();
  }
});

// --- the keys --------------------------------------------------------------------------------------------------------

const stops = () => all("[data-stop]").filter((stop) => !stop.hidden);

const visit = (stop) => {
  stop.tabIndex = -1;
  stop.focus({ preventScroll: true });
};

const step = (by) => {
  const list = stops();
  if (!list.length) return;
  let at = list.indexOf(document.activeElement?.closest("[data-stop]"));
  if (at >= 0) {
    at += by;
  } else {
    // From where one looks: the first below the upper edge of the window, or the one before it.
    at = list.findIndex((stop) => stop.getBoundingClientRect().top >= 60);
    if (at < 0) at = list.length;
    if (by < 0) at -= 1;
  }
  const stop = list[Math.min(Math.max(at, 0), list.length - 1)];
  visit(stop);
  stop.scrollIntoView({ block: "nearest" });
};

const toggle = (stop) => {
  const details = stop.tagName === "DETAILS" ? stop : one("details", stop);
  if (details) details.open = !details.open;
  else one("a[href]", stop)?.click();
};

const actions = {
  j: () => step(1),
  k: () => step(-1),
  c: clear,
  "/": () => {
    const field = one("[data-focus]");
    field?.focus();
    field?.select();
    field?.closest(".filters").scrollIntoView({ block: "nearest" });
  },
  "?": () => one("#keys").showModal(),
  o: (stop) => stop && toggle(stop),
  y: (stop) => stop?.id && remember("replaceState", `#${stop.id}`),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const { target } = event;
  if (event.key === "Escape" && target.closest(".filters")) {
    target.blur();
    return;
  }
  if (target.closest("input:not([type=checkbox]), select, textarea, dialog")) return;
  const stop = target.closest("[data-stop]");
  const name = event.key === "Enter" && target === stop ? "o" : event.key;
  if (!Object.hasOwn(actions, name)) return;
  event.preventDefault();
  actions[name](stop);
});

choose(location.search);
if (location.hash) reveal();
})();
