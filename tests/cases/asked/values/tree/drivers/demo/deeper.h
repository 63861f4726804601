#define deeper_open	no_open
