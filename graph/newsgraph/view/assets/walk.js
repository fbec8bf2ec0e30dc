// Walking through the graph: what is in the picture grows, shrinks and moves.

const hiddenNeighbours = id => neighbours(id).filter(other => !picture.shown.has(other));
const hiddenCount = id => hiddenNeighbours(id).length + beyond(nodes[id]);

// Go on once what is needed is here: at once, where nothing has to be waited for. Where it does not come, one goes on
// with what there is, and the trouble is told.
function after(waiting, then) {
  if (!waiting) return then("");
  document.body.dataset.waiting = "yes";
  waiting
    .then(
      () => "",
      error => visible(error.message),
    )
    .then(trouble => {
      delete document.body.dataset.waiting;
      then(trouble);
      if (!trouble) return;
      $("#status").prepend(el("span", {}, trouble));
      announce(trouble);
    });
}

const expand = (id, most = 24) => after(source.more(id, most), () => unfold(id, most));
function unfold(id, most) {
  const more = neighbours(id)
    .filter(other => !picture.places.has(other))
    .sort((a, b) => nodes[b].degree - nodes[a].degree || a - b);
  const room = Math.max(0, MOST - picture.places.size);
  const added = more.slice(0, Math.min(most, room));
  if (!added.length)
    return announce(
      more.length
        ? `The picture is full at ${MOST} entities; collapse something first.`
        : "Everything linked to it is shown.",
    );
  if (!picture.places.has(id)) picture.places.set(id, { x: 0, y: 0 });
  picture.places = around(id, added, picture.places);
  for (const other of added) picture.unfolded.set(other, id);
  sync();
  fit();
  showDetails();
  announce(`${plural(added.length, "entity", "entities")} added around ${short(nodes[id].name, 60)}.`);
}

// Take away what was unfolded from this entity, and what hangs on it alone.
function collapse(id) {
  const gone = new Set();
  const take = parent => {
    for (const other of neighbours(parent)) {
      if (other === id || gone.has(other) || !picture.places.has(other)) continue;
      const alone = neighbours(other).every(
        third => third === parent || gone.has(third) || !picture.places.has(third),
      );
      if (picture.unfolded.get(other) !== parent && !alone) continue;
      gone.add(other);
      take(other);
    }
  };
  take(id);
  for (const other of gone) {
    picture.places.delete(other);
    picture.kept.delete(other);
    picture.unfolded.delete(other);
  }
  sync();
  showDetails();
  announce(`${plural(gone.size, "entity", "entities")} hidden.`);
}

// Put an entity into the picture, near one it is linked to; false where there is none, or no room.
function reveal(id) {
  if (picture.places.has(id)) return true;
  const near = neighbours(id).filter(other => picture.places.has(other));
  if (!near.length || picture.places.size >= MOST) return false;
  const parent = near.includes(picture.chosen?.node) ? picture.chosen.node : near[0];
  picture.places = around(parent, [id], picture.places);
  picture.kept.add(id);
  return true;
}

const showMore = () => after(source.spread(), growPicture);
function growPicture() {
  const score = new Map();
  for (const id of picture.shown)
    for (const other of hiddenNeighbours(id))
      score.set(other, (score.get(other) ?? 0) + 1 + nodes[other].degree);
  let best = [...score]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, 40)
    .map(([id]) => id);
  if (!best.length) {
    best = nodes
      .filter(node => !picture.places.has(node.id) && node.links)
      .sort((a, b) => b.degree - a.degree || a.id - b.id)
      .slice(0, 40)
      .map(node => node.id);
  }
  best = best.slice(0, MOST - picture.places.size);
  for (const id of best) {
    const parent = neighbours(id).find(other => picture.places.has(other));
    const from = picture.places.get(parent) ?? { x: 0, y: 0 };
    picture.places.set(id, { x: from.x * 1.3 + (id % 11) - 5, y: from.y * 1.3 + (id % 7) - 3 });
  }
  tidy();
  announce(`${plural(best.length, "entity", "entities")} added.`);
}

const linesInside = () =>
  [...picture.places.keys()].flatMap(id =>
    openPairs(id).filter(pair => pair.a === id && picture.places.has(pair.b)),
  );

function tidy() {
  picture.places = fill(relax(picture.places, linesInside()));
  sync();
  fit();
}

function focusOn(id, depth) {
  const steps = within(id, depth, depth === 1 ? 80 : 150);
  picture.places = rings(id, steps);
  if (steps.size > 40) picture.places = relax(picture.places, linesInside());
  picture.kept = new Set([id]);
}

function showPath(path) {
  picture.places = inLine(path);
  picture.kept = new Set(path);
}
