// What is looked at, as the part of the address after #: links can be shared, and Back goes back.

let state = { view: "network", focus: null, depth: 1, path: null, entity: null, pair: null };
const VIEWS = ["network", "map", "table"];

function read(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const known = name => (byKey.has(given.get(name)) ? given.get(name) : null);
  const two = (a, b) => (known(a) && known(b) ? [known(a), known(b)] : null);
  return {
    view: VIEWS.includes(given.get("view")) ? given.get("view") : "network",
    focus: known("focus"),
    depth: Math.min(3, Math.max(1, Number(given.get("depth")) || 1)),
    path: two("from", "to"),
    entity: known("entity"),
    pair: two("edge", "with"),
  };
}

function write({ view, focus, depth, path, entity, pair }) {
  const parts = [];
  const add = (name, value) => parts.push(`${name}=${encodeURIComponent(value)}`);
  if (view && view !== "network") add("view", view);
  if (focus) {
    add("focus", focus);
    add("depth", depth);
  }
  if (path) {
    add("from", path[0]);
    add("to", path[1]);
  }
  if (entity) add("entity", entity);
  if (pair) {
    add("edge", pair[0]);
    add("with", pair[1]);
  }
  return parts.length ? `#${parts.join("&")}` : "#";
}

let address = null;
function go(next) {
  const hash = write(next);
  if (hash !== address) {
    // Inside a notebook's frame there may be no history to write to; the page works all the same.
    try {
      history.pushState(null, "", hash);
    } catch {
      /* no history here */
    }
  }
  arrive(next, hash);
}

function arrive(next, hash) {
  const before = state;
  state = next;
  address = hash;
  const base = JSON.stringify([next.focus, next.focus && next.depth, next.path]);
  picture.map = next.view === "map";
  const chosen = next.entity
    ? { node: byKey.get(next.entity).id }
    : next.pair
      ? { pair: pairOf(...next.pair.map(key => byKey.get(key).id)) }
      : null;
  const fresh = base !== picture.base;
  if (fresh) {
    picture.base = base;
    picture.unfolded.clear();
    if (next.path) openPath(next.path);
    else if (next.focus) focusOn(byKey.get(next.focus).id, next.depth);
    else openPicture();
  }
  const rebuilt = picture.places;
  if (chosen && !(chosen.node === undefined && !chosen.pair)) {
    for (const id of chosen.pair ? [chosen.pair.a, chosen.pair.b] : [chosen.node])
      if (next.view === "network") reveal(id);
  }
  picture.chosen = chosen && (chosen.node !== undefined || chosen.pair) ? chosen : null;
  if (next.path) picture.base = base;
  showView(next.view);
  sync();
  showDetails();
  if (next.view === "table") drawTable();
  else if (fresh || before.view !== next.view || rebuilt !== picture.places) fit();
  if (picture.map && (fresh || before.view !== next.view)) sync();
}

function openPath([from, to]) {
  const [a, b] = [byKey.get(from).id, byKey.get(to).id];
  const path = shortestPath(a, b);
  picture.found = path;
  showPath(path ?? [a, b]);
  announce(
    path
      ? `${plural(path.length - 1, "step")} between the two.`
      : "With these filters nothing links the two.",
  );
}

function showView(view) {
  const isTable = view === "table";
  $("#graph-area").hidden = isTable;
  $("#table-area").hidden = !isTable;
  for (const name of VIEWS)
    $(`#view-${name === "network" ? "graph" : name}`).setAttribute("aria-pressed", String(name === view));
  document.body.dataset.view = view;
}

addEventListener("popstate", () => arrive(read(location.hash), location.hash || "#"));
addEventListener("hashchange", () => {
  if ((location.hash || "#") !== address) arrive(read(location.hash), location.hash || "#");
});
