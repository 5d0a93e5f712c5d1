// The search box: shows what was found as the ARIA combobox pattern says. What finds it is given by search.mjs or search-remote.mjs.
import { facet, parse } from "./engine.mjs";

let openPart;
/** Says how a part of the index is opened: `(index, name, fetchFile)` gives what answers as engine.mjs's `Part` does. */
export const use = (opener) => { openPart = opener; };

const make = (name, ...rest) => dress(document.createElement(name), ...rest);
const dress = (element, attributes = {}, ...inner) => {
  for (const [key, value] of Object.entries(attributes)) if (value != null) element.setAttribute(key, value);
  element.append(...inner.filter((part) => part != null));
  return element;
};
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Text with its hits marked. */
function marked({ text, marks }) {
  const out = [];
  let at = 0;
  for (const { start, end } of marks) {
    out.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
    at = end;
  }
  return [...out, text.slice(at)];
}

/** What all boxes of a page share: the index and its parts, opened once, and the files that are on their way. */
class Source {
  /** `again`: the site may have been published anew, or a file came through damaged. */
  constructor(url, again) { Object.assign(this, { url, again }); }
  async fetch(path, cache) {
    const reply = await fetch(new URL(path, new URL(this.url, location)), { cache, signal: AbortSignal.timeout(2e4) });
    if (!reply.ok) throw Error(path);
    return reply;
  }
  async file(path) {
    const { body } = await this.fetch(path, this.again ? "reload" : "default");
    return new Uint8Array(await new Response(body.pipeThrough(new DecompressionStream("deflate-raw"))).arrayBuffer());
  }
  index() { return (this.opened ??= this.fetch("index.json", "no-cache").then((reply) => reply.json())); }
  async part(lang) {
    const index = await this.index(), name = index.interface[lang].part;
    return (this[name] ??= openPart(index, name, (path) => (this[path] ??= this.file(path).finally(() => delete this[path]))));
  }
}

/** Holds back a fetch for some milliseconds, and gives up where nobody waits for it any more. */
const held = async (time, isWanted) => { await new Promise((done) => setTimeout(done, time)); if (!isWanted()) throw 0; };

/** Waits with what an option shows: it is gone at the next letter. */
const whileShown = (option) => () => held(80, () => option.isConnected);

let source;
const NAMES = { section: "seksjon", actor: "aktør", lang: "språk" };
const FACETS = ["status", "section", "type", "actor"];
const STEP = 10;
/** The filters of so many pages are a small file, fetched when the reader rests; those of more are fetched when they are asked for. */
const FEW = 3000;
let boxes = 0;

class Box {
  constructor(form, room, onPage) {
    this.input = form.querySelector("input");
    this.lang = document.documentElement.lang.toLowerCase();
    this.turn = 0;
    this.onPage = onPage;
    source ??= new Source(form.dataset.index);
    const id = "found-" + ++boxes;
    this.status = make("p", { role: "status", class: "count" });
    this.notes = make("div", { class: "notes" });
    this.narrow = make("details", { class: "narrow", hidden: "" });
    this.list = make("div", { role: "listbox", id, hidden: "" });
    this.more = make("button", { type: "button", hidden: "" });
    this.room = room;
    room.classList.add("found");
    room.append(this.status, this.notes, this.narrow, this.list, this.more);
    dress(this.input, { role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" });
    this.input.addEventListener("input", () => this.run());
    form.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("submit", (event) => { if (this.onPage || this.active) event.preventDefault(); this.active?.click(); });
    this.more.addEventListener("click", () => this.draw(this.shown + STEP));
    this.narrow.addEventListener("toggle", () => this.drawFacets());
    this.seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => { this.seen.unobserve(target); this.excerpt(target); }));
    this.run();
  }

  async words() {
    const { interface: about } = await source.index();
    const lang = about[this.lang] ? this.lang : Object.keys(about).find((lang) => this.lang.startsWith(lang)) ?? Object.keys(about)[0];
    this.others = Object.keys(about).filter((other) => about[other].part !== about[lang].part);
    this.all = about;
    return (this.t = about[(this.lang = lang)].strings);
  }

  /** Answers what is typed. A newer turn makes an older one give up. */
  async run() {
    const turn = ++this.turn, stale = () => turn !== this.turn, typed = this.input.value.trim();
    try {
      const words = await this.words(), langs = this.both ? [this.lang, ...this.others] : [this.lang];
      const parts = await Promise.all(langs.map((lang) => source.part(lang)));
      if (stale()) return;
      // Not at each letter: a browser takes every new address for a reason to look for the page's icon again.
      clearTimeout(this.later);
      if (this.onPage) this.later = setTimeout(() => history.replaceState(null, "", typed ? "?q=" + encodeURIComponent(typed) : location.pathname), 300);
      const query = parse(typed);
      // A word of a few letters is most likely not all of it: what is fetched for it would be fetched in vain.
      let time = /(^|\s)\S{1,3}$/.test(typed) ? 150 : 20;
      const pause = () => { const now = time; time = 0; return held(now, () => !stale()); };
      const answers = await Promise.all(parts.map((part) => part.complete(() => part.plan(query), pause)));
      if (stale()) return;
      this.total = answers.reduce((sum, { total, ranked }) => sum + (total ?? ranked.length), 0);
      this.found = answers.flatMap(({ ranked, wanted }, at) => ranked.map(([page, score]) => ({ part: parts[at], page, score, wanted })));
      if (parts.length > 1) this.found.sort((one, other) => other.score - one.score);
      this.again = false;
      this.say(words, typed, query, answers[0].wanted);
      this.draw(STEP);
      clearTimeout(this.wait);
      if (typed && parts[0].main.pages < FEW) this.wait = setTimeout(() => this.facets().then(() => this.suggest(), () => {}), 4000);
      this.suggest();
      if (this.narrow.open) this.drawFacets();
    } catch (error) {
      if (!stale()) this.fail(error);
    }
  }

