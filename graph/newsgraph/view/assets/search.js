// Search with completion over every name and alias; the same list serves the choice of a path's ends.

const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let names = null;

function index() {
  names ??= nodes.flatMap(node =>
    [node.name, ...node.aliases].map((name, at) => ({
      node,
      name,
      alias: at > 0,
      plain: plain(name.slice(0, 300)),
    })),
  );
  return names;
}

// Starts of names first, then starts of words, then anything inside; the better linked first among equals.
function find(text, most = 12) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const best = new Map();
  for (const entry of index()) {
    const at = entry.plain.indexOf(wanted);
    if (at < 0) continue;
    const rank = entry.plain === wanted ? 0 : at === 0 ? 1 : /[\s\-'’(.]/.test(entry.plain[at - 1]) ? 2 : 3;
    const score = rank * 10 + (entry.alias ? 1 : 0) - entry.node.degree;
    const known = best.get(entry.node.id);
    if (!known || score < known.score) best.set(entry.node.id, { ...entry, score });
  }
  return [...best.values()].sort((a, b) => a.score - b.score || a.node.id - b.node.id).slice(0, most);
}

let lists = 0;
function combobox(input, list, choose) {
  let found = [],
    at = -1;
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = next => {
    at = next;
    [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const take = number => {
    if (!found[number]) return;
    const { node } = found[number];
    close();
    choose(node.id);
  };
  const update = () => {
    found = find(input.value);
    const group = list.id;
    list.replaceChildren(
      ...found.map(({ node, name, alias }, number) =>
        el(
          "li",
          {
            role: "option",
            id: `${group}-${number}`,
            "aria-selected": "false",
            onmousedown: event => {
              event.preventDefault();
              take(number);
            },
          },
          nodeIcon(node),
          el(
            "span",
            { class: "match" },
            named(alias ? name : node.name, 70),
            alias && el("small", {}, " ", named(node.name, 50)),
          ),
          el("small", {}, node.type.label),
        ),
      ),
    );
    if (!found.length && input.value.trim())
      list.replaceChildren(
        el("li", { class: "none", role: "option", "aria-disabled": "true" }, "No name like this"),
      );
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (found.length) mark(0);
  };
  input.addEventListener("input", update);
  input.addEventListener("focus", () => {
    if (input.value.trim()) update();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (list.hidden) update();
      else if (found.length) mark((at + 1) % found.length);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length) mark((at - 1 + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(Math.max(at, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}

function picker(label, choose) {
  const id = `picker-${++lists}`;
  const input = el("input", {
    type: "text",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
    spellcheck: "false",
  });
  const list = el("ul", { id, role: "listbox", "aria-label": "Matches", hidden: true });
  combobox(input, list, node => {
    input.value = short(nodes[node].name, 60);
    choose(node);
  });
  return el("div", { class: "picker" }, input, list);
}

combobox($("#search"), $("#search-list"), id => {
  $("#search").value = short(nodes[id].name, 60);
  if (state.view !== "table") $("#graph").focus({ preventScroll: true });
  if (state.view === "table") {
    table.query = nodes[id].name;
    go({ ...state, entity: nodes[id].key, pair: null });
    return;
  }
  if (state.view !== "map")
    return go({ ...state, focus: nodes[id].key, depth: 1, path: null, entity: nodes[id].key, pair: null });
  go({ ...state, entity: nodes[id].key, pair: null });
  network.moveTo({
    position: { x: nodes[id].x, y: nodes[id].y },
    scale: Math.max(network.getScale(), 0.7),
    animation: false,
  });
  namesSoon();
});
