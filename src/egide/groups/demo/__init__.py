"""The network of the reference society, with its decoys (4.5), built through the verbs of
groups."""

from __future__ import annotations

from egide.groups.demo.egide import give_legal_forms
from egide.groups.demo.life import record_life
from egide.groups.demo.network import found_network
from egide.groups.demo.officers import appoint_all
from egide.groups.demo.people import place_everybody
from egide.groups.demo.personas import PERSONAS
from egide.groups.demo.proposals import propose_three
from egide.kernel.demo import DemoLoad

__all__ = ["PERSONAS", "build"]


def build(demo: DemoLoad) -> None:
    """Found the groups, place everybody, then give the groups their papers, officers and life."""
    network = found_network(demo)
    place_everybody(demo, network)
    appoint_all(demo, network)
    give_legal_forms(demo, network)
    record_life(demo, network)
    propose_three(demo)
