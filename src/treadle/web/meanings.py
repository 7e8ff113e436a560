"""Words of the glossary in the headings of a page: one press tells what each means, by pointer or keyboard.

A heading of a column or a figure that says a word of the trade gets it as a button with a popover of the browser's
own: no script, and Escape closes it. Each word is explained once on a page.
"""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup, escape

from treadle.words.glossary import GLOSSARY, Term

#: Of a row, its heading is a name that somebody gave: "At the station" is a shop.
_HEADING = re.compile(r"(<(?P<tag>th|dt)\b(?![^>]*scope=['\"]row)[^>]*>)(?P<said>[^<]+)(</(?P=tag)>)")
_MAIN = re.compile(r"</main>")


def with_meanings(text: str, language: str) -> str:
    """A page with its words explained. What a reader sees of a heading stays as it is."""
    used: dict[str, Term] = {}
    words, known = _words(language)

    def told(found: re.Match[str]) -> str:
        said = found["said"]
        hit = words.search(said)
        if hit is None or (term := known[hit[0].lower()]).word in used:
            return found[0]
        used[term.word] = term
        look = "term" if said[: hit.start()].strip() else "term begins"
        button = Markup('<button type="button" class="{}" popovertarget="{}">{}</button>').format(
            look, _id(term), Markup(hit[0])
        )
        return f"{found[1]}{said[: hit.start()]}{button}{said[hit.end() :]}{found[4]}"

    shown = _HEADING.sub(told, text)
    if not used:
        return text
    meanings = "".join(_meaning(one, language) for one in used.values())
    return _MAIN.sub(f"{meanings}</main>", shown, count=1) if "</main>" in shown else shown + meanings


def _meaning(term: Term, language: str) -> str:
    word, meaning = term.said(language)
    return Markup('<div id="{}" popover class="meaning" lang="{}"><p><b>{}</b> {}</p></div>').format(
        _id(term), "zh-Hans" if language == "zh" else "en", word, meaning.replace("`", "")
    )


def _id(term: Term) -> str:
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.word.lower()).strip("-")


@cache
def _words(language: str) -> tuple[re.Pattern[str], dict[str, Term]]:
    """What finds the words of a language, the longest first, and the term of each."""
    known: dict[str, Term] = {}
    for term in GLOSSARY:
        whole = term.said(language)[0]
        for word in re.split(r"[,、]\s*", whole):
            plain = re.sub(r"\s*[（(].*[)）]", "", word)
            known.setdefault(str(escape(plain)).lower(), term)
            if language == "en" and not plain.endswith("s"):
                known.setdefault(str(escape(_many(plain))).lower(), term)
    ordered = sorted(known, key=len, reverse=True)
    edge = r"\b" if language == "en" else ""
    return re.compile(f"{edge}(?:{'|'.join(map(re.escape, ordered))}){edge}", re.I), known


def _many(word: str) -> str:
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"
