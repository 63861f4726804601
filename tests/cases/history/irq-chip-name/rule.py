"""[MIPS] use name instead of typename for each irq_chip"""

# Of commit 70d21cdeef63.

struct = "irq_chip"
change = rename("typename", "name")
qualifies = always
allow = ["arch/mips"]
