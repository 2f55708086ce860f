"""Picture effects, as pure functions of pixels; shared by the booth and the platform, imports neither."""
