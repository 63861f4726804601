"""libata: implement and use ata_noop_irq_clear()

->irq_clear() is used to clear IRQ bit of a SFF controller and isn't
useful for drivers which don't use libata SFF HSM implementation.
However, it's a required callback and many drivers implement their own
noop version as placeholder.  This patch implements ata_noop_irq_clear
and use it to replace those custom placeholders.

Also, SFF drivers which don't support BMDMA don't need to use
ata_bmdma_irq_clear().  It becomes noop if BMDMA address isn't
initialized.  Convert them to use ata_noop_irq_clear().
"""

# Of commit 358f9a77a668. A driver that supports BMDMA says how it is set up.

struct = "ata_port_operations"
change = [
    replace("irq_clear", "ata_noop_irq_clear", where=empty("irq_clear")),
    replace("irq_clear", "ata_noop_irq_clear", was="ata_bmdma_irq_clear", where=lacks("bmdma_setup")),
]
qualifies = always
allow = everywhere
