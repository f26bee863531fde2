// --- what is drawn by the page itself -----------------------------------------------------------

function draw() {
  const started = conversation.turns.length > 0;
  const kept = keptList().length;
  bar.setAttribute("aria-label", said("tools"));
  bar.setAttribute("role", "group");
  const open = bar.querySelector("[aria-expanded=true]")?.id;
  const drop = (id, text) => make("button", {
    type: "button", id, class: "pc-tool", "aria-expanded": String(open === id), "aria-controls": `${id}-list`,
  }, text);
  const lists = [];
  const tools = [];
  if (started) {
    tools.push(make("button", { type: "button", id: "pc-again", class: "pc-tool" }, said("new")));
    tools.push(drop("pc-export", said("download")));
    lists.push(exportList());
  }
  if (kept) {
    tools.push(drop("pc-history", said("history", { count: kept })));
    lists.push(historyList());
  }
  for (const list of lists) list.hidden = list.id !== `${open}-list`;
  const focused = bar.contains(document.activeElement) ? document.activeElement.id : "";
  bar.replaceChildren(make("div", { class: "pc-bar-tools" }, ...tools), ...lists);
  if (focused) document.getElementById(focused)?.focus();
  past.setAttribute("aria-label", said("turns"));
  past.lang = props.texts.language;
}

function exportList() {
  const forms = ["docx", "md"].map((form) =>
    make("button", { type: "button", class: "pc-row", "data-form": form }, said(form)));
  return make("div", { id: "pc-export-list", class: "pc-drop" }, ...forms);
}

function historyList() {
  const day = new Intl.DateTimeFormat(props.texts.language === "vi" ? "vi-VN" : "en-GB",
    { day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit" });
  const rows = keptList().map((one) => make("li", {},
    make("button", {
      type: "button", class: "pc-row", "data-open": one.id,
      "aria-current": one.id === conversation.id ? "true" : null,
    }, make("span", { class: "pc-row-title" }, one.title), make("time", {}, day.format(one.updated))),
    make("button", {
      type: "button", class: "pc-delete", "data-forget": one.id,
      "aria-label": said("remove", { title: one.title }), title: said("remove", { title: one.title }),
    }, make("span", { "aria-hidden": "true" }, "×"))));
  return make("div", { id: "pc-history-list", class: "pc-drop" },
    make("p", { class: "pc-label" }, said("private")),
    make("ul", {}, ...rows),
    make("button", { type: "button", class: "pc-tool", id: "pc-forget-all" }, said("remove_all")));
}

// --- whole conversations ------------------------------------------------------------------------

let showing = 0;  // counts what was shown: of two at once the later one stays

async function show(kept) {
  conversation = kept;
  const mine = ++showing;
  stored(sessionStorage, SHOWN, conversation.turns.length ? conversation.id : null);
  closeSource();
  tell();
  past.replaceChildren();
  element.hidden = conversation.turns.length > 0;
  draw();
  if (!conversation.turns.length) { past.inert = false; start(); return; }
  const { turns } = conversation;
  past.inert = true;  // nothing can be done with it, and nothing asked, until it is whole
  try {
    for (const part of isLong(turns) ? [beginnings(turns), turns] : [turns]) {
      const html = await server.kept({ turns: part, language: props.texts.language });
      if (mine !== showing) return;
      past.innerHTML = html;
      lastTurn()?.scrollIntoView({ block: "start", behavior: "instant" });
    }
  } catch {
    if (mine !== showing) return;
    past.replaceChildren();  // a beginning alone would look like the whole
    tell(said("undone"));
  }
  past.inert = false;
}

// Of a long conversation comes first what is in sight: the beginning of its last answer.
const MOST_AT_ONCE = 150;  // statements
const [IN_SIGHT, ABOVE] = [40, 2];  // statements of the last answer, and of each before it

const listed = (turn) => turn.answer?.statements ?? [];
const isLong = (turns) => turns.reduce((sum, turn) => sum + listed(turn).length, 0) > MOST_AT_ONCE;

function beginnings(turns) {
  return turns.map((turn, at) => {
    const statements = listed(turn).slice(0, at === turns.length - 1 ? IN_SIGHT : ABOVE);
    if (statements.length === listed(turn).length) return turn;
    const cited = new Set(statements.flatMap((one) => one.markers));
    const citations = turn.answer.citations.filter((one) => cited.has(one.marker));
    return { ...turn, answer: { ...turn.answer, statements, citations } };
  });
}

async function start() {
  const { language } = props.texts;
  element.hidden = false;
  if (welcome.language === language) drawWelcome();
  try {
    const { html, ready } = await server.start(language);
    if (asking || conversation.turns.length || language !== props.texts.language) return;
    if (welcome.html !== html || welcome.language !== language) {
      welcome = { html, language };
      drawWelcome();
    }
    if (!ready) setTimeout(() => { if (element.isConnected && !asking && !conversation.turns.length) start(); }, 3000);
  } catch {
    tell(said("undone"));
  }
}

function drawWelcome() {
  const root = element.querySelector(".pc-root");
  root.innerHTML = welcome.html;
  root.lang = welcome.language;
}

function remove(ids) {
  forget(ids);
  if (ids.includes(conversation.id)) show(fresh());
  else draw();
  if (!bar.contains(document.activeElement)) (document.getElementById("pc-history") ?? typed()).focus();
}

async function download(form) {
  try {
    const file = await server.exported({ turns: conversation.turns, language: props.texts.language, form });
    const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    make("a", { href: address, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  } catch {
    tell(said("undone"));
  }
}

function onBar(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const data = button.dataset;
  if (button.hasAttribute("aria-expanded")) {
    const opening = button.getAttribute("aria-expanded") !== "true";
    for (const other of bar.querySelectorAll("[aria-expanded]")) {
      const open = other === button && opening;
      other.setAttribute("aria-expanded", String(open));
      document.getElementById(`${other.id}-list`).hidden = !open;
    }
  } else if (asking) {
    return;
  } else if (button.id === "pc-again") { fold(); show(fresh()); typed().focus(); }
  else if (button.id === "pc-forget-all" && button.dataset.sure) remove(keptList().map((one) => one.id));
  else if (button.id === "pc-forget-all") { button.dataset.sure = "yes"; button.textContent = said("remove_sure"); }
  else if (data.open) { fold(); show(parsed(stored(localStorage, KEPT + data.open)) ?? fresh()); }
  else if (data.forget) remove([data.forget]);
  else if (data.form) { fold(); download(data.form); }
}

function fold() {
  for (const button of bar.querySelectorAll("[aria-expanded=true]")) button.click();
}
