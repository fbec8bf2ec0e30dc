// What every page but the explorer has: names that complete as one types, in the search box and in forms.

const site = (() => {
  "use strict";
  const base = document.body.dataset.base;

  // Where a thing has its page here.
  const pageOf = iri => (iri.startsWith(base) ? "/" + iri.slice(base.length) : "");

  // Enter sends the form where no name is chosen.
  combobox($("#ask"), $("#ask-list"), { find: complete, choose: row => location.assign(pageOf(row.iri)), eager: false });
  document.querySelectorAll("input[data-names]").forEach((input, n) => {
    const list = el("ul", { role: "listbox", id: `names-${n}`, "aria-label": "Names", hidden: true });
    input.parentNode.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]])
      input.setAttribute(name, value);
    // The IRI is what cannot be mistaken where several things have the name.
    combobox(input, list, { find: complete, choose: row => (input.value = row.iri), eager: false });
  });
  addEventListener("keydown", event => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $("#ask").focus();
    }
  });
  return { pageOf };
})();
