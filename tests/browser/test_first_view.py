"""What the first view of a page costs its reader on a phone, counted in the browser."""

import gzip

import pytest
from playwright.sync_api import Page, Response

from tests.factories.demonstration import Built
from tests.factories.fullest import PAGE_TYPES, fullest

KB = 1024
# Without pictures, compressed as a web server does; and with those that a phone shows before anybody scrolls.
TEXT_LIMIT, LIMIT, REQUESTS = 40 * KB, 120 * KB, 6
TEXTS = ("text/", "application/javascript", "image/svg+xml")


def first_view(page: Page, address: str) -> list[tuple[Response, int]]:
    """The responses of a first visit on a phone, with the bytes that each takes on its way."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(address, wait_until="networkidle")
    found = []
    for response in responses:
        if response.url.startswith("data:"):
            continue
        body = response.body()
        is_text = (response.header_value("content-type") or "").startswith(TEXTS)
        found.append((response, len(gzip.compress(body)) if is_text else len(body)))
    return found


@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_first_view_is_light(demonstration: Built, page: Page, page_type: str) -> None:
    """Few requests, few bytes, and none to another host."""
    address = fullest(demonstration, page_type).get_url()
    page.goto("about:blank")
    seen = first_view(page, address)
    own = page.evaluate("location.origin")
    assert [response.url for response, _size in seen if not response.url.startswith(f"{own}/")] == []
    texts = [(response.url, size) for response, size in seen if response.request.resource_type != "image"]
    assert {"document", "stylesheet", "script"} <= {response.request.resource_type for response, _size in seen}
    assert len(texts) <= REQUESTS, texts
    assert sum(size for _url, size in texts) <= TEXT_LIMIT, texts
    assert sum(size for _response, size in seen) <= LIMIT, [(response.url, size) for response, size in seen]


def test_some_first_views_have_pictures(demonstration: Built, page: Page) -> None:
    """Otherwise the test above weighs none."""
    seen = first_view(page, fullest(demonstration, "news.NewsPage").get_url())
    assert [size for response, size in seen if "/media/" in response.url and size > KB]


def test_reading_asks_no_other_host_even_at_the_end_of_the_page(
    demonstration: Built, page: Page, asked: list[str], faults: list[str]
) -> None:
    """Pictures that come with scrolling, and the page with a video, included; and no policy had to step in."""
    for key in ("home", "about", "regions", "region-latin-america", "news", "events"):
        page.goto(demonstration.page(key).get_url())
        page.keyboard.press("End")
        page.wait_for_load_state("networkidle")
    own = page.evaluate("location.origin")
    assert len(asked) > 12
    assert [url for url in asked if not url.startswith(f"{own}/")] == []
    assert faults == []
