// Runs once per mount of a list (gr.HTML's js_on_load): `element`, `server` and `watch` come from
// Gradio. What is chosen is kept in the page's address (page.js); rows come from the server as HTML.
const root = () => element.querySelector(".pl-root");
const name = root().dataset.list;
let wanted = window.planchat.chosen(name);
let asked = 0;

// --- rows -------------------------------------------------------------------------------------

async function call(what, more = {}) {
  return server[what]({ ...wanted, ...more, language: root().lang });
}

// The whole tab, filters included: at first, in another language, after the library has changed.
async function open() {
  await fetched("opened", (html) => {
    root().querySelector(".pl-body").innerHTML = html;
    combobox();
  });
}

async function refresh({ top = false } = {}) {
  window.planchat.choose(name, wanted);
  const version = root().querySelector("[data-version]")?.dataset.version;
  const place = root().querySelector(".pl-found");
  if (!place) return open();
  place.setAttribute("aria-busy", "true");
  const focused = described(document.activeElement);
  await fetched("found", (html) => {
    place.innerHTML = html;
    place.removeAttribute("aria-busy");
    if (place.querySelector("[data-version]").dataset.version !== version) return void open();
    if (top) {
      const said = place.querySelector(".pl-said");
      said.focus({ preventScroll: true });
      said.scrollIntoView({ block: "start" });
    } else if (focused && document.activeElement === document.body) {
      place.querySelector(focused)?.focus({ preventScroll: true });
    }
  });
}

// What was pressed is drawn anew with the rows: find it again.
function described(button) {
  if (!button?.dataset?.set || !root().contains(button)) return null;
  return `[data-set="${CSS.escape(button.dataset.set)}"][data-value="${CSS.escape(button.dataset.value)}"]`;
}

async function fetched(what, show) {
  const mine = ++asked;
  try {
    const html = await call(what);
    if (mine !== asked) return;
    show(html);
    root().querySelector("[role=status]").textContent = root().querySelector("[data-said]")?.dataset.said ?? "";
  } catch {
    if (mine === asked) failed();
  }
}

function failed() {
  const texts = root().dataset;
  const place = root().querySelector(".pl-found") ?? root().querySelector(".pl-body");
  place.removeAttribute("aria-busy");
  place.replaceChildren(told("p", "pl-warning", texts.failed), told("button", "pl-button", texts.retry));
  place.querySelector("button").onclick = () => (place.matches(".pl-found") ? refresh() : open());
  place.querySelector("p").setAttribute("role", "alert");
}

function told(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// --- choosing ---------------------------------------------------------------------------------

function choose(values, options) {
  wanted = { ...wanted, page: "", ...values };
  return refresh(options);
}

function show(values) {
  for (const [field, value] of Object.entries(values)) {
    const input = field === "agency" ? agencyBox() : root().querySelector(`select[name="${CSS.escape(field)}"]`);
    if (input) input.value = value;
  }
}

element.addEventListener("submit", (event) => event.preventDefault());
element.addEventListener("change", (event) => {
  if (event.target.matches("select[name]")) choose({ [event.target.name]: event.target.value });
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const data = button.dataset;
  if (data.page !== undefined) { wanted.page = data.page; refresh({ top: true }); }
  if (data.set !== undefined) {
    show({ [data.set]: data.value });
    choose({ [data.set]: data.value }, { top: button.matches(".pl-chip") });
    if (button.matches(".pl-clear")) agencyBox().focus();
  }
  if (data.clear !== undefined) {
    wanted = {};
    for (const field of root().querySelectorAll(".pl-filters :is(select, input)")) field.value = "";
    refresh().then(open);
  }
  if (data.source !== undefined) window.planchat.source.open(button, root().lang);
  if (button.matches(".pl-cell")) cell(button);
});

// --- the choice of agency: a combobox as ARIA describes it ---------------------------------------

const agencyBox = () => root().querySelector("#pl-agency");
const options = () => root().querySelector("#pl-agencies");
let typing = 0;

function combobox() {
  const box = agencyBox();
  if (!box) return;
  box.oninput = () => offer();
  box.onclick = () => offer();
  box.onblur = () => { fold(); take(box.value); };
  box.onkeydown = (event) => {
    const active = options().querySelector("[aria-selected=true]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options().hidden) offer();
      else move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active && !options().hidden) pick(active);
      else { fold(); take(box.value); }
    } else if (event.key === "Escape") {
      event.preventDefault();  // the source panel stays
      if (!options().hidden) fold();
      else { box.value = ""; take(""); }
    }
  };
  // Before the box loses the focus, which would take what is typed so far.
  options().onpointerdown = (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  };
}

async function offer() {
  const mine = ++typing;
  const box = agencyBox();
  let html;
  try {
    html = await call("agencies", { typed: box.value === (wanted.agency ?? "") ? "" : box.value });
  } catch {
    return;
  }
  if (mine !== typing || document.activeElement !== box) return;
  options().innerHTML = html;
  options().hidden = !html;
  box.setAttribute("aria-expanded", String(Boolean(html)));
  box.removeAttribute("aria-activedescendant");
}

function move(step) {
  const all = [...options().children];
  const at = all.findIndex((option) => option.ariaSelected === "true");
  const next = all[(at + step + all.length) % all.length] ?? all[0];
  for (const option of all) option.setAttribute("aria-selected", String(option === next));
  agencyBox().setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function pick(option) {
  agencyBox().value = option.dataset.value;
  fold();
  take(option.dataset.value);
}

function take(agency) {
  if (agency.trim() !== (wanted.agency ?? "")) choose({ agency: agency.trim() });
}

function fold() {
  typing += 1;
  options().hidden = true;
  agencyBox().setAttribute("aria-expanded", "false");
  agencyBox().removeAttribute("aria-activedescendant");
}

// --- a cell of the matrix ----------------------------------------------------------------------

async function cell(button) {
  const below = document.getElementById(button.getAttribute("aria-controls"));
  const was = button.getAttribute("aria-expanded") === "true";
  for (const one of button.closest("tr").querySelectorAll(".pl-cell")) one.setAttribute("aria-expanded", "false");
  below.hidden = was;
  if (was) return;
  button.setAttribute("aria-expanded", "true");
  const place = below.querySelector("td");
  place.replaceChildren(told("p", "pl-quiet", root().dataset.loading));
  try {
    const html = await call("wordings", { plan: button.dataset.plan, source: button.dataset.sourceClass });
    if (button.getAttribute("aria-expanded") === "true") place.innerHTML = html;
  } catch {
    place.replaceChildren(told("p", "pl-warning", root().dataset.failed));
  }
}

open();
watch("value", open);
