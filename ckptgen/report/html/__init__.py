"""The reports as pages: one file each, without the network, readable without JavaScript."""
