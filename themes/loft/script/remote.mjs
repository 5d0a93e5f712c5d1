// Asks a search engine what engine.mjs finds in the site's own files. The engine is only read; it holds what
// `loft search export` wrote. Names are those of engine.mjs, so that the box need not know which of them answers.
import { chosen, facet, plainForms, raised, wordsOf } from "./engine.mjs";

/** So many pages come with an answer: their order is put right here, and their text is shown. */
const FETCHED = 30;
/** How long the engine may take, and how long a reader may go on typing before it is asked. */
const PATIENCE = 8000, PAUSE = 120;
const COUNTED = ["status", "section", "type", "actor"];
const AGREEMENT = 40;

/** Why there is no answer, by the name of the sentence that says so. */
class Unanswered extends Error {
  constructor(reason) { super(reason); this.reason = reason; }
}

/** The words that a word may stand for: each beginning that a known ending leaves, among them its stem. */
function stems(form, endings) {
  const bases = endings.filter((ending) => form.endsWith(ending)).map((ending) => form.slice(0, form.length - ending.length)).filter((base) => base.length > 2);
  const changed = bases.filter((base) => base.endsWith("y")).map((base) => base.slice(0, -1) + "i");
  return [...new Set([form, ...bases, ...changed])];
}

const ENGINES = {
  quickwit: {
    path: (index) => `api/v1/${index}/search`,
    /** Its query language. All values are words or facets: letters, digits and `-`, so nothing needs escaping but by quotes. */
    body({ words, langs, filters, without, fields }) {
      const among = (field, values) => `${field}:IN [${values.map((value) => `"${value}"`).join(" ")}]`;
      const any = (stems, names = fields.map(([name]) => name)) => names.map((name) => among(name, stems)).join(" OR ");
      const begins = (prefix) => fields.slice(0, 3).map(([name]) => `${name}:${prefix}*`).join(" OR ");
      const clauses = [`(${among("lang", langs)})`];
      if (words.length) clauses.push(`(${words.map((word) => `(${any(word.stems)}${word.prefix ? " OR " + begins(word.prefix) : ""})`).join(" OR ")})`);
      for (const { field, values, negated } of filters) clauses.push(`${negated ? "NOT " : ""}(${field === "title" ? any(values, ["title"]) : among(field, values)})`);
      for (const stems of without) clauses.push(`NOT (${any(stems)})`);
      const aggs = Object.fromEntries(COUNTED.map((name) => [name, { terms: { field: "by_" + name, size: 20 } }]));
      return { query: clauses.join(" AND "), max_hits: FETCHED, sort_by: "_score", aggs };
    },
    read: ({ num_hits: total, hits, aggregations }) => ({ total, pages: hits, aggregations }),
  },
  opensearch: {
    path: (index) => `${index}/_search`,
    body({ words, langs, filters, without, fields }) {
      const weighed = fields.map(([name, weight]) => `${name}^${weight}`);
      const any = (stems, of = weighed) => ({ multi_match: { query: stems.join(" "), fields: of, type: "most_fields" } });
      const word = ({ stems, prefix, form }) => ({ dis_max: { queries: [
        any(stems),
        ...(prefix ? [{ multi_match: { query: prefix, fields: weighed.slice(0, 3), type: "bool_prefix", boost: 0.6 } }] : []),
        ...(form.length > 4 ? [{ multi_match: { query: form, fields: weighed.slice(0, 3), fuzziness: "AUTO", prefix_length: 1, boost: 0.3 } }] : []),
      ] } });
      const test = ({ field, values }) => (field === "title" ? any(values, ["title"]) : { terms: { [field]: values } });
      return {
        size: FETCHED,
        track_total_hits: true,
        query: { bool: {
          should: words.map(word),
          minimum_should_match: words.length ? 1 : 0,
          filter: [{ terms: { lang: langs } }, ...filters.filter((one) => !one.negated).map(test)],
          must_not: [...filters.filter((one) => one.negated).map(test), ...without.map((stems) => any(stems))],
        } },
        aggs: Object.fromEntries(COUNTED.map((name) => [name, { terms: { field: "by_" + name, size: 20 } }])),
      };
    },
    read: ({ hits: { total, hits }, aggregations }) => ({ total: total.value, pages: hits.map((hit) => hit._source), aggregations }),
  },
};

