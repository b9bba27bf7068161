"""What HTML elements do to text, and the marks that mail programs put on quoted history."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
        "blockquote",
        "listing",
        "xmp",
    ]
)
VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"])
UNSEEN = frozenset(
    [
        "script",
        "style",
        "title",
        "template",
        "iframe",
        "noembed",
        "noframes",
        "object",
        "audio",
        "video",
        "datalist",
        "map",
        "canvas",
        "head",
    ]
)
# What may stand in a document's head: anything else starts the body, as in a browser.
IN_HEAD = frozenset(
    [
        "title",
        "style",
        "script",
        "meta",
        "link",
        "base",
        "template",
        "noscript",
        "object",
        "head",
        "html",
        "xml",
        "bgsound",
    ]
)
CELL = frozenset(("td", "th"))
TABLE = frozenset(("td", "th", "tr", "table", "tbody", "thead", "tfoot", "caption"))
SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table"])
QUOTE_CLASSES = frozenset(
    [
        "yahoo_quoted",
        "protonmail_quote",
        "tutanota_quote",
        "moz-cite-prefix",
        "moz-forward-container",
        "gmail_attr",
        "zmail_extra",
        "ms-outlook-mobile-reference-message",
        "quoted-text-container",
    ]
)
QUOTE_IDS = frozenset(["olk_src_body_section", "mail-editor-reference-message-container", "oridivmsg"])
REST_IDS = frozenset(("divrplyfwdmsg", "replysplit", "stopspelling", "zwchr"))
