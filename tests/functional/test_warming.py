"""The web server reads its picture of the market before the first page."""

from dataclasses import replace

from flask import Flask
from sqlalchemy import event

from matchmaker.app import create_app
from matchmaker.web.parts import parts
from matchmaker.web.warming import warm


def engine_of(app: Flask):
    with app.app_context():
        return parts().sessions.engine


def test_the_first_page_of_a_warm_server_does_not_read_all_codes(app, cast, sign_in):
    asked = []
    event.listen(engine_of(app), "before_cursor_execute", lambda *seen: asked.append(seen[2]))
    warm(app)
    assert any("listing_codes" in statement for statement in asked)
    asked.clear()

    assert cast.offer.title in sign_in(cast.asker).get("/listings").text

    assert not [statement for statement in asked if "listing_codes" in statement]


def test_no_connection_of_the_warming_is_left_for_a_fork(app, cast):
    opened, closed = [], []
    event.listen(engine_of(app), "connect", lambda *seen: opened.append(seen[0]))
    event.listen(engine_of(app), "close", lambda *seen: closed.append(seen[0]))

    warm(app)

    assert opened == closed != []


def test_a_database_without_tables_stops_no_server(app, tmp_path, caplog):
    with app.app_context():
        config = parts().config
    empty = create_app(replace(config, database_url=f"sqlite:///{tmp_path / 'empty.db'}"))

    warm(empty)

    assert "could not be read ahead" in caplog.text
