// Put by `loft serve` into the pages that it shows, never into the files that `loft build` writes. Keeps the page up to
// date where it stands, shows what is wrong with it, opens sources in an editor and changes statuses.
(() => {
  "use strict";
  const script = document.currentScript;
  let tag = script.dataset.loft;
  const token = script.dataset.token;
  const asServed = script.dataset.assets;
  script.remove();
  const inFrame = window.top !== window;
  const api = "/_loft/";
  let page = null; // what the server tells of the page
  let texts = {};

  const own = (name, parameters) => fetch(api + name + "?" + new URLSearchParams(parameters), { cache: "no-store" }).then((reply) => reply.json());
  const here = () => location.pathname;

  // ---- Bringing the page up to date

  /** The page as it is served now; null when it is as it was. */
  async function fetched() {
    const reply = await fetch(location.href.replace(/#.*/, ""), { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    if (reply.status === 304) return null;
    if (reply.status === 404) {
      const moved = await own("moved", { page: here() });
      if (moved) { keepPlace(); location.replace(moved + location.hash); return null; }
      if (!tag) return null;
    }
    const next = new DOMParser().parseFromString(await reply.text(), "text/html");
    const injected = next.querySelector(`script[src="${api}preview.js"]`);
    tag = injected?.dataset.loft ?? "";
    injected?.remove();
    return next;
  }

  // Each element's tag as it was served: what scripts and readers did to it since is theirs, and stays.
  const served = new WeakMap();
  const remember = (dom) => { for (const element of dom.querySelectorAll("*")) served.set(element, element.cloneNode(false)); };
  remember(document);

  /** Lets the head say what the new one says; a style sheet goes when those that come are there, so that the page is never bare. */
  async function mergeHead(next) {
    const written = (element) => element.outerHTML.replace(/[?&]loft=\w*/, "");
    const kinds = "link, meta, style";
    const before = [...document.head.querySelectorAll(kinds)], after = [...next.querySelectorAll(kinds)];
    const [old, wanted] = [before, after].map((elements) => new Set(elements.map(written)));
    const added = after.filter((element) => !old.has(written(element))).map((element) => document.importNode(element, true));
    const loaded = added.filter((element) => element.matches("link[rel~=stylesheet]")).map((element) => new Promise((done) => { element.onload = element.onerror = done; setTimeout(done, 2000); }));
    document.head.append(...added);
    await Promise.all(loaded);
    for (const element of before) if (!wanted.has(written(element))) element.remove();
  }

  /** Patches the page in place: what the reader opened, typed, scrolled to and focused stays. */
  async function patch(next) {
    const scripts = (dom) => [...dom.querySelectorAll("script[src]")].map((element) => element.getAttribute("src").replace(/[?&]loft=\w*$/, "")).join(" ");
    // A script that is another cannot be put into a page that runs: the page is loaded again.
    if (scripts(document) !== scripts(next)) { keepPlace(); location.reload(); return; }
    // What the theme's script adds to every page, it adds to the new form too.
    document.dispatchEvent(new CustomEvent("loft:decorate", { detail: next }));
    const changed = new Set(), pairs = new Map();
    const callbacks = {
      beforeNodeMorphed(before, after) {
        if (before.nodeType !== Node.ELEMENT_NODE) {
          if (before.nodeValue.trim() !== after.nodeValue?.trim()) changed.add(before.parentElement);
          return true;
        }
        if (before === host) return false;
        pairs.set(before, after);
        return true;
      },
      beforeNodeAdded(node) { return node !== host; },
      afterNodeAdded(node) {
        if (node.nodeType === Node.ELEMENT_NODE || node.nodeValue.trim()) changed.add(node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
        if (node.nodeType === Node.ELEMENT_NODE) { served.set(node, node.cloneNode(false)); remember(node); }
      },
      beforeNodeRemoved(node) { return node !== host; },
      beforeAttributeUpdated(name, node) {
        const was = served.get(node), now = pairs.get(node);
        return !was || !now || was.getAttribute(name) !== now.getAttribute(name);
      },
    };
    const top = scrollY, left = scrollX;
    await mergeHead(next.head);
    Idiomorph.morph(document.body, next.body.childNodes, { morphStyle: "innerHTML", ignoreActiveValue: true, restoreFocus: true, callbacks });
    for (const [before, after] of pairs) served.set(before, after.cloneNode(false));
    document.title = next.title;
    document.body.className = next.body.className;
    if (!host.isConnected) document.body.append(host);
    if (scrollY !== top) scrollTo({ top, left, behavior: "instant" });
    document.dispatchEvent(new CustomEvent("loft:patched"));
    point([...changed].filter((element) => element?.isConnected));
  }

  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, dt, dd, td, th, pre, blockquote, figure, img, summary, table";

  /** Shows what changed: it flashes, and is scrolled to if none of it is in view. */
  function point(changed) {
    const main = document.querySelector("main") ?? document.body;
    const blocks = new Set(changed.filter((element) => main.contains(element)).map((element) => element.closest(BLOCKS) ?? element));
    blocks.delete(main);
    const all = [...blocks].filter((block) => ![...blocks].some((other) => other !== block && other.contains(block))).filter((block) => block.getClientRects().length);
    if (!all.length || all.length > 40) return;
    const inView = (block) => { const box = block.getBoundingClientRect(); return box.bottom > 0 && box.top < innerHeight; };
    if (!all.some(inView)) all[0].scrollIntoView({ block: "center", behavior: "instant" });
    for (const block of all) {
      block.animate?.([{ backgroundColor: "rgb(255 213 0 / .55)" }, { backgroundColor: "transparent" }], { duration: 1500, easing: "ease-out" });
      block.dispatchEvent(new CustomEvent("loft:changed", { bubbles: true }));
    }
  }

  const PLACE = "loft-preview-place";
  const session = (work) => { try { return work(sessionStorage); } catch { return null; } };
  const keepPlace = () => session((store) => store.setItem(PLACE, JSON.stringify([scrollX, scrollY])));
  const place = session((store) => { const kept = store.getItem(PLACE); store.removeItem(PLACE); return kept; });
  if (place) addEventListener("load", () => scrollTo(...JSON.parse(place)));

  // ---- Style sheets, images and scripts

  const tags = new Map();
  const local = (url) => { const full = new URL(url, document.baseURI); full.searchParams.delete("loft"); return full.origin === location.origin ? full.pathname + full.search : null; };
  function assets() {
    const found = [];
    for (const element of document.querySelectorAll("link[rel~=stylesheet], link[rel~=icon]")) found.push([element, "href"]);
    for (const element of document.querySelectorAll("img[src], source[srcset], script[src], video[src]")) found.push([element, element.hasAttribute("src") ? "src" : "srcset"]);
    return found.map(([element, name]) => [element, name, local(element.getAttribute(name).split(/[ ,]/)[0])]).filter(([, , url]) => url);
  }
  async function tagsNow() {
    const urls = [...new Set(assets().map(([, , url]) => url))];
    const heads = urls.map((url) => fetch(url, { method: "HEAD", cache: "no-store" }).then((reply) => [url, reply.headers.get("ETag")], () => [url, null]));
    return new Map(await Promise.all(heads));
  }
  async function swapAssets(all) {
    const before = new Map(tags);
    for (const [url, now] of await tagsNow()) tags.set(url, now);
    for (const [element, name, url] of assets()) {
      if (!all && before.get(url) === tags.get(url)) continue;
      if (element.localName === "script") { keepPlace(); location.reload(); return; }
      const fresh = url + (url.includes("?") ? "&" : "?") + "loft=" + (tags.get(url) ?? "").replace(/\W/g, "");
      if (element.localName !== "link") { element.setAttribute(name, fresh); continue; }
      // The old sheet goes when the new one is there, so that the page is never bare.
      const sheet = element.cloneNode();
      sheet.href = fresh;
      sheet.onload = () => element.remove();
      element.after(sheet);
    }
  }

  // ---- News from the server

  let source = null, known = null, newest = null, ready = false, busy = Promise.resolve();
  async function heard(now) {
    const before = known;
    known = now;
    if (before && before.run === now.run && before.generation === now.generation) return;
    lost(false);
    const other = before && before.run !== now.run;
    // Also the first time: something may have changed between the page's reply and the connection.
    if (before ? other || before.assets !== now.assets : `${now.run}-${now.assets}` !== asServed) await swapAssets(!before);
    const next = await fetched();
    if (next) await patch(next);
    // Also where the page itself is as it was: an error is told over the last good page.
    await refresh();
    // Another run has another token.
    if (other && token) { keepPlace(); location.reload(); }
  }
  // A hidden page lets go of its connection: browsers allow only a few to one server.
  function connect() {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source && ready) {
      source = new EventSource(api + "events");
      // While one piece of news is being worked in, only the newest of the others is kept.
      source.onmessage = (event) => {
        newest = JSON.parse(event.data);
        busy = busy.then(() => { const now = newest; newest = null; return now && heard(now); }).catch(() => {});
      };
      source.onerror = () => lost(true);
    }
  }

  // ---- The panel, the overlay and the menu, in a tree of their own that the page's style does not reach

  const host = document.createElement("loft-preview");
  const root = host.attachShadow({ mode: "open" });
  function make(parent, name, attributes = {}, text = "") {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) key.startsWith("on") ? element.addEventListener(key.slice(2), value) : element.setAttribute(key, value);
    element.textContent = text;
    return parent ? parent.appendChild(element) : element;
  }
  make(root, "link", { rel: "stylesheet", href: api + "preview.css" });
  const bar = make(root, "div", { class: "bar" });
  const overlay = make(root, "section", { class: "overlay", role: "alert", hidden: "" });
  const panel = make(root, "section", { class: "panel", hidden: "" });
  const menu = make(root, "div", { class: "menu", role: "menu", hidden: "" });
  const note = make(root, "p", { class: "toast", role: "status", hidden: "" });
  let dismissed = "";

  function say(text, stays = false) {
    note.textContent = text;
    note.hidden = !text;
    clearTimeout(say.timer);
    if (text && !stays) say.timer = setTimeout(() => { note.hidden = true; }, 8000);
  }
  function lost(is) {
    if (is && texts.lost && !document.hidden) say(texts.lost, true);
    else if (note.textContent === texts.lost) say("");
  }

  function findings(list, found) {
    for (const finding of found) {
      const item = make(list, "li", { class: finding.severity });
      if (finding.path) make(item, "a", { href: finding.href, class: "place", title: texts.open_in_editor }, [finding.path, finding.line, finding.col].filter((part) => part != null).join(":"));
      make(item, "div", {}, finding.message);
      if (finding.excerpt) excerpt(item, finding);
      if (finding.hint) make(item, "p", {}, finding.hint);
    }
  }
  /** The line of source, with what is meant underlined. */
  function excerpt(item, { excerpt: line, col, len }) {
    const signs = [...line], from = Math.min((col ?? 1) - 1, signs.length);
    const to = len ? Math.min(from + len, signs.length) : signs.length;
    const code = make(make(item, "pre"), "code");
    code.append(signs.slice(0, from).join(""));
    make(code, "mark", {}, signs.slice(from, to).join(""));
    code.append(signs.slice(to).join(""));
  }

  async function refresh() {
    page = await own("page", { page: here() });
    texts = page.texts;
    showOverlay();
    showBar();
    if (!panel.hidden) showPanel();
  }

  function showOverlay() {
    const errors = page.findings.filter((finding) => finding.severity === "error");
    const these = JSON.stringify(errors);
    overlay.hidden = !errors.length || these === dismissed || inFrame;
    if (!errors.length) dismissed = "";
    overlay.replaceChildren();
    if (overlay.hidden) return;
    make(overlay, "button", { type: "button", onclick: () => { dismissed = these; overlay.hidden = true; } }, texts.close);
    make(overlay, "h2", {}, page.source ? texts.page_broken : texts.problem);
    findings(make(overlay, "ul"), errors);
  }

  function showBar() {
    bar.hidden = inFrame;
    if (inFrame) return;
    const errors = page.findings.filter((finding) => finding.severity === "error").length;
    const open = bar.querySelector("[aria-expanded]")?.getAttribute("aria-expanded") ?? "false";
    const focused = root.activeElement?.dataset?.name;
    bar.replaceChildren();
    const button = (name, text, attributes) => make(bar, "button", { type: "button", "data-name": name, ...attributes }, text);
    const count = page.findings.length;
    button("panel", `${texts.panel}${count ? ` · ${count}` : ""}`, { "aria-expanded": open, class: errors ? "error" : count ? "warning" : "", onclick: togglePanel });
    if (focused) bar.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  function togglePanel() {
    panel.hidden = !panel.hidden;
    bar.firstElementChild.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) showPanel();
  }

  async function showPanel() {
    panel.setAttribute("aria-label", texts.panel);
    const of = known?.generation;
    const site = await own("site", {});
    if (of !== known?.generation) return showPanel();
    panel.replaceChildren();
    const tools = make(panel, "div", { class: "tools" });
    if (page.source) make(tools, "a", { href: page.source.href, class: "button" }, texts.source);
    for (const other of page.translations ?? []) make(tools, "a", { class: "button", href: frame({ left: here(), right: other.href }) }, `${texts.compare}: ${other.lang}`);
    make(tools, "a", { class: "button", href: frame({ left: here(), width: 320 }) }, `${texts.phone} 320`);
    make(tools, "a", { class: "button", href: frame({ left: here(), width: 768 }) }, `${texts.tablet} 768`);
    make(tools, "button", { type: "button", onclick: toggleScheme }, texts.scheme);
    if (page.files?.length && !page.read_only) {
      const open = (event) => { event.stopPropagation(); openMenu(event.currentTarget); };
      make(tools, "button", { type: "button", "aria-haspopup": "menu", onclick: open }, texts.change_status);
    }
    if (page.source) make(panel, "p", { class: "quiet" }, texts.source_tip);
    const part = (title, count, found, fill) => {
      const box = make(panel, "details", count ? { open: "" } : {});
      make(box, "summary", {}, `${title} (${count})`);
      const list = make(box, "ul");
      if (!count) make(list, "li", { class: "quiet" }, texts.none);
      fill(list, found);
      if (found.length < count) make(list, "li", { class: "quiet" }, `… ${texts.more}`);
    };
    part(`${texts.findings}: ${texts.this_page}`, page.findings.length, page.findings, findings);
    part(`${texts.findings}: ${texts.whole_site}`, site.count, site.findings, findings);
    part(texts.unpublished, site.unpublished_count, site.unpublished, (list, files) => {
      for (const file of files) {
        const item = make(list, "li");
        make(item, "a", { href: file.href }, file.title || file.path);
        item.append(` – ${texts[file.why]}${file.date ? ` ${file.date}` : ""}`);
      }
    });
    part(texts.untranslated, site.untranslated_count, site.untranslated, (list, pages) => {
      for (const other of pages) {
        const item = make(list, "li");
        make(item, "a", { href: other.page }, other.title);
        item.append(` – ${other.langs.join(", ")}`);
      }
    });
  }
  const frame = (parameters) => api + "frame?" + new URLSearchParams(parameters);
  function toggleScheme() {
    const html = document.documentElement;
    const isDark = html.dataset.colorScheme === "dark" || (html.dataset.colorScheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    html.dataset.colorScheme = isDark ? "light" : "dark";
  }

  // ---- From the page to its source

  addEventListener("click", async (event) => {
    if (!event.altKey || event.button !== 0 || event.composedPath().includes(host)) return;
    const block = event.target.closest?.(BLOCKS);
    if (!block || !page?.source) return;
    event.preventDefault();
    event.stopPropagation();
    const text = block.textContent.trim();
    const equal = [...document.querySelectorAll(block.localName)].filter((other) => other.textContent.trim() === text);
    const found = await own("source", { page: here(), text: text.slice(0, 300), nth: Math.max(0, equal.indexOf(block)) });
    if (!found) return;
    document.dispatchEvent(new CustomEvent("loft:source", { detail: found }));
    make(null, "a", { href: found.href }).click();
  }, true);

  // ---- Changing a status

  /** The page that a status on the screen is about: the row's or list item's own, else this one. */
  function pageOf(sign) {
    const row = sign.closest("tr, li");
    const link = row?.querySelector("a[href]");
    return link && main()?.contains(row) ? new URL(link.href).pathname : here();
  }
  const main = () => document.querySelector("main");

  addEventListener("click", (event) => {
    if (event.composedPath().includes(menu)) return;
    menu.hidden = true;
    const sign = event.target.closest?.("main .status");
    if (!sign || event.altKey || !page || page.read_only || event.target.closest("a")) return;
    openMenu(sign);
  });
  addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !menu.hidden && menu.contains(root.activeElement)) {
      const items = [...menu.children];
      items[(items.indexOf(root.activeElement) + step + items.length) % items.length].focus();
      event.preventDefault();
    }
    if (event.key === "Escape" && !menu.hidden) { menu.hidden = true; return; }
    if (event.key === "Escape") { if (!panel.hidden) togglePanel(); }
  });

  async function openMenu(sign) {
    const path = pageOf(sign);
    const about = path === here() ? page : await own("page", { page: path });
    if (!about.files?.length || !about.statuses) return;
    const seen = about.files;
    menu.replaceChildren();
    menu.setAttribute("aria-label", texts.change_status);
    for (const status of about.statuses) {
      const item = make(menu, "button", { type: "button", role: "menuitemradio", "aria-checked": String(status.id === about.status), onclick: () => change(path, status.id, seen) });
      make(item, "span", { "aria-hidden": "true" }, status.symbol);
      item.append(` ${status.label}`);
    }
    const box = sign.getBoundingClientRect();
    menu.hidden = false;
    // Where a strict policy allows no style of one's own, a script may still set it.
    menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.min(box.bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
    (menu.querySelector("[aria-checked=true]") ?? menu.firstElementChild)?.focus();
  }

  async function change(path, status, files) {
    menu.hidden = true;
    const reply = await fetch(api + "status", {
      method: "POST", headers: { "Content-Type": "application/json", "X-Loft-Token": token }, body: JSON.stringify({ page: path, status, files }),
    });
    if (reply.ok) return say(texts.status_written);
    const why = reply.status === 409 ? await reply.json() : { message: await reply.text() };
    say(`${texts.status_refused}: ${why.message} ${why.hint ?? ""}`, true);
    await refresh();
  }

  // ---- Beginning

  document.addEventListener("visibilitychange", connect);
  addEventListener("pageshow", connect);
  document.body.append(host);
  const morphing = document.createElement("script");
  morphing.src = api + "idiomorph.js";
  morphing.onload = async () => {
    // News wait for it, or what was so before them would be shown after them.
    busy = refresh().catch(() => {});
    // Before the first news: what comes after it is compared with these.
    await tagsNow().then((now) => now.forEach((etag, url) => tags.set(url, etag)), () => {});
    ready = true;
    connect();
  };
  document.head.append(morphing);
  morphing.remove();
})();
