// Asks the device for a key, or to sign with one, then sends the form with what it answered.
// A form with data-passkey: "create" or "get"; data-begin: the address that says what to ask.
// Without this script, or a browser that knows keys, the form stays hidden: other ways are there.
const able =
  window.PublicKeyCredential &&
  PublicKeyCredential.parseCreationOptionsFromJSON &&
  PublicKeyCredential.parseRequestOptionsFromJSON;

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector("[data-passkey-refused]");
    told.hidden = true;
    try {
      const begun = await fetch(form.dataset.begin, { method: "POST", body: new FormData(form) });
      const options = await begun.json();
      const credential =
        form.dataset.passkey === "create"
          ? await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
            })
          : await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
            });
      form.querySelector("input[data-passkey-answer]").value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      told.hidden = false;
    }
  });
}