  /** Says what is wrong, and leaves two ways out: once more, or the list of all pages. */
  fail(error) {
    const why = this.t?.[error?.reason];
    source = new Source(source.url, true);
    if (!this.again && !why) { this.again = true; return this.run(); }
    const retry = make("button", { type: "button" }, this.t?.retry ?? "↻");
    retry.addEventListener("click", () => this.run());
    const all = this.onPage && document.getElementById("all-pages"), page = this.all?.[this.lang].page;
    if (all) all.parentElement.hidden = false;
    const browse = all ? "#all-pages" : page && page + "#all-pages";
    this.status.replaceChildren(why ?? this.t?.failed ?? "✕", " ", retry, ...(browse ? [" ", make("a", { href: browse }, this.t.browse)] : []));
  }

  say(words, typed, query, wanted) {
    const count = this.total, lines = query.notes.map(([name, about]) => fill(words[name.replaceAll("-", "_")], { q: about }));
    for (const { form, misspelt } of wanted) if (misspelt) lines.push(fill(words.corrected, { q: form }));
    if (typed && !count) lines.push(words.advice);
    this.status.textContent = !typed ? "" : count > 1 ? fill(words.many, { n: count }) : count ? words.one : fill(words.none, { q: typed });
    this.notes.replaceChildren(...lines.map((line) => make("p", {}, line)));
    if (typed && !this.both) {
      for (const lang of this.others) this.offer(fill(words.also, { name: this.all[lang].name }), () => { this.both = true; this.run(); });
    }
    this.list.setAttribute("aria-label", words.results);
    this.narrow.hidden = !count;
    if (!this.narrow.firstChild) this.narrow.append(make("summary", {}, words.filters), make("div"));
    const index = this.onPage && document.getElementById("all-pages")?.parentElement;
    if (index) index.hidden = !!typed;
  }

