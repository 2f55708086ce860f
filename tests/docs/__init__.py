"""Documents and code agree: what a page says of the code is looked up in the code."""
