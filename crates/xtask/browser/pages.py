"""Answers every template in every language in a real browser, by keyboard alone, and looks at each page.

    pages.py PLAUDIT CHROMIUM FOLDER

Each of the templates is answered in each of the four languages at 360 and at 1280 pixels, with JavaScript
and without. Every page must fit its width, have targets of 44 pixels, stay under 60 KB and, by axe-core,
have no serious or critical issue. The same holds of the other ways in: the mail of an invitation, its link,
the page to opt out, the sheet for those who type in, and a frame in another site. Screenshots are left in
FOLDER. Ends with 1 when anything is wrong.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

LANGUAGES = ["en", "fi", "it", "vi"]
WIDTHS = [360, 1280]
SCHEMES = ["light", "dark"]
# One at each width in each scheme, for the picture of the thanks.
PORTRAYED = len(WIDTHS) * len(SCHEMES)
# By an invitation, a sheet and a frame, at each width.
OTHER_WAYS = 3 * len(WIDTHS)
# A site that shows a page in a frame; it is elsewhere, and the server on this machine.
SITE = "http://shop.example"
FLAGS = ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"]
MOST_PAGES = 12
LARGEST_PAGE = 60 * 1024
# Milliseconds after which something hangs. On a busy machine it is only slow.
PATIENCE = 600_000
WORDS = "Rất tốt, cảm ơn! Kyllä, è così."
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN_AXE = """() => axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
    .filter(it => ['serious', 'critical'].includes(it.impact))
    .map(it => it.id + ': ' + it.nodes.map(node => node.html).join(' ').slice(0, 300)))"""
TARGETS = ".cells span, .option, footer button, .languages button, .button, select, textarea"
LOOK = """targets => {
    const wrong = [];
    if (document.documentElement.scrollWidth > innerWidth)
        wrong.push('wider than the window: ' + document.documentElement.scrollWidth);
    for (const it of document.querySelectorAll(targets)) {
        const box = it.getBoundingClientRect();
        if (box.height < 43.9 || box.width < 43.9)
            wrong.push(`small: ${it.textContent.trim()} ${box.width} x ${box.height}`);
        if (it.scrollWidth > it.clientWidth + 1) wrong.push('cut off: ' + it.textContent.trim());
    }
    return wrong;
}"""
FOCUS = """() => {
    const it = document.activeElement;
    return {tag: it.tagName, type: it.type ?? '', name: it.name ?? '', value: it.value ?? '',
        chosen: it.name ? document.getElementsByName(it.name).length : 0};
}"""


class Wrong(Exception):
    """What a person would complain about."""


class Server:
    """A server of its own with every template published under an open link."""

    def __init__(self, program, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [program, "--database", f"sqlite:{folder}/pages.db"]
        self.url = f"http://127.0.0.1:{self.port}"
        settings = {
            "PLAUDIT_SERVER__LISTEN": f"127.0.0.1:{self.port}",
            "PLAUDIT_ASKING__REQUESTS_A_MINUTE": "1000000",
            "PLAUDIT_ASKING__LEAST_SECONDS": "0",
            "PLAUDIT_ASKING__PUBLIC_URL": self.url,
            "PLAUDIT_ASKING__FRAME_ANCESTORS": SITE,
            "PLAUDIT_MAIL__FROM": "Quán Sole <ask@sole.example>",
        }
        self.environment = {**os.environ, **settings}
        self.links = {}
        for template in self.templates():
            self.publish(folder, template)
        log = open(f"{folder}/log", "w", encoding="utf-8")
        self.process = subprocess.Popen([*self.command, "serve"], env=self.environment, stderr=log)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise Wrong("the server does not start")

    def run(self, *arguments):
        command = [*self.command, *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=self.environment
        )
        return done.stdout

    def templates(self):
        listed = self.run("survey", "templates", "--format", "json")
        return [template["template"] for template in json.loads(listed)["templates"]]

    def publish(self, folder, template):
        survey = self.run("survey", "new", "--template", template)
        if "open_link:" not in survey:
            survey += "\nopen_link: true\n"
        file = Path(folder) / f"{template}.yaml"
        file.write_text(survey, encoding="utf-8")
        self.run("survey", "apply", "--publish", str(file))
        form = json.loads(self.run("survey", "new", "--template", template, "--format", "json"))
        required = [it for it in form.get("segments", []) if it.get("required")]
        query = "&".join(f"{it['id']}={it['values'][0]['id']}" for it in required)
        self.links[template] = f"{self.url}/p/{template}?{query}"

    def invite(self, survey, contact, language):
        """The invitation of a contact, with its mail."""
        event = ["--event", contact, "--occurred-at", "2026-03-01", "--language", language]
        how = ["--channel", "email", "--with-mail", "--format", "json"]
        return json.loads(self.run("invite", "contact", survey, contact, *event, *how))["invitation"]

    def stored(self, survey):
        verified = self.run("verify", survey)
        return int(re.search(r"([\d,]+) responses?", verified).group(1).replace(",", ""))

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def look(page, language, by_axe, targets=TARGETS):
    """What anybody must see of any page."""
    wrong = page.evaluate(LOOK, targets)
    if page.evaluate("() => document.documentElement.lang") != language:
        wrong.append("another language")
    if len(page.content().encode()) > LARGEST_PAGE:
        wrong.append("too large")
    if by_axe:
        page.evaluate(AXE)
        wrong += page.evaluate(RUN_AXE)
    if wrong:
        raise Wrong("\n    ".join(wrong))


def fill_in(page, turn):
    """Answers a page with the keys of a keyboard, and sends it."""
    seen = set()
    for _ in range(300):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        name, value = at["name"], at["value"]
        if at["tag"] == "BUTTON" and (name, value) == ("go", "next"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        if name == "website":
            raise Wrong("the field that people do not see can be reached")
        if at["type"] == "radio" and name not in seen:
            page.keyboard.press("Space")
            for _ in range(turn % at["chosen"]):
                page.keyboard.press("ArrowRight")
        elif at["type"] == "checkbox" and name not in seen:
            page.keyboard.press("Space")
        elif at["tag"] == "SELECT":
            page.keyboard.press("ArrowDown")
        elif at["tag"] in ("TEXTAREA", "INPUT") and at["type"] in ("textarea", "text"):
            if name not in seen:
                page.keyboard.insert_text(WORDS)
        seen.add(name)
    raise Wrong("the button cannot be reached by the keyboard")


def answer(page, link, language, by_axe, turn):
    """From the first page to the thanks."""
    page.goto(f"{link}&lang={language}")
    to_the_end(page, language, by_axe, turn)


def to_the_end(page, language, by_axe, turn):
    """From the page that is shown to the thanks."""
    for number in range(MOST_PAGES):
        look(page, language, by_axe)
        if page.locator("svg.tick").count():
            return
        if page.locator(".problems").count():
            raise Wrong(page.locator(".problems").inner_text())
        fill_in(page, turn + number)
    raise Wrong("there is no end")


def portraits(browser, server, width, folder):
    """What there is to look at: light and dark, with problems and without."""
    for scheme in SCHEMES:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, color_scheme=scheme)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        for template, language in zip(server.links, LANGUAGES * len(server.links)):
            page.goto(f"{server.links[template]}&lang={language}")
            name = f"{template}-{language}-{width}-{scheme}"
            page.screenshot(path=folder / f"{name}.png", full_page=True)
        page.goto(server.links["support-csat"])
        page.locator("footer .button").click()
        # Whoever hears the page hears first what is wrong with it.
        page.locator(".problems:focus").wait_for()
        page.screenshot(path=folder / f"problems-{width}-{scheme}.png", full_page=True)
        page.goto(f"http://127.0.0.1:{server.port}/p/nowhere")
        page.screenshot(path=folder / f"missing-{width}-{scheme}.png", full_page=True)
        answer(page, server.links["emotion"], "vi", True, 3)
        page.screenshot(path=folder / f"thanks-{width}-{scheme}.png", full_page=True)
        context.close()


def see(page, language, folder, name, targets=TARGETS):
    """Looks at a page and keeps its picture."""
    page.screenshot(path=folder / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    look(page, language, True, targets)


def press(page, selector):
    """Presses a button by the keyboard."""
    page.locator(selector).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def other_ways(browser, server, width, folder):
    """By a mail, an invitation, the page to opt out, a sheet and a frame. Returns what is wrong."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(PATIENCE)
    wrong = []
    for way in [by_mail, by_opting_out, by_typing_in, by_a_frame]:
        page = context.new_page()
        try:
            way(page, server, width, folder)
        except Exception as failure:  # noqa: BLE001, each is told
            wrong.append(f"{way.__name__} at {width} px:\n    {failure}")
        page.close()
    context.close()
    return wrong


