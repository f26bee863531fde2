// Runs once per mount of the library's tab (gr.HTML's js_on_load): `element` and `watch` come from
// Gradio. No user-facing text here: all of it arrives in data attributes or from the server.
const POLL = 400, POLL_BUSY = 3000, FRESH = 2000;
const MOST = 200; // files that are taken in together, as the server allows
const root = () => element.querySelector(".pk-root");
const texts = () => root().dataset;
const slot = (name) => element.querySelector(`[data-slot=${name}]`);
const watched = new Set();
let filled = {};
let looked = 0;
let timer = null;

function address(name, query = {}) {
  return `planchat-library/${name}?${new URLSearchParams({ lang: root().lang, ...query })}`;
}

async function send(name, body) {
  const headers = { "x-planchat": "1", "content-type": "application/json" };
  const answer = await fetch(address(name), { method: "POST", headers, body: JSON.stringify(body) });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}

const said = (error) => (error instanceof TypeError || error instanceof SyntaxError ? texts().failed : error.message);

// --- the list ---------------------------------------------------------------------------------

async function load() {
  clearTimeout(timer);
  looked = Date.now();
  const language = root().lang;
  let fragment;
  try {
    const answer = await fetch(address("list"));
    if (!answer.ok) throw new Error((await answer.json()).error);
    fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    return failed(said(error));
  }
  if (language !== root().lang) return undefined;
  for (const name of ["add", "gone", "plans"]) fill(name, fragment.querySelector(`[data-slot=${name}]`));
  if (fragment.querySelector("[data-busy]")) timer = setTimeout(() => visible() && load(), POLL_BUSY);
  if (element.querySelector("input[type=file]")) running();
  return undefined;
}

function fill(name, from) {
  if (!from || filled[name] === from.innerHTML) return;
  const into = slot(name);
  const unfolded = [...into.querySelectorAll("details[open]")].map((one) => one.id);
  const searched = into.querySelector("input[type=search]")?.value;
  filled[name] = from.innerHTML;
  into.innerHTML = from.innerHTML;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  const search = into.querySelector("input[type=search]");
  if (search && searched) { search.value = searched; find(search); }
  for (const link of into.querySelectorAll("a[data-file]")) link.href = address("original", { plan: planOf(link) });
}

function failed(sentence) {
  filled = {};
  const again = document.createElement("button");
  again.type = "button";
  again.className = "pk-button";
  again.textContent = texts().retry;
  again.onclick = load;
  slot("plans").replaceChildren(note(sentence, "pk-failure"), again);
}

const planOf = (inside) => inside.closest("[data-plan]").dataset.plan;
const visible = () => element.isConnected && element.getClientRects().length > 0;

function find(search) {
  const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  const words = bare(search.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const card of element.querySelectorAll("[data-key]")) {
    card.hidden = !words.every((word) => bare(card.dataset.key).includes(word));
    count += !card.hidden;
  }
  element.querySelector(".pk-nothing").hidden = count > 0;
}

// --- files on their way -----------------------------------------------------------------------

function item(name, before = null) {
  const line = document.createElement("li");
  line.className = "pk-file";
  line.innerHTML = '<div class="pk-file-head"><span class="pk-file-name"></span><span class="pk-stage"></span></div>'
    + '<progress hidden></progress><div class="pk-outcome"></div><div class="pk-buttons"></div>';
  line.querySelector(".pk-file-name").textContent = name;
  line.querySelector("progress").setAttribute("aria-label", name);
  element.querySelector(".pk-files").insertBefore(line, before);
  return line;
}

function stage(line, text, done = 0, total = 0) {
  line.querySelector(".pk-stage").textContent = text;
  const bar = line.querySelector("progress");
  bar.hidden = !text;
  if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
}

function ended(line, shown) {
  stage(line, "");
  line.querySelector(".pk-outcome").replaceChildren(...[shown].flat());
}

function offer(line, choices) {
  const buttons = line.querySelector(".pk-buttons");
  buttons.replaceChildren(...choices.map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pk-button pk-plain";
    button.textContent = label;
    button.onclick = () => { buttons.replaceChildren(); act(); };
    return button;
  }));
}

function post(file, line) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address("file", { name: file.name }));
    request.setRequestHeader("x-planchat", "1");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      const percent = event.total ? Math.floor((100 * event.loaded) / event.total) : 0;
      stage(line, texts().sending.replace("{percent}", percent), event.loaded, event.total);
    };
    request.onload = () => (request.status === 200 ? resolve(request.response)
      : reject(new Error(request.response?.error ?? texts().failed)));
    request.onerror = () => reject(new Error(texts().failed));
    request.send(file);
  });
}

async function upload(files) {
  const lines = [...files].map((file) => [file, item(file.name)]);
  const ready = [];
  for (const [file, line] of lines) {
    try {
      ready.push(...received((await post(file, line)).files, line));
    } catch (error) {
      ended(line, note(error.message, "pk-failure"));
      offer(line, [[texts().retry, () => { line.remove(); upload([file]); }]]);
    }
  }
  for (let at = 0; at < ready.length; at += MOST) start(ready.slice(at, at + MOST), []);
}

