"""netfilter: x_tables: use NFPROTO_* in extensions"""

# Of commit ee999d8b9573, whose message is its subject.

struct = "nf_hook_ops"
change = replace("pf", "NFPROTO_ARP", was="NF_ARP")
qualifies = always
allow = everywhere
