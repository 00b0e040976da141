"""What the tests of the zoo share with those of the core."""

from tests.core.conftest import one_torch_thread

__all__ = ["one_torch_thread"]
