// The dashboard's list: filtered and sorted here, shared by its address. Without this script the list is there all the same.
(() => {
  "use strict";
  const table = document.getElementById("pages"), form = document.getElementById("filter");
  if (!table || !form) return;
  const body = table.tBodies[0], found = document.getElementById("found"), more = document.getElementById("more");
  const heads = [...table.tHead.querySelectorAll("th[data-key]")];
  const whole = table.dataset.whole === "true";
  const PIECE = 200;
  let rows = null, limit = PIECE, sort = "";

  const day = (cell) => cell.querySelector("time")?.dateTime.slice(0, 10) ?? "";
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  const ranks = [...form.elements.status.options].map((option) => option.value).filter(Boolean);
  const inShort = (actors) => actors.slice(0, 3).join(", ") + (actors.length > 3 ? ` +${actors.length - 3}` : "");
  const daysSince = (date) => (date ? Math.max(0, Math.floor((Date.now() - Date.parse(date)) / 864e5)) : null);

  // What the table has, or, where it has only a piece, what status.json has.
  function ofTable() {
    return [...body.rows].map((element, at) => {
      const text = (cell) => element.cells[cell].textContent.trim();
      const days = text(3);
      return {
        at, element, path: element.dataset.path, status: element.dataset.status, title: text(0), since: day(element.cells[2]),
        days: days === "" ? null : +days, owner: text(4), actors: text(5),
        actorIds: (element.dataset.actors ?? "").split(" "), changed: day(element.cells[6]), languages: text(7).split(", "), section: text(8),
      };
    });
  }

  async function ofFile() {
    const answer = await fetch(table.dataset.json);
    if (!answer.ok) throw new Error(answer.status);
    const below = table.dataset.path === "/" ? "/" : table.dataset.path + "/";
    const { pages, actors: names } = await answer.json();
    return pages.filter((page) => page.path.startsWith(below)).map((page, at) => ({
      at, ...page, actorIds: page.actors ?? [], actors: inShort((page.actors ?? []).map((id) => names[id])), status: page.status || page.label, since: page.since ?? "", days: daysSince(page.since), owner: page.owner ?? "", changed: page.changed ?? "",
    }));
  }

  function time(date) {
    if (!date) return "";
    const element = document.createElement("time");
    element.dateTime = date;
    element.textContent = format.format(new Date(date));
    return element;
  }

  function draw(row) {
    if (row.element) return row.element;
    const line = document.createElement("tr"), link = document.createElement("a"), head = document.createElement("th");
    link.href = row.url;
    link.textContent = row.title;
    if (row.lang) link.lang = row.lang;
    head.scope = "row";
    head.append(link);
    const sign = document.querySelector(`.tally [data-status="${CSS.escape(row.status)}"] .status`)?.cloneNode(true) ?? row.label;
    const cells = [sign, time(row.since), row.days ?? "", row.owner, row.actors, time(row.changed), row.languages.join(", "), row.section];
    line.append(head, ...cells.map((content, at) => {
      const cell = document.createElement("td");
      if (at === 2) cell.className = "number";
      cell.append(content);
      return cell;
    }));
    return (row.element = line);
  }

  const values = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));

  function test(wanted) {
    const [least, most] = (wanted.age ?? "").split("-");
    const text = wanted.q?.toLowerCase();
    return (row) =>
      (!wanted.status || row.status === wanted.status) &&
      (!wanted.section || (row.path + "/").startsWith(wanted.section + "/")) &&
      (!wanted.owner || row.owner === wanted.owner) &&
      (!wanted.actor || row.actorIds.includes(wanted.actor)) &&
      (!wanted.lang || (wanted.lang[0] === "!" ? !row.languages.includes(wanted.lang.slice(1)) : row.languages.includes(wanted.lang))) &&
      (!wanted.age || (row.days !== null && row.days >= +least && (!most || row.days < +most))) &&
      (!text || `${row.title} ${row.section} ${row.owner} ${row.actors}`.toLowerCase().includes(text));
  }

  // Rows without a value come last, whichever way round.
  function order() {
    const key = sort.replace("-", ""), sign = sort[0] === "-" ? -1 : 1;
    const value = (row) => (key === "status" ? ranks.indexOf(row.status) : key === "languages" ? row.languages.join() : row[key]);
    return (one, other) => {
      const [a, b] = [value(one), value(other)];
      const missing = (a === "" || a == null) - (b === "" || b == null);
      return missing || sign * (typeof a === "number" ? a - b : collator.compare(a, b)) || one.at - other.at;
    };
  }

  async function show(remember = true) {
    const wanted = values();
    const asked = Object.keys(wanted).length > 0;
    if (remember) {
      const query = new URLSearchParams(wanted);
      if (sort) query.set("sort", sort);
      history.replaceState(null, "", (query.size ? "?" + query : location.pathname) + location.hash);
    }
    if (!rows && !asked && !sort) return;
    try {
      rows ??= whole ? ofTable() : await ofFile();
    } catch {
      found.textContent = found.dataset.failed;
      return;
    }
    const shown = rows.filter(test(wanted));
    if (sort) shown.sort(order());
    body.replaceChildren(...shown.slice(0, limit).map(draw));
    more.hidden = shown.length <= limit;
    table.closest("section").querySelector(".onward")?.setAttribute("hidden", "");
    found.textContent = shown.length === 1 ? found.dataset.one : found.dataset.many.replace("%", shown.length);
    form.querySelector("button[type=reset]").hidden = !asked;
    for (const head of heads) {
      const direction = sort === head.dataset.key ? "ascending" : sort === "-" + head.dataset.key ? "descending" : null;
      direction ? head.setAttribute("aria-sort", direction) : head.removeAttribute("aria-sort");
    }
  }

  function ask(name, value) {
    const field = form.elements.namedItem(name);
    if (!field) return;
    if (field.options && ![...field.options].some((option) => option.value === value)) field.add(new Option(value, value));
    field.value = value;
  }

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const key = head.dataset.key;
      sort = sort === key ? "-" + key : sort === "-" + key ? "" : key;
      limit = PIECE;
      show();
    });
    head.append(button);
  }
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { limit = PIECE; show(); }, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("reset", () => setTimeout(() => show()));
  more.addEventListener("click", () => { limit += PIECE; show(); });
  for (const link of document.querySelectorAll("a[data-filter]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      form.reset();
      ask("status", link.dataset.filter);
      show().then(() => { document.getElementById("list").scrollIntoView(); form.elements.status.focus({ preventScroll: true }); });
    });
  }

  // What the address asks for.
  const query = new URLSearchParams(location.search);
  for (const [name, value] of query) name === "sort" ? (sort = value) : ask(name, value);
  const anchor = (rank) => `status-${rank.toLowerCase().trim().replace(/\s+/g, "-")}`;
  const named = ranks.find((rank) => encodeURI(`#${anchor(rank)}`) === location.hash);
  if (named && !document.getElementById(anchor(named))) ask("status", named);
  form.hidden = false;
  show(false);
})();
