import struct

import pytest
from django.core.files.storage import default_storage

from kamurj.foundation.files.contracts import FileKind
from kamurj.foundation.files.errors import FileEmpty, FileNotAPicture, FileTooLarge, FileUnsafe
from kamurj.foundation.files.operations import open_file, store_file
from kamurj.foundation.files.rules import PICTURE_LIMIT_BYTES

pytestmark = pytest.mark.urls("kamurj.foundation.access.tests.house")

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 32
WEBP = b"RIFF" + struct.pack("<I", 24) + b"WEBPVP8 " + b"\0" * 16
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><use href="#a"/><circle id="a" r="1"/></svg>'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def local(client):
    client.defaults["SERVER_NAME"] = "localhost"
    return client


@pytest.mark.parametrize(
    ("content", "content_type", "extension"),
    [(PNG, "image/png", "png"), (JPEG, "image/jpeg", "jpg"), (WEBP, "image/webp", "webp")],
)
def test_a_picture_is_what_its_content_says_and_not_its_name(content, content_type, extension):
    stored = store_file(name="../../Սեղան oak TABLE.exe", content=content, kind=FileKind.PICTURE)
    assert stored.content_type == content_type
    assert stored.path.endswith(f"-oak-table.{extension}")
    assert ".." not in stored.path
    with open_file(stored.path) as file:
        assert file.read() == content


def test_the_same_content_is_stored_once_under_the_same_name():
    first = store_file(name="a.png", content=PNG, kind=FileKind.PICTURE)
    assert store_file(name="a.png", content=PNG, kind=FileKind.PICTURE) == first
    assert len(default_storage.listdir(first.path.rsplit("/", 1)[0])[1]) == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * PICTURE_LIMIT_BYTES, FileTooLarge),
        (b"<html><script>alert(1)</script></html>", FileNotAPicture),
        (b"GIF89a", FileNotAPicture),
        (SVG, FileNotAPicture),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_stored(content, refusal, tmp_path):
    with pytest.raises(refusal):
        store_file(name="x.png", content=content, kind=FileKind.PICTURE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>1</script>",
        b'<rect onload="x()"/>',
        b'<a href="javascript:x()"/>',
        b'<image href="https://elsewhere.example/x.png"/>',
        b"<foreignObject/>",
        b'<use xlink:href="//elsewhere.example/x"/>',
    ],
)
def test_a_drawing_that_runs_or_fetches_something_is_refused(inside):
    with pytest.raises(FileUnsafe):
        store_file(name="x.svg", content=SVG.replace(b"<circle", inside + b"<circle"), kind=FileKind.DRAWING)


def test_a_drawing_of_ours_is_stored_and_served_so_that_it_can_run_nothing(local):
    stored = store_file(name="chair.svg", content=SVG, kind=FileKind.DRAWING)
    answer = local.get(f"/media/{stored.path}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == SVG
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.django_db
def test_whoever_has_the_file_is_told_so(local):
    stored = store_file(name="a.png", content=PNG, kind=FileKind.PICTURE)
    first = local.get(f"/media/{stored.path}")
    etag = first["ETag"]
    assert b"".join(first.streaming_content) == PNG
    answer = local.get(f"/media/{stored.path}", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize(
    "path",
    [
        "picture/aa/aaaaaaaaaaaaaaaaaaaa.png",
        "picture/../../settings.py",
        "%2e%2e/secret_key",
        "other/aa/aaaaaaaaaaaaaaaaaaaa.png",
    ],
)
@pytest.mark.django_db
def test_what_was_not_stored_is_not_found(local, path):
    assert local.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_files_are_read_only_over_http(local):
    stored = store_file(name="a.png", content=PNG, kind=FileKind.PICTURE)
    assert local.delete(f"/media/{stored.path}").status_code == 405
