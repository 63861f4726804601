"""Remove ->port_disable() hook

It was always set to ata_port_disable().  Removed the hook, and replaced
the very few ap->ops->port_disable() callsites with direct calls to
ata_port_disable().
"""

# Of commit ac8869d56d95, [libata].

struct = "ata_port_operations"
change = remove("port_disable", was="ata_port_disable")
qualifies = always
allow = everywhere
