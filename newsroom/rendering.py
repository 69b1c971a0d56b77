"""How forms become HTML: the most frequent fields are written here, the others by Django's templates.

A story's form has about seventy fields, and templates for them took a fifth of the time to open it. The HTML is the
same but for blank lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape

Widget = Mapping[str, Any]
FOLDER = "django/forms/widgets"
MISTAKES = "django/forms/errors/list/default.html"


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if write := WRITERS.get(template_name):
            return write(context["widget"])
        if template_name == MISTAKES and not context["errors"]:
            return ""
        return super().render(template_name, context, request)


def attributes(widget: Widget) -> str:
    written = []
    for name, value in widget["attrs"].items():
        if value is not False:
            written.append(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"')
    return "".join(written)


def text_input(widget: Widget) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{conditional_escape(value)}"'
    return f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"{given}{attributes(widget)}>'


def textarea(widget: Widget) -> str:
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{conditional_escape(widget["name"])}"{attributes(widget)}>\n{text}</textarea>'


def select(widget: Widget) -> str:
    written = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget)}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            written.append(f'  <optgroup label="{conditional_escape(group)}">')
        written += [f"  {option(one)}" for one in options]
        if group:
            written.append("  </optgroup>")
    return "\n".join([*written, "</select>"])


def option(widget: Widget) -> str:
    value, label = conditional_escape(widget["value"]), conditional_escape(widget["label"])
    return f'<option value="{value}"{attributes(widget)}>{label}</option>'


WRITERS: dict[str, Callable[[Widget], str]] = {
    f"{FOLDER}/text.html": text_input,
    f"{FOLDER}/number.html": text_input,
    f"{FOLDER}/date.html": text_input,
    f"{FOLDER}/hidden.html": text_input,
    f"{FOLDER}/checkbox.html": text_input,
    f"{FOLDER}/textarea.html": textarea,
    f"{FOLDER}/select.html": select,
}