/** One language's share of the engine's index. */
export class RemotePart {
  constructor(remote, name) {
    const about = remote.parts[name], lines = about.variants ? about.variants.split("\n") : [];
    Object.assign(this, { remote, about, pages: [], folder: "", main: { statuses: [] } });
    this.engine = ENGINES[remote.engine];
    this.stop = new Set(about.stop.split(" "));
    this.variants = new Map(lines.map((line) => { const [base, others] = line.split("="); return [base, others.split(",")]; }));
    this.files = { get: () => this.facets };
  }

  async complete(work, wait) {
    if (wait) {
      await new Promise((done) => setTimeout(done, PAUSE));
      await wait();
    }
    return work();
  }

  file() { return this.facets; }
  row(page) { return this.pages[page].row; }
  show(page, wanted) { return chosen(this.pages[page].row, this.pages[page].sections, this.fits(wanted)); }

  async plan(query) {
    const asked = query.words.flatMap(plainForms).map((form) => ({ form, stop: this.stop.has(form) }));
    const own = asked.some((word) => !word.stop) ? asked.filter((word) => !word.stop) : asked;
    const wanted = own.map(({ form }, at) => this.word(form, own[at - 1]?.form, own[at + 1]?.form, at === own.length - 1));
    if (!wanted.length && !query.filters.length) return { ranked: [], wanted };
    const stemsOf = (words) => plainForms(words).flatMap((form) => stems(form, this.about.endings));
    const { total, pages, aggregations } = await this.ask({
      words: wanted,
      langs: this.about.langs,
      fields: this.remote.fields,
      filters: query.filters.map(({ field, value, negated }) => ({ field, negated, values: field === "title" ? stemsOf(value) : [facet(value)] })).filter(({ values }) => values[0]),
      without: query.without.map(stemsOf).filter((words) => words.length),
    });
    this.facets = counted(aggregations);
    const first = this.pages.length;
    this.pages.push(...pages.map((page) => this.read(page)));
    const typed = asked.map((word) => word.form);
    let ranked = pages.map((_, at) => [first + at, this.score(this.pages[first + at], wanted, typed, pages.length - at)]);
    if (query.phrases.length) ranked = ranked.filter(([page]) => query.phrases.every((phrase) => this.holds(this.pages[page], phrase)));
    ranked.sort((one, other) => other[1] - one[1] || one[0] - other[0]);
    return { ranked, wanted, total: query.phrases.length ? ranked.length : total };
  }

  /** A word with everything it may stand for: its stems, those of the other written form, and of what it makes with its neighbours. */
  word(form, before, after, isLast) {
    const { endings, links, phrases } = this.about;
    const own = stems(form, endings);
    const others = own.flatMap((base) => this.variants.get(base) ?? []);
    const joined = links.flatMap((link) => [before && before + link + form, before && form + link + before, after && form + link + after, after && after + link + form]).filter(Boolean);
    const otherwise = phrases.filter(([typed]) => typed.includes(form)).flatMap(([, meant]) => meant);
    const all = [...new Set([...own, ...[...others, ...joined, ...otherwise].flatMap((word) => stems(word, endings))])];
    return { form, stems: all, prefix: isLast && form.length > 1 ? form : null };
  }

