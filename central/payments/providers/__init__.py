"""Payment providers: one interface, one file for each."""
