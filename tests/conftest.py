"""What all tests share."""


def pytest_configure(config):
    """Name the tests that need a browser; ``-m "not browser"`` leaves them out."""
    config.addinivalue_line("markers", "browser: needs Debian's chromium; takes a minute")
