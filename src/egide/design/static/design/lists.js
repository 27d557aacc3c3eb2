// Lists by keyboard: j and k walk the rows, Enter opens (the row's own link has the focus), n and p turn the page.

const editable = (target) => target.closest("input, textarea, select, [contenteditable]");

const move = (table, step) => {
  const links = [...table.querySelectorAll("tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
  if (!links.length) return;
  const now = document.activeElement.closest?.("tbody tr");
  const at = links.findIndex((link) => link.closest("tr") === now);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  for (const row of table.querySelectorAll(".current-row")) row.classList.remove("current-row");
  links[next].closest("tr").classList.add("current-row");
  links[next].focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || editable(event.target)) return;
  const table = document.querySelector("table[data-keys]");
  if (!table) return;
  if (event.key === "j") move(table, 1);
  else if (event.key === "k") move(table, -1);
  else if (event.key === "n") document.querySelector('.pagination a[rel="next"]')?.click();
  else if (event.key === "p") document.querySelector('.pagination a[rel="prev"]')?.click();
});

// A choice in a filter is a request by itself; without a script, the button does it.
document.querySelector("form.filters")?.addEventListener("change", (event) => {
  if (event.target.matches("select, input[type=checkbox]")) event.currentTarget.requestSubmit();
});

// Empty fields stay out of the address, so that it can be shared.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.filters")) return;
  for (const field of event.target.elements) if (field.name && !field.value) field.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form.filters :disabled")) field.disabled = false;
});
