"""The page on which a listing is written: its form, and what is said of the text meanwhile."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import render_template, request

from matchmaker.errors import NotFound
from matchmaker.policies.permissions import Permission
from matchmaker.policies.table import allows
from matchmaker.services import (
    cpc_codes,
    listing_changes,
    listing_drafts,
    listing_versions,
    organizations,
    partnerships,
    writing_help,
)
from matchmaker.services.listing_columns import FIELDS
from matchmaker.services.listing_fields import Problem
from matchmaker.services.listing_views import view
from matchmaker.services.writing_texts import Draft, draft_of
from matchmaker.services.writing_warnings import Warned
from matchmaker.web import listing_conflict
from matchmaker.web.actor import actor
from matchmaker.web.db import db
from matchmaker.web.forms.listing import ListingForm, form_for
from matchmaker.web.forms.listing_layout import PARTS
from matchmaker.web.guards import load_or_404
from matchmaker.web.parts import now
from matchmaker.workflow.listings import TABLE
from matchmaker.workflow.transitions import possible
from models import Listing, Organization, UnsavedListing

#: That are looked up; a form may hold anything.
_MOST_CODES: Final = 40


@dataclass(frozen=True, slots=True)
class Editing:
    """A form on the screen: for whom it writes, and the saved listing that it changes."""

    form: ListingForm
    owner: Organization
    hideable: list[Organization]
    may_publish: bool
    listing: Listing | None = None


def beginning(kind: str) -> Editing:
    """A new listing's form, as posted or empty; for the organization that was chosen."""
    owners = organizations.permitted(db(), actor(), Permission.LISTING_CREATE)
    if not owners:
        raise NotFound("Only members of an organization write listings.")
    form = form_for(kind)
    hideable = organizations.hideable(db(), owners=owners)
    form.offer_organizations(owners, hideable)
    owner = _chosen_owner(form, owners)
    return Editing(form, owner, hideable, may_publish=any(map(may_publish, owners)))


def begun(kind: str) -> Editing:
    """A new listing's form as posted, or that of the draft which this opened form has made.

    Before it hears of its first version, the form can only have begun from that.
    """
    editing = beginning(kind)
    listing = listing_drafts.of_form(db(), actor(), editing.form.draft_key.data)
    if listing is None or listing.kind != kind:
        return editing
    again = changing(load_or_404(Listing, listing.reference, Permission.LISTING_EDIT))
    again.form.version.data = editing.form.version.data or "1"
    return again


def changing(
    listing: Listing, unsaved: UnsavedListing | None = None, *, number: int | None = None
) -> Editing:
    """The form of a saved listing: as posted, as it was being typed, as it is saved, or as version
    ``number`` was.
    """
    content = listing_changes.content_now(db(), listing)
    if number is not None:
        steps = listing_versions.history(db(), actor(), listing)
        content = next((dict(s.content) for s in steps if s.number == number), content)
    typed = {**unsaved.typed, "version": str(unsaved.version)} if unsaved else None
    form = form_for(listing.kind, content, version=listing.version, typed=typed)
    owners = [listing.organization]
    hideable = organizations.hideable(db(), owners=owners, also=listing.hidden_from)
    form.offer_organizations(owners, hideable)
    return Editing(form, listing.organization, hideable, _can_submit(listing), listing)


def read(editing: Editing, *, publishing: bool) -> tuple[dict[str, Any] | None, Sequence[Warned]]:
    """What was typed as column values, ``None`` when it cannot be taken; and what to ask about."""
    form = editing.form
    values = form.cleaned(today=now().date(), publishing=publishing, kept=editing.listing)
    if values is None:
        return None, ()
    if unknown := cpc_codes.unknown(db(), values.get("cpc") or []):
        form.show_problems([Problem("cpc", f"has no such code: {', '.join(unknown)}")])
        return None, ()
    values["hidden_from"] = _hidden(form, editing.hideable)
    warned = writing_help.warnings_of(db(), _draft(editing, values)) if publishing else ()
    return values, warned if form.asks_about(warned) else ()


def storable(editing: Editing) -> tuple[dict[str, Any], list[str]]:
    """What a draft can take of the form now, and the labels of the fields that it cannot."""
    values, left_out = editing.form.storable(today=now().date(), kept=editing.listing)
    values["hidden_from"] = _hidden(editing.form, editing.hideable)
    return values, left_out


