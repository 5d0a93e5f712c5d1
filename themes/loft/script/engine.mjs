// The search engine: ranks pages as `loft search` does, from the files that `src/search/export` writes.
// What is said there of each step is not said here again; names are the same on both sides.

const WORD = /[\p{Alphabetic}\p{N}\u0300-\u036f\u00ad]+/gu;
const letters = (text) => [...text].length;
const isNumber = (form) => /^\p{N}*$/u.test(form);

export function fold(word) {
  const out = word.normalize("NFD").replace(/\p{M}/gu, "").replace(/æ/g, "a").replace(/ø/g, "o").replace(/ð/g, "d").replace(/þ/g, "th").replace(/ß/g, "ss");
  return out.length > 2 ? out.replace(/a[ae]+/g, "a").replace(/oe+/g, "o") : out;
}

const lower = (word) => [...word.normalize().toLowerCase().replace(/\u00ad/g, "")].slice(0, 64).join("");

/** The words of a text as { form, start, end }. */
export function wordsOf(text) {
  return [...text.matchAll(WORD)].map(({ 0: raw, index }) => ({ form: fold(lower(raw)), start: index, end: index + raw.length })).filter(({ form }) => form);
}

export const plainForms = (text) => wordsOf(text).map((word) => word.form);
export const facet = (value) => plainForms(value).join("-");

const FIELDS = {
  status: "status", seksjon: "section", section: "section", i: "section", in: "section", type: "type", sidetype: "type",
  aktor: "actor", actor: "actor", eier: "owner", eigar: "owner", owner: "owner",
  emne: "tag", tag: "tag", emneord: "tag", sprak: "lang", lang: "lang", language: "lang",
  tittel: "title", title: "title",
};
const QUOTE = "\"«»“”„";
const TOKEN = new RegExp(
  `\\s*([-\\u2212](?=[\\p{Alphabetic}\\p{N}${QUOTE}]))?(?:(\\p{Alphabetic}+):(?=[\\p{Alphabetic}\\p{N}${QUOTE}]))?` +
    `(?:[${QUOTE}]([^${QUOTE}]*)([${QUOTE}]?)|([^\\s${QUOTE}]+))`, "uy");

/** Reads a query: any text can be read. */
export function parse(typed) {
  const query = { words: [], phrases: [], without: [], filters: [], notes: [] };
  const text = [...typed].slice(0, 1000).join("");
  const note = (name, about) => query.notes.some((known) => known[0] === name) || query.notes.push([name, about]);
  if (text.length < typed.length) note("too-long");
  TOKEN.lastIndex = 0;
  for (let found; (found = TOKEN.exec(text)); ) {
    if (query.words.length + query.without.length >= 32) { note("too-long"); break; }
    const [, minus, field, inner, close, plain] = found;
    const value = (inner ?? plain).trim();
    if (!value) continue;
    const unclosed = inner !== undefined && !close;
    if (unclosed) note("unclosed-quote");
    if (field) {
      const name = FIELDS[fold(field.toLowerCase())];
      if (typeof name === "string") { query.filters.push({ field: name, value, negated: !!minus }); continue; }
      note("unknown-field", field);
      query.words.push(field);
    }
    if (minus) query.without.push(value);
    else {
      query.words.push(value);
      if (inner !== undefined && !unclosed) query.phrases.push(value);
    }
  }
  if (!query.words.length && !query.filters.length && query.without.length) note("only-exclusions");
  return query;
}

/** Levenshtein's distance, a swap of neighbours counting one. */
function distance(left, right) {
  let older = [], last = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 0; i < left.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < right.length; j++) {
      let best = Math.min(last[j] + (left[i] !== right[j]), last[j + 1] + 1, row[j] + 1);
      if (i && j && left[i] === right[j - 1] && left[i - 1] === right[j]) best = Math.min(best, older[j - 1] + 1);
      row.push(best);
    }
    [older, last] = [last, row];
  }
  return last[right.length];
}

const damaged = () => { throw Error("damaged"); };

