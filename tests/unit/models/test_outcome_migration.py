"""What was confirmed before confirmations were rows is confirmed by a row, and the way back."""

from pathlib import Path

from sqlalchemy import select, text

from models import Outcome, schema
from models.session import Sessions, open_engine
from tests.factories.introductions import make_trio


def test_a_confirmation_of_before_becomes_a_row_and_can_go_back(database: Path) -> None:
    engine = open_engine(f"sqlite:///{database}")
    sessions = Sessions(engine)
    with sessions.writing() as session:
        introduction, _people = make_trio(session)
        first, second, _third = (party.id for party in introduction.parties)
        number = introduction.id
    schema.downgrade(engine, "0006")
    insert = text(
        "INSERT INTO outcomes (introduction_id, stage, happened_on, note, abatement_t_per_year,"
        " reported_by_id, reported_at, confirmed_by_id, confirmed_at)"
        " VALUES (:number, :stage, '2026-09-01', '', :figure, :first, '2026-09-01', :by, :at)"
    )
    with engine.begin() as connection:
        for stage, figure, by in (("licence", 5.0, second), ("closed", None, None)):
            at = "2026-09-02 00:00:00" if by else None
            values = {"number": number, "stage": stage, "figure": figure, "first": first}
            connection.execute(insert, {**values, "by": by, "at": at})

    schema.upgrade(engine)

    with sessions.reading() as session:
        licence, closed = session.scalars(select(Outcome).order_by(Outcome.id))
        assert (licence.state, closed.state) == ("confirmed", "reported")
        assert [(c.party_id, c.answer) for c in licence.confirmations] == [(second, "confirmed")]
        assert (licence.abatement_method, licence.attribution) == ("estimated", "cannot_say")
        assert closed.closing_reason == "other"

    schema.downgrade(engine, "0006")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT confirmed_by_id FROM outcomes ORDER BY id"))
        assert [row[0] for row in found] == [second, None]
    engine.dispose()