  async ask(wanted) {
    const { address, index } = this.remote, base = new URL(address + "/", location);
    let reply, answer;
    try {
      const body = JSON.stringify(this.engine.body(wanted));
      reply = await fetch(new URL(this.engine.path(index), base), { method: "POST", headers: { "content-type": "application/json" }, body, credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    } catch (error) {
      throw new Unanswered(error.name === "TimeoutError" ? "remote_slow" : "remote_down");
    }
    if (reply.status === 404) throw new Unanswered("remote_index");
    if (!reply.ok) throw new Unanswered("remote_down");
    try {
      answer = this.engine.read(await reply.json());
      if (!(answer.total >= 0) || !Array.isArray(answer.pages)) throw new Error();
      answer.pages.forEach((page) => this.read(page));
    } catch (error) {
      throw new Unanswered(error.name === "TimeoutError" ? "remote_slow" : "remote_answer");
    }
    return answer;
  }

  /** A page as the engine gives it. Nothing is taken on trust: an address leads nowhere but into the site. */
  read(page) {
    const list = (value) => { const all = value ?? []; if (!Array.isArray(all) || all.some((one) => typeof one !== "string")) throw new Error(); return all; };
    const plain = (value) => { if (value != null && typeof value !== "string") throw new Error(); return value ?? ""; };
    const url = plain([page.url].flat()[0]), label = plain(page.shown_status), actors = list(page.shown_actors);
    if (!/^\/(?![/\\])/.test(url) || !Array.isArray(page.shown_sections ?? [])) throw new Error();
    let status = "";
    if (label) {
      const [sign, ...name] = label.split(" "), { statuses } = this.main;
      if (!statuses.some((one) => one[2] === name.join(" "))) statuses.push([facet(name.join(" ")), sign, name.join(" ")]);
      status = statuses.findIndex((one) => one[2] === name.join(" "));
    }
    const row = { status, url, title: plain(page.shown_title), link: plain(page.shown_link_title), path: list(page.shown_path).join(" › "), who: actors.slice(0, 4).join(", ") + (actors.length > 4 ? ` +${actors.length - 4}` : "") };
    const sections = (page.shown_sections ?? []).map((section) => ({ anchor: plain(section["anchor"]), heading: plain(section["heading"]), body: plain(section.text) }));
    return { row, sections };
  }

  /** How many of the words a page has, and how well its title is what was typed, come before the engine's own order. */
  score({ row, sections }, wanted, typed, place) {
    const fit = this.fits(wanted), best = new Map();
    const look = (text, weight) => { for (const { form } of wordsOf(text)) { const found = fit(form); if (found) best.set(found[0], Math.max(best.get(found[0]) ?? 0, found[1] * weight)); } };
    look(row.title, 6);
    for (const { heading, body } of sections) { look(heading, 1.5); look(body, 1); }
    const sum = [...best.values()].reduce((one, other) => one + other, 0);
    return raised(Math.round((sum + place / FETCHED) * 1000) * Math.max(1, best.size) ** this.remote.coverage, typed, row, AGREEMENT, this.stop);
  }

  /** A function from a form to [word of the query, how well it fits]. */
  fits(wanted) {
    const known = new Map();
    return (form) => {
      if (!known.has(form)) {
        const own = stems(form, this.about.endings);
        let found = null;
        wanted.forEach((word, at) => {
          const fit = form === word.form ? 1 : own.some((stem) => word.stems.includes(stem)) ? 0.9 : word.prefix && form.startsWith(word.prefix) ? 0.5
            : word.form.length > 3 && (form.startsWith(word.form) || form.endsWith(word.form)) ? 0.25 : 0;
          if (fit > (found?.[1] ?? 0)) found = [at, fit];
        });
        known.set(form, found);
      }
      return known.get(form);
    };
  }

  /** Whether the words of a phrase stand next to each other, whatever their endings. */
  holds({ row, sections }, phrase) {
    const like = plainForms(phrase).map((form) => stems(form, this.about.endings)), texts = [row.title, ...sections.flatMap(({ heading, body }) => [heading, body])];
    const same = (form, wanted) => form && stems(form, this.about.endings).some((stem) => wanted.includes(stem));
    return texts.some((text) => { const forms = plainForms(text); return forms.some((_, at) => like.every((wanted, n) => same(forms[at + n], wanted))); });
  }
}

/** The engine's counts as filters: `{ ids, names, counts: [number from one, pages] }`. */
function counted(aggregations) {
  const out = {};
  for (const name of COUNTED) {
    const buckets = aggregations?.[name]?.buckets;
    if (!Array.isArray(buckets) || !buckets.length) continue;
    const values = buckets.map(({ key, doc_count }) => [...String(key).split(/\|(.*)/s), doc_count]);
    out[name] = { ids: values.map(([id]) => id), names: values.map(([id, label]) => label || id), counts: values.map((value, at) => [at + 1, value.at(-1)]), also: {} };
  }
  return out;
}
