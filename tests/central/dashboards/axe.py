"""What people who cannot see, or use no mouse, would stumble over."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page


def assert_no_finding(page: Page) -> None:
    """By all rules that axe has; the script is long, and a page reads it once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    findings = AxeResults(page.evaluate("axe.run({resultTypes: ['violations']})"))
    assert findings.violations_count == 0, findings.generate_report()
