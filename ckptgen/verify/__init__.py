"""Whether a written series holds: read the folder, apply patch by patch, check each, build what each touches.

    folder -> base -> scratch -> applying -> checkpatch -> building -> Verification

Everything happens in a scratch folder of its own; the user's tree and repository are only read.
"""
