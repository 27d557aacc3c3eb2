"""In the reference society, the offices that answer for the figures are held by real mandates."""

from django.utils.timezone import localdate

from egide.kernel import registry
from egide.kernel.access import actor_of, holders_of


def test_the_reference_society_knows_who_owns_its_figures_and_where_they_read(small_society):
    today = localdate()
    rights = {figure.owner_right for figure in registry.figures().values()}

    held = {right: holders_of(right, on=today) for right in sorted(rights)}

    assert [right for right, people in held.items() if not people] == []
    for right, people in held.items():
        assert all(actor_of(person, on=today).can(right) for person in people)
    clerks = held["members.certify_figures"]
    reached = {person for box in registry.letterboxes() for person in box.addresses(clerks)}
    assert reached == set(clerks)
    assert [box.addresses([]) for box in registry.letterboxes()] == [{}]
