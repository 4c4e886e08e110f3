"""The language gap, as it was last measured."""

from flask import Blueprint, render_template

from matchmaker.policies.permissions import Permission
from matchmaker.services.language_report import last
from matchmaker.web.guards import access
from matchmaker.web.parts import parts

pages = Blueprint("languages", __name__, url_prefix="/secretariat/languages")


@pages.get("")
@access(Permission.RANKING_READ)
def show() -> str:
    return render_template("secretariat/languages.html", gap=last(parts().config.data_dir))
