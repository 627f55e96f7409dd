"""A pytest plugin for runs on a copy of the course: one kernel, emptied before each notebook.

To start a kernel takes longer than to run a small notebook, and a run may look at thirty of them.
"""


def pytest_configure(config):
    """Give nbval the one kernel instead of a new one for each notebook."""
    from nbval import plugin

    class OneKernel(plugin.RunningKernel):
        running = None

        def __new__(cls, *arguments, **keywords):
            return cls.running or super().__new__(cls)

        def __init__(self, *arguments, **keywords):
            if OneKernel.running is None:
                super().__init__(*arguments, **keywords)
                OneKernel.running = self
            else:
                asked = self.execute_cell_input("%reset -f")
                self.await_reply(asked, timeout=60)
                self.await_idle(asked, timeout=60)

        def stop(self):
            """Stay for the next notebook."""

    plugin.RunningKernel = OneKernel
    config.add_cleanup(lambda: OneKernel.running and super(OneKernel, OneKernel.running).stop())
