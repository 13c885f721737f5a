"""Tables are read once before the first example, which would else exceed its time."""

import pytest

from creditgraph.matching import Matcher, Record, Side, shipped_policy
from creditgraph.names.persons import readings


@pytest.fixture(scope="session", autouse=True)
def tables() -> None:
    """Read the tables of names and the model."""
    one, other = (Side(Record("", "organisation", name)) for name in ("山东鲁信科技有限公司", "Łódź Trading Ltd"))
    Matcher(shipped_policy()).explain(one, other)
    Matcher(shipped_policy()).explain(one, one)
    assert readings("曾伟")
