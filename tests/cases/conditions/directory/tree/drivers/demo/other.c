int in_drivers = 1;
