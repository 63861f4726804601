int related;
