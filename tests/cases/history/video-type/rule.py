"""v4l2-dev: remove unused type and type2 field from video_device

The type and type2 fields were unused and so could be removed.
Instead add a vfl_type field that contains the type of the video
device.
"""

# Of commit 0ea6bc8d43c9, V4L/DVB (8523).

struct = "video_device"
change = [remove("type"), remove("type2")]
qualifies = always
allow = everywhere
