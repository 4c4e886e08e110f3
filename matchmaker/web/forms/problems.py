"""What a service found wrong, shown beside the fields of its form."""

from collections.abc import Mapping

from flask_wtf import FlaskForm

from matchmaker.web.template_tools import translated


def add_problems(form: FlaskForm, problems: Mapping[str, str]) -> None:
    """Put each reason beside its field; of a field that the form lacks, on top of the form."""
    for name, reason in problems.items():
        told = translated(reason)
        sentence = f"{told[:1].upper()}{told[1:].rstrip('.')}."
        if name in form:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)
