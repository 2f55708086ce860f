"""The rehearsal: a host, a partner, two guests, and a network that is cut, for real, by `script/demo`."""
