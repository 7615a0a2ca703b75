from uuid import UUID

from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Channel, Origin, anonymous_subject, customer_subject


def test_a_subject_says_whether_we_know_the_person():
    assert customer_subject(CustomerId(UUID(int=1))) == "customer:00000000-0000-0000-0000-000000000001"
    assert anonymous_subject("a1b2") == "anonymous:a1b2"


def test_an_origin_needs_its_channel_only():
    assert Origin(channel=Channel.STORE) == Origin(Channel.STORE, None, None, None)


def test_the_clock_knows_its_time_zone():
    assert utc_now().utcoffset().total_seconds() == 0
