// The panel on the right: an overview, one entity, one line, or a path.

const entityLink = (id, props = {}) => el("button", {
  type: "button", class: "entity", onclick: () => go({ ...state, entity: nodes[id].key, pair: null }), ...props,
}, nodeIcon(nodes[id]), named(nodes[id].name, 80));

function heading(...children) {
  return el("div", { class: "head" }, el("div", { class: "head-text" }, children),
    el("button", { type: "button", class: "icon", "aria-label": "Close details", onclick: () => { go({ ...state, entity: null, pair: null }); closePanels(); } }, icon("close")));
}

let detailed = "";
function showDetails() {
  const chosen = picture.chosen;
  const subject = chosen?.pair ? `pair ${chosen.pair.id}` : chosen ? `node ${chosen.node}` : String(state.path);
  if (subject !== detailed) details.scrollTop = 0;
  detailed = subject;
  const held = details.contains(document.activeElement) ? document.activeElement.id : null;
  if (chosen?.node !== undefined) details.replaceChildren(...entityPanel(nodes[chosen.node]));
  else if (chosen?.pair) details.replaceChildren(...pairPanel(chosen.pair));
  else if (state.path) details.replaceChildren(...pathPanel());
  else details.replaceChildren(...overview());
  details.classList.toggle("open", Boolean(chosen));
  // What had the focus is gone with the old panel; its successor takes over.
  if (held !== null) ((held && document.getElementById(held)) || details).focus({ preventScroll: true });
}

const heading2 = text => el("h2", {}, text);

// The way between two entities, one step after the other, with what is said of each.
function pathPanel() {
  const path = picture.found;
  const ends = state.path.map(key => byKey.get(key));
  const steps = path ? path.slice(1).map((id, at) => pairOf(path[at], id)) : [];
  return [
    el("p", { class: "kind" }, icon("path"), path ? plural(steps.length, "step") : "No path"),
    el("h2", {}, named(ends[0].name, 60), " → ", named(ends[1].name, 60)),
    ...steps.map(pair => el("section", { class: "facts" },
      el("h3", {}, said(pair)), sentence([...openFacts(pair)].sort((a, b) => b.confidence - a.confidence)[0]),
      openFacts(pair).length > 1 && el("button", { type: "button", class: "text", onclick: () => go({ ...state, entity: null, pair: [nodes[pair.a].key, nodes[pair.b].key] }) }, `All ${openFacts(pair).length} sentences`))),
    !path && el("p", { class: "hint" }, "With these filters nothing links the two. ", el("button", { type: "button", class: "text", onclick: () => { showEverything(); picture.base = ""; go({ ...state }); } }, "Look in everything")),
    el("h3", {}, "Another path"), pathForm(null),
  ].filter(Boolean);
}

function overview() {
  const shownNodes = nodes.filter(node => node.links);
  const open = passing.reduce((sum, value) => sum + value, 0);
  const score = node => (measure() === "degree" ? node.links : node[measure()]);
  const top = shownNodes.map(node => [score(node), node]).sort(([a, x], [b, y]) => b - a || x.id - y.id).slice(0, 10).map(([, node]) => node);
  const groups = communities.filter(group => group && group.size > 2).slice(0, 8);
  const figure = (count, name) => el("div", { class: "figure" }, el("strong", {}, count.toLocaleString("en")), el("span", {}, name));
  return [
    heading2("Overview"),
    el("div", { class: "figures" }, figure(shownNodes.length, "entities"), figure(open, "sentences"), figure(data.documents.length, "documents")),
    el("h3", {}, `Most connected${look.size === "degree" || look.size === "equal" ? "" : ` by ${SIZES[look.size]}`}`),
    el("ol", { class: "plain" }, top.map(node => el("li", { class: "row" }, entityLink(node.id), el("span", { class: "count" }, plural(node.links, "link"))))),
    groups.length > 1 && el("h3", {}, "Communities"),
    groups.length > 1 && el("ol", { class: "plain" }, groups.map(group => el("li", { class: "row" },
      el("button", { type: "button", class: "entity", onclick: () => { filter.only.community = new Set([group.id]); filtersChanged(); } },
        dot(groupColour(group.id)), el("span", {}, "around ", named(group.head.name, 50))),
      el("span", { class: "count" }, plural(group.size, "entity", "entities"))))),
    el("h3", {}, "Shortest path between two"),
    pathForm(null),
    el("p", { class: "hint" }, "Click an entity or a line to see what is said about it. Double-click an entity to unfold its neighbours."),
  ].filter(Boolean);
}

const dot = colour => {
  const mark = el("span", { class: "dot", "aria-hidden": "true" });
  mark.style.background = colour;
  return mark;
};

function pathForm(from) {
  const choice = { from, to: null };
  const go2 = () => { if (choice.from !== null && choice.to !== null) go({ ...state, focus: null, path: [nodes[choice.from].key, nodes[choice.to].key], entity: null, pair: null, view: "network" }); };
  const field = (side, label) => picker(label, id => { choice[side] = id; go2(); });
  return el("div", { class: "path-form" }, from === null && field("from", "From"), field("to", from === null ? "To" : "Path to…"));
}

