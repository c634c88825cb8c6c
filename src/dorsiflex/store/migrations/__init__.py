"""How does a file of an older release become one of today? One step after the other, each in `versions`."""
