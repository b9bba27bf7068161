"""HTML mail is read as a person sees it: hidden text was not said, quoted history is known as such."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.formats.html_text import html_to_text

HIDDEN = {
    "display none": '<div style="display:none">gone</div>',
    "display none important": '<span style="DISPLAY : none !important">gone</span>',
    "visibility": '<p style="visibility:hidden">gone</p>',
    "zero font": '<span style="font-size:0">gone</span>',
    "zero font px": '<span style="font-size:0px;line-height:0">gone</span>',
    "one pixel font": '<span style="font-size:1px">gone</span>',
    "font shorthand": '<span style="font:0/0 a">gone</span>',
    "opacity": '<div style="opacity:0">gone</div>',
    "hidden attribute": "<div hidden>gone</div>",
    "white on white": '<span style="color:#ffffff">gone</span>',
    "white by name": '<font color="white">gone</font>',
    "nearly white": '<span style="color:rgb(254,254,254)">gone</span>',
    "same as the box": '<td style="background-color:#336699"><span style="color:#369">gone</span></td>',
    "transparent": '<span style="color:transparent">gone</span>',
    "outlook": '<span style="mso-hide:all">gone</span>',
    "no height": '<div style="max-height:0;overflow:hidden">gone</div>',
    "no size": '<div style="width:0;height:0;overflow:hidden">gone</div>',
    "off the page": '<div style="position:absolute;left:-9999px">gone</div>',
    "indented away": '<div style="text-indent:-9999px">gone</div>',
    "clipped": '<div style="position:absolute;clip:rect(0 0 0 0)">gone</div>',
    "by class": "<style>.pre{display:none}</style><div class=pre>gone</div>",
    "by id": "<style>#p1 { visibility: hidden }</style><div id=p1>gone</div>",
    "by tag and class": "<style>/* x */ td.a, div.a{font-size:0}</style><div class='b a'>gone</div>",
    "script": "<script>gone</script>",
    "style": "<style>gone</style>",
    "comment": "<!-- gone -->",
    "conditional comment": "<!--[if mso]><p>gone</p><![endif]-->",
    "template": "<template>gone</template>",
    "nested in hidden": '<div style="display:none"><div><p>gone</p></div></div>',
    "child cannot come back": '<div style="display:none"><b style="display:block">gone</b></div>',
    "zero width letters": "&#8203;&#xFEFF;&shy;&zwnj;",
    "tag letters": "".join(chr(0xE0000 + ord(c)) for c in "gone"),
}


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN)
def test_text_that_nobody_can_see_was_not_said(html: str) -> None:
    text = html_to_text(
        f"<html><head><title>gone</title></head><body><p>Before</p>{html}<p>after.</p></body></html>"
    ).text
    assert text.split() == ["Before", "after."]


SEEN = {
    "grey": '<span style="color:#999">here</span>',
    "white on dark": '<td bgcolor="#222222"><font color=white>here</font></td>',
    "white on a picture": '<div style="background:url(x.png)"><span style="color:#fff">here</span></div>',
    "white on dark by class": "<style>.btn{background:#0a0}</style><a class=btn style='color:#fff'>here</a>",
    "white under a rule we can't follow": "<style>table .dark{background:#000}</style><p class=dark style='color:#fff'>here</p>",
    "size set again": '<div style="font-size:0"><div style="font-size:14px">here</div></div>',
    "visible again": '<div style="visibility:hidden"><b style="visibility:visible">here</b></div>',
    "inline beats class": "<style>.m{display:none}</style><p class=m style='display:block'>here</p>",
    "only on phones": "<style>@media (max-width:600px){.m{display:none}}</style><p class=m>here</p>",
    "not for outlook": "<!--[if !mso]><!--><p>here</p><!--<![endif]-->",
    "aria": '<span aria-hidden="true">here</span>',
    "link in white text": '<p style="color:#fff"><a href="https://x.example">here</a></p>',
    "white body text on black": "<body bgcolor=black text=white>here</body>",
    "height of a full box": '<div style="height:0">here</div>',
    "noscript": "<noscript>here</noscript>",
}


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN)
def test_text_that_can_be_seen_is_kept(html: str) -> None:
    assert html_to_text(html).text == "here"


def test_a_hidden_word_leaves_the_sentence_as_it_is_seen() -> None:
    html = "<p>We will<span style='display:none'> not</span> send it by Fri&shy;day.</p>"
    assert html_to_text(html).text == "We will send it by Friday."


LAYOUT = {
    "paragraphs": ("<p>One</p><p>Two</p>", "One\n\nTwo"),
    "breaks": ("One<br>Two<br/>\n<br>Three", "One\nTwo\n\nThree"),
    "gmail lines": ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
    "outlook lines": (
        "<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>",
        "One\n\nTwo",
    ),
    "outlook tight lines": ("<p class=MsoNormal>One</p>\n<p class=MsoNormal>Two</p>", "One\nTwo"),
    "inline": ("<b>We</b> <i>will</i><span> do</span> it", "We will do it"),
    "white space": ("  We \n\t will&nbsp;do  it ", "We will do it"),
    "lists": ("<ul><li>One<li>Two</ul><ol><li>Three</li></ol>", "- One\n- Two\n\n- Three"),
    "tables": ("<table><tr><td>Seats<td>40</tr><tr><th>Price<td>$9</table>", "Seats\t40\nPrice\t$9"),
    "links": ('See <a href="https://x.example/very/long">the offer</a>.', "See the offer."),
    "pre": ("<pre>a\n  b\nc</pre>", "a\nb\nc"),
    "entities": (
        "Fish &amp; chips &lt;now&gt; &eacute; &#233; &bogus; & more",
        "Fish & chips <now> é é &bogus; & more",
    ),
    "unclosed": ("<p>One<p>Two<div>Three", "One\n\nTwo\n\nThree"),
    "less than": ("3 < 4 and a<b", "3 < 4 and a"),
    "headline": ("<h1>Offer</h1>Text", "Offer\n\nText"),
    "attribute with a tag in it": ("<a title=\"x > y\" href='#'>ok</a>", "ok"),
    "office": ("<o:p></o:p><span>ok</span><o:p>&nbsp;</o:p>", "ok"),
    "stray ends": ("</div></td>ok</b></table>!", "ok!"),
    "nul": ("a\0b", "ab"),
}


@pytest.mark.parametrize(("html", "text"), LAYOUT.values(), ids=LAYOUT)
def test_layout_becomes_lines(html: str, text: str) -> None:
    assert html_to_text(html).text == text


QUOTES = {
    "gmail": '<div>New.</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon Tom wrote:</div><blockquote class="gmail_quote">Old.</blockquote></div>',
    "gmail without blockquote": '<div>New.</div><div class="gmail_quote">Old.</div>',
    "gmail forward": '<div>New.</div><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: Tom</div><br>Old.<blockquote>Older.</blockquote></div>',
    "apple": '<div>New.</div><blockquote type="cite">Old.</blockquote>',
    "thunderbird": '<p>New.</p><div class="moz-cite-prefix">Am 1.1. schrieb Tom:</div><blockquote type="cite">Old.</blockquote>',
    "outlook": '<p class=MsoNormal>New.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal><b>Von:</b> Tom</p></div><p class=MsoNormal>Old.</p>',
    "outlook web": '<div>New.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Tom</div><div>Old.</div>',
    "outlook prefixed": '<div>New.</div><hr><div id="x_divRplyFwdMsg"><b>From:</b> Tom</div><div>Old.</div>',
    "yahoo": '<div>New.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>Old.</div></div>',
    "proton": '<div>New.</div><div class="protonmail_quote">Old.</div>',
    "zimbra": '<div>New.</div><hr id="zwchr"><div>Old.</div>',
    "plain blockquote": "<p>New.</p><blockquote>Old.</blockquote>",
}


@pytest.mark.parametrize("html", QUOTES.values(), ids=QUOTES)
def test_what_the_mail_program_marks_as_history_is_quoted(html: str) -> None:
    read = html_to_text(html)
    quoted = " ".join(read.text[i:j] for i, j in read.quoted)
    assert "Old." in quoted and "New." not in quoted and "New." in read.text


def test_gmail_answers_between_the_quotes_stay_unquoted() -> None:
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon Tom wrote:<br></div><blockquote class="gmail_quote">When?'
        '</blockquote><div>On Friday.</div><blockquote class="gmail_quote">How?</blockquote></div>'
    )
    read = html_to_text(html)
    assert "On Friday." not in " ".join(read.text[i:j] for i, j in read.quoted)
    assert len(read.quoted) == 2


def test_an_indented_paragraph_is_no_quote() -> None:
    html = (
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>We will do it.</div></blockquote>'
    )
    assert html_to_text(html).quoted == ()


def test_a_decorated_border_without_a_from_line_is_no_quote() -> None:
    html = '<p>Offer</p><div style="border-top:solid #E1E1E1 1pt">Price: $9</div>'
    assert html_to_text(html).quoted == ()


def test_a_stray_end_tag_in_a_cell_does_not_end_the_hidden_box_around_the_table() -> None:
    html = '<div style="display:none"><table><tr><td></div></div>gone</td></tr></table></div>here'
    assert html_to_text(html).text == "here"


PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "<b>",
        "</b>",
        "<td>",
        "</td>",
        "<tr>",
        "<table>",
        "</table>",
        "<ul>",
        "<li>",
        "<blockquote>",
        "</blockquote>",
        "<pre>",
        "<style>",
        "</style>",
        "<script>",
        "<!--",
        "-->",
        "<br>",
        "<hr>",
        "<",
        ">",
        "&",
        "&amp;",
        "text",
        "<div~style='display:none'>",
        "<div~class=gmail_quote>",
        '"',
        "'",
        '<a~href="',
    ]
).map(lambda piece: piece.replace("~", " "))


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_soup_gives_text_with_sane_ranges(pieces: list[str]) -> None:
    read = html_to_text("".join(pieces))
    assert list(read.quoted) == sorted(read.quoted)
    assert all(a[1] <= b[0] for a, b in zip(read.quoted, read.quoted[1:], strict=False))
    assert all(0 <= i < j <= len(read.text) for i, j in read.quoted)
