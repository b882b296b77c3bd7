"""What a window shows, folded from events. No Tk."""
