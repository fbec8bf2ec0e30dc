// Everything that the mouse does, by keys.

const KEYS = [
  ["/", "search"],
  ["← ↑ → ↓", "move to a linked entity in that direction"],
  ["Enter", "open what is chosen"],
  ["e", "expand"],
  ["c", "collapse"],
  ["f", "focus on its neighbourhood; 1, 2, 3 set the depth"],
  ["+ −", "zoom"],
  ["0", "fit the picture"],
  ["t", "tidy the picture"],
  ["n m l", "network, map, list (table)"],
  ["d", "light or dark"],
  ["Esc", "close, or back to the overview"],
  ["?", "this help"],
];

function buildHelp() {
  const box = $("#help-box");
  box.replaceChildren(
    el(
      "div",
      { class: "head" },
      el("h2", { id: "help-title" }, "How to use this page"),
      el(
        "button",
        { type: "button", class: "icon", "aria-label": "Close help", onclick: () => box.close() },
        icon("close"),
      ),
    ),
    el(
      "p",
      {},
      "A shape is a person, company or product; a line between two says that a document relates them. Its width is the confidence; it is dashed where nothing says that it holds now. A number beside a shape counts the neighbours that are not shown: double-click to unfold them.",
    ),
    el(
      "p",
      {},
      "The page opens with the most connected part and with what is stated to hold now. Former, announced, rumoured and denied facts are in the filters.",
    ),
    el(
      "dl",
      {},
      KEYS.flatMap(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)]),
    ),
  );
}

function step(dx, dy) {
  const current = picture.chosen?.node;
  const start = current ?? [...picture.shown].sort((a, b) => nodes[b].degree - nodes[a].degree || a - b)[0];
  if (start === undefined) return;
  if (current === undefined) return go({ ...state, entity: nodes[start].key, pair: null });
  const here = network.getPosition(start);
  const linked = new Set(neighbours(start));
  let best,
    least = Infinity;
  for (const id of picture.shown) {
    if (id === start) continue;
    const there = network.getPosition(id),
      x = there.x - here.x,
      y = there.y - here.y;
    const along = x * dx + y * dy,
      aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 0 || aside > along * 1.8) continue;
    const cost = (along + aside * 1.5) * (linked.has(id) ? 1 : 4);
    if (cost < least) {
      best = id;
      least = cost;
    }
  }
  if (best === undefined) return announce("Nothing in that direction.");
  go({ ...state, entity: nodes[best].key, pair: null });
  const node = nodes[best];
  announce(`${short(node.name, 80)}, ${node.type.label}, ${plural(node.links, "link")}`);
  network.moveTo({ position: keepInSight(network.getPosition(best)), animation: false });
}

function keepInSight(place) {
  const box = $("#graph").getBoundingClientRect(),
    spot = network.canvasToDOM(place);
  const inside = spot.x > 40 && spot.y > 40 && spot.x < box.width - 40 && spot.y < box.height - 40;
  return inside ? network.getViewPosition() : place;
}

const zoomBy = factor => {
  network.moveTo({ scale: Math.min(4, Math.max(0.02, network.getScale() * factor)) });
  namesSoon();
};

const actions = {
  ArrowLeft: () => step(-1, 0),
  ArrowRight: () => step(1, 0),
  ArrowUp: () => step(0, -1),
  ArrowDown: () => step(0, 1),
  Enter: () => {
    details.classList.add("open");
    details.focus();
  },
  e: node => {
    if (node !== undefined && !picture.map) expand(node);
  },
  c: node => {
    if (node !== undefined && !picture.map) collapse(node);
  },
  f: node => {
    if (node !== undefined) go({ ...state, focus: nodes[node].key, depth: 1, path: null, view: "network" });
  },
  "+": () => zoomBy(1.3),
  "=": () => zoomBy(1.3),
  "-": () => zoomBy(1 / 1.3),
  0: () => fit(),
  t: () => {
    if (!picture.map) tidy();
  },
};
for (const depth of [1, 2, 3])
  actions[depth] = node => {
    if (node !== undefined) go({ ...state, focus: nodes[node].key, depth, path: null, view: "network" });
  };

const everywhere = {
  "/": () => {
    $("#search").focus();
    $("#search").select();
  },
  "?": () => $("#help-box").showModal(),
  n: () => go({ ...state, view: "network" }),
  m: () => VIEWS.includes("map") && go({ ...state, view: "map" }),
  l: () => go({ ...state, view: "table" }),
  d: () => switchTheme(),
  Escape: () => escape(),
};

function escape() {
  if (!$("#export-menu").hidden) return openMenu(false);
  if (document.body.classList.contains("filters-open")) return closePanels();
  if (state.entity || state.pair) return go({ ...state, entity: null, pair: null });
  if (state.focus || state.path || state.question) go({ ...state, focus: null, path: null, question: null });
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("#help-box").open) return;
  if (event.target.matches("input:not([type=checkbox]):not([type=range]), select, textarea")) {
    if (event.key === "Escape") {
      event.target.blur();
      $("#graph").focus();
    }
    return;
  }
  const inGraph = event.target === $("#graph") || event.target === document.body;
  const action =
    everywhere[event.key] ?? (inGraph && state.view !== "table" ? actions[event.key] : undefined);
  if (!action) return;
  event.preventDefault();
  action(picture.chosen?.node);
});
