// Search through an engine that the site's owner runs: fetched when search is first touched.
import { use } from "./box.mjs";
import { RemotePart } from "./remote.mjs";

use((index, name) => new RemotePart(index.remote, name));
export { attach, open } from "./box.mjs";
