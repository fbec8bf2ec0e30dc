// The legend, whose entries are switches.

function showLegend() {
  const switchOf = (sign, label, on, count, onclick) =>
    el(
      "button",
      { type: "button", role: "switch", "aria-checked": String(on), onclick },
      sign,
      named(label, 40),
      el("span", { class: "count" }, count.toLocaleString("en")),
    );
  const focused = $("#legend").contains(document.activeElement)
    ? [...$("#legend").children].indexOf(document.activeElement)
    : -1;
  const population = new Map();
  for (const node of nodes)
    population.set(node.kind, (population.get(node.kind) ?? 0) + (node.pairs.length || node.far ? 1 : 0));
  const used = data.types.map((type, value) => [type, value]).filter(([, value]) => population.get(value));
  const byType = used.map(([type, value]) =>
    switchOf(
      shapeIcon(type, look.colour === "type" ? typeColour(type) : "currentColor"),
      type.label,
      !filter.hidden.type.has(value),
      population.get(value) ?? 0,
      () => {
        mark("type", value, filter.hidden.type.has(value));
        filtersChanged();
      },
    ),
  );
  const groups =
    look.colour === "community"
      ? communities
          .filter(group => group && group.size > 2)
          .slice(0, 6)
          .map(group =>
            switchOf(
              dot(groupColour(group.id)),
              short(group.head.name, 24),
              !filter.only.community.size || filter.only.community.has(group.id),
              group.size,
              () => {
                const only = filter.only.community;
                if (!only.size) communities.forEach(other => other && only.add(other.id));
                if (only.has(group.id)) only.delete(group.id);
                else only.add(group.id);
                filtersChanged();
              },
            ),
          )
      : [];
  $("#legend").replaceChildren(...byType, ...groups);
  if (focused >= 0) $("#legend").children[focused]?.focus();
}
