// A combobox (WAI-ARIA 1.2): a list of names under an input, wherever they come from.

const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// `find` gives rows, or a promise of them: {name, other, type, icon}. `eager` marks the first, for Enter to take.
// Where nothing is found, `ask` may take the text as it is.
function combobox(input, list, { find, choose, ask = null, eager = true }) {
  let found = [],
    at = -1,
    turn = 0;
  const close = () => {
    turn += 1;
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = next => {
    at = next;
    [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const take = row => {
    close();
    choose(row);
  };
  const option = (row, number) =>
    el(
      "li",
      {
        role: "option",
        id: `${list.id}-${number}`,
        "aria-selected": "false",
        onmousedown: event => {
          event.preventDefault();
          take(row);
        },
      },
      row.icon,
      el("span", { class: "match" }, named(row.name, 70), row.other && el("small", {}, " ", named(row.other, 50))),
      el("small", {}, row.type),
    );
  const show = rows => {
    found = rows;
    const text = input.value.trim();
    list.replaceChildren(...rows.map(option));
    if (!rows.length && eager)
      list.replaceChildren(
        el(
          "li",
          {
            class: "none",
            role: "option",
            "aria-disabled": ask?.(text) ? undefined : "true",
            onmousedown: event => {
              event.preventDefault();
              if (ask?.(text)) take(ask(text));
            },
          },
          ask?.(text) ? el("span", {}, "Ask: ", named(text, 120)) : "No name like this",
        ),
      );
    list.hidden = !text || !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(rows.length && eager ? 0 : -1);
  };
  const update = () => {
    const own = ++turn;
    const rows = input.value.trim() ? find(input.value) : [];
    if (Array.isArray(rows)) return show(rows);
    rows.then(
      later => own === turn && document.activeElement === input && show(later),
      () => own === turn && close(),
    );
  };
  input.addEventListener("input", update);
  input.addEventListener("focus", () => {
    if (eager && input.value.trim()) update();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) update();
      else if (found.length) {
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((at + step + found.length + (at < 0 && step < 0 ? 1 : 0)) % found.length);
      }
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(found[at]);
    } else if (event.key === "Enter" && eager) {
      event.preventDefault();
      const asked = !found.length && ask?.(input.value.trim());
      if (asked) take(asked);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}
