"""What guests see on their own phones: the page behind the QR code (Y8), and erasure (X6, G12).

Owns no table: it reads generations by claim code. Called by URLs only. The claim code is a secret: these
pages are never cached, never indexed, send no referrer and load nothing from anywhere else.
"""
