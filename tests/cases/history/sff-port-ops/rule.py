"""libata: rename SFF port ops

Add sff_ prefix to SFF specific port ops.
"""

# Of commit 5682ed33aae0. Which operations are specific to SFF is what the commit makes of struct ata_port_operations.

struct = "ata_port_operations"
change = [
    rename("dev_select", "sff_dev_select"),
    rename("check_status", "sff_check_status"),
    rename("check_altstatus", "sff_check_altstatus"),
    rename("tf_load", "sff_tf_load"),
    rename("tf_read", "sff_tf_read"),
    rename("exec_command", "sff_exec_command"),
    rename("data_xfer", "sff_data_xfer"),
    rename("irq_on", "sff_irq_on"),
    rename("irq_clear", "sff_irq_clear"),
]
qualifies = always
allow = everywhere
