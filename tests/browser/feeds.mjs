// RSS 2.0 as a grammar, after its specification (https://www.rssboard.org/rss-specification) and its profile of best practices:
// which elements there are, which must be there, what they hold. No package has one.
import { RelaxNGValidator, XmlDocument } from "libxml2-wasm";

const of = (name, content) => `<element name="${name}">${content}</element>`;
const some = (...parts) => parts.map((part) => `<optional>${part}</optional>`).join("");
const data = (type, more = "") => `<data type="${type}">${more}</data>`;
const pattern = (text) => data("string", `<param name="pattern">${text}</param>`);
const TEXT = "<text/>";
const FILLED = data("token", '<param name="minLength">1</param>');
const ADDRESS = data("anyURI", '<param name="pattern">https?://\\S+</param>');
const DATE = pattern("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (0[1-9]|[12]\\d|3[01]) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} ([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d ([+\\-]\\d{4}|GMT)");
const LANGUAGE = data("language");
const SELF = `<element name="link" ns="http://www.w3.org/2005/Atom"><attribute name="href">${ADDRESS}</attribute><attribute name="rel"><value>self</value></attribute><attribute name="type"><value>application/rss+xml</value></attribute></element>`;
const CATEGORY = of("category", `<optional><attribute name="domain"/></optional>${FILLED}`);
const GUID = of("guid", `<choice><group><attribute name="isPermaLink"><value>false</value></attribute>${FILLED}</group><group><optional><attribute name="isPermaLink"><value>true</value></attribute></optional>${ADDRESS}</group></choice>`);
// An item has a title or a description; ours have an address that is theirs alone too.
const ITEM = of("item", `<interleave>${of("title", TEXT)}${of("link", ADDRESS)}${GUID}${some(of("description", TEXT), of("pubDate", DATE), of("author", FILLED), of("comments", ADDRESS))}<zeroOrMore>${CATEGORY}</zeroOrMore></interleave>`);
const CHANNEL = of("channel", `<interleave>${of("title", FILLED)}${of("link", ADDRESS)}${of("description", FILLED)}${SELF}${some(
  of("language", LANGUAGE), of("copyright", FILLED), of("managingEditor", FILLED), of("webMaster", FILLED), of("pubDate", DATE), of("lastBuildDate", DATE),
  of("generator", FILLED), of("docs", ADDRESS), of("ttl", data("positiveInteger")),
)}<zeroOrMore>${CATEGORY}</zeroOrMore><zeroOrMore>${ITEM}</zeroOrMore></interleave>`);
const RSS = `<element name="rss" xmlns="http://relaxng.org/ns/structure/1.0" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><attribute name="version"><value>2.0</value></attribute>${CHANNEL}</element>`;

/** Throws where a feed is none, or has one address twice. */
export function validateFeed(xml) {
  const document = XmlDocument.fromString(xml), grammar = XmlDocument.fromString(RSS);
  const validator = RelaxNGValidator.fromDoc(grammar);
  try {
    validator.validate(document);
    const guids = document.find("/rss/channel/item/guid").map((guid) => guid.content);
    if (new Set(guids).size !== guids.length) throw new Error("two items of one name");
  } finally {
    for (const one of [validator, grammar, document]) one.dispose();
  }
}
