"""Needles derived from names: no file that holds a name is passed over."""

from hypothesis import given
from hypothesis import strategies as st

from ckptgen.csource.uses import identifiers_with
from ckptgen.plan.needles import FEW, needles_for

names = st.text(alphabet="abop_s", min_size=1, max_size=12).map(str.encode)


@given(st.sets(names, max_size=40))
def test_every_name_holds_a_needle(wanted: set[bytes]) -> None:
    needles = needles_for(wanted)
    assert all(any(needle in name for needle in needles) for name in wanted)
    assert len(needles) <= len(wanted)


@given(st.sets(names, max_size=40), st.lists(names, max_size=10))
def test_every_name_is_among_the_identifiers_that_hold_a_needle(wanted: set[bytes], text: list[bytes]) -> None:
    found = identifiers_with(b" ".join(text), needles_for(wanted))
    assert wanted & set(text) <= set(found)


@given(st.sets(names, max_size=40))
def test_the_order_of_the_names_does_not_matter(wanted: set[bytes]) -> None:
    assert needles_for(sorted(wanted)) == needles_for(sorted(wanted, reverse=True))


def test_few_names_are_needles_themselves() -> None:
    wanted = {b"%c_driver" % letter for letter in range(ord("a"), ord("a") + FEW)}
    assert set(needles_for(wanted)) == wanted


def test_what_many_names_share_is_one_needle() -> None:
    wanted = [b"dev%d_attr_group" % number for number in range(1000)]
    assert needles_for(wanted) == (b"_attr_group",)
    assert needles_for([*wanted, b"op"]) == (b"_attr_group", b"op")
