// Runs once per mount of the tab of support (gr.HTML's js_on_load): `element` and `watch` come from
// Gradio. No user-facing text here: all of it arrives in data attributes or from the server.
const root = () => element.querySelector(".pk-root");
const texts = () => root().dataset;
const { note } = window.planchat;
let asked = 0;
let judged = null; // what the form held when the list was asked for
let kept = null; // what the form held before the page was translated

function address(name, query = {}) {
  return `planchat-support/${name}?${new URLSearchParams({ lang: root().lang, ...query })}`;
}

function told() {
  const data = new FormData(element.querySelector("form"));
  return { ...Object.fromEntries(data), fields: data.getAll("fields"), needs: data.getAll("needs") };
}

async function send(name, query, body = told()) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(address(name, query), { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.headers.get("content-type").includes("json")) throw new Error((await answer.json()).error);
  return answer;
}

const said = (error) => (error instanceof TypeError || error instanceof SyntaxError ? texts().failed : error.message);

function failure(sentence) {
  const line = element.querySelector("form .pk-failure");
  line.textContent = sentence;
  line.hidden = !sentence;
}

async function judge(scroll = true) {
  const mine = ++asked;
  const shown = element.querySelector(".pk-result");
  failure("");
  element.querySelector(".pk-told").textContent = texts().loading;
  try {
    const body = told();
    const html = await (await send("judge", {}, body)).text();
    if (mine !== asked) return;
    judged = body;
    shown.innerHTML = html;
    const heading = shown.querySelector("h2");
    if (scroll) { heading.scrollIntoView({ block: "start" }); heading.focus({ preventScroll: true }); }
  } catch (error) {
    shown.replaceChildren();
    failure(said(error));
  }
  element.querySelector(".pk-told").textContent = "";
}

// What was not sent with the list: nothing is kept of it, so it is judged once more.
async function more(button) {
  const line = button.parentElement;
  const mine = asked;
  button.disabled = true;
  line.querySelector(".pk-failure")?.remove();
  try {
    const html = await (await send("judge", { part: button.dataset.part, from: button.dataset.from }, judged)).text();
    if (mine !== asked) return;
    const place = document.createElement("div");
    place.innerHTML = html;
    const first = place.firstElementChild;
    line.replaceWith(...place.childNodes);
    if (document.activeElement === document.body) first.querySelector("button")?.focus({ preventScroll: true });
  } catch (error) {
    button.disabled = false;
    line.append(note(said(error), "pk-failure"));
  }
}

async function summary(button) {
  button.disabled = true;
  failure("");
  try {
    const answer = await send("summary", { as: button.dataset.summary }, judged);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))[1];
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } catch (error) {
    failure(said(error));
    element.querySelector("form .pk-failure").scrollIntoView({ block: "center" });
  }
  button.disabled = false;
}

// What is ticked stands beside the heading, so that it is seen when folded.
function chosen() {
  for (const group of element.querySelectorAll(".pk-choose")) {
    const names = [...group.querySelectorAll("input:checked")].map((box) => box.nextElementSibling.textContent);
    group.querySelector(".pk-chosen").textContent = names.length ? `: ${names.join(", ")}` : "";
  }
}

function translated() {
  if (kept) {
    for (const field of element.querySelectorAll("form [name]")) {
      const value = kept[field.name];
      if (field.type === "checkbox") field.checked = value.includes(field.value);
      else field.value = value;
    }
    chosen();
    if (kept.judged) judge(false);
  }
}

const remember = () => { kept = { ...told(), judged: Boolean(element.querySelector(".pk-result").childElementCount) }; };

element.addEventListener("submit", (event) => { event.preventDefault(); judge().then(remember); });
element.addEventListener("input", () => { chosen(); remember(); });
element.addEventListener("reset", () => {
  element.querySelector(".pk-result").replaceChildren();
  failure("");
  setTimeout(() => { chosen(); remember(); });
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.summary) summary(button);
  if (button?.dataset.part) more(button);
  if (button?.dataset.source) window.planchat.source.open(button, root().lang);
});
// A folded verdict is filled when it is opened; "toggle" does not bubble.
element.addEventListener("toggle", ({ target }) => {
  const button = target.open && target.matches(".pk-folded") && target.querySelector(":scope > .pk-rest [data-from='0']");
  if (button) more(button);
}, true);
new IntersectionObserver((seen, observer) => {
  if (!seen.some((one) => one.isIntersecting)) return;
  observer.disconnect();
  fetch(address("ready")).catch(() => {}); // it only makes the first list come sooner
}).observe(element);
watch("value", translated);
