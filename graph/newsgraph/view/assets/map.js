// The whole graph at once, like a map of a country: every entity is a dot, the largest have names, and more
// names come as one zooms in. What vis-network draws are the named ones; the rest is painted below them.

const NAMES = 70;
const MARGIN = 60;
let extent = { x: -1, y: -1, right: 1, bottom: 1 };
let ranked = [];
let spots = new Map();
let sheet = null;

const forgetMap = () => {
  sheet = null;
};

// Take the measure of the map: anew where more of the graph has come.
function surveyMap() {
  const placed = nodes.filter(node => node.x !== undefined && (node.pairs.length || node.far));
  if (placed.length) {
    extent = {
      x: Math.min(...placed.map(node => node.x)) - MARGIN,
      y: Math.min(...placed.map(node => node.y)) - MARGIN,
      right: Math.max(...placed.map(node => node.x)) + MARGIN,
      bottom: Math.max(...placed.map(node => node.y)) + MARGIN,
    };
  }
  ranked = placed.map(node => node.id).sort((a, b) => nodes[b].degree - nodes[a].degree || a - b);
  spots = new Map(placed.map(({ id, x, y }) => [id, { x, y }]));
  forgetMap();
}

function windowOnMap() {
  const box = $("#graph").getBoundingClientRect();
  const low = network.DOMtoCanvas({ x: 0, y: 0 }),
    high = network.DOMtoCanvas({ x: box.width, y: box.height });
  return { low, high, scale: network.getScale() };
}

// Of some entities, best first, those whose names do not touch on the screen.
function namesFrom(ids, places, scale, sure = new Set()) {
  const names = new Map(),
    boxes = [];
  for (const id of ids) {
    if (names.size >= NAMES) break;
    if (names.has(id)) continue;
    const { x, y } = places.get(id),
      { name } = nodes[id];
    const half = Math.min(72, Math.max(24, name.length * 3.7)) + 6,
      px = x * scale,
      py = y * scale;
    const box = [px - half, py - 16, px + half, py + (name.length > 19 ? 54 : 38)];
    if (
      !sure.has(id) &&
      boxes.some(other => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])
    )
      continue;
    boxes.push(box);
    names.set(id, { x, y });
  }
  return names;
}

function mapNames() {
  const { low, high, scale } = windowOnMap();
  const chosen = picture.chosen?.pair
    ? [picture.chosen.pair.a, picture.chosen.pair.b]
    : picture.chosen
      ? [picture.chosen.node]
      : [];
  const around = chosen.length === 1 ? neighbours(chosen[0]).sort(byLinks).slice(0, 30) : [];
  const inSight = ranked.filter(
    id =>
      onMap(nodes[id]) &&
      nodes[id].x >= low.x &&
      nodes[id].x <= high.x &&
      nodes[id].y >= low.y &&
      nodes[id].y <= high.y,
  );
  return namesFrom([...chosen, ...around, ...inSight].filter(id => spots.has(id)), spots, scale, new Set(chosen));
}

const mapLines = () => [
  ...farLines,
  ...pairs.filter(({ open, a, b }) => open && spots.has(a) && spots.has(b)).map(({ a, b }) => [a, b]),
];

// Sizes are those of the screen: `zoom` is what the picture will be seen at, `scale` what it is painted at.
// Lines are hairs, and a few hundred a stroke: a browser fills wide or long paths a hundred times slower.
function paint(context, zoom, scale, low, high) {
  const inside = node => node.x >= low.x && node.x <= high.x && node.y >= low.y && node.y <= high.y;
  const many = nodes.length;
  context.lineWidth = 0.95 / scale;
  context.strokeStyle = tones.edge;
  context.globalAlpha = many > 3000 ? 0.16 : many > 600 ? 0.35 : 0.6;
  context.beginPath();
  let waiting = 0;
  for (const [from, to] of mapLines()) {
    const a = nodes[from],
      b = nodes[to];
    if (!inside(a) && !inside(b)) continue;
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    if (++waiting % 400 === 0) {
      context.stroke();
      context.beginPath();
    }
  }
  context.stroke();
  context.globalAlpha = 1;
  const byColour = new Map();
  for (const node of nodes) {
    if (!onMap(node) || !inside(node)) continue;
    const colour = colourOf(node);
    if (!byColour.has(colour)) byColour.set(colour, []);
    byColour.get(colour).push(node);
  }
  const least = (many > 3000 ? 1.1 : many > 600 ? 2 : 3.2) / zoom;
  for (const [colour, group] of byColour) {
    context.fillStyle = colour;
    for (const node of group) {
      const r = Math.max(sizeOf(node) * 0.5, least * (1 + 1.5 * node.degree));
      if (r * scale < 1.5) {
        context.fillRect(node.x - r, node.y - r, 2 * r, 2 * r);
        continue;
      }
      context.beginPath();
      context.arc(node.x, node.y, r, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

// A large graph is painted onto a sheet that is good for some zooming either way.
const LARGE = 2500;
function mapSheet(zoom) {
  if (sheet && zoom < sheet.zoom * 1.7 && zoom > sheet.zoom / 2) return sheet;
  const width = extent.right - extent.x,
    height = extent.bottom - extent.y;
  const scale = Math.min(2600 / width, 2000 / height, 1);
  sheet = document.createElement("canvas");
  sheet.width = Math.ceil(width * scale);
  sheet.height = Math.ceil(height * scale);
  Object.assign(sheet, { zoom, scale });
  const context = sheet.getContext("2d");
  context.scale(scale, scale);
  context.translate(-extent.x, -extent.y);
  paint(context, zoom, scale, { x: extent.x, y: extent.y }, { x: extent.right, y: extent.bottom });
  return sheet;
}

network.on("beforeDrawing", context => {
  if (!picture.map || !nodes.length) return;
  const { low, high, scale } = windowOnMap();
  if (nodes.length > LARGE && (!sheet || scale < sheet.scale * 1.7)) {
    context.drawImage(mapSheet(scale), extent.x, extent.y, extent.right - extent.x, extent.bottom - extent.y);
  } else paint(context, scale, scale * devicePixelRatio, low, high);
});

function fitMap() {
  const box = $("#graph").getBoundingClientRect();
  // Names keep their size on the screen: half of one may stand beside the outermost dot on either side.
  const scale = Math.min(
    (box.width - Math.min(190, box.width * 0.3)) / (extent.right - extent.x),
    (box.height - 130) / (extent.bottom - extent.y),
    1.2,
  );
  network.moveTo({
    position: { x: (extent.x + extent.right) / 2, y: (extent.y + extent.bottom) / 2 },
    scale,
    animation: false,
  });
  namesSoon();
}

let settling = 0;
let scaleOfNames = 1;
function namesSoon() {
  const scale = network.getScale();
  if (!picture.map && Math.min(scale, scaleOfNames) >= FAR) return;
  scaleOfNames = scale;
  clearTimeout(settling);
  settling = setTimeout(sync, 120);
}
network.on("zoom", namesSoon);
network.on("dragEnd", namesSoon);
network.on("animationFinished", namesSoon);

// The dot under the pointer, though it is no node of vis-network's.
function dotAt(point) {
  if (!picture.map) return undefined;
  const reach = 12 / network.getScale();
  let best,
    least = reach;
  for (const node of nodes) {
    const far = Math.hypot(node.x - point.x, node.y - point.y);
    if (far < least && onMap(node)) {
      best = node.id;
      least = far;
    }
  }
  return best;
}
