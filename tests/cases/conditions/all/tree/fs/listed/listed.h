struct export_operations;
extern const struct export_operations listed_export;
static DEFINE_MUTEX(listed_lock);
static int listed_count;
