"""The registry's verbs: the only code that writes its tables."""

from egide.members.services.addresses import confirm_address, correct_address, move
from egide.members.services.contacts import (
    add_contact_point,
    confirm_contact_point,
    correct_contact_point,
    mark_contact_point_invalid,
    prefer_contact_point,
    put_emails_in_place,
    withdraw_contact_point,
)
from egide.members.services.deaths import (
    DeathNotConfirmable,
    confirm_death,
    deny_death,
    hide_at_relatives_request,
    report_death,
    withdraw_death_report,
)
from egide.members.services.duplicates import (
    UnitingRefused,
    find_duplicates,
    part_records,
    tell_apart,
    unite_records,
)
from egide.members.services.erasure import (
    AlreadyErased,
    erase_people,
    strike_from_roll,
)
from egide.members.services.exporting import export_person
from egide.members.services.holds import lift_hold, place_hold
from egide.members.services.names import change_name, change_readable_id
from egide.members.services.positions import (
    confirm_position,
    correct_position,
    leave_position,
    take_position,
    take_positions,
    withdraw_positions,
)
from egide.members.services.profiles import ProfileChangedMeanwhile, save_profile
from egide.members.services.promotions import found_centre, open_promotions
from egide.members.services.reading import open_profile, record_export
from egide.members.services.registering import PeopleRefused, register_people, register_person
from egide.members.services.reliability import judge_record
from egide.members.services.restricting import (
    leave_directory,
    lift_restriction,
    restrict_data,
)
from egide.members.services.schooling import (
    add_secondary_promotion,
    change_principal_promotion,
    correct_schooling,
    withdraw_secondary_promotion,
)
from egide.members.services.standings import (
    StandingRefused,
    change_standing,
    refresh_listing,
)
from egide.members.services.visibility import choose_audience, withdraw_consent

__all__ = [
    "AlreadyErased",
    "DeathNotConfirmable",
    "PeopleRefused",
    "ProfileChangedMeanwhile",
    "StandingRefused",
    "UnitingRefused",
    "add_contact_point",
    "add_secondary_promotion",
    "change_name",
    "change_principal_promotion",
    "change_readable_id",
    "change_standing",
    "choose_audience",
    "confirm_address",
    "confirm_contact_point",
    "confirm_death",
    "confirm_position",
    "correct_address",
    "correct_contact_point",
    "correct_position",
    "correct_schooling",
    "deny_death",
    "erase_people",
    "export_person",
    "find_duplicates",
    "found_centre",
    "hide_at_relatives_request",
    "judge_record",
    "leave_directory",
    "leave_position",
    "lift_hold",
    "lift_restriction",
    "mark_contact_point_invalid",
    "move",
    "open_profile",
    "open_promotions",
    "part_records",
    "place_hold",
    "prefer_contact_point",
    "put_emails_in_place",
    "record_export",
    "refresh_listing",
    "register_people",
    "register_person",
    "report_death",
    "restrict_data",
    "save_profile",
    "strike_from_roll",
    "take_position",
    "take_positions",
    "tell_apart",
    "unite_records",
    "withdraw_consent",
    "withdraw_contact_point",
    "withdraw_death_report",
    "withdraw_positions",
    "withdraw_secondary_promotion",
]