def page(
    editing: Editing,
    *,
    conflict: listing_conflict.Conflict | None = None,
    asked: Sequence[Warned] = (),
    is_blank: bool = False,
    unsaved: UnsavedListing | None = None,
    drafts: Sequence[Listing] = (),
) -> str:
    """``conflict``: what somebody else saved meanwhile; ``asked``: see the form.

    ``unsaved`` is what the reader may take up or throw away, ``drafts`` what they began before.

    Of a blank form there is nothing to say yet.
    """
    form, listing = editing.form, editing.listing
    return render_template(
        "listings/form.html",
        form=form,
        parts=PARTS[form.kind],
        required={"disclosure", *(f.name for f in FIELDS[form.kind] if f.required)},
        may_publish=editing.may_publish,
        listing=view(actor(), listing) if listing else None,
        conflict=conflict,
        checks_changes=is_checked(listing) if listing else False,
        restored=request.args.get("version", type=int) if request.method == "GET" else None,
        asked=asked,
        partnerships=partnerships.names_of(db(), editing.owner),
        unsaved=unsaved,
        drafts=drafts,
        cpc=cpc_codes.described(db(), typed_codes(form)),
        writing=None if is_blank else looked_at(editing),
    )


def conflict_page(editing: Editing, listing: Listing, values: dict[str, Any]) -> str:
    """What was typed stays; saving again settles each field as it was chosen."""
    form = editing.form
    conflict = listing_conflict.found(form, listing, values, version_of(form))
    form.version.data = str(listing.version)
    return page(editing, conflict=conflict)


def checked(editing: Editing) -> str:
    """The form as it was typed with what can be said of it; to the script, that part alone.

    Nothing is saved.
    """
    if "part" in request.form:
        return render_template(
            "listings/_writing.html", form=editing.form, writing=looked_at(editing)
        )
    _, problems = editing.form.so_far(today=now().date(), kept=editing.listing)
    editing.form.show_problems(problems)
    return page(editing)


def looked_at(editing: Editing) -> writing_help.WritingHelp:
    """What can be said of the form as it stands."""
    return writing_help.look_at(db(), actor(), draft(editing), now=now())


def draft(editing: Editing) -> Draft:
    """The form as it stands: what can be read of it."""
    values, _ = editing.form.so_far(today=now().date(), kept=editing.listing)
    return _draft(editing, values)


def _draft(editing: Editing, values: dict[str, Any]) -> Draft:
    """What was typed over what is saved."""
    saved = draft_of(editing.listing).values if editing.listing else {}
    hidden = _hidden(editing.form, editing.hideable)
    typed = {**saved, **values, "hidden_from": hidden}
    return Draft(editing.form.kind, typed, editing.owner, editing.listing)


def _can_submit(listing: Listing) -> bool:
    allowed = allows(actor(), Permission.LISTING_PUBLISH, listing)
    return allowed and "submit" in possible(TABLE, listing.state)


def is_checked(listing: Listing) -> bool:
    """Whether the secretariat looks at a change before members read it."""
    return listing.state == "published" and listing.disclosure == "blind"


def may_publish(owner: Organization) -> bool:
    return owner.id in actor().organizations_as("representative")


def typed_codes(form: ListingForm) -> list[str]:
    """The CPC codes that stand in the form, whether or not they are any."""
    parts = re.split(r"[;,\n]", form.cpc.data or "")[:_MOST_CODES]
    return list(dict.fromkeys("".join(part.split()).upper() for part in parts if part.strip()))


def _chosen_owner(form: ListingForm, owners: list[Organization]) -> Organization:
    """The organization that was chosen, or the first; never one that is not offered."""
    chosen = (owner for owner in owners if owner.reference == form.organization.data)
    return next(chosen, owners[0])


def _hidden(form: ListingForm, hideable: list[Organization]) -> list[Organization]:
    """In the order in which the listing keeps them, so that equal choices are equal."""
    chosen = set(form.hidden_from.data or ())
    found = (organization for organization in hideable if organization.reference in chosen)
    return sorted(found, key=lambda organization: organization.id)


def version_of(form: ListingForm) -> int:
    """The version that the writer began from; a form without one began from none."""
    typed = form.version.data or ""
    return int(typed) if typed.isascii() and typed.isdigit() else 0
