// What is looked at, as the part of the address after #: links can be shared, and Back goes back.

let state = { view: "network", focus: null, depth: 1, path: null, entity: null, pair: null, question: null };
const VIEWS = ["network", "map", "table"];

function read(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const key = name => asked.get(name)?.replace(source.base, "") || null;
  const two = (a, b) => (key(a) && key(b) ? [key(a), key(b)] : null);
  return {
    view: VIEWS.includes(asked.get("view")) ? asked.get("view") : "network",
    focus: key("focus"),
    depth: Math.min(3, Math.max(1, Number(asked.get("depth")) || 1)),
    path: two("from", "to"),
    entity: key("entity"),
    pair: two("edge", "with"),
    question: (source.answer && asked.get("question")?.slice(0, 1000)) || null,
  };
}

function write({ view, focus, depth, path, entity, pair, question }) {
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
  if (question) add("question", question);
  return parts.length ? `#${parts.join("&")}` : "#";
}

// Of an address only what the graph knows.
function settled(next) {
  const known = key => (byKey.has(key) ? key : null);
  const both = keys => (keys?.every(known) ? keys : null);
  return { ...next, focus: known(next.focus), entity: known(next.entity), path: both(next.path), pair: both(next.pair) };
}

let address = null;
let turn = 0;
// Arrive once what is looked at is here, unless one has gone on to something else by then.
function reach(next, arriving) {
  const own = ++turn;
  after(source.need(next), trouble => {
    if (own !== turn) return;
    picture.trouble = trouble;
    arriving(settled(next));
  });
}

const go = next => reach(next, show);
function show(next) {
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

const baseOf = ({ focus, depth, path }) => JSON.stringify([focus, focus && depth, path]);

function chosenBy({ entity, pair }) {
  if (entity) return { node: byKey.get(entity).id };
  const found = pair && pairOf(...pair.map(key => byKey.get(key).id));
  return found ? { pair: found } : null;
}

function arrive(next, hash) {
  const before = state;
  const chosen = chosenBy(next);
  const fresh = baseOf(next) !== picture.base;
  state = next;
  address = hash;
  picture.map = next.view === "map";
  if (fresh) {
    picture.unfolded.clear();
    if (next.path) openPath(next.path);
    else if (next.focus) focusOn(byKey.get(next.focus).id, next.depth);
    else openPicture();
  }
  const places = picture.places;
  if (chosen && next.view === "network") {
    for (const id of chosen.pair ? [chosen.pair.a, chosen.pair.b] : [chosen.node]) {
      if (reveal(id)) continue;
      // Far from all that is shown: it is looked at among its own neighbours.
      state = { ...next, focus: nodes[id].key, depth: 1, path: null };
      focusOn(id, 1);
    }
  }
  picture.base = baseOf(state);
  picture.chosen = chosen;
  showView(next.view);
  sync();
  showDetails();
  if (next.view === "table") drawTable();
  else if (fresh || before.view !== next.view || places !== picture.places) fit();
  if (picture.map && (fresh || before.view !== next.view)) sync();
}

// Why there is no path in the picture.
function noPath() {
  if (picture.trouble) return `No path is known: ${picture.trouble}.`;
  return source.gaveUp(state.path)
    ? "The search was too large and was stopped: a path may link the two all the same."
    : "With these filters nothing links the two.";
}

function openPath([from, to]) {
  const [a, b] = [byKey.get(from).id, byKey.get(to).id];
  const path = shortestPath(a, b);
  picture.found = path;
  showPath(path ?? [a, b]);
  announce(path ? `${plural(path.length - 1, "step")} between the two.` : noPath());
}

function showView(view) {
  const isTable = view === "table";
  $("#graph-area").hidden = isTable;
  $("#table-area").hidden = !isTable;
  for (const name of VIEWS)
    $(`#view-${name === "network" ? "graph" : name}`).setAttribute("aria-pressed", String(name === view));
  document.body.dataset.view = view;
}

const visit = () => reach(read(location.hash), next => arrive(next, location.hash || "#"));
addEventListener("popstate", visit);
addEventListener("hashchange", () => {
  if ((location.hash || "#") !== address) visit();
});
