"""The shop behind the sample's links, on loopback: ``python -m tests.samples.shop DIR PORT``.

Serves the pages that ``DIR/pages.csv`` describes (the links say port 8899) and writes every request to
``DIR/shop.log``: time, path, user agent, status.
"""

from __future__ import annotations

import csv
import html
import json
import sys
import time
import urllib.parse
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

OTHER = ("Tai nghe bluetooth không dây X9", "TechZone Official", "")
NOISE = "<nav><a href='/'>Trang chủ</a> <a href='/tai-nghe'>Tai nghe</a></nav>"
SOLD_OUT = (
    "<html><title>Sàn OCOP</title><div class='empty'>Sản phẩm này không tồn tại hoặc đã ngừng kinh doanh</div></html>"
)


def page(row: dict[str, str], number: int) -> str:
    """A product's page, in one of two ways: as structured data, or as markup alone."""
    other = row["state"] == "other_product"
    name, maker, stars = OTHER if other else (row["product"], row["maker"], row["stars"])
    district = row["district"].replace("Huyện ", "")
    title = f"{name} - Đặc sản {district}, OCOP {stars} sao" if stars else name
    picture, price = f"/img/{number}.jpg", 45 + number % 300
    head = f"<html><head><title>{html.escape(title)}"
    if number % 2:
        return (
            f"{head}</title></head><body>{NOISE}<div class='product-detail'>"
            f"<h1 class='product-name'>{html.escape(title)}</h1>"
            f"<div class='shop'>Nhà cung cấp: <b>{html.escape(maker)}</b></div><div class='price'>{price}.000₫</div>"
            f"<img src='{picture}' alt='{html.escape(name)}'><button>Thêm vào giỏ hàng</button></div></body></html>"
        )
    data = {
        "@context": "https://schema.org", "@type": "Product", "name": title, "image": [picture],
        "brand": {"@type": "Brand", "name": maker},
        "offers": {
            "@type": "Offer", "price": str(price * 1000), "priceCurrency": "VND",
            "availability": "https://schema.org/InStock", "seller": {"@type": "Organization", "name": maker},
        },
    }  # fmt: skip
    return (
        f"{head} | Sàn OCOP</title><script type='application/ld+json'>{json.dumps(data, ensure_ascii=False)}</script>"
        f"</head><body>{NOISE}<h1>{html.escape(title)}</h1></body></html>"
    )


class Handler(BaseHTTPRequestHandler):
    """Answers as the page's state says."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, dict[str, str]]
    log: Path

    def log_message(self, *_: object) -> None:
        """Nothing on stderr: requests are in ``shop.log``."""

    def do_GET(self) -> None:
        """Answer one request."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        number = zlib.crc32(path.encode())
        row = self.pages.get(path) or self.pages.get(self.path)
        if path == "/robots.txt":
            self.reply(200, "User-agent: *\nDisallow: /private/\nCrawl-delay: 0.2\n", "text/plain")
        elif path == "/":
            self.reply(200, "<html><title>Sàn OCOP</title><h1>Chào mừng</h1></html>")
        elif path.startswith("/img/"):
            self.reply(200, b"\xff\xd8\xff\xe0" + b"0" * 200, "image/jpeg")
        elif row is None:
            self.reply(404, "khong tim thay")
        elif row["state"] in ("live", "other_product", "robots"):
            self.reply(200, page(row, number))
        elif row["state"] == "gone":
            self.reply(404 if number % 2 else 410, "<h1>404</h1><p>Không tìm thấy trang</p>")
        elif row["state"] == "soft_gone":
            self.reply(200, SOLD_OUT)
        elif row["state"] == "redirect_home":
            self.reply(302, "", Location="/")
        else:
            self.reply(503, "busy", Retry_After="1")

    def reply(self, status: int, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        """Note the request, then send the answer."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps([time.time(), self.path, self.headers.get("User-Agent"), status]) + "\n")
        raw = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(raw)), **named}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


def main(folder: Path, port: int) -> None:
    """Serve until somebody ends it."""
    with (folder / "pages.csv").open(encoding="utf-8", newline="") as file:
        Handler.pages = {urllib.parse.urlsplit(row["url"]).path: row for row in csv.DictReader(file)}
    Handler.log = folder / "shop.log"
    Handler.log.touch()
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
