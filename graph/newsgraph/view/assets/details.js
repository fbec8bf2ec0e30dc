// The panel on the right: an overview, one entity, one line, or a path.

const entityLink = (id, props = {}) =>
  el(
    "button",
    {
      type: "button",
      class: "entity",
      onclick: () => go({ ...state, entity: nodes[id].key, pair: null }),
      ...props,
    },
    nodeIcon(nodes[id]),
    named(nodes[id].name, 80),
  );

function heading(...children) {
  return el(
    "div",
    { class: "head" },
    el("div", { class: "head-text" }, children),
    el(
      "button",
      {
        type: "button",
        class: "icon",
        "aria-label": "Close details",
        onclick: () => {
          const chosen = state.entity || state.pair;
          go({ ...state, entity: null, pair: null, question: chosen ? state.question : null });
          closePanels();
        },
      },
      icon("close"),
    ),
  );
}

let detailed = "";
function showDetails() {
  const chosen = picture.chosen;
  const subject = chosen?.pair
    ? `pair ${chosen.pair.id}`
    : chosen
      ? `node ${chosen.node}`
      : String([state.path, state.question]);
  if (subject !== detailed) details.scrollTop = 0;
  detailed = subject;
  const held = details.contains(document.activeElement) ? document.activeElement.id : null;
  if (chosen?.node !== undefined) details.replaceChildren(...entityPanel(nodes[chosen.node]));
  else if (chosen?.pair) details.replaceChildren(...pairPanel(chosen.pair));
  else if (state.question) details.replaceChildren(...source.answer(state.question));
  else if (state.path) details.replaceChildren(...pathPanel());
  else details.replaceChildren(...overview());
  details.classList.toggle("open", Boolean(chosen || state.question));
  // What had the focus is gone with the old panel; its successor takes over.
  if (held !== null) ((held && document.getElementById(held)) || details).focus({ preventScroll: true });
}

function overview() {
  const shownNodes = nodes.filter(node => node.links);
  const open = passing.reduce((sum, value) => sum + value, 0);
  const score = node => (measure() === "degree" ? node.links : node[measure()]);
  const top = shownNodes
    .map(node => [score(node), node])
    .sort(([a, x], [b, y]) => b - a || x.id - y.id)
    .slice(0, 10)
    .map(([, node]) => node);
  const groups = communities.filter(group => group && group.size > 2).slice(0, 8);
  const figure = (count, name) =>
    el("div", { class: "figure" }, el("strong", {}, count.toLocaleString("en")), el("span", {}, name));
  return [
    el("h2", {}, "Overview"),
    source.opened &&
      el(
        "div",
        { class: "figures" },
        figure(shownNodes.length, "entities"),
        figure(open, "sentences"),
        figure(data.documents.length, "documents"),
      ),
    el(
      "h3",
      {},
      `Most connected${look.size === "degree" || look.size === "equal" ? "" : ` by ${SIZES[look.size]}`}`,
    ),
    el(
      "ol",
      { class: "plain" },
      top.map(node =>
        el(
          "li",
          { class: "row" },
          entityLink(node.id),
          el("span", { class: "count" }, plural(node.links, "link")),
        ),
      ),
    ),
    groups.length > 1 && el("h3", {}, "Communities"),
    groups.length > 1 &&
      el(
        "ol",
        { class: "plain" },
        groups.map(group =>
          el(
            "li",
            { class: "row" },
            el(
              "button",
              {
                type: "button",
                class: "entity",
                onclick: () => {
                  filter.only.community = new Set([group.id]);
                  filtersChanged();
                },
              },
              dot(groupColour(group.id)),
              el("span", {}, "around ", named(group.head.name, 50)),
            ),
            el("span", { class: "count" }, plural(group.size, "entity", "entities")),
          ),
        ),
      ),
    el("h3", {}, "Shortest path between two"),
    pathForm(null),
    el(
      "p",
      { class: "hint" },
      "Click an entity or a line to see what is said about it. Double-click an entity to unfold its neighbours.",
    ),
  ].filter(Boolean);
}

const dot = colour => {
  const mark = el("span", { class: "dot", "aria-hidden": "true" });
  mark.style.background = colour;
  return mark;
};
