// Runs once per mount of the conversation (gr.HTML's js_on_load): `element`, `trigger`, `server`
// and `watch` come from Gradio. No user-facing text here: all of it arrives in data attributes.
const root = () => element.querySelector(".pc-root");
const phone = window.matchMedia("(max-width: 899px)");
const unfolded = new Set();
let panel = document.getElementById("pc-panel");
let opener = null;
let turns = 0;
let asked = 0;

// --- asking and opening sources ---------------------------------------------------------------

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.ask !== undefined) trigger("select", { question: button.dataset.ask });
  if (button.dataset.source !== undefined) open(button);
});

async function open(button) {
  const { language, ...texts } = { ...root().dataset, language: root().lang };
  const request = { ...button.dataset, language };
  const mine = ++asked;
  opener = button;
  show(message(texts.loading, "pc-waiting"), texts);
  let content;
  try {
    content = await server.source(request);
  } catch {
    content = message(texts.failed, "pc-failure");
  }
  if (mine !== asked || panel.hidden) return;
  show(content, texts);
  const mark = panel.querySelector("mark");
  if (mark) center(mark);
  (panel.querySelector("#pc-panel-title") ?? panel.querySelector(".pc-close")).focus({ preventScroll: true });
}

function message(text, name) {
  const paragraph = document.createElement("p");
  paragraph.className = name;
  paragraph.textContent = text;
  return paragraph.outerHTML;
}

function center(mark) {
  const box = panel.querySelector(".pc-text");
  const above = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += above - Math.max(16, box.clientHeight / 4);
}

// --- the panel --------------------------------------------------------------------------------

function show(content, texts) {
  panel ??= build();
  panel.setAttribute("aria-label", texts.panel);
  panel.querySelector(".pc-close").setAttribute("aria-label", texts.close);
  panel.querySelector(".pc-panel-content").innerHTML = content;
  const opening = panel.hidden;
  panel.hidden = false;
  document.body.classList.add("pc-panel-open");
  for (const button of element.querySelectorAll("[aria-current]")) button.removeAttribute("aria-current");
  opener.setAttribute("aria-current", "true");
  modal();
  if (opening) {
    panel.querySelector(".pc-close").focus({ preventScroll: true });
    // On a desk the column moves aside: keep what was clicked where it was.
    if (!phone.matches) opener.scrollIntoView({ block: "nearest" });
  }
}

function build() {
  const aside = document.createElement("aside");
  aside.id = "pc-panel";
  aside.hidden = true;
  aside.innerHTML = '<button type="button" class="pc-close"><span aria-hidden="true">×</span></button>'
    + '<div class="pc-panel-content"></div>';
  const backdrop = document.createElement("div");
  backdrop.id = "pc-backdrop";
  document.body.append(backdrop, aside);
  return aside;
}

function close() {
  if (!panel || panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("pc-panel-open");
  modal();
  opener?.removeAttribute("aria-current");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  else document.querySelector("#pc-question textarea")?.focus();
}

// On a phone the sheet covers the page, so what lies under it must not take focus.
function modal() {
  const covered = phone.matches && panel && !panel.hidden;
  document.querySelector("gradio-app").toggleAttribute("inert", covered);
  if (!panel) return;
  panel.setAttribute("role", covered ? "dialog" : "complementary");
  panel.toggleAttribute("aria-modal", covered);
  if (covered) panel.setAttribute("aria-modal", "true");
}

panel ??= build();
panel.querySelector(".pc-close").onclick = close;
panel.onkeydown = (event) => { if (event.key === "Escape") close(); };
document.getElementById("pc-backdrop").onclick = close;
element.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
phone.onchange = modal;

// --- after each rendering ---------------------------------------------------------------------

// Gradio takes the `open` attribute off whatever it renders again: put back what was unfolded.
element.addEventListener("toggle", (event) => {
  if (!event.target.id) return;
  if (event.target.open) unfolded.add(event.target.id);
  else unfolded.delete(event.target.id);
}, true);

function rendered() {
  const shown = root();
  if (!shown) return;
  for (const id of unfolded) element.querySelector(`#${id}`)?.setAttribute("open", "");
  if (document.documentElement.lang !== shown.lang || document.title !== shown.dataset.title) spoken(shown);
  const articles = element.querySelectorAll(".pc-turn");
  if (articles.length < turns) { unfolded.clear(); close(); }
  if (articles.length > turns) articles[articles.length - 1].scrollIntoView({ block: "start" });
  turns = articles.length;
}

function spoken(shown) {
  if (document.title === shown.dataset.title) { document.documentElement.lang = shown.lang; return; }
  document.documentElement.lang = shown.lang;
  document.title = shown.dataset.title;
  close();
  // A reload or a bookmark keeps the language.
  const address = new URL(window.location);
  address.searchParams.set("lang", shown.lang);
  window.history.replaceState(window.history.state, "", address);
}

document.documentElement.lang = root()?.lang ?? "vi";
if (root()) document.title = root().dataset.title;
rendered();
watch("value", rendered);