/** Reads bytes that may be cut short or made up: anything that makes no sense throws. */
class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (this.at >= this.bytes.length || scale > 2 ** 28) damaged();
      const byte = this.bytes[this.at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  take(count) {
    if (count > this.bytes.length - this.at) damaged();
    return this.bytes.subarray(this.at, (this.at += count));
  }
  /** As many as are announced, but never more than there are bytes. */
  count() {
    const count = this.number();
    if (count > this.bytes.length) damaged();
    return count;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const text = (bytes) => decoder.decode(bytes);

/** A shard of words: its keys in order, and for each its lists and the list of what begins so. */
export function readWords(bytes, pageCount) {
  const reader = new Reader(bytes), entries = new Map();
  let before = new Uint8Array(), added = 0;
  for (let count = reader.count(); count > 0; count--) {
    const shared = reader.number(), rest = reader.take(reader.number());
    if (shared > before.length) damaged();
    const key = new Uint8Array(shared + rest.length);
    key.set(before.subarray(0, shared));
    key.set(rest, shared);
    before = key;
    const flags = reader.number(), lists = [];
    if (flags >> 1 > bytes.length) damaged();
    for (let n = flags >> 1; n > 0; n--) {
      const back = reader.number();
      if (back > added) damaged();
      lists.push(back ? added - back : added++);
    }
    entries.set(text(key), { lists, beginning: flags & 1 ? added++ : null });
  }
  if (reader.count() !== added) damaged();
  const lists = readLists(reader, added, pageCount);
  if (reader.at !== bytes.length) damaged();
  for (const [key, entry] of entries) {
    entry.lists = entry.lists.map((at) => lists[at]);
    for (const { forms } of entry.lists) forms.push(key);
    entry.beginning = entry.beginning === null ? null : lists[entry.beginning];
  }
  return { entries, keys: [...entries.keys()] };
}

/** Lists stand column by column: all heads, then the pages of all, then the impacts, then the blocks. */
function readLists(reader, count, pageCount) {
  const lists = Array.from({ length: count }, () => {
    const head = reader.number(), length = head >> 2, pages = head & 2 ? reader.number() : length;
    if (length > pageCount || pages > pageCount) damaged();
    return { pages, length, head, forms: [] };
  });
  for (const list of lists) {
    list.numbers = new Uint32Array(list.length);
    for (let at = 0, page = 0; at < list.length; at++) {
      page += reader.number();
      if (page >= pageCount) damaged();
      list.numbers[at] = page;
    }
  }
  for (const list of lists) list.impacts = reader.take(list.length);
  for (const list of lists) list.blocks = list.head & 1 ? reader.take(list.length) : null;
  return lists;
}

/** The forms of a spelling shard by their group. */
function readSpellings(bytes) {
  const groups = new Map();
  let group = null;
  for (const line of text(bytes).split("\n")) {
    if (line[0] === "^" || line[0] === "$") groups.set(line, (group = []));
    else if (line) group?.push(line);
  }
  return groups;
}

function readRows(rows) {
  let key, place;
  return rows.split("\n").map((row) => {
    const [state, url, title, link, lang, blocks, held] = row.split("\t"), [own, at = 0] = held.split(":"), [status, since] = state.split(" ");
    [key, place] = own ? [own, +at] : [key, place + 1];
    if (!/^[\da-f]+\/[\da-f]+$/.test(key) || !/^\/(?!\/)/.test(url)) damaged();
    return { status, since, url, title, link, lang, blocks: +blocks || 1, key, place };
  });
}

/** What a file of text holds of each of its pages: the pieces of sections, and what is shown beside them. */
function readBlock(bytes) {
  return text(bytes).split("\x04").map((page) => {
    const [beside, ...pieces] = page.split("\x01"), [path, who] = beside.split("\t");
    return { path, who, sections: pieces.map((piece) => {
      const [anchor, heading, body] = piece.split(/[\x02\x03]/);
      return { anchor, heading, body: body ?? damaged() };
    }) };
  });
}

const READERS = {
  t: (bytes, part) => readWords(bytes, part.main.pages),
  s: readSpellings,
  p: (bytes) => readRows(text(bytes)),
  f: (bytes) => JSON.parse(text(bytes)),
  x: readBlock,
};

/** The last of the sorted bounds that is not after the key: shard 0 has no bound. */
function shardOf(bounds, key) {
  let low = 0, high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle] <= key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const rarity = (all, having) => Math.round(Math.log((all + 1) / (having + 0.5)) ** 1.25 * 64);
/** [page, score]: the best first. */
const byWorth = (one, other) => other[1] - one[1] || one[0] - other[0];
const LONGEST_BEGINNING = 1024;
const FOLDER = 50;
const COMPARED = 5;

/** One part of the index. `fetchFile(path)` gives a file's bytes, inflated; files come when a query needs them. */
export class Part {
  static async open(folder, fetchFile) {
    const main = JSON.parse(text(await fetchFile(folder + "/m.dat")));
    if (main.format !== 3 || !(main.pages >= 0 && main.pages < 1e7) || !main.weights) damaged();
    return new Part(main, folder, fetchFile);
  }

  constructor(main, folder, fetchFile) {
    const lines = (joined) => (joined ? joined.split("\n") : []);
    Object.assign(this, { main, folder, fetchFile, files: new Map(), missing: new Map() });
    this.bounds = { t: lines(main.words), s: lines(main.spellings) };
    this.stop = new Set(main.stop.split(" "));
    this.variants = new Map(lines(main.variants).map((line) => { const [base, others] = line.split("="); return [base, others.split(",")]; }));
    this.rows = main.table === null ? null : readRows(main.table);
  }

  /** A file if it is here; else it is noted as missing. */
  file(kind, name) {
    const path = kind === "x" ? name : `${this.folder}/${kind}${name >= 0 ? ((name / FOLDER) | 0) + "/" + name % FOLDER : ""}.dat`;
    if (this.files.has(path)) return this.files.get(path);
    this.missing.set(path, kind);
  }

  /** Does what can be done with the files that are here until it needs no more. `wait` may hold back a fetch or give up. */
  async complete(work, wait) {
    for (;;) {
      this.missing.clear();
      const result = work();
      if (!this.missing.size) return result;
      const wanted = [...this.missing];
      await wait?.();
      await Promise.all(wanted.map(async ([path, kind]) => {
        if (!this.files.has(path)) this.files.set(path, READERS[kind](await this.fetchFile(path), this));
      }));
    }
  }

  entry(key) { return this.file("t", shardOf(this.bounds.t, key))?.entries.get(key); }
  exact(form) { return this.entry(form)?.lists ?? []; }

  /** Forms that begin so, where they are few: [form, lists]. */
  *beginningWith(prefix) {
    for (let n = shardOf(this.bounds.t, prefix); n === 0 || n <= this.bounds.t.length; n++) {
      const shard = this.file("t", n);
      if (shard) {
        for (let at = shardOf(shard.keys, prefix) - (shard.entries.has(prefix) ? 1 : 0); shard.keys[at]?.startsWith(prefix); at++) {
          yield [shard.keys[at], shard.entries.get(shard.keys[at]).lists];
        }
      }
      if (!this.bounds.t[n]?.startsWith(prefix)) return;
    }
  }

  /** The pages of all words that begin so; null when there are none. */
  beginning(prefix) {
    const busy = this.entry(prefix)?.beginning;
    if (busy) return busy;
    const typed = letters(prefix), shortest = new Map(), best = new Map();
    for (const [form, lists] of this.beginningWith(prefix)) {
      for (const list of lists) shortest.set(list, Math.min(shortest.get(list) ?? Infinity, letters(form)));
    }
    for (const [list, length] of shortest) {
      const root = Math.sqrt(this.share(typed, length));
      list.numbers.forEach((page, at) => {
        const impact = Math.max(1, Math.round(list.impacts[at] * root));
        if (impact > (best.get(page)?.[0] ?? 0)) best.set(page, [impact, list.blocks?.[at] ?? 0]);
      });
    }
    if (!shortest.size) return null;
    const found = [...best].map(([page, posting]) => [page, ...posting]).sort(byWorth).slice(0, LONGEST_BEGINNING);
    found.sort((one, other) => one[0] - other[0]);
    const column = (number) => found.map((posting) => posting[number]);
    return { pages: best.size, numbers: column(0), impacts: column(1), blocks: column(2) };
  }

  share(typed, length) { return 1 - this.main.weights.completeness * (1 - typed / length); }

  withAnyEnding(base) { return this.main.endings.flatMap((ending) => this.exact(base + ending)); }

  stripped(form) {
    return this.main.endings.filter((ending) => form.endsWith(ending)).map((ending) => form.slice(0, form.length - ending.length));
  }

  /** What is found by the longest beginning of a word that a known ending leaves, and by which anything is. */
  byLongestBase(form, find) {
    for (const base of this.stripped(form).sort((one, other) => other.length - one.length)) {
      const lists = find(base);
      if (lists.length || this.missing.size) return lists;
    }
    return [];
  }

  inflected(form) {
    const exact = this.exact(form);
    return exact.length ? exact : this.byLongestBase(form, (base) => (letters(base) < 4 ? [] : this.withAnyEnding(base)));
  }

  variantsOf(form) {
    const others = (word) => this.variants.get(word) ?? [];
    return this.byLongestBase(form, (base) => [...base].flatMap((_, at) => {
      if (at && (at < 3 || at > base.length - 4)) return [];
      const head = base.slice(0, at), tail = base.slice(at), tails = others(tail);
      return [...tails.map((other) => head + other), ...others(head).flatMap((other) => [tail, ...tails].map((tail) => other + tail))].flatMap((word) => this.withAnyEnding(word));
    }));
  }

  /** The lists of what two words make together, in either order; a single letter may be an ending, and makes no word with the one before. */
  compounds(one, other, links) {
    const pairs = [[one, other], [other, one]].filter(([, last]) => !this.main.endings.includes(last));
    return links.flatMap((link) => pairs.flatMap((pair) => this.inflected(pair.join(link))));
  }

  endingWith(form) {
    const own = [...form], length = own.length;
    if (length < 5 || /\p{N}/u.test(form)) return [];
    return [...this.spellings("$" + own.slice(-2).join(""), length + 3, Infinity)].flatMap((other) => (other = other.join("")).endsWith(form) ? this.exact(other) : []);
  }

  /** [distance, lists] of the nearest forms to a misspelt one. */
  near(form) {
    const own = [...form], length = own.length;
    if (length < 5 || /\p{N}/u.test(form)) return null;
    const limit = length < 8 ? 1 : 2, found = new Set();
    let best = limit + 1;
    for (const group of ["^" + own.slice(0, 2).join(""), "$" + own.slice(-2).join("")]) {
      for (const other of this.spellings(group, length - limit, length + limit)) {
        const steps = distance(own, other);
        if (steps < best) { best = steps; found.clear(); }
        if (steps === best && steps <= limit) found.add(other.join(""));
      }
    }
    return found.size ? [best, [...found].flatMap((other) => this.exact(other))] : null;
  }

  *spellings(group, from, to) {
    const sign = (count) => String.fromCharCode(48 + Math.min(count, 99));
    const last = shardOf(this.bounds.s, group + sign(to) + "\uffff");
    for (let n = shardOf(this.bounds.s, group + sign(from)); n <= last; n++) {
      for (const form of this.file("s", n)?.get(group) ?? []) {
        const own = [...form];
        if (own.length >= from && own.length <= to) yield own;
      }
    }
  }

  split(form) {
    for (let at = form.length; at; at--) {
      for (const link of this.main.links) {
        const parts = [form.slice(0, at - link.length), form.slice(at)];
        if (parts.join(link) === form && parts.every((part) => letters(part) > 3 && this.inflected(part).length)) return parts;
      }
    }
  }

  /** The words of a query: { form, stop }. When all are stop words, none is. */
  asked(query) {
    const out = query.words.flatMap(plainForms).map((form) => ({ form, stop: this.stop.has(form) }));
    if (out.every((word) => word.stop)) out.forEach((word) => { word.stop = false; });
    return out;
  }

  expand(asked) {
    const { weights } = this.main;
    const forms = asked.filter((word) => !word.stop).map((word) => word.form);
    const joined = forms.map(() => []), otherwise = forms.map(() => []);
    for (let at = 1; at < forms.length; at++) {
      const one = forms[at - 1], other = forms[at];
      const lists = isNumber(one + other) ? this.exact(one + "/" + other) : this.compounds(one, other, this.main.links);
      joined[at - 1].push(...lists);
      joined[at].push(...lists);
    }
    let before = -1;
    for (const { form, stop } of asked) {
      if (!stop) before++;
      else if (this.main.particles.includes(form)) joined[before]?.push(...this.compounds(form, forms[before], [""]));
    }
    for (const [typed, meant] of this.main.phrases) {
      forms.forEach((_, at) => {
        if (!typed.every((word, n) => forms[at + n] === word)) return;
        const lists = meant.flatMap((word) => this.exact(word)), weight = Math.round(weights.variant / meant.length);
        typed.forEach((_, n) => lists.forEach((list) => otherwise[at + n].push([list, weight])));
      });
    }
    const out = forms.flatMap((form, at) => this.expandOne(form, joined[at], otherwise[at], at === forms.length - 1));
    for (const { form } of asked.filter((word) => word.stop)) {
      out.push({ form, optional: true, meanings: new Map(this.exact(form).map((list) => [list, [weights.stopWord]])) });
    }
    return out;
  }

  expandOne(form, joined, otherwise, last) {
    const { weights } = this.main;
    const meanings = new Map(), word = { form, meanings };
    const add = (lists, weight, guess) => {
      for (const list of lists) if (weight > (meanings.get(list)?.[0] ?? -1)) meanings.set(list, [weight, guess]);
    };
    const exact = this.exact(form);
    const begun = last && letters(form) >= 2 ? this.beginning(form) : null;
    if (!exact.length) add(this.inflected(form), begun ? weights.endingUnfinished : weights.ending);
    add(exact, 100);
    add(this.variantsOf(form), weights.variant, true);
    add(joined, weights.neighbour);
    for (const [list, weight] of otherwise) add([list], weight, true);
    if (begun) {
      word.begun = true;
      add([begun], exact.length ? weights.prefixOfWord : weights.prefix, true);
    }
    if (meanings.size || this.missing.size) return [word];
    add(this.inflected("~" + form), weights.split, true);
    add(this.endingWith(form), weights.split);
    if (meanings.size || this.missing.size) return [word];
    const near = this.near(form);
    word.misspelt = !!near;
    const parts = near?.[0] === 1 || this.missing.size ? null : this.split(form);
    if (parts) return parts.map((part) => ({ form: part, meanings: new Map(this.inflected(part).map((list) => [list, [weights.split]])) }));
    if (near) add(near[1], Math.round(weights.fuzzy / near[0]), true);
    for (const [, , ...own] = form; !meanings.size && !this.missing.size && own.length > 4; ) {
      own.shift();
      add(this.inflected(own.join("")), weights.split);
    }
    for (const [...own] = form; !meanings.size && !this.missing.size && own.length > 4; ) {
      own.pop();
      const known = this.beginning((word.form = own.join("")));
      if (known) add([known], weights.begins, (word.begun = true));
    }
    return [word];
  }

  /** [page, score], best first; in order for as many as anybody looks at. */
  rank(wanted) {
    const { pages, weights } = this.main, sums = new Float64Array(pages), counts = new Uint8Array(pages), found = [];
    for (const { meanings, optional } of wanted) {
      // One more than the score: a page without the word has nothing.
      const best = new Float64Array(pages);
      let any = 0;
      for (const { numbers } of meanings.keys()) numbers.forEach((page) => { any += best[page] ? 0 : (best[page] = 1); });
      for (const [list, [weight, guess]] of meanings) {
        const factor = weight * rarity(pages, guess ? any : Math.min(list.pages, pages));
        list.numbers.forEach((page, at) => { best[page] = Math.max(best[page], 1 + factor * list.impacts[at] ** 2); });
      }
      best.forEach((score, page) => { if (score) { sums[page] += score - 1; counts[page] += !optional; } });
    }
    counts.forEach((count, page) => { if (count) found.push([page, sums[page] * count ** weights.coverage]); });
    const least = Float64Array.from(found, ([, score]) => score).sort().at(-300) ?? 0;
    return [...found.filter(([, score]) => score >= least).sort(byWorth), ...found.filter(([, score]) => score < least)];
  }

  row(page) {
    if (this.rows) return this.rows[page];
    return this.file("p", (page / this.main.perBlock) | 0)?.[page % this.main.perBlock];
  }

  /** Answers a query that was read: ranked pages and how its words were understood. */
  plan(query) {
    const asked = this.asked(query), wanted = this.expand(asked);
    let ranked = wanted.length ? this.rank(wanted) : query.filters.length ? Array.from({ length: this.main.pages }, (_, page) => [page, 0]) : [];
    if (query.filters.length) ranked = ranked.filter(this.filter(query.filters));
    for (const words of query.without) {
      const lists = plainForms(words).map((form) => new Set(this.exact(form).flatMap((list) => [...list.numbers])));
      if (lists.length) ranked = ranked.filter(([page]) => !lists.every((pages) => pages.has(page)));
    }
    if (query.phrases.length && !this.missing.size) ranked = this.withPhrases(ranked, query);
    const first = ranked.slice(0, COMPARED), typed = asked.map((word) => word.form);
    const rows = first.map(([page]) => this.row(page));
    if (this.missing.size) return null;
    first.forEach((entry, at) => { entry[1] = raised(entry[1], typed, rows[at], this.main.weights.agreement, this.stop); });
    first.sort(byWorth);
    return { ranked: [...first, ...ranked.slice(COMPARED)], wanted };
  }

  /** Whether a page passes the filters. */
  filter(filters) {
    const facets = this.file("f");
    if (!facets) return () => true;
    const tests = filters.filter(({ field }) => field !== "title").map(({ field, value, negated }) => {
      const { ids = [], names = [], of = [], also = {} } = facets[field] ?? {}, wanted = facet(value);
      const numbers = new Set(ids.flatMap((id, at) => (id === wanted || facet(names[at]) === wanted || also[wanted]?.includes(at + 1) ? [at + 1] : [])));
      return (page) => [of[page] ?? 0].flat().some((number) => numbers.has(number)) !== negated;
    });
    return ([page]) => tests.every((test) => test(page));
  }

  /** Pages that have the phrases, among the first that have the words; title filters are phrases in titles. */
  withPhrases(ranked, query) {
    const sought = query.phrases.map((phrase) => plainForms(phrase).map((form) => this.formsLike(form)));
    return ranked.slice(0, 30).filter(([page]) => {
      const row = this.row(page);
      if (!row) return true;
      const texts = [row.title];
      for (let block = 0; block < row.blocks; block++) for (const { heading, body } of this.textBlock(row, block)?.sections ?? []) texts.push(heading, body);
      return sought.every((phrase) => texts.some((text) => holds(plainForms(text), phrase)));
    });
  }

  textBlock(row, number) {
    const pages = this.file("x", `text/${row.key}-${number}.dat`);
    return pages && (pages[row.place] ?? damaged());
  }

  /** The forms that share a stem with one. */
  formsLike(form) {
    const own = this.exact(form), shard = this.file("t", shardOf(this.bounds.t, form));
    return new Set([form, ...(shard?.keys ?? []).filter((key) => shard.entries.get(key).lists.some((list) => own.includes(list)))]);
  }

  /** What of a page is shown: title, section and a piece of text, each with the ranges to be marked. */
  show(page, wanted) {
    const row = this.row(page), votes = new Map();
    if (!row) return null;
    for (const word of wanted) {
      let best = [0, 0];
      for (const [list, [weight]] of word.meanings) {
        const at = list.numbers.indexOf(page);
        if (at >= 0 && weight * list.impacts[at] > best[0]) best = [weight * list.impacts[at], list.blocks?.[at] ?? 0];
      }
      if (best[0] && !word.optional) votes.set(best[1], (votes.get(best[1]) ?? 0) + best[0]);
    }
    const number = [...votes].sort(byWorth)[0]?.[0] ?? 0;
    const held = this.textBlock(row, row.blocks > number ? number : 0);
    return held && chosen({ ...row, ...held }, held.sections, this.fits(wanted));
  }

  /** A function from a form to [word of the query, how well it fits]. */
  fits(wanted) {
    const known = new Map(), parts = [];
    const add = (form, word, fit) => { if (fit > (known.get(form)?.[1] ?? 0)) known.set(form, [word, fit]); };
    wanted.forEach(({ meanings }, word) => {
      for (const [{ forms = [] }, [weight]] of meanings) for (const form of forms) add(form, word, weight / 100);
    });
    for (const [form, [word, fit]] of known) if (letters(form) >= 4) parts.push([form, word, fit / 4]);
    return (form) => {
      if (!known.has(form)) {
        const begun = wanted.findIndex((word) => word.begun && form.startsWith(word.form));
        const part = parts.find(([part]) => form.length > part.length + 2 && (form.startsWith(part) || form.endsWith(part)));
        known.set(form, begun >= 0 ? [begun, 0.5] : part?.slice(1));
      }
      return known.get(form);
    };
  }
}

const holds = (forms, phrase) => forms.some((_, at) => phrase.every((word, n) => word.has(forms[at + n])));

const WHOLE = 10000;

export function raised(score, typed, row, most, stop) {
  const percent = Math.max(...[row.title, row.link || row.title].map((title) => Math.floor((most * agreement(typed, title, stop)) / WHOLE)));
  return score + Math.floor(score / 100) * percent;
}

function agreement(typed, title, stop) {
  const withNumbers = typed.some(isNumber);
  const forms = plainForms(title).filter((form) => typed.includes(form) || (!stop.has(form) && (withNumbers || !isNumber(form))));
  if (!typed.length || !forms.length) return 0;
  const sum = (words, others) => words.reduce((sum, word) => sum + Math.max(...others.map((other) => likeness(word, other))), 0);
  return Math.floor((WHOLE * sum(forms, typed) * sum(typed, forms)) / (16 * forms.length * typed.length));
}

function likeness(one, other) {
  if (one === other) return 4;
  const [left, right] = [[...one], [...other]];
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  if (shared < 4) return 0;
  if (shared === Math.min(left.length, right.length)) return 3;
  return shared * 3 >= Math.max(left.length, right.length) * 2 ? 2 : 0;
}

const EXCERPT = 220;

/** The words of texts that were shown: they are shown again at the next letter. */
const met = new Map();

function matches(text, fit) {
  if (!met.has(text)) met.set(text, wordsOf(text));
  return met.get(text).flatMap(({ form, start, end }) => {
    const found = fit(form);
    return found ? [{ start, end, word: found[0], fit: found[1] }] : [];
  });
}

/** The section that answers best, a piece of its text, and where the words stand. `fit` is what `fits` gives. */
export function chosen(row, sections, fit) {
  const shown = sections.map((section) => {
    const inHeading = matches(section.heading, fit), inBody = matches(section.body, fit), best = new Map();
    for (const found of inHeading) best.set(found.word, Math.max(best.get(found.word) ?? 0, found.fit * 1.5));
    for (const found of inBody) best.set(found.word, Math.max(best.get(found.word) ?? 0, found.fit));
    const repeated = Math.min(10, inHeading.length + inBody.length - best.size);
    return { section, inHeading, inBody, worth: [...best.values()].reduce((sum, fit) => sum + fit, 0) + 0.02 * repeated };
  });
  const best = shown.reduce((one, other) => (other.worth > (one?.worth ?? 0) ? other : one), null);
  const title = { text: row.title, marks: matches(row.title, fit) };
  if (!best) return { row, title, anchor: "", heading: null, excerpt: cut(sections.find(({ body }) => body.trim())?.body ?? "", []) };
  const { section, inHeading, inBody } = best;
  return { row, title, anchor: section.anchor, heading: { text: section.heading, marks: inHeading }, excerpt: cut(section.body, inBody) };
}

/** The piece of a text with most of the words, cut between words. */
function cut(text, found) {
  let window = [], worth = [0, 0];
  found.forEach((first, at) => {
    const run = found.slice(at).filter(({ end }, n) => n === 0 || end <= first.start + EXCERPT), words = new Set(run.map(({ word }) => word)).size;
    if (words > worth[0] || (words === worth[0] && run.length > worth[1])) [window, worth] = [run, [words, run.length]];
  });
  const from = window[0]?.start ?? 0, to = window.at(-1)?.end ?? 0;
  const limit = Math.max(0, from - Math.floor(Math.max(0, EXCERPT - (to - from)) / 3)), before = text.slice(limit, from);
  const line = before.lastIndexOf("\n"), space = before.search(/\s/);
  const start = line >= 0 ? limit + line + 1 : limit === 0 ? 0 : space < 0 ? from : limit + space + 1;
  let end = Math.max(to, Math.min(text.length, start + EXCERPT));
  if (end < text.length && end > to) end = Math.max(to, start + Math.max(0, text.slice(start, end).search(/\s\S*$/)) || end);
  const piece = text.slice(start, end).trimEnd(), lead = start > 0 ? "… " : "", shift = lead.length - start;
  const marks = found.filter((word) => word.start >= start && word.end <= start + piece.length);
  return {
    text: lead + piece.replace(/\s/g, " ") + (end < text.trimEnd().length ? " …" : ""),
    marks: marks.map((word) => ({ start: word.start + shift, end: word.end + shift })),
  };
}
