"""People with a browser of their own, who do what people do."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.portal import Portal
from tests.sign_in import totp_code

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}


@dataclass
class Visitor:
    """Somebody at a screen. A console error, a CSP violation among them, fails what she is doing."""

    portal: Portal
    email: str
    context: BrowserContext
    page: Page

    @classmethod
    def at(cls, portal: Portal, browser: Browser, email: str = "", *, phone: bool = False, script: bool = True):
        context = browser.new_context(
            viewport=PHONE if phone else LAPTOP,
            java_script_enabled=script,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            base_url=portal.url,
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", cls._no_errors)
        return cls(portal, email, context, page)

    @staticmethod
    def _no_errors(message) -> None:
        assert message.type != "error" or "status of 4" in message.text, message.text

    def sign_in(self) -> "Visitor":
        """By the code in the mail; whoever has work in the administration connects an app the first time."""
        before = len(self._codes())
        self.page.goto("/konto/logg-inn/")
        self.page.get_by_label("E-posten din").fill(self.email)
        self.click("Send kode")
        self.portal.wait_for(lambda: len(self._codes()) > before, "the mail with the code")
        self.page.locator("input[name=code]").fill(self._codes()[-1])
        self.click("Logg inn")
        if "sikkerhet/app" in self.page.url:
            secret = self.page.locator("code").inner_text()
            self.page.locator("input[name=code]").fill(totp_code(secret))
            self.click("Koble til")
        return self

    def _codes(self) -> list[str]:
        mails = [mail.text for mail in self.portal.mail_to(self.email) if "koden din er" in mail.subject]
        return [re.search(r"^([A-Z0-9-]{6,12})$", text, re.MULTILINE).group(1) for text in mails]

    def goto(self, address: str) -> str:
        """Open an address and return what the page says."""
        self.page.goto(address)
        return self.text

    def click(self, name: str) -> None:
        """Press a button or follow a link, and wait for the next page."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        target.first.click()
        self.page.wait_for_load_state()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def leave(self) -> None:
        self.context.close()
