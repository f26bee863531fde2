// The page's address: which tab is open and what is chosen there, so that a link leads back to it.
window.planchat = (() => {
  const own = ["tab", "lang"];
  const asked = new URLSearchParams(window.location.search);
  const chosen = {};
  let tab = asked.get("tab");
  let shown = null;
  let started = false;
  if (tab) chosen[tab] = Object.fromEntries([...asked].filter(([name]) => !own.includes(name)));

  function write() {
    const address = new URL(window.location);
    const language = address.searchParams.get("lang");
    const first = tab === document.body.dataset.first;
    const named = { ...(language && { lang: language }), ...(!first && { tab }), ...chosen[tab] };
    address.search = new URLSearchParams(named);
    window.history.replaceState(window.history.state, "", address);
    document.body.dataset.tab = tab;
  }

  // Arrow keys move along the tabs, as ARIA describes them.
  document.addEventListener("keydown", (event) => {
    const tabs = [...document.querySelectorAll("#pc-tabs > .tab-wrapper [role=tab]")].filter((one) => one.offsetParent);
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = tabs.at(to % tabs.length);
    next.focus();
    next.click();
  });

  function selected() {
    return document.querySelector("#pc-tabs > .tab-wrapper [role=tab][aria-selected=true]")?.dataset.tabId;
  }

  function turnTo(name) {
    const another = name !== tab;
    tab = name;
    write();
    // Gradio tells of the first tab late, when somebody may be reading a source already.
    if (another) window.dispatchEvent(new CustomEvent("planchat:tab"));
  }

  // The address follows the click itself: Gradio tells of it only when the tab has been drawn.
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("#pc-tabs > .tab-wrapper [role=tab]")?.dataset.tabId;
    if (!name) return;
    started = true;
    turnTo(name);
  }, true);

  return {
    note(text, name) {
      const paragraph = document.createElement("p");
      paragraph.className = name;
      paragraph.textContent = text;
      return paragraph;
    },
    // What Gradio's tabs are told when the page has loaded.
    start(names) {
      if (!names.includes(tab)) [tab] = names;
      document.body.dataset.first = names[0];
      document.body.dataset.tab = tab;
      started = shown === tab;
      // The update is lost on tabs that are still being put together.
      setTimeout(() => started || document.querySelector(`#pc-tabs [data-tab-id="${tab}"]`)?.click(), 800);
      return { __type__: "update", selected: tab };
    },
    // Before the tab that the address names Gradio opens the first one.
    opened(name) {
      shown = name;
      started ||= name === tab;
      // What Gradio tells late of a tab that has been left again changes nothing.
      if (started && (selected() ?? name) === name) turnTo(name);
    },
    chosen: (name) => ({ ...chosen[name] }),
    choose(name, values) {
      chosen[name] = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
      if (name === tab) write();
    },
  };
})();
