// panel.js, kept.js, bar.js and chat.js run, in this order, as one function, once per mount of the conversation (gr.HTML's
// js_on_load): `element`, `trigger`, `props`, `server` and `watch` come from Gradio. No user-facing
// text here: all of it arrives in `props.texts`.

// --- words and small pieces -------------------------------------------------------------------

const said = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), props.texts[name] ?? "");

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const message = (text, name) => make("p", { class: name, role: name === "pc-failure" ? "alert" : null }, text);

// --- the source panel -------------------------------------------------------------------------

const phone = window.matchMedia("(max-width: 899px)");
let panel = document.getElementById("pc-panel") ?? buildPanel();
let opener = null;
let shownSource = null;
let sourceAsked = 0;

function buildPanel() {
  const aside = make("aside", { id: "pc-panel", hidden: true },
    make("button", { type: "button", class: "pc-close" }, make("span", { "aria-hidden": "true" }, "×")),
    make("div", { class: "pc-panel-content" }));
  document.body.append(make("div", { id: "pc-backdrop" }), aside);
  return aside;
}

async function openSource(button) {
  const mine = ++sourceAsked;
  opener = button;
  shownSource = { ...button.dataset, language: props.texts.language };
  showPanel([message(said("loading"), "pc-waiting")]);
  let content;
  try {
    content = await server.opened(shownSource);
  } catch {
    if (mine === sourceAsked) showPanel([message(said("failed"), "pc-failure")]);
    return;
  }
  if (mine !== sourceAsked || panel.hidden) return;
  showPanel(content);
  toMark();
  (panel.querySelector("#pc-panel-title") ?? panel.querySelector(".pc-close")).focus({ preventScroll: true });
}

// Text that was out of sight is laid out only when it comes near: the first jump lands by estimate.
function toMark() {
  const jump = () => panel.querySelector("mark")?.scrollIntoView({ block: "center", behavior: "instant" });
  jump();
  requestAnimationFrame(() => { jump(); requestAnimationFrame(jump); });
}

function showPanel(content) {
  const box = panel.querySelector(".pc-panel-content");
  if (typeof content === "string") box.innerHTML = content;
  else box.replaceChildren(...content);
  panel.setAttribute("aria-label", said("panel"));
  panel.querySelector(".pc-close").setAttribute("aria-label", said("close"));
  const opening = panel.hidden;
  panel.hidden = false;
  document.body.classList.add("pc-panel-open");
  for (const button of document.querySelectorAll(".pc-turn [aria-current]")) button.removeAttribute("aria-current");
  opener.setAttribute("aria-current", "true");
  modal();
  if (opening) {
    panel.querySelector(".pc-close").focus({ preventScroll: true });
    // On a desk the column moves aside: keep what was clicked where it was.
    if (!phone.matches) opener.scrollIntoView({ block: "nearest" });
  }
}

function closePanel() {
  if (panel.hidden) return;
  sourceAsked += 1;
  panel.hidden = true;
  document.body.classList.remove("pc-panel-open");
  modal();
  opener?.removeAttribute("aria-current");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  else document.querySelector("#pc-question textarea")?.focus();
}

// On a phone the sheet covers the page, so what lies under it must not take focus.
function modal() {
  const covered = phone.matches && !panel.hidden;
  document.querySelector("gradio-app").toggleAttribute("inert", covered);
  panel.setAttribute("role", covered ? "dialog" : "complementary");
  if (covered) panel.setAttribute("aria-modal", "true");
  else panel.removeAttribute("aria-modal");
}

async function turnOver(button) {
  const text = panel.querySelector("#pc-text");
  const page = panel.querySelector("#pc-page");
  const toPage = page.hidden;
  text.hidden = toPage;
  page.hidden = !toPage;
  button.textContent = toPage ? button.dataset.text : button.dataset.page;
  if (!toPage) { toMark(); return; }
  if (page.childElementCount) return;
  page.replaceChildren(message(said("rendering"), "pc-waiting"));
  try {
    page.innerHTML = await server.printed(shownSource);
  } catch {
    page.replaceChildren();
    button.click();
    panel.querySelector(".pc-copied").textContent = said("failed");
  }
}

async function copyQuote(button) {
  const told = panel.querySelector(".pc-copied");
  const copied = await copy(button.dataset.copy);
  told.textContent = copied ? button.dataset.copied : button.dataset.uncopied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard is closed to scripts; a selection can be copied all the same.
    const area = make("textarea", { class: "pc-off" });
    area.value = text;
    panel.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

panel.onclick = (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.classList.contains("pc-close")) closePanel();
  else if (button.dataset.copy !== undefined) copyQuote(button);
  else if (button.id === "pc-turn-over") turnOver(button);
};
panel.onkeydown = (event) => { if (event.key === "Escape") closePanel(); };
document.getElementById("pc-backdrop").onclick = closePanel;
phone.onchange = modal;
