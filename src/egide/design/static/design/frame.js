// The frame's small comforts. Every act works without them.

// Paper or night: shown at once, kept by the server's own cookie.
document.querySelector('[data-switch="theme"]')?.addEventListener("submit", async (event) => {
  const choice = event.submitter?.value;
  if (!choice) return;
  event.preventDefault();
  const form = event.currentTarget;
  const body = new FormData(form);
  body.set("theme", choice);
  if (choice === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === choice));
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
});

// A question before what cannot be undone, in a dialog of the page.
const dialog = document.getElementById("confirm");
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (!question || !dialog || event.submitter.dataset.confirmed) return;
  event.preventDefault();
  const button = event.submitter;
  dialog.querySelector("[data-confirm-text]").textContent = question;
  dialog.querySelector("[data-confirm-yes]").textContent = button.textContent.trim();
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return button.focus();
    button.dataset.confirmed = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.confirmed;
  }, { once: true });
});

// A menu made of <details> closes when one looks elsewhere.
const closeMenus = (kept) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== kept) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector("details.menu[open] > summary")?.focus();
  closeMenus(null);
});

// After a refused form, the summary of errors is where to read.
const wrong = document.querySelector(".form-errors");
if (wrong && !wrong.closest("[data-specimen]")) wrong.focus();

// Work that goes on is read again in place: no reload, and never under the hands of the reader.
const main = document.querySelector("main");
const readAgain = () => {
  const seconds = Number(main?.querySelector("[data-again]")?.dataset.again);
  if (!seconds) return;
  setTimeout(async () => {
    if (!document.hidden && !main.contains(document.activeElement)) {
      const answer = await fetch(location.href).catch(() => null);
      // Elsewhere than here is the door: the session ended, and the page stays as it was last read.
      if (answer?.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        main.replaceChildren(...page.querySelector("main").childNodes);
      }
    }
    readAgain();
  }, seconds * 1000);
};
readAgain();
