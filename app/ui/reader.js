// A plan to be read, in a dialog over the page. Stands before the library's script; `texts` are its
// root's data attributes. No user-facing text here.
const narrow = window.matchMedia("(max-width: 899px)");
const { note } = window.planchat;

function readerDialog() {
  const there = document.getElementById("pk-reader");
  if (there) return there;
  const dialog = document.createElement("dialog");
  dialog.id = "pk-reader";
  dialog.innerHTML = '<button type="button" class="pk-close"><span aria-hidden="true">×</span></button>'
    + '<div class="pk-reader-content"></div>';
  dialog.querySelector(".pk-close").onclick = () => dialog.close();
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) return dialog.close();
    const link = event.target.closest("a[data-section]");
    if (!link) return;
    event.preventDefault();
    if (narrow.matches) dialog.querySelector(".pk-tree")?.removeAttribute("open");
    for (const other of dialog.querySelectorAll("a[aria-current]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    const target = document.getElementById(link.dataset.section);
    target.tabIndex = -1;
    target.scrollIntoView({ block: "start" });
    // Pieces above are laid out only now and may push it away: put it right once more.
    requestAnimationFrame(() => { target.scrollIntoView({ block: "start" }); target.focus({ preventScroll: true }); });
  });
  dialog.addEventListener("close", () => dialog.querySelector(".pk-reader-content").replaceChildren());
  document.body.append(dialog);
  return dialog;
}

async function openReader(address, texts) {
  const dialog = readerDialog();
  const content = dialog.querySelector(".pk-reader-content");
  dialog.setAttribute("aria-label", texts.document);
  dialog.querySelector(".pk-close").setAttribute("aria-label", texts.close);
  content.replaceChildren(note(texts.loading, "pk-quiet"));
  if (!dialog.open) dialog.showModal();
  try {
    const answer = await fetch(address);
    if (answer.headers.get("content-type").includes("html")) content.innerHTML = await answer.text();
    else content.replaceChildren(note((await answer.json()).error, "pk-failure"));
  } catch {
    content.replaceChildren(note(texts.failed, "pk-failure"));
  }
  if (narrow.matches) content.querySelector(".pk-tree")?.removeAttribute("open");
  content.querySelector("h2")?.focus({ preventScroll: true });
}
