"""A person with a browser and no scripts: follows links, fills in forms, keeps cookies."""

from __future__ import annotations

import http.client
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError

TIMEOUT_SECONDS = 30


@dataclass(slots=True)
class Form:
    """A form of a page: what is filled in already, and the choices it offers by field."""

    action: str
    method: str
    id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Page:
    """What came back: status, address after redirects, text without tags, and forms."""

    status: int
    url: str
    html: str
    text: str
    forms: list[Form]
    links: list[str]

    def form(self, part: str) -> Form:
        """The first form whose address has this part. Raises LookupError naming the forms there are."""
        for form in self.forms:
            if part in form.action:
                return form
        there = ", ".join(sorted({form.action for form in self.forms}))
        raise LookupError(f"{self.url} has no form to …{part}…; there are: {there}")

    def link(self, part: str) -> str:
        """The first link whose address has this part. Raises LookupError."""
        for link in self.links:
            if part in link:
                return link
        raise LookupError(f"{self.url} has no link to …{part}…")


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._select = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style"}:
            self._hidden += 1
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(
                Form(action=given.get("action", ""), method=given.get("method", "get").lower(), id=given.get("id", ""))
            )
        elif self.forms and given.get("name", self._select):
            self._field(tag, given, self._owner(given.get("form", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hidden -= 1
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))

    def _owner(self, form_id: str) -> Form:
        """The form that a field belongs to: the one it names, else the one it stands in."""
        return next((form for form in self.forms if form_id and form.id == form_id), self.forms[-1])

    def _field(self, tag: str, given: Mapping[str, str], form: Form) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            form.choices[self._select].append(value)
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = [value]
        elif tag == "textarea":
            form.fields.setdefault(name, [""])
        elif tag == "input" and given.get("type") in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
            if "checked" in given:
                form.fields.setdefault(name, []).append(value)
        elif tag == "input" and given.get("type") not in {"submit", "file"} and "disabled" not in given:
            form.fields.setdefault(name, []).append(value)


class Browser:
    """One person's browser at one house."""

    def __init__(self, address: str, *, language: str) -> None:
        """Open it; pages are asked for in the language."""
        self._address = address.rstrip("/")
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._opener.addheaders = [("Accept-Language", language), ("User-Agent", "kamurj-check")]

    def open(self, path: str) -> Page:
        """Go to an address of the house."""
        return self._ask(urllib.request.Request(self._absolute(path)))  # noqa: S310 - always this house's own address

    def submit(self, page: Page, form: Form, **values: str | list[str]) -> Page:
        """Send a form of a page with some fields filled in differently."""
        filled = form.fields | {name: [value] if isinstance(value, str) else value for name, value in values.items()}
        body = urllib.parse.urlencode([(name, value) for name, given in filled.items() for value in given])
        target = self._absolute(urllib.parse.urljoin(page.url, form.action))
        if form.method == "get":
            return self.open(f"{target.split('?')[0]}?{body}")
        request = urllib.request.Request(target, data=body.encode(), headers={"Referer": page.url})  # noqa: S310 - likewise
        return self._ask(request)

    def _absolute(self, path: str) -> str:
        return path if path.startswith(self._address) else self._address + path

    def _ask(self, request: urllib.request.Request) -> Page:
        try:
            answer: http.client.HTTPResponse | HTTPError = self._opener.open(request, timeout=TIMEOUT_SECONDS)
        except HTTPError as refused:
            answer = refused
        with answer:
            html = answer.read().decode("utf-8", "replace")
            status, url = int(answer.status or 0), str(answer.url)
        reading = _Reading()
        reading.feed(html)
        return Page(
            status=status, url=url, html=html, text=" ".join(reading.words), forms=reading.forms, links=reading.links
        )
