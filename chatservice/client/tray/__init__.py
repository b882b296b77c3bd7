"""The icon in the tray of a desktop, over D-Bus: StatusNotifierItem, with a menu."""
