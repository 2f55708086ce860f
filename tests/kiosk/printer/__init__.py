"""The printer: drivers, the print queue, layouts, and CUPS itself."""
