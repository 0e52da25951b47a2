// Saves each answer as it is given, and says whether it is saved. Without script the buttons save the page.
const form = document.querySelector("form[data-autosave]");
const QUIET_MS = { radio: 200, textarea: 1000 };
const RETRY_MS = 5000;

let changed = new Set();
let timer;
let saving = null;

const status = document.querySelector(".saved") ?? document.createElement("p");
status.setAttribute("role", "status");
if (!status.isConnected) document.querySelector(".page-progress__words").append(status);

function say(state) {
  if (status.dataset.state === state) return;
  status.dataset.state = state;
  status.className = `saved saved--${state}`;
  status.textContent = form.dataset[state];
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(save, delay);
}

function body(names) {
  const all = new FormData(form);
  const some = new URLSearchParams({ csrfmiddlewaretoken: all.get("csrfmiddlewaretoken"), go: "save" });
  for (const name of names) if (all.has(name)) some.set(name, all.get(name));
  return some;
}

// One at a time, so that an older value never arrives after a newer.
async function save() {
  if (saving || !changed.size) return saving;
  const names = changed;
  changed = new Set();
  say("saving");
  saving = fetch(form.action, { method: "POST", body: body(names), redirect: "manual" })
    .then((response) => response.status, () => 0)
    .then((code) => {
      saving = null;
      if (code === 204) return changed.size ? later(0) : say("saved");
      for (const name of names) changed.add(name);
      say("failed");
      // A text that is too long waits to be shortened; everything else is tried again.
      if (code !== 422) later(RETRY_MS);
    });
  return saving;
}

function note(event) {
  changed.add(event.target.name);
  later(QUIET_MS[event.target.type] ?? 0);
}

if (form) {
  form.addEventListener("input", note);
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => document.hidden && save());
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!saving) return;
    event.preventDefault();
    saving.finally(() => form.requestSubmit(event.submitter));
  });
}
