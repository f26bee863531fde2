// kept.js, bar.js and chat.js run, in this order, as one function, once per mount of the conversation
// (gr.HTML's js_on_load): `element`, `trigger`, `props`, `server` and `watch` come from Gradio. No
// user-facing text here: all of it arrives in `props.texts`.

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

// --- conversations, kept by the browser ---------------------------------------------------------
// One entry of localStorage each, {id, title, updated, turns}; a turn is the record that came with
// its answer. LIST has their titles. sessionStorage knows which one this tab shows, and what is typed but not yet asked.

const KEPT = "planchat.conversation.";
const LIST = "planchat.conversations";
const SHOWN = "planchat.shown";
const TYPED = "planchat.typed";
const MOST_KEPT = 50;

const newId = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
const fresh = () => ({ id: newId(), title: "", updated: 0, turns: [] });

function stored(storage, key, value) {
  try {
    if (value === undefined) return storage.getItem(key);
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
    return value;
  } catch {
    return undefined;  // storage is full, or closed to this page
  }
}

function parsed(text) {
  try {
    const found = JSON.parse(text);
    return Array.isArray(found?.turns) ? found : null;
  } catch {
    return null;
  }
}

// Titles apart, so that a list needs no conversation to be parsed.
function keptList() {
  try {
    const found = JSON.parse(stored(localStorage, LIST) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

// Return whether the browser has kept the conversation.
function keep(conversation) {
  conversation.updated = Date.now();
  conversation.title ||= conversation.turns[0].question;
  const { id, title, updated } = conversation;
  const list = [{ id, title, updated }, ...keptList().filter((one) => one.id !== id)];
  for (const old of list.splice(MOST_KEPT)) stored(localStorage, KEPT + old.id, null);
  const text = JSON.stringify(conversation);
  let done = stored(localStorage, KEPT + id, text);
  // Full: the oldest give way.
  while (done === undefined && list.length > 1) {
    stored(localStorage, KEPT + list.pop().id, null);
    done = stored(localStorage, KEPT + id, text);
  }
  stored(localStorage, LIST, JSON.stringify(list));
  stored(sessionStorage, SHOWN, id);
  return done !== undefined;
}

function forget(ids) {
  for (const id of ids) stored(localStorage, KEPT + id, null);
  stored(localStorage, LIST, JSON.stringify(keptList().filter((one) => !ids.includes(one.id))));
}

function shownBefore() {
  const id = stored(sessionStorage, SHOWN);
  return (id && parsed(stored(localStorage, KEPT + id))) || null;
}
