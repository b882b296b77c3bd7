"""What programs post to a webhook, as the text of one line: a file a shape, recognised in `shapes`."""
