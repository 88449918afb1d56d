"""A contact with a mailbox of its own (aiosmtpd), a program that looks at its mail, and a browser.

Writes JSON, one a line. First the port of its mail server. Once a line has told where Plaudit is: what the
mail says, and what a scanner saw that followed each of its links. After a second line: what the contact saw
while answering, in the words of that line wherever it may write.
"""

import asyncio
import email
import email.policy
import json
import queue
import sys
import threading
from html.parser import HTMLParser
from urllib import parse, request

from aiosmtpd.smtp import SMTP

LINKS = "https://ask.example"
# Seconds after which something hangs; a mail that was not taken at first is tried again after a minute.
PATIENCE = 180


def say(what):
    print(json.dumps(what), flush=True)


def heard():
    return sys.stdin.readline().rstrip("\n")


class Mailbox:
    def __init__(self):
        self.mails = queue.Queue()

    async def handle_DATA(self, server, session, envelope):
        self.mails.put(envelope)
        return "250 OK"

    def open(self):
        """Starts the server and returns its port."""
        loop = asyncio.new_event_loop()
        # With a name of its own it asks nobody for that of this machine.
        greeted = lambda: SMTP(self, hostname="mail.khach.example", loop=loop)
        listening = loop.create_server(greeted, "127.0.0.1", 0)
        server = loop.run_until_complete(listening)
        threading.Thread(target=loop.run_forever, daemon=True).start()
        return server.sockets[0].getsockname()[1]


class Page(HTMLParser):
    """What stands on a page: its links, its words, and its form as it is filled in."""

    def __init__(self, text):
        super().__init__()
        self.links, self.fields, self.texts, self.action, self.words = [], [], [], None, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        it = dict(attributes)
        if tag == "a":
            self.links.append(it["href"])
        elif tag == "form":
            self.action = it["action"]
        elif tag == "textarea":
            self.texts.append(it["name"])
        elif tag == "input" and (it.get("type") == "hidden" or "checked" in it):
            self.fields.append((it["name"], it["value"]))

    def handle_data(self, data):
        self.words += " ".join(data.split()) + " "


def visit(url, method="GET", fields=None):
    body = parse.urlencode(fields).encode() if fields is not None else None
    asked = request.Request(url, data=body, method=method)
    with request.urlopen(asked, timeout=PATIENCE) as reply:
        return reply.status, Page(reply.read().decode("utf-8"))


def answer(base, link, words):
    """From a link of the mail to the thanks; returns the words of each page."""
    _, page = visit(link)
    seen = [page.words]
    while page.action is not None:
        fields = [*page.fields, *((name, words) for name in page.texts), ("go", "next")]
        _, page = visit(base + page.action, "POST", fields)
        seen.append(page.words)
    return seen


def main():
    mailbox = Mailbox()
    say(mailbox.open())
    base = heard()
    envelope = mailbox.mails.get(timeout=PATIENCE)
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    text, html = (mail.get_body([kind]).get_content() for kind in ("plain", "html"))
    links = [link.replace(LINKS, base) for link in Page(html).links]
    scanned = [visit(link, method)[0] for link in links for method in ("HEAD", "GET")]
    say(
        {
            "to": envelope.rcpt_tos,
            "from": str(mail["From"]),
            "subject": str(mail["Subject"]),
            "text": text,
            "html": Page(html).words,
            "unsubscribe": str(mail["List-Unsubscribe"]),
            "scanned": scanned,
        }
    )
    words = heard()
    nine = next(link for link in links if link.endswith("a=9"))
    say({"pages": answer(base, nine, words), "mails": mailbox.mails.qsize()})


main()
