// The panel of one entity: its names, what one can do with it, and its facts.

function entityPanel(node) {
  const more = hiddenCount(node.id);
  const page = source.page(node.iri);
  const depth = state.focus === node.key ? state.depth : 0;
  const known = node.same.filter(iri => /^https?:\/\//i.test(iri));
  return [
    heading(
      el("p", { class: "kind" }, nodeIcon(node), node.type.label),
      el("h2", { title: short(node.name, 400) }, named(node.name, 160)),
      node.aliases.length > 0 &&
        el(
          "p",
          { class: "aliases" },
          "also ",
          node.aliases.slice(0, 12).flatMap((name, at) => [at ? ", " : "", named(name, 60)]),
          node.aliases.length > 12 && ` and ${node.aliases.length - 12} more`,
        ),
    ),
    el(
      "div",
      { class: "actions" },
      el(
        "div",
        { class: "steps", role: "group", "aria-label": "Focus on the neighbourhood, by depth" },
        el("span", {}, icon("focus"), "Focus"),
        [1, 2, 3].map(step =>
          el(
            "button",
            {
              type: "button",
              "aria-pressed": String(depth === step),
              "aria-label": `Focus with depth ${step}`,
              onclick: () =>
                go({
                  ...state,
                  focus: node.key,
                  depth: step,
                  path: null,
                  entity: node.key,
                  pair: null,
                  view: state.view === "table" ? "network" : state.view === "map" ? "network" : state.view,
                }),
            },
            String(step),
          ),
        ),
      ),
      iconButton(
        "expand",
        more ? `Expand (${more})` : "Expand",
        () => expand(node.id),
        { id: "expand", disabled: !more || picture.map },
      ),
      iconButton(
        "collapse",
        "Collapse",
        () => collapse(node.id),
        { id: "collapse", disabled: picture.map },
      ),
      iconButton("link", "Copy link", event => copyLink(event.currentTarget, node)),
      page && el("a", { class: "tool", href: page }, "Its page"),
    ),
    pathForm(node.key),
    ...factList(node),
    known.length > 0 &&
      el(
        "p",
        { class: "same" },
        "Same as ",
        known.map(iri =>
          el("a", { href: iri, rel: "noopener noreferrer", target: "_blank" }, named(iri, 60)),
        ),
      ),
    el("p", { class: "iri" }, named(node.iri, 300)),
  ].filter(Boolean);
}

async function copyLink(button, node) {
  const address = location.href.split("#")[0] + write({ entity: node.key });
  try {
    await navigator.clipboard.writeText(address);
    announce("Link copied.");
    button.lastChild.textContent = "Copied";
  } catch {
    announce("The browser did not allow copying; the address bar has the link.");
  }
}

// Facts about one entity, by predicate and direction, one row a neighbour and role.
function factList(node) {
  const groups = new Map();
  let closed = 0;
  for (const pair of node.pairs) {
    for (const fact of pair.facts) {
      if (!passing[fact.id]) {
        closed += 1;
        continue;
      }
      const predicate = data.predicates[fact.p];
      const forward = fact.s === node.id || predicate.symmetric;
      const name = `${fact.p} ${forward ? 0 : 1}`;
      if (!groups.has(name)) groups.set(name, { predicate, forward, rows: new Map() });
      const other = otherEnd(pair, node.id),
        row = `${other} ${fact.role ?? ""} ${fact.time} ${fact.modality}`;
      const rows = groups.get(name).rows;
      if (!rows.has(row)) rows.set(row, { other, pair, facts: [] });
      rows.get(row).facts.push(fact);
    }
  }
  const sections = [...groups.values()]
    .sort((a, b) => b.rows.size - a.rows.size)
    .map(({ predicate, forward, rows }) => {
      const list = [...rows.values()].sort((a, b) => nodes[b.other].degree - nodes[a.other].degree);
      const body = el("ul", { class: "plain" }, list.slice(0, 30).map(factRow));
      if (list.length > 30) {
        body.append(
          el(
            "li",
            {},
            el(
              "button",
              {
                type: "button",
                class: "text",
                onclick: event => event.target.parentNode.replaceWith(...list.slice(30).map(factRow)),
              },
              `Show ${list.length - 30} more`,
            ),
          ),
        );
      }
      return el(
        "section",
        { class: "facts" },
        el(
          "h3",
          {},
          forward ? predicate.label : predicate.inverse,
          " ",
          el("span", { class: "count" }, String(list.length)),
        ),
        body,
      );
    });
  if (beyond(node))
    sections.push(el("p", { class: "hint" }, `${plural(beyond(node), "neighbour")} not loaded yet; expand to see more.`));
  if (!sections.length) sections.push(el("p", { class: "hint" }, "No fact about it passes the filters."));
  if (closed)
    sections.push(
      el(
        "p",
        { class: "hint" },
        `${plural(closed, "sentence")} hidden by the filters. `,
        el(
          "button",
          {
            type: "button",
            class: "text",
            onclick: () => {
              showEverything();
            },
          },
          "Show them",
        ),
      ),
    );
  return sections;
}

function factRow({ other, pair, facts: rows }) {
  const best = Math.max(...rows.map(fact => fact.confidence));
  const first = rows[0];
  const open = el("details", { class: "why" }, el("summary", {}, plural(rows.length, "sentence") + (pair.more ? " and more" : "")));
  open.addEventListener("toggle", () => {
    if (!open.open || open.children.length > 1) return;
    const all = () => go({ ...state, entity: null, pair: [nodes[pair.a].key, nodes[pair.b].key] });
    open.append(...rows.map(sentence), pair.more ? el("button", { type: "button", class: "text", onclick: all }, "All sentences") : "");
  });
  return el(
    "li",
    { class: "fact" },
    el(
      "div",
      { class: "row" },
      entityLink(other),
      badges(first),
      el("span", { class: "count", title: "Confidence" }, percent(best)),
    ),
    first.role && el("p", { class: "role" }, named(first.role, 120)),
    open,
  );
}