function entityPanel(node) {
  const more = hiddenNeighbours(node.id).length;
  const depth = state.focus === node.key ? state.depth : 0;
  const known = node.same.filter(iri => /^https?:\/\//i.test(iri));
  return [
    heading(
      el("p", { class: "kind" }, nodeIcon(node), node.type.label),
      el("h2", { title: short(node.name, 400) }, named(node.name, 160)),
      node.aliases.length > 0 && el("p", { class: "aliases" }, "also ", node.aliases.slice(0, 12).flatMap((name, at) => [at ? ", " : "", named(name, 60)]),
        node.aliases.length > 12 && ` and ${node.aliases.length - 12} more`)),
    el("div", { class: "actions" },
      el("div", { class: "steps", role: "group", "aria-label": "Focus on the neighbourhood, by depth" }, el("span", {}, icon("focus"), "Focus"),
        [1, 2, 3].map(step => el("button", { type: "button", "aria-pressed": String(depth === step), "aria-label": `Focus with depth ${step}`,
          onclick: () => go({ ...state, focus: node.key, depth: step, path: null, entity: node.key, pair: null, view: state.view === "table" ? "network" : state.view === "map" ? "network" : state.view }) }, String(step)))),
      iconButton("expand", more ? `Expand (${more})` : "Expand", () => { expand(node.id); showDetails(); }, { id: "expand", disabled: !more || picture.map }),
      iconButton("collapse", "Collapse", () => { collapse(node.id); showDetails(); }, { id: "collapse", disabled: picture.map }),
      iconButton("link", "Copy link", event => copyLink(event.currentTarget, node))),
    pathForm(node.id),
    ...factList(node),
    known.length > 0 && el("p", { class: "same" }, "Same as ", known.map(iri => el("a", { href: iri, rel: "noopener noreferrer", target: "_blank" }, named(iri, 60)))),
    el("p", { class: "iri" }, named(node.iri, 300)),
  ].filter(Boolean);
}

async function copyLink(button, node) {
  const address = location.href.split("#")[0] + write({ entity: node.key });
  try { await navigator.clipboard.writeText(address); announce("Link copied."); button.lastChild.textContent = "Copied"; }
  catch { announce("The browser did not allow copying; the address bar has the link."); }
}

// Facts about one entity, by predicate and direction, one row a neighbour and role.
function factList(node) {
  const groups = new Map();
  let closed = 0;
  for (const pair of node.pairs) {
    for (const fact of pair.facts) {
      if (!passing[fact.id]) { closed += 1; continue; }
      const predicate = data.predicates[fact.p];
      const forward = fact.s === node.id || predicate.symmetric;
      const name = `${fact.p} ${forward ? 0 : 1}`;
      if (!groups.has(name)) groups.set(name, { predicate, forward, rows: new Map() });
      const other = otherEnd(pair, node.id), row = `${other} ${fact.role ?? ""} ${fact.time} ${fact.modality}`;
      const rows = groups.get(name).rows;
      if (!rows.has(row)) rows.set(row, { other, facts: [] });
      rows.get(row).facts.push(fact);
    }
  }
  const sections = [...groups.values()].sort((a, b) => b.rows.size - a.rows.size).map(({ predicate, forward, rows }) => {
    const list = [...rows.values()].sort((a, b) => nodes[b.other].degree - nodes[a.other].degree);
    const body = el("ul", { class: "plain" }, list.slice(0, 30).map(factRow));
    if (list.length > 30) {
      body.append(el("li", {}, el("button", { type: "button", class: "text", onclick: event => event.target.parentNode.replaceWith(...list.slice(30).map(factRow)) }, `Show ${list.length - 30} more`)));
    }
    return el("section", { class: "facts" },
      el("h3", {}, forward ? predicate.label : predicate.inverse, " ", el("span", { class: "count" }, String(list.length))), body);
  });
  if (!sections.length) sections.push(el("p", { class: "hint" }, "No fact about it passes the filters."));
  if (closed) sections.push(el("p", { class: "hint" }, `${plural(closed, "sentence")} hidden by the filters. `,
    el("button", { type: "button", class: "text", onclick: () => { showEverything(); } }, "Show them")));
  return sections;
}

function factRow({ other, facts: rows }) {
  const best = Math.max(...rows.map(fact => fact.confidence));
  const first = rows[0];
  const open = el("details", { class: "why" }, el("summary", {}, plural(rows.length, "sentence")));
  open.addEventListener("toggle", () => { if (open.open && open.children.length === 1) open.append(...rows.map(sentence)); });
  return el("li", { class: "fact" },
    el("div", { class: "row" }, entityLink(other), badges(first), el("span", { class: "count", title: "Confidence" }, percent(best))),
    first.role && el("p", { class: "role" }, named(first.role, 120)), open);
}

function pairPanel(pair) {
  const open = openFacts(pair);
  const groups = new Map();
  for (const fact of open) {
    const name = `${fact.s} ${fact.p}`;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(fact);
  }
  return [
    heading(el("p", { class: "kind" }, plural(open.length, "sentence")), el("h2", { class: "unseen" }, `${short(nodes[pair.a].name, 60)} and ${short(nodes[pair.b].name, 60)}`),
      el("div", { class: "ends" }, entityLink(pair.a), entityLink(pair.b))),
    ...[...groups.values()].map(list => el("section", { class: "facts" },
      el("h3", {}, named(nodes[list[0].s].name, 60), el("em", {}, ` ${data.predicates[list[0].p].label} `), named(nodes[list[0].o].name, 60)),
      list.slice(0, 50).map(fact => el("div", {}, fact.role && el("p", { class: "role" }, named(fact.role, 120)), sentence(fact))))),
    !open.length && el("p", { class: "hint" }, "Nothing that is said about these two passes the filters. ", el("button", { type: "button", class: "text", onclick: showEverything }, "Show everything")),
  ].filter(Boolean);
}
