// Search with completion over every name and alias; the same list serves the choice of a path's ends.

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
function findName(text, most = 12) {
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
  return [...best.values()]
    .sort((a, b) => a.score - b.score || a.node.id - b.node.id)
    .slice(0, most)
    .map(({ node, name, alias }) => ({
      key: node.key,
      name,
      other: alias ? node.name : null,
      type: node.type.label,
      icon: nodeIcon(node),
    }));
}

let lists = 0;
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
  combobox(input, list, {
    find: source.find,
    choose: row => {
      input.value = short(row.other ?? row.name, 60);
      choose(row.key);
    },
  });
  return el("div", { class: "picker" }, input, list);
}

// What is no name may be a question.
const asQuestion = text => (/\s\S+\s|['’]s\s\S|\?$/.test(text) ? { question: text, name: text } : null);

combobox($("#search"), $("#search-list"), {
  find: text => source.find(text),
  ask: asQuestion,
  choose: ({ key, question, name, other }) => {
    if (question) return source.question(question);
    $("#search").value = short(other ?? name, 60);
    if (state.view === "table") {
      table.query = other ?? name;
      return go({ ...state, entity: key, pair: null });
    }
    $("#graph").focus({ preventScroll: true });
    if (state.view !== "map") return go({ ...state, focus: key, depth: 1, path: null, entity: key, pair: null, question: null });
    go({ ...state, entity: key, pair: null });
    const { x, y } = byKey.get(key);
    network.moveTo({ position: { x, y }, scale: Math.max(network.getScale(), 0.7), animation: false });
    namesSoon();
  },
});