  offer(label, act) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", act);
    this.notes.append(button);
  }

  draw(most) {
    this.shown = Math.min(most, this.found.length);
    this.active = null;
    const options = this.found.slice(0, this.shown).map((hit, at) => Object.assign(make("a", { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false", tabindex: "-1" }), { hit }));
    this.seen.disconnect();
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", !!options.length);
    this.input.removeAttribute("aria-activedescendant");
    this.more.hidden = this.shown >= this.found.length;
    this.more.textContent = this.t.more;
    options.forEach((option) => { this.head(option); this.seen.observe(option); });
  }

  /** What is known of a hit at once; its excerpt follows when it is seen. */
  async head(option, shown) {
    const { part, page } = option.hit;
    const row = shown?.row ?? (await part.complete(() => part.row(page), whileShown(option)).catch(() => null));
    if (!row || (option.shown && !shown)) return;
    option.shown = true;
    const [, sign, label] = part.main.statuses[row.status] ?? [];
    const path = [row.path, shown?.heading?.text].filter(Boolean).join(" › ");
    option.href = row.url.split("/").map(encodeURIComponent).join("/") + (shown?.anchor ? "#" + encodeURIComponent(shown.anchor) : "");
    const line = (name, inner) => (inner.length ? make("span", { class: name }, ...inner) : null);
    option.replaceChildren(...[
      line("name", shown ? marked(shown.title) : [row.title]),
      line("state", label ? [make("span", { "aria-hidden": "true" }, sign + " "), label, row.since ? ` ${this.t.since} ${this.day(row.since)}` : ""] : []),
      line("path", path ? [path] : []),
      line("text", shown ? marked(shown.excerpt) : ["\xa0"]),
      line("who", row.who ? [row.who] : []),
    ].filter(Boolean));
    const words = shown ? [...new Set(shown.excerpt.marks.map(({ start, end }) => shown.excerpt.text.slice(start, end).toLowerCase()))] : [];
    option.onclick = () => { try { sessionStorage.setItem("loft-marks", JSON.stringify([option.pathname, ...words])); } catch { /* private window */ } };
  }

  day(date) { return (this.days ??= new Intl.DateTimeFormat(this.lang, { dateStyle: "long" })).format(new Date(date + "T12:00")); }

  async excerpt(option) {
    const { part, page, wanted } = option.hit;
    try {
      await this.head(option, await part.complete(() => part.show(page, wanted), whileShown(option)));
    } catch {
      if (option.isConnected) this.status.textContent = this.t.partly;
    }
  }

  key(event) {
    const options = [...this.list.children], at = options.indexOf(this.active);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.target !== this.input) return;
    if (event.key === "Escape") this.close?.();
    if (!step || !options.length) return;
    event.preventDefault();
    this.active = options[at < 0 && step < 0 ? options.length - 1 : at + step] ?? null;
    for (const option of options) option.setAttribute("aria-selected", option === this.active);
    this.active?.scrollIntoView({ block: "nearest" });
    if (this.active) this.input.setAttribute("aria-activedescendant", this.active.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  async facets() {
    const part = await source.part(this.lang);
    return part.complete(() => part.file("f"));
  }

  asFilter(field, id) { return `${(this.lang === "en" ? null : NAMES[field]) ?? field}:${id}`; }

  /** A status or an actor typed as plain words can be made a filter. */
  async suggest() {
    const part = await source.part(this.lang), facets = part.files.get(part.folder + "/f.dat") ?? {}, typed = this.input.value;
    const known = [...part.main.statuses.map(([id, , label]) => ["status", facet(id), label, facet(label)]), ...this.actors(facets.actor)];
    const words = typed.split(/\s+/), offered = new Set([...this.notes.querySelectorAll("[data-token]")].map((button) => button.dataset.token));
    const spans = words.flatMap((_, from) => words.slice(from, from + 5).map((_, more) => [facet(words.slice(from, from + more + 1).join(" ")), from, from + more + 1]));
    for (const [field, id, label, called] of known) {
      const token = this.asFilter(field, id);
      for (const [span, from, to] of spans) {
        if (!called || span !== called || offered.has(token) || typed.includes(":")) continue;
        offered.add(token);
        this.offer(fill(this.t.only, { name: label }), () => this.type([...words.slice(0, from), token, ...words.slice(to)].join(" ")));
        this.notes.lastChild.dataset.token = token;
      }
    }
  }

  /** Each actor by each of its names. */
  actors(of) {
    if (of && !of.known) of.known = of.ids.flatMap((id, at) => [id, facet(of.names[at]), ...Object.keys(of.also).filter((alias) => of.also[alias].includes(at + 1))].map((called) => ["actor", id, of.names[at], called]));
    return of?.known ?? [];
  }

  type(text) {
    this.input.value = text;
    this.input.focus();
    this.run();
  }

  /** Every filter's values with how many of the pages found have them; each can be switched on and off. */
  async drawFacets() {
    if (!this.narrow.open) return;
    const facets = await this.facets().catch(() => null), part = await source.part(this.lang);
    if (!facets) return this.fail();
    const groups = FACETS.filter((field) => facets[field]).map((field) => {
      const { ids, names, of } = facets[field], counts = new Map(facets[field].counts);
      if (of) for (const hit of this.found) if (hit.part === part) for (const number of [of[hit.page]].flat()) if (number) counts.set(number, (counts.get(number) ?? 0) + 1);
      const values = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, 12).map(([number, count]) => {
        const token = this.asFilter(field, ids[number - 1]), words = this.input.value.split(/\s+/), on = words.includes(token);
        const button = make("button", { type: "button", "aria-pressed": on }, `${names[number - 1]} (${count})`);
        button.addEventListener("click", () => this.type(on ? words.filter((word) => word !== token).join(" ") : `${this.input.value.trim()} ${token}`.trim()));
        return button;
      });
      return values.length ? make("div", { role: "group", "aria-label": this.t[field] }, make("span", {}, this.t[field]), ...values) : null;
    });
    this.narrow.lastChild.replaceChildren(...groups.filter(Boolean));
  }
}

/** A box where a form stands: on the search page with room of its own, elsewhere in a layer below the field. */
export function attach(form) {
  if (form.box) return form.box;
  const room = form.closest("main") && document.getElementById("found");
  if (room) {
    room.hidden = false;
    form.querySelector("input").value ||= new URLSearchParams(location.search).get("q");
    return (form.box = new Box(form, room, true));
  }
  const layer = make("div", { class: "layer" });
  form.append(layer);
  form.box = new Box(form, layer, false);
  form.addEventListener("focusin", () => { layer.hidden = false; });
  form.addEventListener("focusout", ({ relatedTarget }) => { if (!form.contains(relatedTarget)) form.box.close(); });
  layer.addEventListener("mousedown", (event) => { if (!event.target.closest("button, summary")) event.preventDefault(); });
  form.box.close = () => { layer.hidden = true; };
  return form.box;
}

let dialog;
/** The same in a dialog, wherever the reader is. */
export function open(form) {
  if (!dialog) {
    const own = form.cloneNode(true), room = make("div");
    own.querySelector("input").removeAttribute("id");
    own.querySelectorAll(".layer").forEach((layer) => layer.remove());
    dialog = make("dialog", { class: "find", "aria-label": form.getAttribute("aria-label") }, own, room);
    document.body.append(dialog);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.box = new Box(own, room, false);
  }
  if (!dialog.open) dialog.showModal();
  dialog.box.input.select();
}
