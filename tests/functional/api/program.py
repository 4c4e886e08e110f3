"""A program at the API: sends its token, keeps the last answer."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

ROOT = "/api/v1"


class Program:
    """``status`` and ``json`` are those of the last answer, ``text`` its raw form."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.answer: TestResponse

    def get(self, path: str, **options: Any) -> "Program":
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> "Program":
        return self.ask("POST", path, **({"json": body} | options))

    def ask(self, method: str, path: str, **options: Any) -> "Program":
        headers = self.headers | options.pop("headers", {})
        self.answer = self.client.open(ROOT + path, method=method, headers=headers, **options)
        return self

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def json(self) -> Any:
        return self.answer.json

    @property
    def text(self) -> str:
        return self.answer.get_data(as_text=True)

    @property
    def wrong_fields(self) -> list[str]:
        """The fields that a problem is about."""
        return [error["field"] for error in self.json["errors"]]
