// --- the page's parts -----------------------------------------------------------------------------
// Finished turns stand in `past`, which is ours; `element` is Gradio's and shows the turn being
// answered, or the welcome. The bar above has what is done with whole conversations.

// Mounted again, the listeners of the last time have to go.
window.planchatChat?.abort();
const mounted = new AbortController();
window.planchatChat = mounted;
const on = (target, event, listener, options = {}) =>
  target.addEventListener(event, listener, { ...options, signal: mounted.signal });

for (const id of ["pc-bar", "pc-past", "pc-told"]) document.getElementById(id)?.remove();
const bar = make("div", { id: "pc-bar" });
const past = make("div", { id: "pc-past", class: "pc-root", role: "region" });
const told = make("div", { id: "pc-told", role: "alert" });
element.before(bar, past);

let conversation = fresh();
let asking = null;  // {ask, at, question}: the question being answered
const MOST_TURNS = 200;  // of one conversation; the server takes no more
let welcome = {};  // as the server gave it last: {html, language}
let drawn = "";  // the language the page was last drawn in

const typed = () => document.querySelector("#pc-question textarea");
// Those of the other tabs stay open.
const closeSource = () => window.planchat.source.close(element.parentElement);
const lastTurn = () => past.querySelector(".pc-turn:last-child");

function tell(text = "") {
  if (!told.isConnected) document.getElementById("pc-composer")?.prepend(told);
  told.replaceChildren(...(text ? [make("p", { class: "pc-notice" }, text)] : []));
}

// --- asking -------------------------------------------------------------------------------------

function ask(question, { without = [], at = conversation.turns.length } = {}) {
  question = question.trim();
  if (asking) return false;
  if (!question) { tell(said("empty")); return false; }
  if (question.length > Number(said("limit"))) {
    tell(said("too_long", { length: question.length, limit: said("limit") }));
    return false;
  }
  tell();
  closeSource();
  asking = { ask: newId(), at: conversation.turns.length, question };
  const earlier = conversation.turns.slice(0, at).filter((turn) => !turn.failure).map((turn) => turn.question);
  if (conversation.turns.length === MOST_TURNS) {
    conversation.turns.shift();
    past.firstElementChild.remove();
    asking.at -= 1;
  }
  conversation.turns.push({ question, without });
  if (!keep(conversation)) tell(said("unkept"));
  draw();
  const number = conversation.turns.length;
  const shown = make("article", { class: "pc-turn", "data-pending": "" },
    make("h2", { class: "pc-question" }, question),
    make("div", { class: "pc-answer" }, message(said("waiting"), "pc-waiting")));
  past.append(shown);
  element.hidden = true;
  shown.scrollIntoView({ block: "start", behavior: "instant" });
  document.body.classList.add("pc-busy");
  trigger("select", { ask: asking.ask, question, number, history: earlier, without });
  listen(asking.ask);
  return true;
}

function askTyped() {
  if (past.inert) { requestAnimationFrame(askTyped); return; }  // the conversation is not whole yet
  const box = typed();
  if (!ask(box.value)) { box.focus(); return; }
  type("");
}

function type(text) {
  const box = typed();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  stored(sessionStorage, TYPED, text || null);
}

// A turn without an answer gives way to the same question asked again; others stay.
function askAgain(article) {
  if (asking) return;
  const at = [...past.children].indexOf(article);
  const turn = conversation.turns[at];
  if (!turn) return;
  const empty = !turn.answer || article.querySelector(".pc-failure");
  if (empty && at === conversation.turns.length - 1) {
    conversation.turns.pop();
    article.remove();
  }
  ask(turn.question, { without: turn.without ?? [], at });
}

function askWithout(button) {
  const article = button.closest(".pc-turn");
  const at = [...past.children].indexOf(article);
  const turn = conversation.turns[at];
  if (!turn) return;
  const gone = JSON.parse(button.dataset.without);
  ask(turn.question, { without: [...(turn.without ?? []), gone], at });
}

// What Gradio has drawn: the turn growing, and at the end the whole turn with its record.
function rendered() {
  const article = element.querySelector(".pc-turn");
  if (!article || !asking || article.dataset.asked !== asking.ask) return;
  past.querySelector("[data-pending]")?.remove();
  element.hidden = false;
  if (article.dataset.record !== undefined) settle(article);
}

function settle(article) {
  conversation.turns[asking.at] = JSON.parse(article.dataset.record);
  const kept = article.cloneNode(true);
  for (const name of ["data-record", "data-asked"]) kept.removeAttribute(name);
  rest();
  past.append(kept);
  clear();
  if (!keep(conversation)) tell(said("unkept"));
  if (past.lang === props.texts.language) draw();
  else show(conversation);  // the language was changed meanwhile
}

// What stands in `past` now must not stand twice, with the same ids.
function clear() {
  element.hidden = true;
  element.querySelector(".pc-root").replaceChildren();
}

function rest() {
  asking = null;
  document.body.classList.remove("pc-busy", "pc-lost");
}

// --- a lost connection --------------------------------------------------------------------------
// The page is loaded again once the server is back; the conversation and what was typed are kept.
// Gradio's own notice is in English only, so ours stands in its place.

