"""Builds and joins everything."""

from twisted.application.service import IService

from chatservice.options import Options

__all__ = ["Options", "makeService"]


def makeService(options: Options) -> IService:  # noqa: N802
    raise NotImplementedError
