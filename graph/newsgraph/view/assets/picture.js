// The network: which entities are in the picture, and vis-network that draws them.

const MOST = 400;

const opening = JSON.parse($("#opening").textContent);
const picture = {
  places: new Map(), // entity -> {x, y}: what is wanted in the picture
  kept: new Set(), // shown even where the filters leave them without a line
  unfolded: new Map(), // entity -> the one from which it was unfolded
  chosen: null, // {node} or {pair}
  map: false,
  trouble: "", // why what is looked at could not be loaded
  shown: new Set(), // what is really there, after filters
  base: "",
};
const nodeSet = new vis.DataSet(),
  edgeSet = new vis.DataSet();
const network = new vis.Network($("#graph"), { nodes: nodeSet, edges: edgeSet }, JSON.parse(opening.options));
const drawn = $("#graph canvas");
drawn.setAttribute("aria-hidden", "true");
drawn.removeAttribute("tabindex");

function openPicture() {
  const box = $("#graph").getBoundingClientRect();
  const room = Math.max(14, Math.floor((box.width * box.height) / 11000));
  picture.opened = Math.min(room, opening.nodes.length);
  picture.places = new Map(opening.nodes.slice(0, room).map(({ id, x, y }) => [id, { x, y }]));
  // Placed for the whole opening view; fewer can stand closer.
  picture.places = fill(
    picture.opened < opening.nodes.length ? relax(picture.places, linesInside()) : picture.places,
  );
  picture.kept.clear();
}

function wanted() {
  if (picture.map) return mapNames();
  return [...picture.places].filter(([id]) => picture.kept.has(id) || isChosen(id) || nodes[id].links);
}
// Seen from further than this, only the best linked have names, of a size to read.
const FAR = 0.55;
const byLinks = (a, b) => nodes[b].links - nodes[a].links || a - b;

const isChosen = id =>
  picture.chosen?.node === id ||
  (picture.chosen?.pair && (picture.chosen.pair.a === id || picture.chosen.pair.b === id));

// On the map only the lines of what is chosen are vis-network's; the others are painted below it.
const touches = pair =>
  picture.chosen?.pair === pair || pair.a === picture.chosen?.node || pair.b === picture.chosen?.node;

// Bring vis-network in line with what is wanted.
function sync() {
  const wish = new Map(wanted());
  picture.shown = new Set(wish.keys());
  const chosen = picture.chosen;
  const near =
    chosen && nodes[chosen.node]?.key === state.focus && state.focus
      ? null
      : chosen && chosen.node !== undefined
        ? new Set([chosen.node, ...neighbours(chosen.node)])
        : chosen
          ? new Set([chosen.pair.a, chosen.pair.b])
          : null;
  const lines = [];
  for (const id of wish.keys()) {
    for (const pair of openPairs(id))
      if (pair.a === id && wish.has(pair.b) && (!picture.map || touches(pair))) lines.push(pair);
  }
  // A name that is longer than its line would only be a smudge.
  const roomFor = ({ a, b }) => {
    const from = wish.get(a),
      to = wish.get(b);
    return Math.hypot(to.x - from.x, to.y - from.y) - sizeOf(nodes[a]) - sizeOf(nodes[b]) - 14;
  };
  picture.near = near;
  const scale = network.getScale();
  const first = id => (near?.has(id) ? (isChosen(id) ? 2 : 1) : 0);
  const large = picture.map
    ? picture.shown
    : scale < FAR
      ? namesFrom(
          [...wish.keys()].sort((a, b) => first(b) - first(a) || byLinks(a, b)),
          wish,
          scale,
        )
      : new Map();
  const looks = [...wish].map(([id, place]) => ({
    id,
    x: place.x,
    y: place.y,
    ...nodeLook(nodes[id], {
      zoom: large.has(id) ? scale : 1,
      selected: isChosen(id),
      dimmed: near !== null && !near.has(id),
    }),
  }));
  const strokes = lines.map(pair => {
    const selected = chosen?.pair === pair;
    const dimmed =
      near !== null &&
      !selected &&
      !(chosen.node !== undefined && (pair.a === chosen.node || pair.b === chosen.node));
    return {
      id: `p${pair.id}`,
      from: pair.a,
      to: pair.b,
      ...pairLook(pair, {
        selected,
        dimmed,
        labelled: selected || (lines.length <= 260 && roomFor(pair) > pairName(pair).length * 6.2 + 20),
      }),
      title: said(pair),
    };
  });
  remove(edgeSet, strokes);
  remove(nodeSet, looks);
  nodeSet.update(looks);
  edgeSet.update(strokes);
  // Few lines can carry their names at any zoom; many only from near.
  network.setOptions({
    edges: { scaling: { label: { drawThreshold: lines.length <= 45 ? 6 : lines.length <= 120 ? 9 : 12 } } },
  });
  network.unselectAll();
  const empty = $("#empty");
  empty.hidden = picture.shown.size > 0 || picture.map;
  empty.textContent = !source.opened
    ? "The graph is not loaded."
    : nodes.length
      ? "Nothing is left with these filters."
      : "There is nothing in this graph yet.";
  showStatus();
}

