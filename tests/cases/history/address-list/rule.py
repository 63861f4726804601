"""i2c: Get rid of struct i2c_client_address_data

Struct i2c_client_address_data only contains one field at this point,
which makes its usefulness questionable. Get rid of it and pass simple
address lists around instead.
"""

# Of commit c3813d6af177. The one field is normal_i2c, and the drivers' lists have its name.

struct = "i2c_driver"
change = rename("address_data", "address_list", value="normal_i2c")
qualifies = always
allow = everywhere
