// The source panel, one for the whole page: beside what is read, over it on a phone. It stands in the page's
// head, before the tabs' scripts, which open it by `planchat.source.open`. No user-facing text here: both
// languages' arrive in `planchatTexts` (look.py).
window.planchat.source = (() => {
const phone = window.matchMedia("(max-width: 899px)");
let panel = null;
let opener = null;
let openedIn = null;  // the tab; the list that the opener stands in may be drawn anew
let shown = null;  // what the server was asked for, with the page's language
let asked = 0;

const said = (name) => window.planchatTexts[shown.language][name];

function line(text, name) {
  const made = window.planchat.note(text, name);
  if (name === "pc-failure") made.setAttribute("role", "alert");
  return made;
}

function build() {
  const backdrop = document.createElement("div");
  backdrop.id = "pc-backdrop";
  backdrop.onclick = close;
  panel = document.createElement("aside");
  panel.id = "pc-panel";
  panel.hidden = true;
  panel.innerHTML = '<button type="button" class="pc-close"><span aria-hidden="true">×</span></button>'
    + '<div class="pc-panel-content"></div>';
  panel.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("pc-close")) close();
    else if (button.dataset.copy !== undefined) copyQuote(button);
    else if (button.id === "pc-turn-over") turnOver(button);
  };
  document.body.append(backdrop, panel);
}

async function fetched(what) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`planchat-source/${what}`, { method: "POST", headers, body: JSON.stringify(shown) });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

// `button` says in its data which place of which plan it opens (sources.py).
async function open(button, language) {
  if (!panel) build();
  const mine = ++asked;
  opener?.removeAttribute("aria-current");
  opener = button;
  openedIn = button.closest('[role="tabpanel"]');
  shown = { ...button.dataset, language };
  show([line(said("loading"), "pc-waiting")]);
  let content;
  try {
    content = await fetched("opened");
  } catch {
    if (mine === asked) show([line(said("failed"), "pc-failure")]);
    return;
  }
  if (mine !== asked || panel.hidden) return;
  show(content);
  toMark();
  (panel.querySelector("#pc-panel-title") ?? panel.querySelector(".pc-close")).focus({ preventScroll: true });
}

// Text that was out of sight is laid out only when it comes near: the first jump lands by estimate.
function toMark(tries = 6) {
  const mark = panel.querySelector("mark");
  if (!mark) return;
  const before = mark.getBoundingClientRect().top;
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  const moved = Math.abs(mark.getBoundingClientRect().top - before) > 2;
  if (tries > 3 || (tries && moved)) requestAnimationFrame(() => toMark(tries - 1));
}

function show(content) {
  const box = panel.querySelector(".pc-panel-content");
  if (typeof content === "string") box.innerHTML = content;
  else box.replaceChildren(...content);
  panel.setAttribute("aria-label", said("panel"));
  panel.querySelector(".pc-close").setAttribute("aria-label", said("close"));
  const opening = panel.hidden;
  panel.hidden = false;
  document.body.classList.add("pc-panel-open");
  opener.setAttribute("aria-current", "true");
  modal();
  if (opening) {
    panel.querySelector(".pc-close").focus({ preventScroll: true });
    // On a desk the column moves aside: keep what was clicked where it was.
    if (!phone.matches) opener.scrollIntoView({ block: "nearest" });
  }
}

// Given an element, only what was opened on its tab is closed.
function close(inside) {
  if (!panel || panel.hidden) return;
  if (inside instanceof Element && !openedIn?.contains(inside)) return;
  asked += 1;
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
  if (page.querySelector("img")) { toMarkedPart(page); return; }
  page.replaceChildren(line(said("rendering"), "pc-waiting"));
  try {
    page.innerHTML = await fetched("printed");
    toMarkedPart(page);
  } catch {
    page.replaceChildren();
    button.click();
    panel.querySelector(".pc-copied").textContent = said("failed");
  }
}

// The pictures' sizes are known before they are decoded.
function toMarkedPart(page) {
  const figure = page.querySelector("[data-top]");
  if (!figure) return;
  const image = figure.querySelector("img");
  const top = image.getBoundingClientRect().top + image.offsetHeight * Number(figure.dataset.top);
  page.scrollTop += top - page.getBoundingClientRect().top - page.clientHeight / 4;
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
    const area = document.createElement("textarea");
    area.className = "pc-off";
    area.value = text;
    panel.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) close(); });
window.addEventListener("planchat:tab", close);  // another tab is shown
phone.addEventListener("change", () => panel && modal());
return { open, close };
})();