def by_mail(page, server, width, folder):
    invitation = server.invite("support-csat", f"ann-{width}", "vi")
    page.set_content(invitation["mail"]["html"])
    see(page, "vi", folder, "mail", ".choice a, .main a")
    nine = page.get_by_role("link", name="9", exact=True)
    with page.expect_navigation():
        nine.click()
    see(page, "vi", folder, "invited")
    if not page.locator("input[value='9']:checked").count():
        raise Wrong("the answer of the mail is not chosen")
    to_the_end(page, "vi", True, 0)
    page.goto(invitation["link"])
    see(page, "vi", folder, "used")
    if not page.get_by_role("heading", name="Bạn đã trả lời rồi").count():
        raise Wrong("a used link does not say so")


def by_opting_out(page, server, width, folder):
    page.goto(server.invite("emotion", f"bob-{width}", "fi")["optOutLink"])
    see(page, "fi", folder, "opt-out")
    press(page, ".button")
    see(page, "fi", folder, "opted-out")


def by_typing_in(page, server, width, folder):
    page.goto(f"{server.url}/entry")
    see(page, "en", folder, "entries", ".choice a")
    page.goto(f"{server.url}/entry/manager-interview?channel=phone&lang=it")
    see(page, "it", folder, "entry", "select, textarea, .number, .button")
    if page.locator(".number").count() != page.locator(".number[inputmode=numeric]").count():
        raise Wrong("a telephone shows letters where digits are wanted")
    # The first question has the focus: digits, then on to the next.
    for keys in ["9", "Tab", "4", "Tab", "Tab", "5"]:
        page.keyboard.press(keys)
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    press(page, "footer .button")
    see(page, "it", folder, "entry-saved", "select, textarea, .number, .button")
    if not page.locator(".saved").count():
        raise Wrong("nothing was saved: " + page.locator(".problems").inner_text())


