"""Every figure in Chromium under a strict policy: silent, accessible, within its width."""

import http.server
import threading
from html import escape

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from commonweal.charts.draw import draw
from tests.charts.figures import every_figure

POLICY = "default-src 'none'; img-src 'self'"

# Texts that reach out of their picture by more than a pixel.
CUT_OFF = """() => [...document.querySelectorAll('svg.cw-figure text')].filter(text => {
    const own = text.getBoundingClientRect(), all = text.closest('svg').getBoundingClientRect();
    return own.left < all.left - 1 || own.right > all.right + 1 || own.top < all.top - 1 || own.bottom > all.bottom + 1;
}).map(text => text.textContent)"""


def page_of(figures, narrow):
    body = "".join(
        f"<figure><figcaption><h2>{escape(f.headline)}</h2></figcaption>{f.svg_narrow if narrow else f.svg}</figure>"
        for f in figures
    )
    title = "<title>Figures</title><meta name='viewport' content='width=device-width'>"
    return f"<!doctype html><html lang='en'><head>{title}</head><body><main><h1>Figures</h1>{body}</main></body></html>"


@pytest.fixture(scope="module")
def address():
    """A server of the wide page at /wide and the narrow one at /narrow."""
    figures = [draw(data) for data in every_figure()]
    pages = {"/wide": page_of(figures, narrow=False), "/narrow": page_of(figures, narrow=True)}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path in pages
            self.send_response(200 if found else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            if found:
                self.wfile.write(pages[self.path].encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize(("layout", "width"), [("wide", 1280), ("wide", 768), ("narrow", 375)])
def test_figures_in_a_browser(address, layout, width):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=False)
        page = context.new_page()
        messages = []
        page.on("console", lambda message: messages.append(message.text))
        page.goto(f"{address}/{layout}")
        assert page.locator("svg.cw-figure").count() == 9
        assert messages == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.evaluate(CUT_OFF) == []
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        browser.close()
