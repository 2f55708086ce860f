"""The platform: the API that booths sync to, the credit ledger, generation, and the web pages."""
