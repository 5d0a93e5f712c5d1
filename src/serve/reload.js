// Injected by `loft serve` into the pages it shows, never into the files that `loft build` writes.
// Reloads the page when it changed, and shows what is wrong with it.
(() => {
  const own = document.currentScript;
  const tag = own.dataset.loft;
  own.remove();
  let source = null;
  let generation = null;
  let assets = null;

  const changed = async () => {
    const reply = await fetch(location.href, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    return reply.status !== 304 && !(reply.status === 404 && !tag);
  };

  const heard = async (event) => {
    const now = JSON.parse(event.data);
    const first = generation === null;
    const same = now.generation === generation;
    const newAssets = assets !== null && now.assets !== assets;
    generation = now.generation;
    assets = now.assets;
    if (same) return;
    // Also the first time: the page may have changed between its reply and the connection.
    if (newAssets || (await changed())) location.reload();
    else if (!first) show();
  };

  // A hidden page lets go of its connection: browsers allow only a few to one server.
  const connect = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/_loft/events");
      source.onmessage = (event) => heard(event).catch(() => {});
    }
  };

  const show = async () => {
    const reply = await fetch("/_loft/findings?page=" + encodeURIComponent(location.pathname), { cache: "no-store" });
    const { title, close, findings } = await reply.json();
    document.querySelector("loft-overlay")?.remove();
    if (findings.length === 0) return;
    const host = document.createElement("loft-overlay");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      section { position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; max-height: 60vh; overflow: auto; padding: 1rem 1.25rem;
        font: 1rem/1.5 system-ui, sans-serif; color: #1e1e1e; background: #fff; border: 2px solid #b3253a; border-radius: .5rem;
        box-shadow: 0 .25rem 1.5rem #0006; }
      h2 { margin: 0 0 .5rem; font-size: 1.125rem; }
      ul { margin: 0; padding-left: 1.25rem; }
      code { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
      p { margin: .125rem 0 .75rem; color: #444; }
      button { float: right; font: inherit; }`);
    root.adoptedStyleSheets = [sheet];
    const add = (parent, name, text = "") => {
      const element = document.createElement(name);
      element.textContent = text;
      return parent.appendChild(element);
    };
    const box = add(root, "section");
    box.setAttribute("role", "alert");
    add(box, "button", close).onclick = () => host.remove();
    add(box, "h2", title);
    const list = add(box, "ul");
    for (const finding of findings) {
      const item = add(list, "li");
      if (finding.path) add(item, "code", [finding.path, finding.line, finding.col].filter((part) => part != null).join(":"));
      add(item, "div", finding.message);
      if (finding.hint) add(item, "p", finding.hint);
    }
    document.body.append(host);
  };

  document.addEventListener("visibilitychange", connect);
  connect();
  show().catch(() => {});
})();
