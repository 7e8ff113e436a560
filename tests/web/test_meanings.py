"""Words of the trade are explained where they head something, from the one glossary that the documents share."""

from __future__ import annotations

import re

import pytest

from treadle.web.meanings import with_meanings
from treadle.words.glossary import GLOSSARY


def test_a_word_in_a_heading_is_explained_once_and_reads_as_before() -> None:
    heads = "<th scope='col'>Line efficiency</th><th>SMV</th><th>SMV</th>"
    page = f"<main><dl><dt>Promise days</dt></dl><table>{heads}</table></main>"
    told = with_meanings(page, "en")
    assert re.findall(r'popovertarget="([^"]+)"', told) == ["term-promise-day", "term-line-efficiency", "term-smv"]
    assert told.count('id="term-smv"') == 1 and told.endswith("</main>")
    without = re.sub(r"<div id=.*?</div>|<button[^>]*>|</button>", "", told)
    assert without == page
    assert "standard minutes of an operation" in told


def test_what_is_no_word_of_the_trade_stays() -> None:
    named = '<main><th scope="row">At the station</th></main>'  # what somebody calls a shop
    assert with_meanings(named, "en") == named
    page = "<main><dt>Lately</dt><th>A &amp; B</th><p>SMV</p></main>"  # not a lay, and no heading
    assert with_meanings(page, "en") == page


def test_a_chinese_page_explains_in_chinese() -> None:
    told = with_meanings("<main><th>承诺日</th></main>", "zh")
    assert "按设置的概率兑现" in told and 'lang="zh-Hans"' in told


@pytest.mark.parametrize("term", GLOSSARY, ids=lambda one: one.word)
def test_every_word_is_whole_in_both_languages(term) -> None:
    assert term.word and term.meaning and term.chinese and re.search(r"[一-鿿]", term.chinese_meaning)


def test_no_word_stands_twice() -> None:
    words = [one.word for one in GLOSSARY]
    assert len(set(words)) == len(words)
