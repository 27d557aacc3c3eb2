// What was typed survives an error, a lost network, a session that ended: kept in this browser and in
// this tab only, dropped as soon as the form has been taken. Passwords and files are never kept.

const PREFIX = "draft:";
const SENT = "draft-sent";

const kept = (form) => [...form.elements].filter((field) => field.name && !["password", "file", "hidden", "submit", "button"].includes(field.type));

const read = (form) => {
  const values = {};
  for (const field of kept(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) (values[field.name] ??= []).push(field.value);
      else values[field.name] ??= [];
    } else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
    else values[field.name] = [field.value];
  }
  return values;
};

const write = (form, values) => {
  for (const field of kept(form)) {
    const held = values[field.name];
    if (!held) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = held.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = held.includes(option.value);
    else field.value = held[0] ?? "";
  }
};

const key = (form) => PREFIX + location.pathname + ":" + form.dataset.draft;

const store = {
  get: (name) => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* the form itself still holds it */ } },
  drop: (name) => { try { sessionStorage.removeItem(name); } catch { /* nothing was kept */ } },
};

const forms = [...document.querySelectorAll("form[data-draft]")];

// A form was sent. If this page is neither an error, nor a sign-in, nor the same page fetched again by
// hand, then it was taken, and what was kept goes away.
const sent = store.get(SENT);
store.drop(SENT);
if (sent) {
  const again = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
  const stopped = document.querySelector(".error-page, input[type=password]");
  const refused = forms.some((form) => key(form) === sent && form.querySelector(".form-errors"));
  if (!again && !stopped && !refused) store.drop(sent);
}

for (const form of forms) {
  const held = store.get(key(form));
  // After an error the server already gave everything back; otherwise we do.
  if (held && !form.querySelector(".form-errors")) {
    try { write(form, JSON.parse(held)); } catch { store.drop(key(form)); }
  }
  form.addEventListener("input", () => store.set(key(form), JSON.stringify(read(form))));
  form.addEventListener("submit", () => {
    store.set(key(form), JSON.stringify(read(form)));
    store.set(SENT, key(form));
  });
}
