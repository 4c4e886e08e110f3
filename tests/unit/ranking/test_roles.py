"""Who plays which role in a consortium."""

import pytest

from matchmaker.ranking.roles import own_role, role_of, wanted_roles
from models import vocabulary as v


@pytest.mark.parametrize(
    ("kind", "offer_type", "organization", "collaborations", "role"),
    [
        ("capability", "", "institute", ["research_service"], "research"),
        ("offer", "patent", "company", [], "technology"),
        ("offer", "know_how", "company", [], "industry"),
        ("offer", "know_how", "institute", [], "technology"),
        ("offer", "know_how", "supplier", ["supply"], "engineering"),
        ("offer", "know_how", "supplier", ["supply", "licence"], "technology"),
        ("offer", "technical_guideline", "company", [], "guideline"),
        ("offer", "incubator", "institute", [], "incubator"),
        ("offer", "facility_access", "company", [], "host"),
        ("offer", "facility_access", "institute", [], "facility"),
        ("offer", "demonstration", "supplier", [], "technology"),
        ("offer", "demonstration", "company", [], "host"),
        ("offer", "patent", "", [], "technology"),  # blind: neither owner nor codes are shown
    ],
)
def test_the_role_follows_from_what_is_disclosed(
    kind, offer_type, organization, collaborations, role
):
    found = role_of(kind, offer_type, organization, collaborations)

    assert found.code == role
    assert role in found.fills


def test_who_builds_it_can_also_bring_the_technology():
    assert role_of("offer", "know_how", "supplier", ["supply"]).fills == {
        "technology",
        "engineering",
    }


@pytest.mark.parametrize(
    ("organization", "role"),
    [
        ("company", "host"),
        ("supplier", "technology"),
        ("institute", "research"),
        ("government", ""),
        ("", "host"),
    ],
)
def test_the_needs_own_side_brings_something(organization, role):
    assert own_role(organization) == role


def test_collaboration_codes_ask_for_further_roles():
    always = {"host", "technology", "research"}
    asked = wanted_roles(["supply", "guideline_sharing"], crosses_sectors=False)

    assert wanted_roles(["licence"], crosses_sectors=False) == always
    assert wanted_roles([], crosses_sectors=True) == always | {"industry"}
    assert asked == always | {"engineering", "guideline"}


def test_every_role_has_a_label():
    roles = {
        role_of("offer", t, o, ["supply"]).code
        for t in v.OFFER_TYPES
        for o in ("", *v.ORGANIZATION_TYPES)
    }
    wanted = wanted_roles(v.COLLABORATIONS, crosses_sectors=True)

    assert roles | wanted | {"research"} <= set(v.CONSORTIUM_ROLES)
