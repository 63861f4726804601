"""The three-valued logic of a predicate's answers."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from ckptgen.plan.answers import Answer, both, either, negated
from ckptgen.plan.model import Evidence

answers = st.builds(
    Answer,
    st.sampled_from((True, False, None)),
    st.sampled_from(("it has .open", "it has no .read", "its .open is f", "f calls g")),
    st.lists(st.builds(Evidence, st.just("entry"), st.sampled_from("ab"), st.just("a.c"), st.integers(1, 3))).map(
        tuple
    ),
)
RANK = {False: 0, None: 1, True: 2}


@given(answers, answers)
def test_and_is_the_lesser_and_or_the_greater(left: Answer, right: Answer) -> None:
    assert both(left, right).holds is min(left.holds, right.holds, key=RANK.__getitem__)
    assert either(left, right).holds is max(left.holds, right.holds, key=RANK.__getitem__)


@given(answers, answers)
def test_de_morgan(left: Answer, right: Answer) -> None:
    assert negated(both(left, right)).holds is either(negated(left), negated(right)).holds
    assert negated(either(left, right)).holds is both(negated(left), negated(right)).holds


@given(answers)
def test_negation(answer: Answer) -> None:
    assert negated(negated(answer)) == answer
    assert (negated(answer).holds is answer.holds) == (answer.holds is None)
    assert (negated(answer).why, negated(answer).evidence) == (answer.why, answer.evidence)


@given(answers, answers)
def test_the_unclear_stays_unless_the_other_side_decides(left: Answer, right: Answer) -> None:
    unclear = Answer(None, left.why)
    assert both(unclear, right).holds is (False if right.holds is False else None)
    assert either(unclear, right).holds is (True if right.holds is True else None)


@given(answers, answers, answers)
def test_neither_order_nor_grouping_matters_to_the_answer(one: Answer, two: Answer, three: Answer) -> None:
    for combined in (both, either):
        assert combined(one, two).holds is combined(two, one).holds
        assert combined(combined(one, two), three).holds is combined(one, combined(two, three)).holds
    assert both(one, either(two, three)).holds is either(both(one, two), both(one, three)).holds


@given(st.lists(answers, min_size=1))
def test_the_reasons_are_those_that_decide_each_once(parts: list[Answer]) -> None:
    for combined in (both, either):
        answer = reduce(combined, parts)
        reasons = answer.why.split("; ")
        assert len(set(reasons)) == len(reasons)
        assert set(reasons) <= {part.why for part in parts if part.holds is answer.holds}


@given(answers, answers)
def test_all_evidence_is_kept(left: Answer, right: Answer) -> None:
    for combined in (both, either):
        assert combined(left, right).evidence == left.evidence + right.evidence
