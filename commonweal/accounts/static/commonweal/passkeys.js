// Asks the browser for a passkey and sends its answer with the page's form. Without this file the other ways in remain.
const form = document.querySelector("form[data-passkey]");
const trouble = document.querySelector("[data-passkey-trouble]");

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function question() {
  const asked = JSON.parse(form.dataset.question);
  asked.challenge = toBytes(asked.challenge);
  if (asked.user) asked.user.id = toBytes(asked.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: toBytes(one.id) }));
  }
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  const id = toText(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
}

async function ask(event) {
  event.preventDefault();
  trouble.hidden = true;
  try {
    const credential = await navigator.credentials[form.dataset.passkey](question());
    form.elements.answer.value = answer(credential);
    form.submit();
  } catch {
    trouble.hidden = false; // no key here, or its owner said no
    trouble.focus();
  }
}

if (window.PublicKeyCredential) {
  form.hidden = false;
  document.querySelector("[data-passkey-missing]").hidden = true;
  form.addEventListener("submit", ask);
}
