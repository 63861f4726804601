int in_drivers_below = 1;
