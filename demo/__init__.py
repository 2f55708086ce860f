"""The rehearsal: two guests, one platform and a network that is cut, played for real by `script/demo`."""
