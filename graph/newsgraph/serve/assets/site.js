// What every page has: names that complete as one types, in the search box and in the forms of questions.

const site = (() => {
  "use strict";
  const base = document.body.dataset.base;

  // Where a thing has its page here.
  const pageOf = iri => (iri.startsWith(base) ? "/" + iri.slice(base.length) : "");

  async function load(address, body) {
    const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(address, { headers: { Accept: "application/json" }, ...options });
    const data = await answer.json();
    if (!answer.ok) throw new Error(data.error || `the server answered ${answer.status}`);
    return data;
  }

  // A combobox (WAI-ARIA 1.2) over the names of the graph.
  function complete(input, list, choose) {
    let rows = [];
    let at = -1;
    let turn = 0;
    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = next => {
      at = next;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
      if (at >= 0) {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const take = row => {
      close();
      choose(row);
    };
    const show = found => {
      rows = found;
      list.replaceChildren(
        ...rows.map((row, n) =>
          el(
            "li",
            {
              role: "option",
              id: `${list.id}-${n}`,
              "aria-selected": "false",
              onmousedown: event => {
                event.preventDefault();
                take(row);
              },
            },
            el("span", {}, named(row.name), ...(row.match === row.name ? [] : [" (", named(row.match), ")"])),
            el("small", {}, row.type),
          ),
        ),
      );
      list.hidden = rows.length === 0;
      input.setAttribute("aria-expanded", String(rows.length > 0));
      at = -1;
      announce(rows.length ? plural(rows.length, "name") : "");
    };
    input.addEventListener("input", () => {
      const own = ++turn;
      setTimeout(async () => {
        if (own !== turn) return;
        if (!input.value.trim()) return close();
        try {
          const found = await load(`/api/complete?q=${encodeURIComponent(input.value)}`);
          if (own === turn && document.activeElement === input) show(found);
        } catch {
          close();
        }
      }, 120);
    });
    input.addEventListener("keydown", event => {
      if (event.key === "Escape") close();
      else if (list.hidden) return;
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((at + step + rows.length + (at < 0 && step < 0 ? 1 : 0)) % rows.length);
      } else if (event.key === "Enter" && at >= 0) {
        event.preventDefault();
        take(rows[at]);
      }
    });
    input.addEventListener("blur", close);
  }

  const hooks = { choose: null };
  complete($("#ask"), $("#ask-list"), row => {
    $("#ask").value = row.name;
    if (hooks.choose) hooks.choose(row.iri);
    else location.assign(pageOf(row.iri));
  });
  document.querySelectorAll("input[data-names]").forEach((input, n) => {
    const list = el("ul", { role: "listbox", id: `names-${n}`, "aria-label": "Names" });
    list.hidden = true;
    input.parentNode.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]])
      input.setAttribute(name, value);
    // The IRI is what cannot be mistaken where several things have the name.
    complete(input, list, row => {
      input.value = row.iri;
    });
  });
  addEventListener("keydown", event => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      $("#ask").focus();
    }
  });
  return { pageOf, load, hooks };
})();