// A file as the server has it; an archive's files each get a line of their own.
function received(files, first) {
  const ready = [];
  const alone = files.length === 1 && files[0].name === first.querySelector(".pk-file-name").textContent;
  for (const { name, token, plan, asks, failed: refused } of files) {
    const line = alone ? first : item(name, first);
    if (refused) ended(line, note(refused, "pk-failure"));
    else if (asks) ask(line, token, plan, asks);
    else ready.push([token, line]);
  }
  if (!alone) first.remove();
  return ready;
}

function ask(line, token, plan, sentence) {
  ended(line, note(sentence, "pk-ask"));
  offer(line, [
    [texts().replace, () => start([[token, line]], [plan])],
    [texts().skip, () => { send("drop", { token }).catch(() => {}); line.remove(); }],
  ]);
}

async function start(ready, replace) {
  for (const [, line] of ready) { line.querySelector(".pk-outcome").replaceChildren(); stage(line, texts().loading); }
  try {
    const { job } = await send("start", { tokens: ready.map(([token]) => token), replace });
    watched.add(job);
    follow(job, new Map(ready));
  } catch (error) {
    for (const [token, line] of ready) {
      ended(line, note(said(error), "pk-failure"));
      offer(line, [[texts().retry, () => start([[token, line]], replace)]]);
    }
  }
}

async function follow(job, lines) {
  let state;
  try {
    const answer = await fetch(address("jobs", { job }));
    if (!answer.ok) throw new Error((await answer.json()).error);
    [state] = (await answer.json()).jobs;
  } catch (error) {
    for (const line of lines.values()) stage(line, said(error));
    return setTimeout(follow, POLL_BUSY, job, lines);
  }
  if (!state) {
    for (const line of lines.values()) ended(line, note(texts().gone, "pk-failure"));
    return load();
  }
  for (const file of state.files) {
    const line = lines.get(file.token);
    if (!file.told) { stage(line, file.stage, file.done, file.total); continue; }
    if (line.querySelector(".pk-outcome").childElementCount) continue;
    ended(line, [...new DOMParser().parseFromString(file.told, "text/html").body.childNodes]);
    if (file.asks) ask(line, file.token, file.plan, line.querySelector(".pk-outcome").textContent);
  }
  if (!state.finished) return setTimeout(follow, POLL, job, lines);
  watched.delete(job);
  return load();
}

// What runs already, begun before a reload or by somebody else.
async function running() {
  const answer = await fetch(address("jobs")).catch(() => null);
  if (!answer?.ok) return;
  for (const { job, files } of (await answer.json()).jobs) {
    if (watched.has(job)) continue;
    watched.add(job);
    follow(job, new Map(files.map((file) => [file.token, item(file.name)])));
  }
}

// --- taking out, confirming, signing in -------------------------------------------------------

async function remove(button) {
  const card = button.closest("[data-plan]");
  button.disabled = true;
  try {
    const { token, told } = await send("remove", { plan: card.dataset.plan });
    element.querySelector(".pk-told").replaceChildren(...(token ? [] : [note(told, "pk-done")]));
    await load();
    slot("gone").querySelector(`[data-undo="${CSS.escape(token)}"]`)?.focus();
  } catch (error) {
    card.querySelector(".pk-sure p").textContent = said(error);
    button.disabled = false;
    load();
  }
}

async function submit(form) {
  const failure = form.parentElement.querySelector(".pk-failure") ?? form.querySelector(".pk-failure");
  const value = Object.fromEntries(new FormData(form));
  failure.hidden = true;
  try {
    if (form.dataset.signin !== undefined) await send("signin", value);
    else await send("confirm", { plan: planOf(form), field: form.dataset.confirm, ...value });
    await load();
  } catch (error) {
    failure.textContent = said(error);
    failure.hidden = false;
  }
}

element.addEventListener("submit", (event) => { event.preventDefault(); submit(event.target); });
element.addEventListener("input", (event) => { if (event.target.type === "search") find(event.target); });
element.addEventListener("change", (event) => {
  if (event.target.type !== "file") return;
  upload(event.target.files);
  event.target.value = "";
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { dataset } = button;
  const sure = button.closest(".pk-remove")?.querySelector(".pk-sure");
  if (dataset.read !== undefined) openReader(address("document", { plan: planOf(button) }), texts());
  if (dataset.remove !== undefined) { sure.hidden = false; button.hidden = true; sure.querySelector("button").focus(); }
  if (dataset.keep !== undefined) { sure.hidden = true; sure.previousElementSibling.hidden = false; sure.previousElementSibling.focus(); }
  if (dataset.sure !== undefined) remove(button);
  if (dataset.undo !== undefined) { button.disabled = true; start([[dataset.undo, item(dataset.told)]], []); }
  if (dataset.signout !== undefined) send("signout", {}).finally(load);
});
for (const name of ["dragover", "dragleave", "drop"]) {
  element.addEventListener(name, (event) => {
    const area = element.querySelector(".pk-drop");
    if (!area || ![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    area.classList.toggle("pk-over", name === "dragover");
    if (name === "drop") upload(event.dataTransfer.files);
  });
}

// --- when it is looked at ---------------------------------------------------------------------

new IntersectionObserver((seen) => {
  if (seen.some((one) => one.isIntersecting) && Date.now() - looked > FRESH) load();
}).observe(element);
watch("value", () => { filled = {}; load(); });
