// Puts the parts together and opens the page.

function showSize() {
  if (!source.opened) return;
  $("#size").textContent =
    source.total === null
      ? `${plural(nodes.length, "entity", "entities")} · ${plural(data.documents.length, "document")}`
      : `${plural(source.total, "entity", "entities")}, loaded as you walk`;
}

// One line over the picture: what it shows of how much, and the way on and back.
function showStatus() {
  const status = $("#status");
  const total = source.total ?? nodes.filter(node => node.links).length;
  const button = (text, onclick, props = {}) =>
    el("button", { type: "button", class: "chip", onclick, ...props }, text);
  const home = () =>
    button(
      "Overview",
      () => {
        picture.base = "";
        go({ ...state, focus: null, path: null, entity: null, pair: null, question: null });
      },
      { id: "home" },
    );
  const parts = [];
  if (picture.map)
    parts.push(el("span", {}, `${mapped(total)}; zoom in for more names`));
  else if (state.path) {
    const path = picture.found;
    parts.push(
      home(),
      el(
        "span",
        {},
        path
          ? [
              "Shortest path, ",
              plural(path.length - 1, "step"),
              ": ",
              ...path.flatMap((id, at) => [at ? " → " : "", named(nodes[id].name, 30)]),
            ]
          : noPath(),
      ),
    );
  } else {
    const here = picture.shown.size;
    if (state.focus)
      parts.push(
        home(),
        el(
          "span",
          {},
          "Around ",
          named(byKey.get(state.focus).name, 40),
          ` · ${plural(here, "entity", "entities")}`,
        ),
      );
    else if (source.opened)
      parts.push(
        el(
          "span",
          {},
          here < total
            ? `${here.toLocaleString("en")} of ${plural(total, "entity", "entities")}: the most connected part`
            : `All ${plural(total, "entity", "entities")}`,
        ),
      );
    if (here < total && picture.places.size < MOST) parts.push(button("Show more", showMore, { id: "more" }));
    if (!state.focus && (state.question || picture.places.size !== picture.opened)) parts.push(home());
  }
  const focused = status.contains(document.activeElement) ? document.activeElement.id : "";
  status.replaceChildren(...parts);
  if (focused) ($(`#${focused}`) ?? $("#graph")).focus();
}

function mapped(total) {
  const here = spots.size;
  return here < total
    ? `The ${here.toLocaleString("en")} best linked of ${plural(total, "entity", "entities")}`
    : `All ${plural(total, "entity", "entities")}`;
}

// What depends on how much of the graph is here.
function grown() {
  names = null;
  applyFilter();
  surveyMap();
  buildFilters();
  showSize();
  showLegend();
  if (state.view === "table") drawTable();
}

function switchTheme() {
  keepTheme(isDark() ? "light" : "dark");
  restyle();
  showDetails();
}

function openMenu(open) {
  $("#export-menu").hidden = !open;
  $("#export").setAttribute("aria-expanded", String(open));
  $(open ? "#export-png" : "#export").focus();
}

function closePanels() {
  document.body.classList.remove("filters-open");
  $("#open-filters").setAttribute("aria-expanded", "false");
  details.classList.remove("open");
}

for (const place of document.querySelectorAll("[data-icon]")) place.prepend(icon(place.dataset.icon));
prefersDark.addEventListener("change", () => {
  restyle();
  showDetails();
});

$("#view-graph").addEventListener("click", () => go({ ...state, view: "network" }));
$("#view-map").addEventListener("click", () => go({ ...state, view: "map" }));
$("#view-table").addEventListener("click", () => go({ ...state, view: "table" }));
$("#theme").addEventListener("click", switchTheme);
$("#help").addEventListener("click", () => $("#help-box").showModal());
$("#zoom-in").addEventListener("click", () => zoomBy(1.3));
$("#zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
$("#fit").addEventListener("click", () => fit());
$("#tidy").addEventListener("click", () => {
  if (!picture.map) tidy();
});
$("#skip").addEventListener("click", event => {
  event.preventDefault();
  (state.view === "table" ? $("#table-query") : $("#graph")).focus();
});
$("#export").addEventListener("click", () => openMenu($("#export-menu").hidden));
$("#export-png").addEventListener("click", () => {
  openMenu(false);
  exportPng();
});
$("#export-svg").addEventListener("click", () => {
  openMenu(false);
  save("graph.svg", new Blob([drawing()], { type: "image/svg+xml" }));
});
$("#export-turtle").addEventListener("click", () => {
  openMenu(false);
  save("graph.ttl", new Blob([turtle()], { type: "text/turtle" }));
});
document.addEventListener("click", event => {
  if (!$("#export-menu").hidden && !event.target.closest(".menu")) openMenu(false);
});
$("#open-filters").addEventListener("click", () => {
  const open = document.body.classList.toggle("filters-open");
  $("#open-filters").setAttribute("aria-expanded", String(open));
});

network.on("click", ({ nodes: hit, edges, pointer }) => {
  const id = hit[0] ?? dotAt(pointer.canvas);
  if (id !== undefined) go({ ...state, entity: nodes[id].key, pair: null });
  else if (edges.length) {
    const pair = pairs[Number(edges[0].slice(1))];
    go({ ...state, entity: null, pair: [nodes[pair.a].key, nodes[pair.b].key] });
  } else if (state.entity || state.pair) go({ ...state, entity: null, pair: null });
});
// The browser's own double click, for vis-network's is missed where the first click takes a while.
function unfoldAt(point) {
  const id = network.getNodeAt(point);
  if (id === undefined || picture.map) return;
  expand(id);
}
$("#graph").addEventListener("dblclick", event => {
  const box = $("#graph").getBoundingClientRect();
  unfoldAt({ x: event.clientX - box.x, y: event.clientY - box.y });
});
network.on("doubleClick", ({ event, pointer }) => {
  if (event.pointerType === "touch") unfoldAt(pointer.DOM);
});
network.on("dragEnd", ({ nodes: moved }) => {
  if (picture.map) return;
  for (const id of moved) picture.places.set(id, network.getPosition(id));
});
network.on("hoverNode", () => {
  $("#graph").style.cursor = "pointer";
});
network.on("blurNode", () => {
  $("#graph").style.cursor = "";
});
network.on("hoverEdge", () => {
  $("#graph").style.cursor = "pointer";
});
network.on("blurEdge", () => {
  $("#graph").style.cursor = "";
});

buildHelp();
grown();
after(source.open(), visit);
let lastSize = "";
const opened = () => {
  document.body.dataset.ready = "yes";
};
new ResizeObserver(() => {
  const box = $("#graph").getBoundingClientRect(),
    size = `${Math.round(box.width)} ${Math.round(box.height)}`;
  if (!box.width) return opened();
  if (size === lastSize) return;
  lastSize = size;
  requestAnimationFrame(() => {
    network.setSize("100%", "100%");
    network.redraw();
    fit();
    namesSoon();
    opened();
  });
}).observe($("#graph"));

// What tests and bookmarklets may ask of the page.
const idOf = key => byKey.get(key).id;
const middle = (a, b) => network.canvasToDOM({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
window.newsgraph = {
  go,
  turtle,
  drawing,
  state: () => state,
  shown: () => [...picture.shown].map(id => nodes[id].key),
  nameOf: key => nodes[idOf(key)].name,
  hidden: key => hiddenCount(idOf(key)),
  find: text => findName(text).map(({ key }) => key),
  spot: key => network.canvasToDOM(network.getPosition(idOf(key))),
  between: (a, b) => middle(network.getPosition(idOf(a)), network.getPosition(idOf(b))),
};