function remove(set, items) {
  const ids = new Set(items.map(item => item.id));
  set.remove(set.getIds().filter(id => !ids.has(id)));
}

function said(pair) {
  const open = openFacts(pair);
  const first = open[0];
  const more = open.length > 1 ? ` (${plural(open.length, "sentence")}${pair.more ? " and more" : ""})` : "";
  return `${short(nodes[first.s].name, 40)} — ${data.predicates[first.p].label} — ${short(nodes[first.o].name, 40)}${more}`;
}

const details = $("#details");

// How far nodes and their names reach, where names are drawn at this zoom.
function edgesOf(ids, zoom) {
  const edge = { x: Infinity, y: Infinity, right: -Infinity, bottom: -Infinity };
  for (const id of ids) {
    const { x, y } = network.getPosition(id),
      half = Math.max(30, (Math.min(20, nodes[id].name.length) * 3.6) / zoom);
    edge.x = Math.min(edge.x, x - half);
    edge.right = Math.max(edge.right, x + half);
    edge.y = Math.min(edge.y, y - 30);
    edge.bottom = Math.max(edge.bottom, y + 32 + 20 / zoom);
  }
  return edge;
}

// The whole picture in the room between the bars that lie over it.
function fit() {
  if (!picture.shown.size) return;
  if (picture.map) return fitMap();
  const box = $("#graph").getBoundingClientRect();
  // On a small screen the details lie over the lower part.
  const above = $("#status").offsetHeight + 24,
    below = $("#legend").offsetHeight + 24;
  const covered =
    getComputedStyle(details).position === "absolute" && details.offsetHeight ? details.offsetHeight + 10 : 0;
  const height = Math.max(120, box.height - above - Math.max(below, covered));
  let edge,
    scale = 1.3;
  // Names seen from afar keep their size on the screen: the smaller the picture, the more of it they cover.
  for (let round = 0; round < 4; round++) {
    edge = edgesOf(picture.shown, scale < FAR ? scale : 1);
    scale = Math.min((box.width - 40) / (edge.right - edge.x), height / (edge.bottom - edge.y), scale);
  }
  const shift = (Math.max(below, covered) - above) / 2;
  network.moveTo({
    position: { x: (edge.x + edge.right) / 2, y: (edge.y + edge.bottom) / 2 + shift / scale },
    scale,
    animation: false,
  });
  if (scale < FAR) namesSoon();
}

// Stretch a picture towards the shape of the window; only ever apart, so nothing comes to overlap.
function fill(places) {
  const box = $("#graph").getBoundingClientRect(),
    spots = [...places.values()];
  if (spots.length < 4 || !box.width) return places;
  const range = axis => Math.max(...spots.map(p => p[axis])) - Math.min(...spots.map(p => p[axis])) + 110;
  const by = (box.width - 40) / (box.height - 116) / (range("x") / range("y"));
  const x = Math.min(1.5, Math.max(1, by)),
    y = Math.min(1.5, Math.max(1, 1 / by));
  return new Map([...places].map(([id, place]) => [id, { x: place.x * x, y: place.y * y }]));
}

// A small count where an entity has more neighbours than the picture shows.
network.on("afterDrawing", context => {
  const scale = network.getScale();
  if (picture.map || scale < 0.35) return;
  context.save();
  context.font = "600 10px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const id of picture.shown) {
    if (picture.near && !picture.near.has(id)) continue;
    const more = nodeSet.get(id) ? hiddenCount(id) : 0;
    if (!more) continue;
    const { x, y } = network.getPosition(id),
      r = sizeOf(nodes[id]) * 0.8,
      text = `+${more}`;
    const width = Math.max(18, context.measureText(text).width + 9);
    context.fillStyle = tones.panel;
    context.strokeStyle = colourOf(nodes[id]);
    context.lineWidth = 1.25;
    context.beginPath();
    context.roundRect(x + r - 2, y - r - 14, width, 16, 8);
    context.fill();
    context.stroke();
    context.fillStyle = tones.ink;
    context.fillText(text, x + r - 2 + width / 2, y - r - 5.5);
  }
  context.restore();
});
