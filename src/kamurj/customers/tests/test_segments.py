import pytest

from kamurj.customers import operations, queries
from kamurj.customers.errors import InvalidSegment, NoSuchCustomer, TooManySegments
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(guest, now, origin):
    """A customer, and how they join and leave."""
    customer = guest(email="ani@example.am").customer

    class Segment:
        def __init__(self):
            self.customer = customer

        def join(self, name, who=customer):
            return operations.join_segment(customer=who, segment=name, now=now, origin=origin)

        def leave(self, name, who=customer):
            return operations.leave_segment(customer=who, segment=name, now=now, origin=origin)

        @property
        def names(self):
            return queries.segments_of(customer=customer)

    return Segment()


def test_joining_and_leaving_twice_is_told_once(segment, told):
    assert (segment.join("trade"), segment.join("trade"), segment.join("staff")) == (True, False, True)
    assert segment.names == ("staff", "trade")
    assert queries.segments() == (("staff", 1), ("trade", 1))
    assert (segment.leave("trade"), segment.leave("trade")) == (True, False)
    assert segment.names == ("staff",)
    assert [fact["segment"] for fact in told("SegmentJoined")] == ["trade", "staff"]
    assert [fact["segment"] for fact in told("SegmentLeft")] == ["trade"]


@pytest.mark.parametrize("name", ["", "Trade", "a b", "x" * 61, "-trade", "trade\x00", "առևտուր"])
def test_what_is_no_word_names_no_segment(segment, name):
    with pytest.raises(InvalidSegment):
        segment.join(name)
    assert segment.names == ()


def test_nobody_joins_who_is_not_there_and_nobody_joins_everything(segment):
    for change in (segment.join, segment.leave):
        with pytest.raises(NoSuchCustomer):
            change("trade", who=CustomerId(ids.new()))
    for number in range(operations.SEGMENT_LIMIT):
        segment.join(f"s{number}")
    with pytest.raises(TooManySegments):
        segment.join("one-more")
