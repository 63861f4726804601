"""netfilter: x_tables: use NFPROTO_* in extensions"""

# Of commit ee999d8b9573, whose message is its subject.

struct = "xt_match"
change = [
    replace("family", "NFPROTO_IPV4", was="AF_INET"),
    replace("family", "NFPROTO_IPV6", was="AF_INET6"),
    replace("family", "NFPROTO_ARP", was="NF_ARP"),
]
qualifies = always
allow = everywhere
