// Pages, people, groups and figures from anywhere: Ctrl-K, ⌘-K or "/". Enter alone opens the page of the search,
// which is all that a browser without scripts has.

const palette = document.getElementById("palette");
const field = palette?.querySelector("[role=combobox]");
const list = palette?.querySelector("[role=listbox]");
const said = palette?.querySelector("[role=status]");
const WAIT = 150;

let opener = null;
let timer = 0;
let asking = null;

const options = () => [...list.querySelectorAll("[role=option]")];

const choose = (option) => {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (!option) return field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

const walk = (step) => {
  const all = options();
  if (!all.length) return;
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  choose(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
};

const drawn = (hit, number) => {
  const option = document.createElement("a");
  option.id = `palette-${number}`;
  option.href = hit.url;
  option.tabIndex = -1;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.textContent = hit.title;
  if (hit.detail) {
    const detail = document.createElement("span");
    detail.textContent = hit.detail;
    option.append(" ", detail);
  }
  return option;
};

const show = (answer) => {
  let number = 0;
  list.replaceChildren(...answer.found.map((part, index) => {
    const group = document.createElement("div");
    const title = document.createElement("p");
    title.id = `palette-part-${index}`;
    title.className = "palette-title";
    title.setAttribute("role", "presentation");
    title.textContent = part.label;
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", title.id);
    group.append(title, ...part.hits.map((hit) => drawn(hit, number++)));
    return group;
  }));
  field.setAttribute("aria-expanded", String(number > 0));
  field.removeAttribute("aria-activedescendant");
  said.textContent = answer.said;
};

const ask = async () => {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const address = new URL(palette.querySelector("form").action);
  address.searchParams.set("q", field.value);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    const found = await answer.json();
    if (!signal.aborted) show(found);
  } catch (error) {
    if (error.name !== "AbortError") show({ found: [], said: palette.dataset.failed });
  }
};

const open = () => {
  if (palette.open || document.querySelector("dialog[open]")) return;
  opener = document.activeElement;
  field.value = "";
  show({ found: [], said: "" });
  palette.showModal();
  ask();
};

if (palette) {
  document.addEventListener("keydown", (event) => {
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.closest("input, textarea, select, [contenteditable]");
    if (event.defaultPrevented || !(command || slash)) return;
    event.preventDefault();
    open();
  });
  palette.addEventListener("close", () => {
    asking?.abort();
    clearTimeout(timer);
    opener?.focus?.();
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette || event.target.closest("[data-close]")) palette.close();
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") walk(1);
    else if (event.key === "ArrowUp") walk(-1);
    else if (event.key === "Enter" && !event.isComposing) {
      const chosen = options().find((one) => one.getAttribute("aria-selected") === "true");
      if (!chosen) return;
      chosen.click();
    } else return;
    event.preventDefault();
  });
}