async function reachable() {
  try {
    return (await fetch("planchat-assets/favicon.png", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function listen(mine) {
  while (asking?.ask === mine) {
    await new Promise((done) => setTimeout(done, 1000));
    if (asking?.ask === mine && !(await reachable()) && asking?.ask === mine) lost();
  }
}

// Gradio gives up on a question with a notice; whatever its reason, no answer comes any more.
new MutationObserver(() => {
  if (mounted.signal.aborted) return;
  if (asking && document.querySelector(".toast-body.error")) lost();
}).observe(document.body, { childList: true, subtree: true });

async function lost() {
  const { at } = asking;
  rest();
  document.body.classList.add("pc-lost");
  past.querySelector("[data-pending]")?.remove();
  past.append(unanswered(conversation.turns[at].question));
  clear();
  while (!(await reachable())) await new Promise((done) => setTimeout(done, 1000));
  // The server may be another one, that knows nothing of this page.
  if (!mounted.signal.aborted) window.location.reload();
}

function unanswered(question) {
  return make("article", { class: "pc-turn" },
    make("h2", { class: "pc-question" }, question),
    make("div", { class: "pc-answer" }, message(said("lost"), "pc-failure"),
      make("button", { type: "button", class: "pc-again" }, said("again"))));
}

// --- marks -------------------------------------------------------------------------------------

async function rate(article, rating, reason = "") {
  const at = [...past.children].indexOf(article);
  const turn = conversation.turns[at];
  const form = article.querySelector(".pc-reason");
  const status = article.querySelector(".pc-rated");
  if (!turn || (turn.rating === rating && (turn.reason ?? "") === reason)) return;
  try {
    const turns = conversation.turns.slice(0, at + 1);
    status.textContent = await server.rated({ turns, rating, reason, language: props.texts.language });
  } catch {
    status.textContent = said("undone");
    return;
  }
  Object.assign(turn, { rating, reason });
  keep(conversation);
  for (const thumb of article.querySelectorAll(".pc-thumb")) {
    thumb.setAttribute("aria-pressed", String(thumb.dataset.rating === rating));
  }
  const wasHidden = form.hidden;
  form.hidden = rating !== "bad";
  if (wasHidden && !form.hidden) {
    form.querySelector("input").focus({ preventScroll: true });
    form.scrollIntoView({ block: "center" });  // not under the question box
  }
}

// --- what the reader does -----------------------------------------------------------------------

function onClick(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const data = button.dataset;
  const article = button.closest(".pc-turn");
  if (data.ask !== undefined) ask(data.ask);
  else if (data.leads !== undefined) document.querySelector(`#pc-tabs [data-tab-id="${data.leads}"]`).click();
  else if (data.source !== undefined) window.planchat.source.open(button, props.texts.language);
  else if (data.without !== undefined) askWithout(button);
  else if (data.rating !== undefined) rate(article, data.rating, "");
  else if (button.classList.contains("pc-again")) askAgain(article);
  else if (button.classList.contains("pc-unfold")) unfold(article, button);
}

function unfold(article, button) {
  const folds = [...article.querySelectorAll(".pc-more:not(.pc-sources *)")];
  const open = folds.some((fold) => !fold.open);
  for (const fold of folds) fold.open = open;
  button.textContent = open ? button.dataset.fold : button.dataset.unfold;
}

on(element, "click", onClick);
on(past, "click", onClick);
on(bar, "click", onBar);
on(past, "submit", (event) => {
  event.preventDefault();
  rate(event.target.closest(".pc-turn"), "bad", event.target.querySelector("input").value.trim());
});
// The question box is mounted later than the conversation, so the document listens for it.
const inBox = (event) => Boolean(event.target.closest?.("#pc-question"));
on(document, "click", (event) => { if (event.target.closest("#pc-ask")) askTyped(); });
// Before Gradio's own listener; an input method's Enter only takes its word.
on(document, "keydown", (event) => {
  if (!inBox(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  askTyped();
}, { capture: true });
on(document, "input", (event) => {
  if (!inBox(event)) return;
  tell();
  stored(sessionStorage, TYPED, typed().value || null);
});
on(document, "keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = bar.querySelector("[aria-expanded=true]");
  if (!open) return;
  event.preventDefault();  // the source panel stays
  fold();
  open.focus();
}, { capture: true });

// --- from now on --------------------------------------------------------------------------------

function spoken() {
  const { language, title } = props.texts;
  if (drawn === language) return;
  const first = !drawn;
  drawn = language;
  document.documentElement.lang = language;
  document.title = title;
  if (first) return;
  window.planchat.source.close();
  // A reload or a bookmark keeps the language.
  const address = new URL(window.location);
  address.searchParams.set("lang", language);
  window.history.replaceState(window.history.state, "", address);
  if (!asking) show(conversation);  // else once it is answered
}

function typeAgain() {
  if (mounted.signal.aborted) return;
  if (!typed()) requestAnimationFrame(typeAgain);
  else type(stored(sessionStorage, TYPED));
}

if (stored(sessionStorage, TYPED)) typeAgain();
spoken();
show(shownBefore() ?? conversation);
watch("value", rendered);
watch("texts", spoken);
