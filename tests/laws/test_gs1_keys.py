"""Keys of GS1: published examples of check digits, carton codes and element strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.terms import gs1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("GTIN", "4006381333931"), ("GTIN", "036000291452"), ("GTIN", "96385074"), ("GTIN", "00614141000036"),
        ("GLN", "0614141073467"), ("SSCC", "106141412345678908"), ("SSCC", "340123450000000000"), ("GTIN",
        "09521141012345"),
    ],
)  # fmt: skip
def test_published_keys(kind: str, text: str) -> None:
    assert gs1.key_problem(kind, text) == ""
    wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
    assert gs1.key_problem(kind, wrong) == f"its check digit is {text[-1]}, not {wrong[-1]}"


@given(st.text("0123456789", min_size=1, max_size=17), st.data())
def test_one_wrong_digit_is_always_seen(digits: str, data: st.DataObject) -> None:
    whole = gs1.with_check_digit(digits)
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != whole[place]]))
    wrong = whole[:place] + other + whole[place + 1 :]
    assert gs1.check_digit(wrong[:-1]) != int(wrong[-1])


def test_carton_codes() -> None:
    assert gs1.sscc("0614141", 234567890, 1) == "106141412345678908"
    with pytest.raises(ValueError, match="does not fit into 9 digits"):
        gs1.sscc("0614141", 10**9)


def test_element_strings_put_fixed_fields_first_and_end_free_ones() -> None:
    """GS1 General Specifications 7.8: FNC1 stands after a field of free length that another field follows."""
    elements = [("10", "ABC123"), ("02", "09521141012345"), ("37", "12"), ("00", "106141412345678908")]
    text = gs1.element_string(elements)
    assert text == "020952114101234500106141412345678908" + "10ABC123" + gs1.FNC1 + "3712"
    assert sorted(gs1.read_element_string("]C1" + text)) == sorted(elements)
    assert gs1.readable_element_string(elements[:1]) == "(10)ABC123"


@pytest.mark.parametrize(
    ("element", "match"),
    [(("00", "106141412345678909"), "check digit is 8"), (("37", "x"), "is no count"), (("99", "1"), "no identifier"),
     (("11", "261340"), "is no day"), (("10", "a|b"), "is no batch")],
)  # fmt: skip
def test_wrong_elements_are_refused(element: tuple[str, str], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        gs1.element_string([element])
