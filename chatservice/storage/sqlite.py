def open_storage(settings, reactor):
    raise NotImplementedError
