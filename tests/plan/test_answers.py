"""How the answers of several conditions become one."""

import pytest

from ckptgen.plan.answers import Answer, both, either

CLOUDY = "a macro may hold the entry"


@pytest.mark.parametrize("holds", [True, False, None])
def test_a_reason_that_two_conditions_share_is_given_once(holds: bool | None) -> None:
    same = Answer(holds, CLOUDY)
    assert both(both(same, same), same).why == CLOUDY
    assert both(same, Answer(holds, "it has no read")).why == f"{CLOUDY}; it has no read"
    assert either(same, same).why == CLOUDY
