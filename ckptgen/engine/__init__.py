"""Where independent tasks run: in this process, in several of this machine, or on a Dask scheduler's workers.

A task is a function's name and a plain value; so is what comes back. The same function runs whichever engine is chosen,
and the callers put what comes back in the order of what they handed out.
"""
