int in_single_other;
