// The kinds of pages that Loft makes, on its own site and on the real one: what is asked of every page is asked of these.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { corpusSite, ownSite } from "./site.mjs";

const OWN = {
  "home": "/", "home in English": "/en/", "section": "/veiledning/", "page": "/veiledning/lese/", "page with code": "/veiledning/skrive/kortkoder/",
  "page with wide tables": "/veiledning/oppslag/konfigurasjon/", "list of findings": "/veiledning/oppslag/funn/", "components": "/veiledning/galleri/",
  "not found": "/404.html", "status": "/status/", "search": "/sok/", "actors": "/aktorer/", "experiences": "/erfaringer/", "own decisions": "/beslutninger/",
  "framework": "/rammeverk/", "translations": "/oversettelser/", "report": "/rapport/",
};
const REAL = {
  "real home": "/", "case": "/behov/use-cases/02-overgang-grunnskole-vgo/", "cases": "/behov/use-cases/", "real status": "/status/", "real actors": "/aktorer/",
  "actor": "/aktorer/udir/", "decisions": "/prosjektstyring/beslutningslogg/", "real page in English": "/en/behov/",
  "needs and pilots": "/behov-og-piloter/",
};

/** [kind, site, path] for each kind that there is. */
export async function kinds() {
  const real = await corpusSite();
  const sites = [[OWN, await ownSite()], ...(real ? [[REAL, real]] : [])];
  return sites.flatMap(([paths, site]) =>
    Object.entries(paths)
      .filter(([, path]) => existsSync(join(site.folder, path.endsWith("/") ? `${path}index.html` : path)))
      .map(([kind, path]) => [kind, site, path]));
}
