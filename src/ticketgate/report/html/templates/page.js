"use strict";
// Comfort alone: without this script everything can be read, opened and followed.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);

for (const each of all(".controls, .copy")) each.hidden = false;

// Findings: filtered and searched.
const entries = all("#entries > .entry");
const filters = all("[data-filter]");
const find = byId("find-finding");
const separators = { change: "|", form: " " };
const valuesOf = (entry, name) => entry.dataset[name].split(separators[name] ?? "\n").filter(Boolean);

for (const filter of filters) {
  const values = new Set(entries.flatMap((entry) => valuesOf(entry, filter.dataset.filter)));
  for (const value of values) filter.add(new Option(value, value));
}

function showEntries() {
  const wanted = find.value.trim().toLowerCase();
  let shown = 0;
  for (const entry of entries) {
    const fits =
      filters.every((each) => !each.value || valuesOf(entry, each.dataset.filter).includes(each.value)) &&
      (!wanted || entry.textContent.toLowerCase().includes(wanted));
    entry.hidden = !fits;
    shown += fits;
  }
  byId("findings-found").textContent = `${shown} of ${entries.length} shown`;
}

function showAllEntries() {
  find.value = "";
  for (const filter of filters) filter.value = "";
  showEntries();
}

if (find) {
  for (const each of [find, ...filters]) each.addEventListener("input", showEntries);
  byId("clear").addEventListener("click", showAllEntries);
  showEntries();
}

// The contract: places found, opened and closed.
const places = all(".tree li");
const findPlace = byId("find-place");

function showPlaces() {
  const wanted = findPlace.value.trim().toLowerCase();
  let found = 0;
  for (const place of places.toReversed?.() ?? [...places].reverse()) {
    const itself = place.dataset.place.toLowerCase().includes(wanted);
    const within = all(":scope > details > ul > li", place).some((below) => !below.hidden);
    place.hidden = Boolean(wanted) && !itself && !within;
    if (wanted && within) place.firstElementChild.open = true;
    found += itself;
  }
  byId("places-found").textContent = wanted ? `${found} found` : "";
}

if (findPlace) {
  findPlace.addEventListener("input", showPlaces);
  byId("open-all").addEventListener("click", () => all(".tree details").forEach((each) => (each.open = true)));
  byId("close-all").addEventListener("click", () => all(".tree li li details").forEach((each) => (each.open = false)));
}

// Links: what they lead to is shown, whatever hides it.
function reveal() {
  let target;
  try {
    target = byId(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return; // no percent-encoding
  }
  if (!target) return;
  if (target.closest(".entry")?.hidden) showAllEntries();
  if (target.closest(".tree li[hidden]")) {
    findPlace.value = "";
    showPlaces();
  }
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  target.scrollIntoView({ block: "center" });
  target.tabIndex = target.tabIndex < 0 ? -1 : target.tabIndex;
  target.focus({ preventScroll: true });
}
addEventListener("hashchange", reveal);
reveal();

// What is wider than the window can be scrolled by keyboard.
const scrollable = new ResizeObserver((changed) => {
  for (const { target } of changed) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const each of all(".wide")) scrollable.observe(each);

// Lines to copy.
async function copy(button) {
  const code = button.closest(".again").querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    getSelection().selectAllChildren(code);
    if (!document.execCommand("copy")) return;
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}
for (const button of all(".copy")) button.addEventListener("click", () => copy(button));
