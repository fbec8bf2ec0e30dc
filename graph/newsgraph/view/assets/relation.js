// The panels of two entities: what is said about both, or the way from one to the other.

// The way between two entities, one step after the other, with what is said of each.
function pathPanel() {
  const path = picture.found;
  const ends = state.path.map(key => byKey.get(key));
  const steps = path ? path.slice(1).map((id, at) => pairOf(path[at], id)) : [];
  return [
    el("p", { class: "kind" }, icon("path"), path ? plural(steps.length, "step") : "No path found"),
    el("h2", {}, named(ends[0].name, 60), " → ", named(ends[1].name, 60)),
    ...steps.map(pair =>
      el(
        "section",
        { class: "facts" },
        el("h3", {}, said(pair)),
        sentence([...openFacts(pair)].sort((a, b) => b.confidence - a.confidence)[0]),
        openFacts(pair).length > 1 &&
          el(
            "button",
            {
              type: "button",
              class: "text",
              onclick: () => go({ ...state, entity: null, pair: [nodes[pair.a].key, nodes[pair.b].key] }),
            },
            `All ${openFacts(pair).length} sentences`,
          ),
      ),
    ),
    !path &&
      el(
        "p",
        { class: "hint" },
        `${noPath()} `,
        el(
          "button",
          {
            type: "button",
            class: "text",
            onclick: () => {
              showEverything();
              picture.base = "";
              go({ ...state });
            },
          },
          "Look in everything",
        ),
      ),
    el("h3", {}, "Another path"),
    pathForm(null),
  ].filter(Boolean);
}

function pathForm(from) {
  const choice = { from, to: null };
  const go2 = () => {
    if (choice.from !== null && choice.to !== null)
      go({
        ...state,
        focus: null,
        path: [choice.from, choice.to],
        question: null,
        entity: null,
        pair: null,
        view: "network",
      });
  };
  const field = (side, label) =>
    picker(label, key => {
      choice[side] = key;
      go2();
    });
  return el(
    "div",
    { class: "path-form" },
    from === null && field("from", "From"),
    field("to", from === null ? "To" : "Path to…"),
  );
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
    heading(
      el("p", { class: "kind" }, plural(open.length, "sentence")),
      el("h2", { class: "unseen" }, `${short(nodes[pair.a].name, 60)} and ${short(nodes[pair.b].name, 60)}`),
      el("div", { class: "ends" }, entityLink(pair.a), entityLink(pair.b)),
    ),
    ...[...groups.values()].map(list =>
      el(
        "section",
        { class: "facts" },
        el(
          "h3",
          {},
          named(nodes[list[0].s].name, 60),
          el("em", {}, ` ${data.predicates[list[0].p].label} `),
          named(nodes[list[0].o].name, 60),
        ),
        list
          .slice(0, 50)
          .map(fact =>
            el("div", {}, fact.role && el("p", { class: "role" }, named(fact.role, 120)), sentence(fact)),
          ),
      ),
    ),
    !open.length &&
      el(
        "p",
        { class: "hint" },
        "Nothing that is said about these two passes the filters. ",
        el("button", { type: "button", class: "text", onclick: showEverything }, "Show everything"),
      ),
  ].filter(Boolean);
}