def by_a_frame(page, server, width, folder):
    snippet = server.run("survey", "link", "emotion", "--snippet", "web")
    site = f"<!doctype html><html lang=en><title>Shop</title><h1>Shop</h1>{snippet}</html>"
    page.route(f"{SITE}/", lambda route: route.fulfill(body=site, content_type="text/html"))
    page.goto(f"{SITE}/")
    frame = page.frame_locator("iframe")
    frame.locator("input[value='5']").first.check(force=True)
    page.screenshot(path=folder / f"frame-{width}.png", full_page=True)
    inner = page.frames[-1]
    for _ in range(MOST_PAGES):
        # The page that goes has the same button as the one that comes.
        with page.expect_event("framenavigated"):
            inner.locator("footer .button").click()
        inner.wait_for_load_state()
        if inner.locator("svg.tick").count():
            return
    raise Wrong("there is no end")


def answer_all(browser, server, width):
    """Every template in every language, with scripts and without. Returns how many, and what is wrong."""
    runs, wrong = 0, []
    for scripts in [True, False]:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, java_script_enabled=scripts)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        for number, (template, link) in enumerate(server.links.items()):
            for at, language in enumerate(LANGUAGES):
                # Which language it is makes no difference to axe-core.
                by_axe = scripts and at == number % len(LANGUAGES)
                try:
                    answer(page, link, language, by_axe, runs)
                except Exception as failure:  # noqa: BLE001, each is told
                    how = f"{template} {language} {width} px, scripts {scripts}"
                    wrong.append(f"{how}:\n    {failure}")
                    # The next is answered on a page that still does nothing.
                    page.close()
                    page = context.new_page()
                runs += 1
        context.close()
    return runs, wrong


def at_width(chromium, server, width, folder):
    """Everything at one width, in a browser of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        runs, wrong = answer_all(browser, server, width)
        try:
            portraits(browser, server, width, folder)
        except Exception as failure:  # noqa: BLE001
            wrong.append(f"screenshots at {width} px: {failure}")
        wrong += other_ways(browser, server, width, folder)
        browser.close()
    return runs, wrong


def main(program, chromium, folder):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor() as threads:
        server = Server(program, place)
        try:
            halves = list(threads.map(lambda width: at_width(chromium, server, width, folder), WIDTHS))
            stored = sum(server.stored(survey) for survey in server.links)
        finally:
            server.stop()
    runs = sum(runs for runs, _ in halves)
    wrong = [each for _, wrong in halves for each in wrong]
    expected = runs + PORTRAYED + OTHER_WAYS
    if stored != expected:
        wrong.append(f"{stored} responses are stored of {expected}")
    seconds = time.monotonic() - start
    print(f"{runs} surveys were answered in a browser in {seconds:.0f} s; screenshots: {folder}")
    if wrong:
        print("\n".join(wrong))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
