// A field that offers answers while one types (data-suggestions: where to ask). Without this script it
// is a plain field. Roles and keys are those of the combobox pattern of the ARIA practices.

const SHORTEST = 2;
const PAUSE = 180;

const element = (name, attributes = {}) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const enhance = (field) => {
  const list = element("ul", { id: `${field.id}_suggestions`, role: "listbox", class: "combobox-list", hidden: "" });
  const status = element("p", { role: "status", class: "visually-hidden" });
  const label = field.labels?.[0]?.textContent.trim();
  if (label) list.setAttribute("aria-label", label);
  field.after(list, status);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    field.setAttribute(key, value);

  let active = -1;
  let waiting = 0;
  let asking = null;

  const options = () => [...list.children];

  const point = (rank) => {
    active = rank;
    for (const [place, option] of options().entries()) option.setAttribute("aria-selected", String(place === rank));
    const option = options()[rank];
    if (!option) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const open = (shown) => {
    list.hidden = !shown;
    field.setAttribute("aria-expanded", String(shown));
    if (!shown) point(-1);
  };

  const forget = () => {
    clearTimeout(waiting);
    asking?.abort();
    asking = null;
    open(false);
  };

  const choose = (option) => {
    forget();
    field.value = option.dataset.value;
    status.textContent = "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const show = ({ options: found, said }) => {
    list.replaceChildren(...found.map((one, rank) => {
      const option = element("li", { role: "option", id: `${list.id}_${rank}`, "aria-selected": "false" });
      option.dataset.value = one.value;
      const name = element("strong");
      name.textContent = one.label;
      option.append(name);
      if (one.detail) {
        const detail = element("span", { class: "muted" });
        detail.textContent = one.detail;
        option.append(" ", detail);
      }
      return option;
    }));
    status.textContent = said;
    open(found.length > 0);
  };

  const ask = async () => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    const address = new URL(field.dataset.suggestions, location.href);
    address.searchParams.set("q", field.value);
    try {
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      const found = answer.ok ? await answer.json() : null;
      if (found && asking === mine && document.activeElement === field) show(found);
    } catch { /* the field is still a field: what is typed will be read when the form is sent */ }
  };

  field.addEventListener("input", (event) => {
    // Not what a draft or a choice wrote: only what is being typed.
    if (!event.isTrusted) return;
    clearTimeout(waiting);
    if (field.value.trim().length < SHORTEST) return forget();
    waiting = setTimeout(ask, PAUSE);
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const count = list.children.length;
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      const down = event.key === "ArrowDown";
      if (!shown) {
        open(true);
        point(down ? 0 : count - 1);
      } else if (active < 0) point(down ? 0 : count - 1);
      else point((active + (down ? 1 : count - 1)) % count);
    } else if (event.key === "Enter" && shown && active >= 0) {
      event.preventDefault();
      choose(options()[active]);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      forget();
    } else if (event.key === "Tab") forget();
  });

  // The focus stays in the field while the pointer chooses.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
    field.focus();
  });
  field.addEventListener("blur", forget);
};

for (const field of document.querySelectorAll("input[data-suggestions]")) enhance(field);
