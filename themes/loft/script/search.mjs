// Search in the site's own files: fetched when search is first touched.
import { use } from "./box.mjs";
import { Part } from "./engine.mjs";

use((index, name, fetchFile) => Part.open(index.parts[name], fetchFile));
export { attach, open } from "./box.mjs";
