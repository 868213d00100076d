"""Opens the page of `bitexto align --format html` in headless Chromium and uses it.

    python3 scripts/page.py [BITEXTO] [FOLDER]

Takes screenshots 400 and 1400 pixels wide into FOLDER, presses keys, filters, prints, turns the lights
off, and fails on anything in the console and on any request but that for the page. Needs `chromium`;
without it nothing is checked, and that is said. It speaks the browser's debugging protocol over a pipe.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BITEXTO = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "target/release/bitexto")
PAUSE = 0.4


class Browser:
    """A Chromium with one tab."""

    def __init__(self, program, profile):
        to_read, self.write_end = os.pipe()
        self.read_end, to_write = os.pipe()
        # The browser reads commands from descriptor 3 and writes answers to descriptor 4.
        shell = f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}'
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage"]
        self.process = subprocess.Popen(
            ["bash", "-c", shell, program, *flags, "--remote-debugging-pipe", f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(to_read, to_write),
            stderr=subprocess.DEVNULL,
        )
        os.close(to_read), os.close(to_write)
        self.n, self.buffer, self.events, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.buffer:
            part = os.read(self.read_end, 1 << 20)
            if not part:
                sys.exit("the browser is gone")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        self.n += 1
        message = {"id": self.n, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.n:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def js(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def open(self, path, width, height=900):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        begin = time.monotonic()
        self.call("Page.navigate", url=path.as_uri())
        while self.js("document.readyState + location.protocol") != "completefile:":
            time.sleep(0.02)
        self.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return time.monotonic() - begin

    def key(self, key):
        text = {"text": key} if len(key) == 1 else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def shot(self, path):
        time.sleep(PAUSE)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def faults(self):
        """What the console said, and what was fetched besides pages from files."""
        told = []
        for event in self.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                told.append(f"exception: {params['exceptionDetails']}")
            elif method == "Runtime.consoleAPICalled":
                told.append(f"console.{params['type']}: {params['args']}")
            elif method == "Log.entryAdded":
                told.append(f"{params['entry']['level']}: {params['entry']['text']}")
            elif method == "Network.requestWillBeSent" and not params["request"]["url"].startswith(("file:", "about:")):
                told.append(f"request: {params['request']['url']}")
        self.events.clear()
        return told

    def close(self):
        os.write(self.write_end, json.dumps({"id": 0, "method": "Browser.close"}).encode() + b"\0")
        self.process.wait(timeout=20)


FAILED = []


def check(name, is_right, found=""):
    print(f"{'ok' if is_right else 'FAILED'}: {name}{'' if is_right else f' ({found})'}")
    if not is_right:
        FAILED.append(name)


def make_page(folder, name, *arguments):
    page = folder / f"{name}.html"
    done = subprocess.run([BITEXTO, "align", "-q", "--format", "html", "-o", str(page), *arguments], capture_output=True, text=True)
    if done.returncode > 1:
        sys.exit(done.stderr)
    return page


def with_link(page):
    """The page as if its second bead were moved to the place of its sixth."""
    html = page.read_text(encoding="utf-8")
    html = re.sub(r'(id="b1" data-p="[^"]*" data-s="[^"]*" data-t="[^"]*")', r'\1 data-to="b5"', html)
    linked = page.with_name("linked.html")
    linked.write_text(html, encoding="utf-8")
    return linked


VISIBLE = "[...document.querySelectorAll('.bead')].filter(b => !b.hidden).length"
FOCUS = "document.activeElement.id"


def use(browser, page, shots):
    """Keyboard and filters."""
    n = {k: int(browser.js(f"document.querySelector('[data-filter={k}] b').textContent")) for k in ("all", "doubtful", "alone")}
    check("every bead is shown", browser.js(VISIBLE) == n["all"], browser.js(VISIBLE))
    for key, name in (("2", "doubtful"), ("3", "alone"), ("1", "all")):
        browser.key(key)
        check(f"key {key} shows {name}", browser.js(VISIBLE) == n[name], browser.js(VISIBLE))
    browser.js("document.querySelector('[data-filter=alone]').click()")
    check("a click filters", browser.js(VISIBLE) == n["alone"])
    check("the button is pressed", browser.js("document.querySelector('[data-filter=alone]').getAttribute('aria-pressed')") == "true")
    browser.shot(shots / "unaligned.png")
    browser.key("1")
    for _ in range(3):
        browser.key("ArrowDown")
    check("arrows move", browser.js(FOCUS) == "b2", browser.js(FOCUS))
    browser.key("ArrowUp")
    check("and back", browser.js(FOCUS) == "b1", browser.js(FOCUS))
    browser.key("n")
    check("n finds a doubtful bead", browser.js("document.activeElement.classList.contains('doubtful')"))
    browser.key("End")
    check("End goes to the last", browser.js(FOCUS) == f"b{n['all'] - 1}", browser.js(FOCUS))
    check("its place is told", browser.js("document.getElementById('place').textContent") == f"{n['all']} of {n['all']}")
    browser.js("{const s = document.getElementById('strip'); s.dispatchEvent(new MouseEvent('click', {clientX: s.getBoundingClientRect().x + 5, clientY: s.getBoundingClientRect().y + 1}))}")
    check("a click on the strip goes there", browser.js(FOCUS) == "b0", browser.js(FOCUS))


def look(browser, page, shots):
    """Widths, links, the dark, paper."""
    for width in (400, 1400):
        browser.open(page, width)
        wide = browser.js("document.documentElement.scrollWidth")
        check(f"{width} pixels: nothing sticks out", wide <= width, wide)
        check(f"{width} pixels: the link is drawn", browser.js("document.querySelectorAll('#links path').length") == 1)
        painted = "(() => {const c = document.getElementById('strip'); return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)})()"
        check(f"{width} pixels: the strip is painted", browser.js(painted))
        browser.shot(shots / f"{width}.png")
    beside = "(() => {const [a, , b] = document.getElementById('b0').children; return a.getBoundingClientRect().right <= b.getBoundingClientRect().left})()"
    check("both texts stand side by side", browser.js(beside))
    light = browser.js("getComputedStyle(document.body).backgroundColor")
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    check("the dark is dark", browser.js("getComputedStyle(document.body).backgroundColor") != light)
    browser.shot(shots / "dark.png")
    browser.call("Emulation.setEmulatedMedia", features=[])
    pdf = base64.b64decode(browser.call("Page.printToPDF", printBackground=True)["data"])
    (shots / "print.pdf").write_bytes(pdf)
    check("it prints", pdf.startswith(b"%PDF") and len(pdf) > 10_000, len(pdf))


def large(browser, folder):
    """Five thousand beads."""
    for lang, words in (("es", "La frase número {} habla de la casa {}."), ("en", "Sentence number {} speaks of house {}.")):
        (folder / f"large.{lang}.txt").write_text("\n".join(words.format(n, n * 7) for n in range(5000)) + "\n")
    page = make_page(folder, "large", "--presplit", *(str(folder / f"large.{lang}.txt") for lang in ("es", "en")))
    seconds = browser.open(page, 1400)
    n = browser.js(VISIBLE)
    check(f"{n} beads are there after {seconds:.1f} s", n >= 4900 and seconds < 20)
    frames = """(async () => {
        const frame = () => new Promise(done => requestAnimationFrame(done));
        let worst = 0;
        for (let y = 0; y < 60; y++) {
            const begin = performance.now();
            scrollTo(0, y * 2000);
            await frame();
            worst = Math.max(worst, performance.now() - begin);
        }
        return worst;
    })()"""
    worst = browser.js(frames)
    check(f"scrolling: the slowest of 60 jumps took {worst:.0f} ms", worst < 1000)
    took = browser.js("(() => {const t = performance.now(); document.dispatchEvent(new KeyboardEvent('keydown', {key: 'End'})); return performance.now() - t})()")
    check(f"a key took {took:.0f} ms", took < 1000)


def main():
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        print("SKIPPED: there is no chromium, so the page was not opened", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shots = Path(sys.argv[2]) if len(sys.argv) > 2 else folder
        shots.mkdir(parents=True, exist_ok=True)
        pair = [str(ROOT / f"corpora/huelga-limpia.{lang}.txt") for lang in ("es", "en")]
        page = make_page(folder, "page", *pair)
        browser = Browser(program, folder / "profile")
        try:
            browser.open(page, 1400)
            use(browser, page, shots)
            look(browser, with_link(page), shots)
            large(browser, folder)
            faults = browser.faults()
            check("the console is silent and nothing is fetched", not faults, faults)
        finally:
            browser.close()
    if FAILED:
        sys.exit(f"{len(FAILED)} checks failed")


if __name__ == "__main__":
    main()
