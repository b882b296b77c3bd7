"""IRC: the RFC 2812 and modern.ircdocs.horse, with IRCv3 on top. Everything here is without I/O."""
